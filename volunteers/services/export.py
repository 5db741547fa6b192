"""Everything that is kept here about a person, for that person (GDPR, articles 15 and 20).

Tables of flat rows with the API's names; days are local dates, instants are UTC. What other people did is there, who
they are is not: that is theirs. Each source says for every column that leads to a person where it went, or why not; a
test walks over all models and fails for a column that none of them names.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from django.contrib.sessions.models import Session
from django.db import models
from django.db.models import BooleanField, ExpressionWrapper, F, Q, Value

from volunteers.models import (
    JoinRequest,
    LedgerEvent,
    Mail,
    ProtocolEvent,
    User,
    Volunteer,
)
from volunteers.services.export_tables import AT_A_TIME, OF_THE_ACCOUNT, OF_THE_PERSON, Row, text_of

Tables: TypeAlias = Iterator[tuple[str, Iterable[Row]]]
Files: TypeAlias = Iterator[tuple[str, bytes]]


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


_OTHERS = "whose step it was belongs to the other person; what it was is in the other's tables"
_TOLD_APART = "that two records are two people; half of it is the other person's, and `decisions` tell it"
_DECIDED = "what somebody decides for an organisation or the alliance is told by `decisions`, not by each row"


def _own_tables(user: User) -> Tables:
    volunteer = Volunteer.objects.filter(user=user).select_related("kept_by").first()
    yield "account", [_account(user)]
    for table in OF_THE_ACCOUNT:
        yield table.name, table.rows(user, volunteer)
    yield "sessions", _sessions(user)
    yield "mails", _mails(user, volunteer)
    yield "join_requests", _join_requests(user)
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
    for table in OF_THE_PERSON:
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
            entry_uuid=F("entry__uuid"), reason_text=text_of("reason__text"),
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
                models.When(about, then=text_of("reason__text")), default=Value(""), output_field=models.TextField()
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


def _join_requests(user: User) -> Any:
    """What was asked under this address, once its mailbox said so."""
    return (
        JoinRequest.objects.filter(email=user.email, confirmed_at__isnull=False)
        .order_by("pk")
        .values(
            "uuid", "wish", "name", "email", "language", "organisation_name", "kind", "website", "message", "status",
            "asked_at", "confirmed_at", "decided_at", "withdrawn_at", "reason", district_name=F("district__name"),
        )
        .iterator(chunk_size=AT_A_TIME)
    )  # fmt: skip


def _sessions(user: User) -> Iterator[Row]:
    """Where the account is signed in now: when each of them ends. The cookie's value is a key and stays one."""
    for session in Session.objects.order_by("expire_date").iterator(chunk_size=AT_A_TIME):
        if str(session.get_decoded().get("_auth_user_id")) == str(user.pk):
            yield {"ends_at": session.expire_date}


def _covered() -> dict[str, str]:
    found = {
        f"{table.model._meta.label}.{way.partition('__')[0]}": table.name
        for table in (*OF_THE_ACCOUNT, *OF_THE_PERSON)
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
            "volunteers.SignInSheet.created_by": _DECIDED,
            "volunteers.JoinRequest.decided_by": _DECIDED,
            "volunteers.Merge.source": "the record that is part of another now, which `merged_records` tells",
            "volunteers.Merge.merged_by": _DECIDED,
            "volunteers.Merge.undone_by": _DECIDED,
            "volunteers.Takeover.offered_by": _DECIDED,
            "volunteers.DistinctPair.first": _TOLD_APART,
            "volunteers.DistinctPair.second": _TOLD_APART,
            "volunteers.DistinctPair.said_by": _DECIDED,
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
