"""Forgetting a person: one transaction that leaves every total as it was, and nobody behind it.

1. Lock the record and the account. 2. Blank or drop what speaks of the person: here, and in every app that registered.
3. Write the erasure list. 4. Commit. 5. Remove the files (`finish`): the erasure's row says which, until they are gone.

What stays: hours with their day, minutes, activity and confirmation; every event, without its words; number, code,
status and digest of each certificate. They belong to nobody any more. Decision 26.
"""

import datetime as dt
import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import NamedTuple, TypeAlias

from django.db import connection, transaction

from backend.common import clock
from backend.common.transitions import move
from volunteers.models import Erasure, ErasureStatus, ErasureWay, User, Volunteer
from volunteers.models.privacy import ERASURE_TRANSITIONS
from volunteers.services import erasure_list, forgetting, protocol
from volunteers.services.protocol import Act

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Subject:
    """Who is forgotten: a record, an account, or both. `addresses` are all that we know of them, in small letters."""

    volunteer: Volunteer | None
    user: User | None
    at: dt.datetime
    actor: User | None = None
    addresses: frozenset[str] = field(default_factory=frozenset)


Forget: TypeAlias = Callable[[Subject], "Iterable[str] | None"]
Drop: TypeAlias = Callable[[str], None]


class _Part(NamedTuple):
    forget: Forget
    drop: Drop | None


_PARTS: dict[str, _Part] = {}
# After those of the apps above, which still see whose it was.
_OWN: dict[str, _Part] = {
    "files": _Part(forgetting.files_of_roles, forgetting.drop_copy),
    "mails": _Part(forgetting.mails, forgetting.drop_mails),
    "copies": _Part(forgetting.account, forgetting.drop_copy),
    "record": _Part(forgetting.record, None),
}


def register(name: str, forget: Forget, drop: Drop | None = None) -> None:
    """Say at the start what an app forgets of a person.

    `forget` runs in the transaction that erases, while record and account are still there; it may return keys of files
    that are to be removed once it is committed. `drop` removes one, and does nothing where it is gone. A key names
    nobody.
    """
    _PARTS[name] = _Part(forget, drop)


@transaction.atomic
def erase(
    *,
    actor: User | None,
    volunteer: Volunteer | None = None,
    user: User | None = None,
    way: ErasureWay = ErasureWay.PERSON,
    request: Erasure | None = None,
    keep_account: bool = False,
) -> Erasure:
    """Forget a record with its account, or an account with its record. Returns the erasure, whose files are left.

    `keep_account` leaves an account that is still in use, without its record. What is forgotten already stays so.
    Whoever calls has made sure that it is wished (`services.asking`). Raises OSError when the erasure list cannot be
    written: then nothing is erased.
    """
    _overwrite_what_is_deleted()
    subject = _locked(actor, volunteer, user, keep_account=keep_account)
    subjects = [*_merged_into(subject), subject]
    leftovers = {
        f"{name}:{key}"
        for one in subjects
        for name, part in (*_PARTS.items(), *_OWN.items())
        for key in (part.forget(one) or ())
    }
    done = {"erased_at": subject.at, "leftovers": sorted(leftovers)}
    if request is None:
        request = Erasure.objects.create(
            user=subject.user,
            volunteer=subject.volunteer,
            way=way,
            status=ErasureStatus.ERASED,
            requested_at=subject.at,
            requested_by=actor,
            due_at=subject.at,
            **done,
        )
    else:
        move(request, to=ErasureStatus.ERASED, transitions=ERASURE_TRANSITIONS, **done)
    protocol.note(
        act=Act.ERASED, actor=actor, volunteer=subject.volunteer, subject=request.uuid, detail={"way": request.way}
    )
    gone = [one.volunteer.uuid for one in subjects if one.volunteer is not None]
    gone += [subject.user.uuid] if subject.user is not None else []
    erasure_list.append(gone, subject.at)
    return request


def _merged_into(subject: Subject) -> list[Subject]:
    """Records that went into this one, and into those: the same person. They own no hours, but had a name."""
    keys = [] if subject.volunteer is None else merged_keys(subject.volunteer.pk)
    rows = Volunteer.objects.filter(pk__in=keys, erased_at=None).order_by("pk")
    return [replace(subject, volunteer=row, user=None, addresses=frozenset({row.email.lower()} - {""})) for row in rows]


def merged_keys(volunteer_id: int) -> list[int]:
    """Keys of all records that are part of that one by now."""
    found: list[int] = []
    step = [volunteer_id]
    while step:
        step = list(Volunteer.objects.filter(merged_into__in=step).order_by("pk").values_list("pk", flat=True))
        found += step
    return found


def finish(erasure: Erasure) -> None:
    """Remove its files. Raises OSError when the disk refuses: then another call goes on."""
    for leftover in erasure.leftovers:
        name, _colon, key = leftover.partition(":")
        part = {**_PARTS, **_OWN}.get(name)
        if part is not None and part.drop is not None:
            part.drop(key)
    Erasure.objects.filter(pk=erasure.pk).update(leftovers=[], finished_at=clock.now())
    _write_through()


def _locked(actor: User | None, volunteer: Volunteer | None, user: User | None, *, keep_account: bool) -> Subject:
    """Record first, then account, as everybody locks who needs both; what was merged in, in order of keys with it."""
    people = Volunteer.objects.select_for_update(of=("self",))
    own = volunteer or (Volunteer.objects.filter(user=user).first() if user is not None else None)
    if own is not None and (merged := merged_keys(own.pk)):
        len(people.filter(pk__in=[*merged, own.pk]).order_by("pk"))
    if volunteer is not None:
        volunteer = people.get(pk=volunteer.pk)
    elif user is not None:
        volunteer = people.filter(user_id=user.pk).first()
    key = user.pk if user is not None else volunteer.user_id if volunteer is not None else None
    account = None if key is None else User.objects.select_for_update(of=("self",)).get(pk=key)
    known = {volunteer.email if volunteer else "", account.email if account else ""} - {""}
    return Subject(
        volunteer=volunteer,
        user=None if keep_account else account,
        at=clock.now(),
        actor=actor,
        addresses=frozenset(address.lower() for address in known if not (keep_account and account)),
    )


def _overwrite_what_is_deleted() -> None:
    """SQLite leaves what was deleted in its file until it needs the space. Here it writes zeros over it.

    PostgreSQL's vacuum and its recycled WAL do their part in their own time (docs/operations.md).
    """
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA secure_delete=ON")


def _write_through() -> None:
    """Take SQLite's journal into the file and cut it off: old pages stand in it."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
