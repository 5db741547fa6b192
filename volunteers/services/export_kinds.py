"""The kinds of rows that this app gives away, for an organisation's desk and for the coordination."""

from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from volunteers import columns as api
from volunteers.competences import pool
from volunteers.models import (
    Act,
    Activity,
    CompetenceClaim,
    ConfirmationLink,
    Consent,
    ContactAddress,
    CoordinatorScope,
    Correction,
    CorrectionEvent,
    DistrictHiding,
    GuardianConsent,
    HourEntry,
    LedgerEvent,
    Membership,
    Objection,
    Organisation,
    OrganisationMonth,
    ProtocolEvent,
    SignInSheet,
    Volunteer,
    VolunteerCard,
    WeeklyPlan,
)
from volunteers.models.competences import CODES
from volunteers.models.links import LinkState
from volunteers.models.privacy import ExportOf
from volunteers.planning import weekdays
from volunteers.services import export_sources as sources
from volunteers.services.export_columns import columns
from volunteers.services.exports import Column, Kind, register

_DESK, _ALL = ExportOf.ORGANISATION, ExportOf.COORDINATION


# --- columns ---

_COMPETENCES: Final = {code: pool()[code].title("de") for code in CODES}
_ORGANISATIONS: Final = columns(Organisation, api.ORGANISATIONS, headings={"digest": "Übersicht per E-Mail"})
_ACTIVITIES: Final = columns(Activity, api.ACTIVITIES)
_HOURS: Final = columns(
    HourEntry,
    api.HOURS,
    beyond={
        "organisation_name": "organisation__name",
        "field": "activity__field__code",
        "field_name": "activity__field__name",
    },
)
_PEOPLE: Final = columns(Volunteer, api.VOLUNTEERS)
_PEOPLE_KEPT: Final = columns(Volunteer, api.VOLUNTEERS, beyond={"email": "told"})
_MEMBERSHIPS: Final = columns(Membership, api.MEMBERSHIPS)
_STEPS: Final = columns(LedgerEvent, api.LEDGER_EVENTS)
_CORRECTIONS: Final = columns(Correction, api.CORRECTIONS)
_CORRECTION_STEPS: Final = columns(
    CorrectionEvent, api.CORRECTION_EVENTS, headings={"correction": "Schlüssel der Korrektur"}
)
_OBJECTIONS: Final = columns(Objection, api.OBJECTIONS, headings={"correction": "Schlüssel der Korrektur"})
_PLANS: Final = columns(WeeklyPlan, api.WEEKLY_PLANS, types={"weekdays": "json"}, told={"weekdays": weekdays})
_CLAIMS: Final = columns(CompetenceClaim, api.COMPETENCE_CLAIMS, choices={"competence": _COMPETENCES})
_CONSENTS: Final = columns(Consent, api.CONSENTS)
_GUARDIANS: Final = columns(GuardianConsent, api.GUARDIAN_CONSENTS)
_DECISIONS: Final = columns(ProtocolEvent, api.PROTOCOL_EVENTS, choices={"act": dict(Act.choices)})
_CONTACTS: Final = columns(ContactAddress, api.CONTACT_ADDRESSES, beyond={"address": "address"})
_LINKS: Final = columns(
    ConfirmationLink,
    {name: path for name, path in api.CONFIRMATION_LINKS.items() if name != "address"},
    types={"entries": "number"},
    choices={"state": dict(LinkState.choices)},
)
_MONTHS: Final = columns(
    OrganisationMonth,
    {"month": "month", "field": "field__code", "minutes": "minutes", "entries": "entries"},
    beyond={"field_name": "field__name"},
)
_SHEETS: Final = columns(SignInSheet, api.SIGN_IN_SHEETS)
_CARDS: Final = columns(
    VolunteerCard,
    {
        "volunteer": "volunteer__uuid",
        "volunteer_name": "volunteer__name",
        "kind": "kind",
        "valid_until": "valid_until",
        "status": "status",
        "source": "source",
        "imported_at": "imported_at",
    },
)
_SCOPES: Final = columns(CoordinatorScope, api.COORDINATOR_SCOPES)
_HIDINGS: Final = columns(DistrictHiding, api.DISTRICT_HIDINGS, headings={"asked_at": "Zeigen beantragt am"})


# --- kinds ---

Words = str | Promise


def _ledger(of: ExportOf) -> list[Kind]:
    """Hours and all that stands beside them: narrowed by the day of the entry, so that the tables fit each other."""

    def kind(code: str, title: Words, about: Words, model: Any, told: tuple[Column, ...], **more: Any) -> Kind:
        return Kind(of, code, title, about, model, told, **{"find": sources.seen(model), "since": "entry__day", **more})

    return [
        kind(
            "hours",
            _("Stunden"),
            _("jeder Eintrag mit Stand, Nachweis und gezählten Minuten"),
            HourEntry,
            _HOURS,
            since="day",
        ),
        kind(
            "ledger-events",
            _("Schritte der Stunden"),
            _("wann eingereicht, bestätigt, abgelehnt, und auf welchem Weg"),
            LedgerEvent,
            _STEPS,
            find=sources.seen(LedgerEvent, change=sources.with_words),
        ),
        kind(
            "corrections",
            _("Korrekturen"),
            _("was zu bestätigten Stunden verlangt und entschieden wurde"),
            Correction,
            _CORRECTIONS,
        ),
        kind(
            "correction-events",
            _("Schritte der Korrekturen"),
            _("wer wann für welche Seite entschieden hat"),
            CorrectionEvent,
            _CORRECTION_STEPS,
            find=sources.seen(CorrectionEvent, change=sources.with_words),
        ),
        kind(
            "objections",
            _("Einsprüche"),
            _("gegen abgelehnte Einträge und gegen Korrekturen"),
            Objection,
            _OBJECTIONS,
        ),
    ]


def _both(of: ExportOf) -> list[Kind]:
    desk = of == _DESK
    return [
        Kind(
            of,
            "sign-in-sheets",
            _("Unterschriftenlisten"),
            _("wann gedruckt, wann abgeschlossen, wie viele Einträge; ohne Zeilen"),
            SignInSheet,
            _SHEETS,
            sources.seen(SignInSheet),
            personal=False,
        ),
        Kind(
            of,
            "competence-claims",
            _("Kompetenzen"),
            _("vorgeschlagen, bestätigt oder abgelehnt, mit Beispiel"),
            CompetenceClaim,
            _CLAIMS,
            sources.seen(CompetenceClaim),
        ),
        Kind(
            of,
            "weekly-plans",
            _("Wochenpläne"),
            _("was mit wem vereinbart ist oder war"),
            WeeklyPlan,
            _PLANS,
            sources.seen(WeeklyPlan),
        ),
        Kind(
            of,
            "memberships",
            _("Zugehörigkeiten"),
            _("wer für die Organisation handelt oder gehandelt hat"),
            Membership,
            _MEMBERSHIPS,
            sources.seen(Membership) if desk else sources.members,
            managers=True,
        ),
        Kind(
            of,
            "protocol-events",
            _("Protokoll der Entscheidungen"),
            _("was außer Stunden entschieden wurde: von wem und wann"),
            ProtocolEvent,
            _DECISIONS,
            sources.decisions_at if desk else sources.decisions,
            since="at",
            managers=True,
        ),
    ]


def _desk() -> list[Kind]:
    return [
        Kind(
            _DESK,
            "organisations",
            _("Organisation"),
            _("die eigenen Angaben"),
            Organisation,
            _ORGANISATIONS,
            sources.own_place,
            personal=False,
        ),
        Kind(
            _DESK,
            "activities",
            _("Tätigkeiten"),
            _("alle Angebote, auch die beendeten"),
            Activity,
            _ACTIVITIES,
            sources.seen(Activity),
            personal=False,
        ),
        Kind(
            _DESK,
            "volunteers",
            _("Leute"),
            _("alle, die hier helfen oder geholfen haben"),
            Volunteer,
            _PEOPLE_KEPT,
            sources.people_at,
        ),
        *_ledger(_DESK),
        Kind(
            _DESK,
            "months",
            _("Monatssummen"),
            _("bestätigte Minuten je Monat und Handlungsfeld"),
            OrganisationMonth,
            _MONTHS,
            sources.months,
            since="month",
            personal=False,
        ),
        *_both(_DESK),
        Kind(
            _DESK,
            "cards",
            _("Ehrenamtskarten"),
            _("wer eine hat, bis wann sie gilt und wo sie steht; so weit hier übernommen"),
            VolunteerCard,
            _CARDS,
            sources.seen(VolunteerCard),
        ),
        Kind(
            _DESK,
            "consents",
            _("Einwilligungen"),
            _("von Menschen ohne Konto, auf Papier aufbewahrt"),
            Consent,
            _CONSENTS,
            sources.consents_at,
            managers=True,
        ),
        Kind(
            _DESK,
            "guardian-consents",
            _("Zustimmungen der Sorgeberechtigten"),
            _("erfragte und auf Papier aufbewahrte"),
            GuardianConsent,
            _GUARDIANS,
            sources.guardians_at,
            managers=True,
        ),
        Kind(
            _DESK,
            "contact-addresses",
            _("Kontaktadressen"),
            _("an wen Engagierte sich per E-Mail wenden können"),
            ContactAddress,
            _CONTACTS,
            sources.contacts_at,
        ),
        Kind(
            _DESK,
            "confirmation-links",
            _("Bestätigungen per E-Mail"),
            _("wann erbeten und beantwortet; ohne Link und ohne Adresse"),
            ConfirmationLink,
            _LINKS,
            sources.links_at,
            managers=True,
        ),
    ]


def _coordination() -> list[Kind]:
    return [
        Kind(
            _ALL,
            "organisations",
            _("Organisationen"),
            _("mit Art, Landkreis und Angaben"),
            Organisation,
            _ORGANISATIONS,
            sources.places,
            personal=False,
        ),
        Kind(
            _ALL,
            "activities",
            _("Tätigkeiten"),
            _("alle Angebote, auch die beendeten"),
            Activity,
            _ACTIVITIES,
            sources.offers,
            personal=False,
        ),
        Kind(
            _ALL,
            "volunteers",
            _("Leute"),
            _("alle, die in diesem Bereich helfen oder geholfen haben; ohne Adressen"),
            Volunteer,
            _PEOPLE,
            sources.seen(Volunteer),
        ),
        *_ledger(_ALL),
        *_both(_ALL),
        Kind(
            _ALL,
            "coordinator-scopes",
            _("Koordination"),
            _("wer was koordiniert"),
            CoordinatorScope,
            _SCOPES,
            sources.seen(CoordinatorScope),
        ),
        Kind(
            _ALL,
            "district-hidings",
            _("verborgene Landkreise"),
            _("wann und warum verborgen, und wann wieder gezeigt"),
            DistrictHiding,
            _HIDINGS,
            sources.seen(DistrictHiding),
            personal=False,
        ),
    ]


def register_all() -> None:
    """Once the apps are there."""
    register(*_desk(), *_coordination())
