"""The small parts that pages are made of."""

from typing import Any

from django import template
from django.core.paginator import Page
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()

# What a status means to people: good, being worked on, needs somebody, gone wrong, or over.
_TONES = {
    "confirmed": "success",
    "agreed": "success",
    "upheld": "success",
    "issued": "success",
    "sent": "success",
    "solved": "success",
    "published": "success",
    "submitted": "info",
    "queued": "info",
    "rendering": "info",
    "ordered": "info",
    "proposed": "info",
    "checked": "info",
    "paused": "warning",
    "open": "warning",
    "draft": "warning",
    "declined": "danger",
    "refused": "danger",
    "failed": "danger",
    "revoked": "danger",
}
_ICONS = {"success": "check", "info": "clock", "warning": "warning", "danger": "cross"}


@register.simple_tag
def icon(name: str) -> SafeString:
    """A drawing beside words; it says nothing by itself, so screen readers pass it by."""
    return format_html(
        '<svg class="icon icon-{}" aria-hidden="true" width="24" height="24"><use href="{}#{}"/></svg>',
        name,
        static("site/icons.svg"),
        name,
    )


@register.simple_tag
def badge(status: str, label: str) -> SafeString:
    """A status in words, with a colour and a drawing that say the same."""
    tone = _TONES.get(status, "info")
    return format_html(
        '<span class="kern-badge kern-badge--{}">{}<span class="kern-label kern-label--small">{}</span></span>',
        tone,
        icon(_ICONS[tone]),
        label,
    )


@register.inclusion_tag("ui/pager.html", takes_context=True)
def pager(context: template.Context, page: Page[Any]) -> dict[str, Any]:
    """Previous and next, keeping the filter that stands in the address."""
    kept = context["request"].GET.copy()
    kept.pop("seite", None)
    return {"page": page, "query": f"{kept.urlencode()}&" if kept else ""}
