"""The annex for the municipality as paper: from recognition, pressed by the press, which know nothing of each other."""

import uuid as uuids
from typing import Literal, cast

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_safe
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request

from backend.common.errors import Conflict, Invalid, NotFound
from backend.common.pages import signed_in
from backend.common.renderers import OrjsonRenderer, PdfRenderer
from backend.common.schema import refused
from backend.common.views import ApiView
from certificates.content import ContentError
from certificates.press.annex import Annex, AnnexPlace, AnnexWaiver, press_annex
from recognition.models import AnnexPart, CardAnnex, Waiver, WaiverKind
from recognition.rules import parse
from recognition.services import annexes
from recognition.wording import sentences
from volunteers.models import User, VolunteerDetails


def pdf_of(annex: CardAnnex) -> bytes:
    """The file to print, in German, as it goes to an office; the same bytes as long as nobody confirms or corrects.

    Raises Conflict (`hours_changed`) where it says more than is true by now, Invalid (`not_printable`) for a letter
    that no font draws.
    """
    if annexes.outdated(annex):
        raise Conflict(
            _("Seit du die Anlage angelegt hast, wurden Stunden korrigiert. Bitte leg sie neu an."),
            code="hours_changed",
        )
    with override(settings.LANGUAGE_CODE):
        content = _content(annex)
    try:
        return press_annex(content)
    except ContentError as error:
        # Its sentence names a letter, never whose name it is in.
        raise Invalid(error.reason, code="not_printable") from error


def _content(annex: CardAnnex) -> Annex:
    person, rule, asked = annex.volunteer, annex.rule, parse(annex.rule.rule)
    details = VolunteerDetails.objects.filter(volunteer=person, print_birth_date=True).first()
    parts = annex.parts.select_related("organisation__district", "decided_by").order_by("-minutes", "organisation")
    does = annexes.activities_in(annex)
    years = tuple(range(annex.period_start.year, annex.period_end.year + 1))
    return Annex(
        name=person.name,
        name_latin=person.name_latin,
        birth_date=details.birth_date if details else None,
        programme=_(rule.programme.name),
        period_start=annex.period_start,
        period_end=annex.period_end,
        met=annex.met,
        met_by=str(WaiverKind(annex.waiver).label) if annex.waiver else "",
        rule=tuple(sentences(asked)),
        source=rule.source,
        years=years,
        spans=tuple(annexes.spans(annex.period_end, annexes.years_of(asked))),
        places=tuple(_place(part, years, does.get(part.organisation_id, ())) for part in parts),
        waivers=tuple(_waiver(one) for one in annexes.waivers_in(annex).select_related("organisation", "recorded_by")),
        address=rule.programme.website,
    )


def _place(part: AnnexPart, years: tuple[int, ...], activities: tuple[str, ...]) -> AnnexPlace:
    place, confirmed = part.organisation, part.status == "confirmed"
    return AnnexPlace(
        organisation=place.name,
        where=f"{place.get_kind_display()}, {place.district.name}",
        website=place.website,
        activities=activities,
        since=part.helped_since,
        minutes=part.minutes,
        years=tuple(part.by_year.get(str(year), 0) for year in years),
        spans=tuple(part.by_span),
        word=cast("Literal['asked', 'confirmed', 'declined']", part.status),
        by=part.decided_by.name if confirmed and part.decided_by else "",
        on=timezone.localdate(part.decided_at) if confirmed and part.decided_at else None,
    )


def _waiver(waiver: Waiver) -> AnnexWaiver:
    return AnnexWaiver(
        title=str(waiver.get_kind_display()),
        since=waiver.held_since,
        until=waiver.held_until,
        seen_by=waiver.organisation.name if waiver.organisation else waiver.recorded_by.name,
        seen_on=timezone.localdate(waiver.recorded_at),
    )


def _answer(annex: CardAnnex) -> HttpResponse:
    response = HttpResponse(pdf_of(annex), content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="Anlage-Ehrenamtskarte.pdf"'
    return response


def _standing(user: User) -> "CardAnnex | None":
    shown = CardAnnex.objects.visible_to(user).standing().select_related("volunteer", "rule__programme")
    return shown.first()


@require_safe
@signed_in
def annex_file(request: HttpRequest) -> HttpResponse:
    """`/ich/karte/anlage.pdf`: one's own annex that stands. Opening it changes nothing."""
    found = _standing(cast("User", request.user))
    if found is None:
        raise NotFound(_("Es gibt noch keine Anlage. Auf der Seite „Ehrenamtskarte“ kannst du sie anlegen."))
    return _answer(found)


class AnnexPaperView(ApiView):
    """The annex to be printed."""

    renderer_classes = [PdfRenderer, OrjsonRenderer]

    @extend_schema(tags=["recognition"], responses={(200, "application/pdf"): OpenApiTypes.BINARY, **refused(400, 409)})
    def get(self, request: Request, uuid: uuids.UUID) -> HttpResponse:
        """The PDF of one's own annex: tagged, A4. 409 once a newer one replaced it, or a correction took hours."""
        shown = CardAnnex.objects.visible_to(request.user).select_related("volunteer", "rule__programme")
        found = shown.filter(uuid=uuid).first()
        if found is None:
            raise Http404
        if found.replaced_at is not None:
            raise Conflict(_("Inzwischen gibt es eine neuere Anlage."), code="annex_replaced")
        response = _answer(found)
        response["Cache-Control"] = "private, no-store"
        return response
