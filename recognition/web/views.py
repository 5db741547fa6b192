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
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt

from backend.common import clock, spreadsheets
from backend.common.choosing import Filter
from backend.common.public import public_page
from recognition.models import RecognitionList
from recognition.services import showing
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
    found = _published(slug)
    rows, printed = showing.public_and_print_rows(found)
    return render(request, "recognition/thanks.html", _shown(request, found, rows) | {"printable": len(printed) > 0})


@public_page
@xframe_options_exempt
@csp_replace(FRAMED)  # type: ignore[arg-type]  # it knows of no arguments from the address
def thanks_embedded(request: HttpRequest, slug: str) -> HttpResponse:
    """The same names for the pages of others, in a frame: no script, no form, nothing to click on unseen."""
    return render(request, "recognition/embedded.html", _shown(request, *_found(slug)))


@public_page
def thanks_file(_request: HttpRequest, slug: str) -> HttpResponse:
    """The same names as a table: CSV for German programs. Those without a name are one row with their number."""
    found, rows = _found(slug)
    table: list[list[object]] = [[_("Name"), _("Anzahl")], *([name, 1] for name in rows.names)]
    if rows.unnamed:
        table.append([_("ohne Namen"), rows.unnamed])
    response = HttpResponse(spreadsheets.table(table), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{found.slug}.csv"'
    response["X-Robots-Tag"] = "noindex"
    return response


@public_page
def thanks_feed(request: HttpRequest) -> HttpResponse:
    """Published lists as an Atom feed, the newest first.

    No names: what somebody's program keeps, nobody can take back.
    """
    feed = _feed(
        request,
        _("Wir danken"),
        reverse("thanks-index"),
        _("Neue Dankeslisten des Bündnisses „Niedersachsen packt an“"),
    )
    for one in RecognitionList.objects.published().select_related("district", "field", "organisation")[:NEWS]:
        _add(feed, one, title=one.title, said=str(one.scope))
    return _atom(feed)


@public_page
def thanks_list_feed(request: HttpRequest, slug: str) -> HttpResponse:
    """What changed of one list: its versions as an Atom feed, the newest first. No names, as above.

    Numbers are made from the consents of this moment, or not told: how many left could point at somebody.
    """
    found, rows = _found(slug)
    feed = _feed(request, found.title, reverse("thanks-page", args=[slug]), _("Was sich an dieser Liste ändert"))
    for one in RecognitionList.objects.history(slug).select_related("district", "field", "organisation")[:NEWS]:
        period = (
            f"{date_format(one.period_start, 'SHORT_DATE_FORMAT')} – {date_format(one.period_end, 'SHORT_DATE_FORMAT')}"
        )
        said = [str(one.scope), period]
        if one.pk == found.pk:
            number = len(rows)
            if number:
                said.append(ngettext("%(number)s Mensch", "%(number)s Menschen", number) % {"number": number})
            if one.version > 1 and number and (one.joined or 0) >= showing.FEWEST:
                said.append(_("davon neu: %(number)s") % {"number": one.joined})
        title = _("%(title)s, Fassung %(version)s") % {"title": one.title, "version": one.version}
        _add(feed, one, title=title, said=" · ".join(said))
    return _atom(feed)


def _feed(request: HttpRequest, title: str, page: str, about: str) -> Atom1Feed:
    return Atom1Feed(
        title=title,
        link=settings.PUBLIC_URL + page,
        feed_url=settings.PUBLIC_URL + request.path,
        description=about,
        language=get_language() or settings.LANGUAGE_CODE,
    )


def _add(feed: Atom1Feed, one: RecognitionList, *, title: str, said: str) -> None:
    feed.add_item(
        title=title,
        link=settings.PUBLIC_URL + reverse("thanks-page", args=[one.slug]),
        description=said,
        unique_id=f"urn:uuid:{one.uuid}",
        pubdate=one.published_at,
        updateddate=one.published_at,
    )


def _atom(feed: Atom1Feed) -> HttpResponse:
    return HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


def _published(slug: str) -> RecognitionList:
    published = RecognitionList.objects.published().select_related("district", "field", "organisation")
    found: RecognitionList = get_object_or_404(published, slug=slug)
    return found


def _found(slug: str) -> tuple[RecognitionList, showing.PublicRows]:
    found = _published(slug)
    return found, showing.public_rows(found)


def _shown(request: HttpRequest, found: RecognitionList, rows: showing.PublicRows) -> dict[str, Any]:
    page = Paginator(rows.names, NAMES).get_page(request.GET.get("seite"))
    # The first version has none before it to ask for.
    history = RecognitionList.objects.history(found.slug) if found.version > 1 else None
    return {"list": found, "rows": rows, "page": page, "base": settings.PUBLIC_URL, "history": history}
