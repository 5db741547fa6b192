"""Public pages of thanks: the same for everybody, without session or cookie, so that a cache may keep them."""

from typing import Any

from csp.decorators import csp_replace
from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt

from backend.common import clock
from backend.common.choosing import Filter
from backend.common.public import public_page
from recognition.models import RecognitionList
from recognition.services import lists
from volunteers.models import District, FieldOfAction, Organisation

LISTS = 30  # a page of lists
NAMES = 300  # a page of names
NEWS = 50  # lists in the feed
# A page that others may frame does nothing by itself.
FRAMED = {"frame-ancestors": ["*"], "script-src": ["'none'"], "connect-src": ["'none'"], "form-action": ["'none'"]}


class ListFilter(Filter):
    """Which lists somebody wants to see."""

    kreis = forms.ChoiceField(label=gettext_lazy("Landkreis oder Stadt"))
    feld = forms.ChoiceField(label=gettext_lazy("Handlungsfeld"))
    art = forms.ChoiceField(label=gettext_lazy("Art der Organisation"))
    jahr = forms.ChoiceField(label=gettext_lazy("Jahr"))


@public_page
def thanks_index(request: HttpRequest) -> HttpResponse:
    """All published lists, the newest first; by district, field, kind of organisation or year."""
    today = clock.today()
    published = RecognitionList.objects.published()
    form = ListFilter(
        request,
        kreis=District.objects.choices(today),
        feld=FieldOfAction.objects.choices(today),
        art=[(kind.value, str(kind.label)) for kind in Organisation.Kind],
        jahr=[(str(year), str(year)) for year in published.years()],
    )
    found = published.about(
        district=form.value("kreis"), field=form.value("feld"), kind=form.value("art"), year=form.value("jahr")
    ).select_related("district", "field", "organisation")
    page = Paginator(found, LISTS).get_page(request.GET.get("seite"))
    return render(request, "recognition/index.html", {"form": form, "page": page})


@public_page
def thanks(request: HttpRequest, slug: str) -> HttpResponse:
    """One published list: names in the form their people chose, alphabetically, without any figure."""
    return render(request, "recognition/thanks.html", _shown(request, slug))


@public_page
@xframe_options_exempt
@csp_replace(FRAMED)  # type: ignore[arg-type]  # it knows of no arguments from the address
def thanks_embedded(request: HttpRequest, slug: str) -> HttpResponse:
    """The same names for the pages of others, in a frame: no script, no form, nothing to click on unseen."""
    return render(request, "recognition/embedded.html", _shown(request, slug))


@public_page
def thanks_feed(request: HttpRequest) -> HttpResponse:
    """Published lists as an Atom feed, the newest first.

    No names: what somebody's program keeps, nobody can take back.
    """
    feed = Atom1Feed(
        title=_("Wir danken"),
        link=settings.PUBLIC_URL + reverse("thanks-index"),
        feed_url=settings.PUBLIC_URL + request.path,
        description=_("Neue Dankeslisten des Bündnisses „Niedersachsen packt an“"),
        language=get_language() or settings.LANGUAGE_CODE,
    )
    for one in RecognitionList.objects.published().select_related("district", "field", "organisation")[:NEWS]:
        feed.add_item(
            title=one.title,
            link=settings.PUBLIC_URL + reverse("thanks-page", args=[one.slug]),
            description=str(one.scope),
            unique_id=f"urn:uuid:{one.uuid}",
            pubdate=one.published_at,
            updateddate=one.published_at,
        )
    return HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


def _shown(request: HttpRequest, slug: str) -> dict[str, Any]:
    published = RecognitionList.objects.published().select_related("district", "field", "organisation")
    found = get_object_or_404(published, slug=slug)
    rows = lists.public_rows(found)
    page = Paginator(rows.names, NAMES).get_page(request.GET.get("seite"))
    return {"list": found, "rows": rows, "page": page, "base": settings.PUBLIC_URL}
