"""What a public page says of itself to search engines and to whoever shares it."""

from typing import Any

from django import template
from django.conf import settings
from django.templatetags.static import static

register = template.Library()


@register.inclusion_tag("ui/public_head.html", takes_context=True)
def public_head(context: template.Context, title: str, description: str) -> dict[str, Any]:
    """Description, this page's one address, the same page in other languages, and a card for sharing.

    A filter is no page of its own; a further page of a list is.
    """
    request = context["request"]
    page = request.GET.get("seite", "")
    turned = f"?seite={page}" if page.isdecimal() and page != "1" and len(page) < 6 else ""
    return {
        "title": title,
        "description": description,
        "here": f"{settings.PUBLIC_URL}{request.path}{turned}",
        "alternates": [
            (code, f"{settings.PUBLIC_URL}{address.partition('?')[0]}{turned}")
            for code, _name, address in context["languages"]
        ],
        "default": settings.LANGUAGE_CODE,
        "picture": f"{settings.PUBLIC_URL}{static('site/images/share.png')}",
    }
