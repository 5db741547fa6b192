"""`/stelle/<uuid>/newsletter`: a block for an organisation's own newsletter, as HTML and as text, to copy.

It says what everybody may know and nothing else: what the public directory and published lists say of it at this
moment. Names of people are never in it: a mail cannot be taken back, a page can.
"""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from backend.site.directory import offers_now
from recognition.models import RecognitionList
from volunteers.models import Organisation
from volunteers.web.desk.place import Desk, at_desk

MOST_OFFERS, MOST_LISTS = 10, 5


@dataclass(frozen=True, slots=True)
class Link:
    """Something public with its whole address."""

    label: str
    address: str


class BlockForm(forms.Form):
    """In which language, and what of it."""

    sprache = forms.ChoiceField(label=gettext_lazy("Sprache"), choices=settings.LANGUAGES)
    angebote = forms.BooleanField(label=gettext_lazy("Angebote zum Mitmachen"), required=False)
    listen = forms.BooleanField(label=gettext_lazy("veröffentlichte Dankeslisten"), required=False)


@require_safe
@at_desk
def newsletter(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The block, as it looks and to copy. Nothing to copy while the organisation is not in the public directory."""
    form = BlockForm(request.GET if "sprache" in request.GET else _all(), label_suffix="")
    listed = Organisation.objects.publicly_listed().select_related("district").filter(pk=desk.organisation.pk).first()
    context: dict[str, Any] = {"desk": desk, "form": form, "listed": listed is not None}
    if listed is not None and form.is_valid():
        said = form.cleaned_data
        with override(said["sprache"]):
            block = _block(listed, offers=said["angebote"], lists=said["listen"])
            context["html"] = render_to_string("site/newsletter_block.html", block).strip()
            context["text"] = render_to_string("site/newsletter_block.txt", block).strip()
        context["language"] = said["sprache"]
    return render(request, "site/newsletter.html", context)


def _all() -> dict[str, Any]:
    return {"sprache": get_language() or settings.LANGUAGE_CODE, "angebote": True, "listen": True}


def _block(organisation: Organisation, *, offers: bool, lists: bool) -> dict[str, Any]:
    """What the public directory says of it, in the language that is active."""
    own = offers_now().filter(organisation=organisation).select_related("field").order_by("title", "pk")
    thanked = RecognitionList.objects.published().filter(organisation=organisation).order_by("-period_end", "-pk")
    return {
        "organisation": organisation,
        "page": settings.PUBLIC_URL + reverse("directory-organisation", args=[organisation.uuid]),
        "offers": [f"{one.title} ({_(one.field.name)})" for one in own[:MOST_OFFERS]] if offers else [],
        "lists": [_link(one) for one in thanked[:MOST_LISTS]] if lists else [],
    }


def _link(found: RecognitionList) -> Link:
    return Link(found.title, settings.PUBLIC_URL + reverse("thanks-page", args=[found.slug]))
