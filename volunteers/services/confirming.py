"""The organisation's word: confirm and decline, one or many, always with four eyes."""

import datetime as dt
import uuid as uuids
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import connection, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from backend.common import clock
from backend.common.errors import Conflict, DomainError, Forbidden, Invalid, NotFound
from backend.common.transitions import illegal
from volunteers.models import CompetenceClaim, ConfirmationLink, Evidence, HourEntry, HourStatus, Way
from volunteers.querysets import HourEntryQuerySet
from volunteers.reach import Reach, reach_of
from volunteers.services import events, totals

if TYPE_CHECKING:
    from volunteers.models import User

MOST_AT_ONCE = 1000
MOST_AT_A_DESK = 10_000  # of a page, which shows what it asks for; one transaction of about a second
LONGEST_REASON = 500  # characters


class _Row(NamedTuple):
    """What a decision looks at. Of ten thousand entries the objects would take longer than confirming them."""

    pk: int
    uuid: uuids.UUID
    organisation_id: int
    status: str
    day: dt.date
    minutes: int
    district_id: int
    field_id: int
    user_id: int | None
    email: str


_COLUMNS = (
    *("pk", "uuid", "organisation_id", "status", "day", "minutes"),
    *("activity__district_id", "activity__field_id", "volunteer__user_id", "volunteer__email"),
)


@dataclass(frozen=True, slots=True)
class Decided:
    """What became of one entry of a request. `error` is None where the decision holds now because of it."""

    uuid: uuids.UUID
    status: str | None
    error: DomainError | None = None


def confirm(*, actor: "User", entry: HourEntry, way: str) -> HourEntry:
    """Confirm one waiting entry. Raises Forbidden (`own_hours`, `not_confirmer`) or IllegalTransition."""
    return _one(confirm_many(actor=actor, uuids=[entry.uuid], way=way), entry)


def decline(*, actor: "User", entry: HourEntry, reason: str, way: str) -> HourEntry:
    """Decline one waiting entry, with a reason the volunteer reads. Raises as `confirm`; Invalid without reason."""
    return _one(decline_many(actor=actor, uuids=[entry.uuid], reason=reason, way=way), entry)


def confirm_many(*, actor: "User", uuids: Collection[uuids.UUID], way: str, most: int = MOST_AT_ONCE) -> list[Decided]:
    """Confirm up to `most` waiting entries in one statement; a result for each, in the order asked.

    What cannot be confirmed is reported and left as it is; the rest is confirmed together with its totals and events.
    """
    word = {"confirmed_by": actor, "evidence": Evidence.REGISTERED}
    return _decide(_signed_in(actor), uuids, way, to=HourStatus.CONFIRMED, settle=_confirming(word), most=most)


def decline_many(
    *, actor: "User", uuids: Collection[uuids.UUID], reason: str, way: str, most: int = MOST_AT_ONCE
) -> list[Decided]:
    """Decline up to `most` waiting entries with one reason; a result for each, in the order asked."""
    reason = check_reason(reason)
    settle = _declining(reason)
    return _decide(_signed_in(actor), uuids, way, to=HourStatus.DECLINED, settle=settle, reason=reason, most=most)


def confirm_by_link(*, link: ConfirmationLink, uuids: Collection[uuids.UUID], evidence: str) -> list[Decided]:
    """Confirm entries of a link on that evidence, as `confirm_many`. Who may use the link, `services.links` judges."""
    word = {"confirmed_link": link, "evidence": evidence}
    return _decide(_holder(link), uuids, Way.MAIL_LINK, to=HourStatus.CONFIRMED, settle=_confirming(word))


def decline_by_link(*, link: ConfirmationLink, uuids: Collection[uuids.UUID], reason: str) -> list[Decided]:
    """Decline entries of a link, as `decline_many`."""
    reason = check_reason(reason)
    return _decide(
        _holder(link), uuids, Way.MAIL_LINK, to=HourStatus.DECLINED, settle=_declining(reason), reason=reason
    )


def check_reason(reason: str) -> str:
    """Why something is declined, without the space around it. Raises Invalid (`reason_missing`, `too_long`)."""
    reason = reason.strip()
    if not reason:
        raise Invalid(
            _("Bitte nennen Sie einen Grund. Die oder der Engagierte liest ihn und kann den Eintrag verbessern."),
            code="reason_missing",
            field="reason",
        )
    if len(reason) > LONGEST_REASON:
        raise Invalid(
            _("Das ist zu lang: höchstens %(most)s Zeichen.") % {"most": LONGEST_REASON},
            code="too_long",
            field="reason",
        )
    return reason


class _Settle(NamedTuple):
    """How good entries change: what is written, and on what evidence."""

    write: Callable[[Sequence[_Row], dt.datetime], int]
    evidence: str = ""


class _Decider(NamedTuple):
    """Who decides: the entries they reach, why not on one of them, and the account, where there is one."""

    seen: HourEntryQuerySet
    refusal: Callable[[_Row | None], DomainError | None]
    actor: "User | None" = None


def _confirming(word: dict[str, Any]) -> _Settle:
    def write(entries: Sequence[_Row], now: dt.datetime) -> int:
        changed = HourEntry.objects.filter(pk__in=[entry.pk for entry in entries], status=HourStatus.SUBMITTED).update(
            status=HourStatus.CONFIRMED, confirmed_at=now, **word
        )
        totals.add(
            totals.Counted(
                organisation_id=entry.organisation_id,
                district_id=entry.district_id,
                field_id=entry.field_id,
                day=entry.day,
                minutes=entry.minutes,
            )
            for entry in entries
        )
        return changed

    return _Settle(write, word["evidence"])


def _declining(reason: str) -> _Settle:
    def write(entries: Sequence[_Row], _now: dt.datetime) -> int:
        return HourEntry.objects.filter(pk__in=[entry.pk for entry in entries], status=HourStatus.SUBMITTED).update(
            status=HourStatus.DECLINED, decline_reason=reason
        )

    return _Settle(write)


def _signed_in(actor: "User") -> _Decider:
    reach = reach_of(actor)
    return _Decider(HourEntry.objects.within(reach), lambda entry: _refusal(actor, reach, entry), actor)


def _holder(link: ConfirmationLink) -> _Decider:
    """Whoever holds the link: of its entries those that nobody changed since it was made."""

    def refusal(entry: _Row | None) -> DomainError | None:
        if entry is None:
            return Conflict(_("Dieser Eintrag wurde inzwischen geändert."), code="entry_changed", field="entries")
        return None if entry.status == HourStatus.SUBMITTED else illegal(entry.status)

    return _Decider(HourEntry.objects.filter(linked__link=link, linked__submitted_at=F("submitted_at")), refusal)


@transaction.atomic
def _decide(
    decider: _Decider,
    asked: Collection[uuids.UUID],
    way: str,
    *,
    to: str,
    settle: _Settle,
    reason: str = "",
    most: int = MOST_AT_ONCE,
) -> list[Decided]:
    """Decide on many entries.

    1. Lock the entries that the decider reaches, in order of their keys: no two wait for each other in a circle. An
       entry that went to another record of its person while we waited is not found by the query that began before;
       it is asked for once more, without waiting.
    2. Judge each by what the lock shows. 3. Change the good ones in one statement, which names the status again.
    4. Append their events. Everything or nothing.
    """
    wanted = list(dict.fromkeys(asked))
    if len(wanted) > most:
        raise Invalid(
            _("Bitte höchstens %(most)s Einträge auf einmal.") % {"most": most}, code="too_many", field="entries"
        )
    seen = decider.seen.filter(uuid__in=wanted).select_for_update(of=("self",)).order_by("pk")
    rows = {values[1]: _Row(*values) for values in seen.values_list(*_COLUMNS)}
    if len(rows) < len(wanted) and connection.features.has_select_for_update_skip_locked:
        again = seen.filter(uuid__in=set(wanted) - rows.keys()).select_for_update(of=("self",), skip_locked=True)
        rows |= {values[1]: _Row(*values) for values in again.values_list(*_COLUMNS)}
    refused = {uuid: decider.refusal(rows.get(uuid)) for uuid in wanted}
    good = [rows[uuid] for uuid in wanted if refused[uuid] is None]
    if good:
        now = clock.now()
        changed = settle.write(good, now)
        if changed != len(good):  # the lock makes this impossible; a silent difference would falsify the totals
            raise RuntimeError(f"{changed} of {len(good)} locked entries changed")
        events.record_each(
            HourEntry.objects.filter(pk__in=[entry.pk for entry in good]),
            actor=decider.actor,
            way=way,
            at=now,
            from_status=HourStatus.SUBMITTED,
            to_status=to,
            evidence=settle.evidence,
            reason=reason,
        )
    return [
        Decided(uuid=uuid, status=to)
        if refused[uuid] is None
        else Decided(uuid=uuid, status=rows[uuid].status if uuid in rows else None, error=refused[uuid])
        for uuid in wanted
    ]


def _refusal(actor: "User", reach: Reach, entry: _Row | None) -> DomainError | None:
    """Why this actor cannot decide on this entry; None if they can."""
    if entry is None:
        return NotFound(_("Diesen Eintrag gibt es nicht."))
    if is_same_person(actor=actor, user_id=entry.user_id, email=entry.email):
        return Forbidden(
            _("Eigene Stunden bestätigt immer jemand anderes: ein zweites Mitglied oder die Koordination."),
            code="own_hours",
        )
    if entry.organisation_id not in reach.organisations and not reach.coordinates_place(
        district_id=entry.district_id, field_id=entry.field_id
    ):
        return Forbidden(_("Bestätigen kann nur die Organisation, bei der die Stunden waren."), code="not_confirmer")
    if entry.status != HourStatus.SUBMITTED:
        return illegal(entry.status)
    return None


def is_own(actor: "User", row: HourEntry | CompetenceClaim) -> bool:
    """Four eyes: the actor's own, also where the record is kept under the same address without an account."""
    return is_same_person(actor=actor, user_id=row.volunteer.user_id, email=row.volunteer.email)


def is_same_person(*, actor: "User", user_id: int | None, email: str) -> bool:
    """The same of a record that belongs to that account, or is kept under that address."""
    return user_id == actor.pk or (email != "" and email.lower() == actor.email.lower())


def _one(decided: list[Decided], entry: HourEntry) -> HourEntry:
    error = decided[0].error
    if error is not None:
        raise error
    entry.refresh_from_db()
    return entry
