"""Everything that is kept here about a person, for that person (GDPR, articles 15 and 20).

Tables of flat rows with the API's names; days are local dates, instants are UTC. What other people did is there, who
they are is not: that is theirs. Each source says for every column that leads to a person where it went, or why not; a
test walks over all models and fails for a column that none of them names.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.db import models
from django.db.models import BooleanField, ExpressionWrapper, F, Q, Value
from django.db.models.functions import Coalesce
from knox.models import get_token_model

from volunteers.models import (
    AddressChange,
    CompetenceClaim,
    ConfirmationLink,
    Consent,
    CoordinatorScope,
    Correction,
    CorrectionEvent,
    DataExport,
    EarlierVersion,
    Erasure,
    GuardianConsent,
    HourEntry,
    LedgerEvent,
    LinkedEntry,
    Mail,
    Membership,
    Objection,
    PlanConfirmation,
    ProtocolEvent,
    SignedIn,
    User,
    Volunteer,
    VolunteerDetails,
    WeeklyPlan,
    WithdrawalLink,
)

Row: TypeAlias = dict[str, Any]
Tables: TypeAlias = Iterator[tuple[str, Iterable[Row]]]
Files: TypeAlias = Iterator[tuple[str, bytes]]

AT_A_TIME = 1000  # rows in memory


@dataclass(frozen=True, slots=True)
class Source:
    """What an app contributes: tables, files with their paths, and which columns these tell (`app.Model.column`)."""

    tables: Callable[[User], Tables]
    covers: Mapping[str, str]
    excuses: Mapping[str, str] = field(default_factory=dict)
    files: Callable[[User], Files] = lambda _user: iter(())


SOURCES: dict[str, Source] = {}


def register(name: str, source: Source) -> None:
    """Say at the start what an app keeps about people."""
    SOURCES[name] = source


def tables(user: User) -> Tables:
    """All tables of all apps, row by row: a name and its rows, of which few are in memory at a time."""
    for source in SOURCES.values():
        yield from source.tables(user)


def files(user: User) -> Files:
    """All files: a path in the archive and the bytes, one at a time."""
    for source in SOURCES.values():
        yield from source.files(user)


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of `model` to which `ways` lead from the person; `columns` as they stand, `more` under another name.

    `of_account`: the ways lead from the account, else from the person's record.
    """

    name: str
    model: type[models.Model]
    ways: tuple[str, ...]
    columns: tuple[str, ...]
    more: Mapping[str, str] = field(default_factory=dict)
    of_account: bool = False
    order: str = "pk"

    def rows(self, user: User, volunteer: Volunteer | None) -> Iterable[Row]:
        """Each once, the oldest first."""
        whose: Any = user if self.of_account else volunteer
        if whose is None:
            return []
        mine = Q()
        for way in self.ways:
            mine |= Q(**{way: whose})
        found = self.model._default_manager.filter(mine).order_by(self.order, "pk")
        renamed = {name: _text(way) if way.endswith("__text") else F(way) for name, way in self.more.items()}
        return found.values(*self.columns, **renamed).iterator(chunk_size=AT_A_TIME)


def _text(way: str) -> Coalesce:
    return Coalesce(way, Value(""), output_field=models.TextField())


_PLACE = {"organisation_name": "organisation__name"}
_ENTRY = {"entry_uuid": "entry__uuid"}

_OF_THE_ACCOUNT = (
    Table("memberships", Membership, ("user",), ("role", "created_at", "ended_at"), _PLACE, of_account=True),
    Table(
        "scopes",
        CoordinatorScope,
        ("user",),
        ("kind", "created_at"),
        {"district_name": "district__name", "field_code": "field__code"},
        of_account=True,
    ),
    Table(
        "address_changes",
        AddressChange,
        ("user",),
        ("uuid", "old_email", "new_email", "evidence", "status", "requested_at", "approved_at", "due_at", "closed_at"),
        _PLACE,
        of_account=True,
    ),
    Table("second_factors", Authenticator, ("user",), ("type", "created_at", "last_used_at"), of_account=True),
    Table("sessions", SignedIn, ("user",), ("browser", "system", "began_on", "seen_on"), of_account=True),
    Table("tokens", get_token_model(), ("user",), ("created", "expiry"), of_account=True, order="created"),
    Table(
        "exports",
        DataExport,
        ("user",),
        ("uuid", "status", "requested_at", "ready_at", "expires_at", "deleted_at"),
        of_account=True,
    ),
    Table(
        "erasures",
        Erasure,
        ("user",),
        ("uuid", "way", "status", "requested_at", "due_at", "cancelled_at"),
        of_account=True,
    ),
)

_OF_THE_PERSON = (
    Table("details", VolunteerDetails, ("volunteer",), ("gender", "birth_date", "print_birth_date")),
    Table(
        "hours",
        HourEntry,
        ("volunteer",),
        (
            "uuid", "day", "minutes", "correction", "counted", "note", "status", "way", "submitted_at", "confirmed_at",
            "evidence", "decline_reason",
        ),
        {"activity_title": "activity__title", **_PLACE},
        order="day",
    ),
    Table("earlier_versions", EarlierVersion, ("entry__volunteer",), ("day", "minutes", "note", "reason"), _ENTRY),
    Table(
        "corrections",
        Correction,
        ("entry__volunteer",),
        ("uuid", "minutes", "asked_by", "status", "proposed_at", "decided_at", "decided_as"),
        {"reason_text": "reason__text", "answer_text": "answer__text", **_ENTRY},
    ),
    Table(
        "correction_steps",
        CorrectionEvent,
        ("entry__volunteer",),
        ("at", "actor_as", "way", "from_status", "to_status", "minutes"),
        {"reason_text": "reason__text", **_ENTRY},
    ),
    Table(
        "objections",
        Objection,
        ("entry__volunteer",),
        ("uuid", "status", "made_at", "decided_at"),
        {"reason_text": "reason__text", "decision_text": "decision__text", **_ENTRY},
    ),
    Table(
        "plans",
        WeeklyPlan,
        ("volunteer",),
        (
            "uuid", "weekdays", "minutes", "tolerance", "starts_on", "ends_on", "status", "side", "proposed_at",
            "agreed_at", "ended_at",
        ),
        {"activity_title": "activity__title", **_PLACE},
    ),
    Table("confirmed_by_plan", PlanConfirmation, ("entry__volunteer",), (), {"plan_uuid": "plan__uuid", **_ENTRY}),
    Table(
        "links",
        ConfirmationLink,
        ("volunteer",),
        ("uuid", "address", "created_at", "expires_at", "reminded_at", "used_at", "revoked_at"),
        _PLACE,
    ),
    Table(
        "linked_entries",
        LinkedEntry,
        ("entry__volunteer",),
        ("submitted_at", "outcome"),
        {"link_uuid": "link__uuid", **_ENTRY},
    ),
    Table(
        "consents",
        Consent,
        ("volunteer",),
        ("uuid", "purpose", "place", "display_form", "alias", "basis", "given_at", "expires_on", "withdrawn_at"),
        {"text_version": "text__version", "text_agreed_to": "text__text"},
    ),
    Table(
        "guardian_consents",
        GuardianConsent,
        ("volunteer",),
        (
            "uuid", "purpose", "place", "display_form", "alias", "proof", "guardian_name", "guardian_email",
            "person_agrees", "status", "asked_at", "answered_at", "ended_at",
        ),
        {"text_version": "text__version"},
    ),
    Table("withdrawal_links", WithdrawalLink, ("volunteer",), ("created_at", "ended_at")),
    Table(
        "competences",
        CompetenceClaim,
        ("volunteer",),
        (
            "uuid", "competence", "example", "proposed_example", "status", "proposed_at", "decided_at",
            "decline_reason", "withdrawn_at",
        ),
        _PLACE,
    ),
)  # fmt: skip

_OTHERS = "whose step it was belongs to the other person; what it was is in the other's tables"
_DECIDED = "what somebody decides for an organisation or the alliance is told by `decisions`, not by each row"


def _own_tables(user: User) -> Tables:
    volunteer = Volunteer.objects.filter(user=user).select_related("kept_by").first()
    yield "account", [_account(user)]
    for table in _OF_THE_ACCOUNT:
        yield table.name, table.rows(user, volunteer)
    yield "sessions", _sessions(user)
    yield "mails", _mails(user, volunteer)
    yield "decisions", _decisions(user, volunteer)
    if volunteer is None:
        return
    columns = ("uuid", "name", "name_latin", "given_name", "family_name", "email", "language", "created_at")
    yield (
        "volunteer",
        [
            {column: getattr(volunteer, column) for column in columns}
            | {"kept_by": volunteer.kept_by.name if volunteer.kept_by else ""}
        ],
    )
    for table in _OF_THE_PERSON:
        yield table.name, table.rows(user, volunteer)
    yield "steps", _steps(user, volunteer)


def _account(user: User) -> Row:
    columns = ("uuid", "email", "name", "language", "created_at")
    return {column: getattr(user, column) for column in columns} | {
        "last_sign_in_at": user.last_login,
        "has_password": user.has_usable_password(),
    }


def _steps(user: User, volunteer: Volunteer) -> Any:
    return (
        LedgerEvent.objects.filter(entry__volunteer=volunteer)
        .annotate(by_yourself=_by(user))
        .order_by("pk")
        .values(
            "at", "way", "from_status", "to_status", "minutes", "evidence", "by_yourself",
            entry_uuid=F("entry__uuid"), reason_text=_text("reason__text"),
        )
        .iterator(chunk_size=AT_A_TIME)
    )  # fmt: skip


def _decisions(user: User, volunteer: Volunteer | None) -> Any:
    """What was decided about the person, and what they decided themselves."""
    about = Q(volunteer=volunteer) if volunteer is not None else Q(pk=None)
    return (
        ProtocolEvent.objects.filter(about | Q(actor=user))
        .annotate(by_yourself=_by(user))
        .order_by("pk")
        # what is said about others is theirs
        .values(
            "at", "act", "way", "detail", "by_yourself",
            reason_text=models.Case(
                models.When(about, then=_text("reason__text")), default=Value(""), output_field=models.TextField()
            ),
        )
        .iterator(chunk_size=AT_A_TIME)
    )  # fmt: skip


def _by(user: User) -> Any:
    return ExpressionWrapper(Q(actor__isnull=False, actor=user), BooleanField())


def _mails(user: User, volunteer: Volunteer | None) -> Iterable[Row]:
    addresses = {user.email, volunteer.email if volunteer else ""} - {""}
    return (
        Mail.objects.filter(recipient__in=addresses)
        .order_by("pk")
        .values("kind", "recipient", "language", "status", "queued_at", "sent_at")
        .iterator(chunk_size=AT_A_TIME)
    )


def _sessions(user: User) -> Iterator[Row]:
    """Where the account is signed in now: when each of them ends. The cookie's value is a key and stays one."""
    for session in Session.objects.order_by("expire_date").iterator(chunk_size=AT_A_TIME):
        if str(session.get_decoded().get("_auth_user_id")) == str(user.pk):
            yield {"ends_at": session.expire_date}


def _covered() -> dict[str, str]:
    found = {
        f"{table.model._meta.label}.{way.partition('__')[0]}": table.name
        for table in (*_OF_THE_ACCOUNT, *_OF_THE_PERSON)
        for way in table.ways
    }
    return found | {
        "volunteers.Volunteer.user": "volunteer",
        "volunteers.LedgerEvent.entry": "steps",
        "volunteers.LedgerEvent.actor": "steps",
        "volunteers.ProtocolEvent.volunteer": "decisions",
        "volunteers.ProtocolEvent.actor": "decisions",
        "volunteers.Erasure.volunteer": "erasures",
    }


register(
    "volunteers",
    Source(
        tables=_own_tables,
        covers=_covered(),
        excuses={
            "admin.LogEntry.user": "what the operator changed; nobody who helps has one",
            "account.EmailAddress.user": "allauth's table, which stays empty: the address stands at the account",
            "common.IdempotencyRecord.user": "answers to the person's own requests, kept for a day to repeat them",
            "volunteers.User_groups.user": "unused: roles are memberships and scopes",
            "volunteers.User_user_permissions.user": "unused: roles are memberships and scopes",
            "volunteers.CompetenceClaim.proposed_by": _OTHERS,
            "volunteers.CompetenceClaim.decided_by": _DECIDED,
            "volunteers.Consent.recorded_by": _OTHERS,
            "volunteers.GuardianConsent.recorded_by": _OTHERS,
            "volunteers.HourEntry.logged_by": _OTHERS,
            "volunteers.HourEntry.confirmed_by": _DECIDED,
            "volunteers.Correction.proposed_by": _OTHERS,
            "volunteers.Correction.decided_by": _DECIDED,
            "volunteers.CorrectionEvent.actor": _OTHERS,
            "volunteers.Objection.made_by": _OTHERS,
            "volunteers.Objection.decided_by": _DECIDED,
            "volunteers.WeeklyPlan.proposed_by": _OTHERS,
            "volunteers.WeeklyPlan.agreed_by": _DECIDED,
            "volunteers.WeeklyPlan.confirmer": _DECIDED,
            "volunteers.WeeklyPlan.ended_by": _OTHERS,
            "volunteers.AddressChange.requested_by": _DECIDED,
            "volunteers.AddressChange.approved_by": _DECIDED,
            "volunteers.DistrictHiding.hidden_by": _DECIDED,
            "volunteers.DistrictHiding.asked_by": _DECIDED,
            "volunteers.DistrictHiding.shown_by": _DECIDED,
            "volunteers.Erasure.requested_by": _DECIDED,
            "volunteers.Erasure.cancelled_by": _DECIDED,
        },
    ),
)
