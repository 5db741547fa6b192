"""Ordering certificates: one, or a campaign. An order is rows with numbers; pressing comes later."""

import datetime as dt
import secrets
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext as _

from backend.common import clock
from backend.common.errors import Forbidden, Invalid
from backend.common.ids import public_code
from backend.common.transitions import illegal
from certificates.content import LANGUAGES, ContentError, parse_content
from certificates.models import (
    Campaign,
    Certificate,
    CertificateKind,
    CertificateStatus,
    Issuer,
    NumberSeries,
    TemplateVersion,
)
from certificates.querysets import CertificateQuerySet
from certificates.services import building, competence, keys, status_list, templates
from certificates.services.pressing import pressed
from volunteers.models import HourEntry, Organisation, Volunteer
from volunteers.querysets import HourEntryQuerySet
from volunteers.reach import Reach, reach_of
from volunteers.services import withdrawal
from volunteers.services.protocol import Act, note

if TYPE_CHECKING:
    from volunteers.models import User

NO_SECOND_LANGUAGE = "none"


@transaction.atomic
def request_certificate(
    *,
    actor: "User",
    volunteer: Volunteer,
    kind: str,
    issuer: Issuer,
    start: dt.date,
    end: dt.date,
    organisation: Organisation | None = None,
    language: str = "",
    beside: str = "",
    template: TemplateVersion | None = None,
    age_affirmed: bool = False,
    ongoing: bool = False,
    role: str = "",
    trainings: Sequence[str] = (),
    text: str = "",
) -> Certificate:
    """Order one certificate over the confirmed hours of that period (local dates, both included) in the actor's scope.

    `organisation` narrows the hours to one; a competence certificate needs it, and counts the whole calendar year in
    which the period lies. Without `language` it speaks the person's own; `beside` as in `second_language`.
    `ongoing`, `role`, `trainings` and `text` are what the orderer knows of the person beside the ledger.
    The row is queued with number and frozen content when this returns. Raises Forbidden (`not_coordinator`), Invalid:
    `no_confirmed_hours` for a record; those of `competence.due`; `organisation_missing`, `more_than_a_year`;
    `unknown_language`; those of `templates.check_usable`; `not_printable` with the field of the content.
    """
    reach = coordinating(actor=actor)
    check_period(start, end)
    check_languages(language, beside)
    if template is not None:
        templates.check_usable(template, kind=kind, issuer=issuer)
    certificate = order_one(
        actor=actor,
        volunteer=volunteer,
        kind=kind,
        issuer=issuer,
        hours=hours_in(reach, organisation),
        period=(start, end),
        organisation=organisation,
        age_affirmed=age_affirmed,
        ongoing=ongoing,
        said={"role": role, "trainings": list(trainings), "text": text},
        language=language,
        beside=beside,
        template=template,
    )
    note(
        act=Act.CERTIFICATE_ORDERED,
        actor=actor,
        volunteer=volunteer,
        organisation=organisation,
        subject=certificate.uuid,
        detail={"kind": kind},
    )
    return certificate


def hours_in(reach: Reach, organisation: Organisation | None) -> HourEntryQuerySet:
    """The confirmed hours within the scope, and at the organisation if one is given."""
    hours = HourEntry.objects.in_scope(reach).counting()
    return hours if organisation is None else hours.filter(organisation=organisation)


def order_one(
    *,
    volunteer: Volunteer,
    kind: str,
    hours: HourEntryQuerySet,
    period: tuple[dt.date, dt.date],
    organisation: Organisation | None = None,
    age_affirmed: bool = False,
    ongoing: bool = False,
    said: dict[str, Any] | None = None,
    **wish: Any,
) -> Certificate:
    """One queued row whose content is known to be printable. The further `wish` is that of `numbered`.

    `said` are keys of the content that come from a person, not from the ledger; empty ones are left out. Raises
    Invalid as `request_certificate` does.
    """
    more: dict[str, Any] = {key: value for key, value in (said or {}).items() if value} | {"ongoing": ongoing}
    if kind == CertificateKind.COMPETENCE:
        at, year = _place_and_year(organisation, period)
        period = (dt.date(year, 1, 1), dt.date(year, 12, 31))
        try:
            deeds: building.Deeds | None = competence.due(volunteer, at, year, age_affirmed=age_affirmed, hours=hours)
        except Invalid as error:
            error.field = "start" if error.field == "year" else error.field  # what the order calls it
            raise
        language = wish.get("language") or spoken_by(volunteer)
        beside = second_language(wish.get("beside", ""), language)
        more["competences"] = competence.competences_of(volunteer, at, language, beside)
    else:
        deeds = building.deeds_of([volunteer], hours.in_period(*period)).get(volunteer.pk)
        if kind == CertificateKind.RECORD and deeds is None:
            raise Invalid(
                _(
                    "In diesem Zeitraum gibt es keine bestätigten Stunden. "
                    "Ein Tätigkeitsnachweis braucht mindestens eine."
                ),
                code="no_confirmed_hours",
                field="start",
            )
    (certificate,) = numbered(
        people=[(volunteer, deeds)], kind=kind, period=period, organisation=organisation, more=more, **wish
    )
    certificate.save(force_insert=True)
    words = [value for value in (said or {}).values() if value]
    try:
        if words:  # in a person's own words, so that only the press can say whether they fit
            version = certificate.template_version_id
            pressed(certificate.content, templates.layouts_of({version})[version], None)
        else:
            parse_content(certificate.content)
    except ContentError as error:
        raise Invalid(error.reason, code="not_printable", field=error.field) from error
    return certificate


def _place_and_year(organisation: Organisation | None, period: tuple[dt.date, dt.date]) -> tuple[Organisation, int]:
    """What a competence certificate is about. Raises Invalid."""
    if organisation is None:
        raise organisation_missing()
    return organisation, year_of(*period, field="end")


def organisation_missing() -> Invalid:
    """The refusal of competence certificates that are about no organisation."""
    return Invalid(
        _("Ein Kompetenznachweis gilt für eine Organisation. Bitte geben Sie sie an."),
        code="organisation_missing",
        field="organisation",
    )


def year_of(start: dt.date, end: dt.date, *, field: str) -> int:
    """The calendar year of a competence certificate. Raises Invalid (`more_than_a_year`) with that field."""
    if start.year != end.year:
        raise Invalid(
            _("Ein Kompetenznachweis gilt für ein Kalenderjahr. Bitte bestellen Sie für jedes Jahr einen."),
            code="more_than_a_year",
            field=field,
        )
    return start.year


def retry(*, actor: "User", certificate: Certificate) -> Certificate:
    """Queue a failed certificate once more, with the same number and content. Raises IllegalTransition otherwise."""
    coordinating(actor=actor)
    if not requeue(Certificate.objects.filter(pk=certificate.pk)):
        certificate.refresh_from_db()
        raise illegal(certificate.status)
    certificate.refresh_from_db()
    return certificate


def check_period(start: dt.date, end: dt.date) -> None:
    """Raises Invalid (`period_out_of_order`) when the end lies before the start."""
    if end < start:
        raise Invalid(
            _("Das Ende des Zeitraums liegt vor seinem Anfang."), code="period_out_of_order", field="period_end"
        )


def check_languages(language: str, beside: str) -> None:
    """Raises Invalid (`unknown_language`) for a language that certificates do not speak; empty is no wish."""
    for field, wish in (("language", language), ("beside", "" if beside == NO_SECOND_LANGUAGE else beside)):
        if wish and wish not in LANGUAGES:
            raise Invalid(
                _("Diese Sprache sprechen die Urkunden nicht. Möglich sind: %(languages)s.")
                % {"languages": ", ".join(LANGUAGES)},
                code="unknown_language",
                field=field,
            )


@transaction.atomic
def requeue(certificates: CertificateQuerySet) -> int:
    """Queue the failed ones among them once more, with a fresh count of attempts. Returns how many.

    A failed replacement stays failed once another was ordered in its stead: one certificate has one successor.
    """
    failed = certificates.filter(status=CertificateStatus.FAILED, erased_at=None)
    # Whoever orders a replacement locks the old row first (services.replacing): do the same, so that neither misses
    # what the other does.
    list(
        Certificate.objects.filter(pk__in=failed.filter(replaces__isnull=False).values("replaces"))
        .order_by("pk")
        .select_for_update(of=("self",))
        .values_list("pk")
    )
    later = Certificate.objects.filter(replaces=OuterRef("replaces"), pk__gt=OuterRef("pk"))
    return failed.exclude(Q(replaces__isnull=False) & Exists(later)).update(
        status=CertificateStatus.QUEUED,
        queued_at=clock.now(),
        not_before=None,
        attempts=0,
        failure_code="",
        failure_reason="",
    )


def coordinating(*, actor: "User") -> Reach:
    """How far they coordinate. Raises Forbidden (`not_coordinator`)."""
    reach = reach_of(actor)
    if not reach.coordinates:
        raise Forbidden(_("Urkunden bestellt die Koordination."), code="not_coordinator")
    return reach


def numbered(
    *,
    actor: "User",
    people: Sequence[tuple[Volunteer, building.Deeds | None]],
    kind: str,
    issuer: Issuer,
    period: tuple[dt.date, dt.date],
    organisation: Organisation | None = None,
    language: str = "",
    beside: str = "",
    template: TemplateVersion | None = None,
    campaign: Campaign | None = None,
    replaces: Certificate | None = None,
    more: dict[str, Any] | None = None,
    own: Callable[[Volunteer, str, str], dict[str, Any]] | None = None,
    trial: bool = False,
) -> list[Certificate]:
    """Rows to be inserted in the caller's transaction, with the next numbers of the issuer's series.

    The counter row is locked until the commit, so numbers are contiguous and a rollback leaves no gap. The template's
    version is frozen: from now on papers depend on it. `more` are further keys of the content; `own` gives those of one
    person in the two languages of the paper. A `trial` takes no number, locks and freezes nothing: its rows are to be
    looked at, and cannot be inserted.
    """
    today, now = clock.today(), clock.now()
    if template is not None and not trial:
        templates.freeze(template)
    series, first = (NumberSeries(), 1) if trial else _take_numbers(issuer, today.year, len(people))
    places: Sequence[status_list.Place | None] = (
        [None] * len(people) if trial or settings.SEAL == keys.UNSEALED else status_list.free_places(len(people))
    )
    # Once for each list, not for each of 50,000 places.
    lists = {number: status_list.address_of(number) for number in {place.list for place in places if place is not None}}
    ways_out = {} if trial else withdrawal.urls_of(volunteer for volunteer, _deeds in people)
    shared = {"did": keys.did()} | (more or {}) | ({} if replaces is None else {"replaces": replaces.number_text})
    rows = []
    for number, (volunteer, deeds), place in zip(range(first, first + len(people)), people, places, strict=True):
        code = public_code()
        spoken = language or spoken_by(volunteer)
        second = second_language(beside, spoken)
        content = building.content_for(
            kind=kind,
            volunteer=volunteer,
            deeds=deeds,
            issuer=issuer,
            number=f"{issuer.code}-{today.year}-{number:06d}",
            code=code,
            period=period,
            issued_on=today,
            language=spoken,
            beside=second,
            status=None if place is None else {"list": lists[place.list], "index": place.bit},
            withdraw_url=withdrawal.sample_url() if trial else ways_out[volunteer.pk],
            **recipient_of(volunteer),
            **shared,
        ) | (own(volunteer, spoken, second) if own else {})
        rows.append(
            Certificate(
                code=code,
                kind=kind,
                volunteer=volunteer,
                campaign=campaign,
                series=series,
                number=number,
                language=spoken,
                ordered_by=actor,
                queued_at=now,
                content=content,
                template_version=template,
                period_start=period[0],
                period_end=period[1],
                organisation=organisation,
                status_list=None if place is None else place.list,
                status_index=None if place is None else place.bit,
                replaces=replaces,
            )
        )
    return rows


def spoken_by(volunteer: Volunteer) -> str:
    """The language in which this person is thanked: their own if certificates speak it, else German."""
    return volunteer.language if volunteer.language in LANGUAGES else "de"


def second_language(wish: str, spoken: str) -> str:
    """What stands beside a document in that language: the wish; nothing for the wish `none`; by default German."""
    if wish in {NO_SECOND_LANGUAGE, spoken}:
        return ""
    return wish or building.beside(spoken)


def recipient_of(volunteer: Volunteer) -> dict[str, Any]:
    """Who holds the credential, as a salted hash of the e-mail address; or nothing.

    The salt is new for each certificate: two of them do not tell that they are of one person.
    """
    if not volunteer.email:
        return {}
    salt = secrets.token_hex(16)
    return {"recipient_hash": building.identity_hash(volunteer.email, salt), "recipient_salt": salt}


def _take_numbers(issuer: Issuer, year: int, count: int) -> tuple[NumberSeries, int]:
    """Reserve `count` numbers; returns the series and the first of them."""
    NumberSeries.objects.get_or_create(issuer=issuer, year=year)
    NumberSeries.objects.filter(issuer=issuer, year=year).update(last_number=F("last_number") + count)
    series = NumberSeries.objects.get(issuer=issuer, year=year)
    return series, series.last_number - count + 1
