"""The public directory: who helps where with what, and where one can join in."""

import json
import uuid as uuids

from django import forms
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from backend.common import clock
from backend.common.choosing import Filter
from backend.common.public import public_page
from recognition.models import RecognitionList
from volunteers.models import Activity, District, FieldOfAction, Organisation

PAGE = 24
# What would end the script element or open a comment inside it (as Django's json_script writes it).
_ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


class DirectoryFilter(Filter):
    """What somebody looks for."""

    suche = forms.CharField(label=_("Name, Angebot oder Ort"), max_length=100)
    kreis = forms.ChoiceField(label=_("Landkreis oder Stadt"))
    feld = forms.ChoiceField(label=_("Handlungsfeld"))
    art = forms.ChoiceField(label=_("Art der Organisation"))


@public_page
def directory(request: HttpRequest) -> HttpResponse:
    """Organisations with what they offer, by name."""
    today = clock.today()
    form = DirectoryFilter(
        request,
        kreis=District.objects.choices(today),
        feld=FieldOfAction.objects.choices(today),
        art=[(kind.value, str(kind.label)) for kind in Organisation.Kind],
    )
    found = (
        Organisation.objects.publicly_listed()
        .found_by(form.value("suche"))
        .helping_in(district=form.value("kreis"), field=form.value("feld"), day=today)
    )
    if form.value("art"):
        found = found.filter(kind=form.value("art"))
    offers = Activity.objects.on_offer(today).select_related("field").order_by("title", "pk")
    rows = found.select_related("district").prefetch_related(Prefetch("activities", queryset=offers, to_attr="offers"))
    page = Paginator(rows.order_by("name", "pk"), PAGE).get_page(request.GET.get("seite"))
    return render(request, "site/directory.html", {"form": form, "page": page})


@public_page
def organisation(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """One organisation: what it offers, how to reach it, and its lists of thanks. 404 for one that left."""
    rows = Organisation.objects.publicly_listed().select_related("district")
    found = get_object_or_404(rows, uuid=uuid)
    offers = found.activities.on_offer(clock.today()).select_related("field", "district").order_by("title", "pk")
    thanks = RecognitionList.objects.published().filter(organisation=found)[:10]
    return render(
        request,
        "site/organisation.html",
        {"organisation": found, "offers": offers[:200], "lists": thanks, "data": _for_programs(found)},
    )


def _for_programs(organisation: Organisation) -> SafeString:
    """The same in the words of schema.org: data, which a browser neither runs nor checks against our policy."""
    said = {
        "@context": "https://schema.org",
        "@type": "Organization",
        "name": organisation.name,
        "areaServed": {"@type": "AdministrativeArea", "name": organisation.district.name},
    }
    if organisation.website:
        said["url"] = organisation.website
    text = json.dumps(said, ensure_ascii=False).translate(_ESCAPES)
    return format_html('<script type="application/ld+json">{}</script>', SafeString(text))
