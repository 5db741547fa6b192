"""The public directory: who helps where with what, and where one can join in; as pages, map and open data."""

import uuid as uuids
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlencode

import orjson
from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import Count, F, Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backend.common import clock, spreadsheets
from backend.common.choosing import Filter
from backend.common.public import public_page
from backend.site import map as maps
from recognition.models import RecognitionList
from volunteers.models import Activity, District, FieldOfAction, Organisation, Sector
from volunteers.querysets import ActivityQuerySet, OrganisationQuerySet

PAGE = 24
LICENCE = "https://www.govdata.de/dl-de/zero-2-0"
# What would end the script element or open a comment inside it (as Django's json_script writes it).
_ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}
_KINDS_OF = {
    sector: [kind for kind in Organisation.Kind if kind.sector == sector]
    for sector in (Sector.STATE, Sector.MUNICIPAL, Sector.FREE, Sector.CIVIL)
}


class DirectoryFilter(Filter):
    """What somebody looks for. `art` is a kind of organisation, or all of a sector (`free`, `civil`)."""

    suche = forms.CharField(label=gettext_lazy("Name, Angebot oder Ort"), max_length=100)
    kreis = forms.ChoiceField(label=gettext_lazy("Landkreis oder Stadt"))
    feld = forms.ChoiceField(label=gettext_lazy("Handlungsfeld"))
    art = forms.ChoiceField(label=gettext_lazy("Träger"))

    def address(self, **changes: str) -> str:
        """The filter as the query of an address, with other values for some fields: `?kreis=03457`."""
        told = {name: self.value(name) for name in self.fields} | changes
        query = urlencode({name: value for name, value in told.items() if value})
        return f"?{query}" if query else ""


def filter_of(request: HttpRequest) -> DirectoryFilter:
    """What the address asks for. Two queries: a district that is hidden may be asked for and has nothing."""
    today = clock.today()
    return DirectoryFilter(
        request,
        kreis=District.objects.choices(today),
        feld=FieldOfAction.objects.choices(today),
        art=_kinds(),
    )


def found_by(form: DirectoryFilter, *, anywhere: bool = False) -> OrganisationQuerySet:
    """The organisations it finds; `anywhere` leaves the district open."""
    found = (
        Organisation.objects.publicly_listed()
        .found_by(form.value("suche"))
        .helping_in(district="" if anywhere else form.value("kreis"), field=form.value("feld"), day=clock.today())
    )
    art = form.value("art")
    if art in Sector.values and art not in Organisation.Kind.values:
        return found.filter(kind__in=_KINDS_OF[Sector(art)])
    return found.filter(kind=art) if art else found


def offers_now() -> ActivityQuerySet:
    """What the directory shows of what organisations offer."""
    return Activity.objects.publicly_listed().on_offer(clock.today())


@public_page
def directory(request: HttpRequest) -> HttpResponse:
    """Organisations with what they offer, by name; and a map of how much there is where."""
    form = filter_of(request)
    page = Paginator(_with_offers(found_by(form)), PAGE).get_page(request.GET.get("seite"))
    drawn, places = _map(form)
    context = {
        "form": form,
        "page": page,
        "map": drawn,
        "places": places,
        "map_licence": maps.LICENCE,
        "query": form.address(),
        "licence": LICENCE,
        "data": _for_programs(_dataset()),
    }
    return render(request, "site/directory.html", context)


@public_page
def organisation(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """One organisation: what it offers, how to reach it, and its lists of thanks. 404 for one that left."""
    rows = Organisation.objects.publicly_listed().select_related("district")
    found = get_object_or_404(rows, uuid=uuid)
    own = offers_now().filter(organisation=found)
    offers = list(own.select_related("field", "district").order_by("title", "pk")[:200])
    thanks = RecognitionList.objects.published().filter(organisation=found)[:10]
    return render(
        request,
        "site/organisation.html",
        {
            "organisation": found,
            "sector": Organisation.Kind(found.kind).sector.label,
            "offers": offers,
            "lists": thanks,
            "data": _for_programs(_organisation_said(found, offers)),
        },
    )


@public_page
def directory_file(request: HttpRequest) -> HttpResponse:
    """The directory as CSV (UTF-8 with mark, semicolons), one line an offer; the filter of the page works here too."""
    heads = [
        _("Organisation"), _("Schlüssel"), _("Art"), _("Träger"), _("AGS"), _("Landkreis oder Stadt"), _("Website"),
        _("Angebot"), _("Beschreibung"), _("Handlungsfeld"), _("AGS des Angebots"), _("Ort des Angebots"), _("von"),
        _("bis"),
    ]  # fmt: skip
    lines: list[list[object]] = [list(heads)]
    # Said once: a thousand lines name the same few kinds and fields.
    kinds = {kind.value: (str(kind.label), str(kind.sector.label)) for kind in Organisation.Kind}
    fields = {name: _(name) for name in FieldOfAction.objects.values_list("name", flat=True)}
    for found, offers in _rows(found_by(filter_of(request))):
        about = [found["name"], found["uuid"], *kinds[found["kind"]]]
        about += [found["district"], found["district_name"], found["website"]]
        lines += [
            [
                *about, offer["title"], offer["description"], fields[offer["field_name"]], offer["district"],
                offer["district_name"], offer["starts_on"] or "", offer["ends_on"] or "",
            ]
            for offer in offers
        ] or [[*about, *[""] * 7]]  # fmt: skip
    response = HttpResponse(spreadsheets.table(lines), content_type="text/csv; charset=utf-8")
    return _as_file(response, "csv")


@public_page
def directory_data(request: HttpRequest) -> HttpResponse:
    """The same for programs, with the API's codes; days are local dates."""
    source = f"{settings.PUBLIC_URL}{reverse('directory')}"
    rows = [
        found
        | {
            "sector": Organisation.Kind(found["kind"]).sector.value,
            "page": f"{source}/{found['uuid']}",
            "offers": [{name: value for name, value in offer.items() if name != "field_name"} for offer in offers],
        }
        for found, offers in _rows(found_by(filter_of(request)))
    ]
    told = {
        "source": source,
        "licence": LICENCE,
        "as_of": clock.today(),
        "organisations": rows,
    }
    return _as_file(HttpResponse(orjson.dumps(told), content_type="application/json"), "json")


def _as_file(response: HttpResponse, ending: str) -> HttpResponse:
    response["Content-Disposition"] = f'attachment; filename="dankwerk-verzeichnis.{ending}"'
    response["Link"] = f'<{LICENCE}>; rel="license"'
    response["Access-Control-Allow-Origin"] = "*"  # other sites' pages may read what everybody may
    return response


def _with_offers(found: OrganisationQuerySet) -> OrganisationQuerySet:
    """Their rows by name, each with its `offers`."""
    offers = offers_now().select_related("field", "district").order_by("title", "pk")
    rows = found.select_related("district").order_by("name", "pk")
    return rows.prefetch_related(Prefetch("activities", queryset=offers, to_attr="offers"))


def _kinds() -> list[tuple[str, Any]]:
    """Kinds under their sector; a sector of several kinds can be asked for as a whole."""
    groups: list[tuple[str, Any]] = []
    for sector, kinds in _KINDS_OF.items():
        options = [(kind.value, str(kind.label)) for kind in kinds]
        whole = [(sector.value, _("alle: %(sector)s") % {"sector": sector.label})] if len(kinds) > 1 else []
        groups.append((str(sector.label), [*whole, *options]))
    return groups


def _map(form: DirectoryFilter) -> tuple[maps.Map, list[dict[str, Any]]]:
    """How many offers there are in each district, for all that is asked for but the district. One query.

    A hidden district looks like one without offers: that it is hidden is nobody's business.
    """
    offers = offers_now().filter(organisation__in=found_by(form, anywhere=True)).order_by()
    if field := form.value("feld"):
        offers = offers.filter(field__code=field)
    counted = dict(offers.values_list("district__ags").annotate(number=Count("pk")))
    drawn = maps.draw({ags: counted.get(ags, 0) for ags in maps.outlines()})
    names = dict(form.fields["kreis"].choices)  # type: ignore[attr-defined]  # a ChoiceField
    areas = {area.ags: area for area in drawn.areas}
    places = [
        {
            "area": areas[ags],
            "name": name,
            "number": areas[ags].number,
            "address": form.address(kreis=ags),
            "chosen": form.value("kreis") == ags,
        }
        for ags, name in names.items()
        if ags in areas
    ]
    return drawn, places


def _rows(found: OrganisationQuerySet) -> Iterator[tuple[dict[str, Any], list[dict[str, Any]]]]:
    """What the files say of each organisation, by name, and of each of its offers. Two queries, no model instances."""
    offers: dict[int, list[dict[str, Any]]] = {}
    own = offers_now().filter(organisation__in=found).order_by("title", "pk")
    listed: Any = own.values(
        "uuid", "title", "description", "starts_on", "ends_on", "organisation_id",
        field_code=F("field__code"), field_name=F("field__name"),
        ags=F("district__ags"), district_name=F("district__name"),
    )  # fmt: skip
    for offer in listed:
        renamed = {"field": offer.pop("field_code"), "district": offer.pop("ags")}
        offers.setdefault(offer.pop("organisation_id"), []).append(offer | renamed)
    rows = found.order_by("name", "pk")
    told: Any = rows.values(
        "pk", "uuid", "name", "kind", "website", ags=F("district__ags"), district_name=F("district__name")
    )
    for row in told:
        key = row.pop("pk")
        yield row | {"district": row.pop("ags")}, offers.get(key, [])


# --- in the words of schema.org: data, which a browser neither runs nor checks against our policy ---


def _dataset() -> dict[str, Any]:
    files = {"text/csv": "directory-file", "application/json": "directory-data"}
    return {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "name": _("Organisationen und Angebote zum Mitmachen in Niedersachsen"),
        "description": _("Wer in Niedersachsen hilft, wo und womit: Organisationen mit ihren Angeboten."),
        "license": LICENCE,
        "url": f"{settings.PUBLIC_URL}{reverse('directory')}",
        "spatialCoverage": {"@type": "AdministrativeArea", "name": "Niedersachsen"},
        "distribution": [
            {
                "@type": "DataDownload",
                "encodingFormat": form,
                "contentUrl": f"{settings.PUBLIC_URL}{reverse(name)}",
            }
            for form, name in files.items()
        ],
    }


def _organisation_said(organisation: Organisation, offers: list[Activity]) -> dict[str, Any]:
    said: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Organization",
        "name": organisation.name,
        "areaServed": _place(organisation.district),
    }
    if organisation.website:
        said["url"] = organisation.website
    if offers:
        said["makesOffer"] = [
            {
                "@type": "Offer",
                "itemOffered": {"@type": "Service", "name": offer.title, "areaServed": _place(offer.district)},
            }
            for offer in offers
        ]
    return said


def _place(district: District) -> dict[str, str]:
    return {"@type": "AdministrativeArea", "name": district.name}


def _for_programs(said: Mapping[str, Any]) -> SafeString:
    text = orjson.dumps(said).decode().translate(_ESCAPES)
    return format_html('<script type="application/ld+json">{}</script>', SafeString(text))
