"""Asking to be forgotten: who may, how long it waits, and who can take it back.

1. Somebody asks for themselves, having just proved who they are: at once, or after `WAIT`; until then it goes back.
2. For people without account the organisation that keeps their record writes down that they asked, or the coordination:
   always after `WAIT`, for the person themselves cannot be asked again.
3. A job erases what is due (`erase_due`).
"""

import datetime as dt
import logging
import uuid
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from backend.common import clock
from backend.common.errors import Conflict, Forbidden
from backend.common.outbox import Pointless
from backend.common.transitions import move
from volunteers.models import (
    CoordinatorScope,
    Erasure,
    ErasureStatus,
    ErasureWay,
    Mail,
    Membership,
    Role,
    ScopeKind,
    User,
    Volunteer,
)
from volunteers.models.privacy import ERASURE_TRANSITIONS
from volunteers.reach import reach_of
from volunteers.services import erasing, mailing, protocol
from volunteers.services.protocol import Act

if TYPE_CHECKING:
    from volunteers.querysets import VolunteerQuerySet

logger = logging.getLogger(__name__)

MAIL = "erasure_requested"
WAIT = dt.timedelta(days=7)
AT_A_TIME = 20


@transaction.atomic
def ask_for_oneself(*, actor: User, at_once: bool = False) -> Erasure:
    """Ask that one's account and record be forgotten. Whoever calls has made sure that it is the person.

    Asked again it is the same wish; `at_once` makes it due now. Raises Conflict (`last_manager`, `last_coordinator`):
    then nobody could act for others any more.
    """
    _check_replaceable(actor)
    now = clock.now()
    due = now if at_once else now + WAIT
    present = Erasure.objects.open().filter(user=actor).first()
    if present is not None:
        if at_once:
            Erasure.objects.open().filter(pk=present.pk).update(due_at=due)
            present.refresh_from_db()
        return present
    volunteer = Volunteer.objects.filter(user=actor).first()
    wish = _written(user=actor, volunteer=volunteer, way=ErasureWay.PERSON, actor=actor, at=now, due=due)
    if not at_once:  # should it have been somebody else, the mailbox learns of it in time
        context = {"erasure": str(wish.uuid)}
        mailing.enqueue(kind=MAIL, key=f"{MAIL}:{wish.uuid}", to=actor.email, language=actor.language, context=context)
    return wish


@transaction.atomic
def ask_for_kept(*, actor: User, volunteer: Volunteer, evidence: str = "") -> Erasure:
    """Write down that somebody without account asked. `evidence` says how; it is a reason, erased with the rest.

    Raises Forbidden (`not_manager`, `not_yours` for somebody with an account), Conflict (`erasure_under_way`).
    """
    reach = reach_of(actor)
    kept_here = volunteer.kept_by_id in reach.managed
    if not kept_here and not _coordinates(actor, volunteer):
        raise Forbidden(
            _("Das darf nur die Leitung der Organisation, die die Stunden führt, oder die Koordination."),
            code="not_manager",
        )
    if volunteer.user_id is not None:
        raise Forbidden(_("Diese Person hat ein eigenes Konto und verlangt die Löschung selbst."), code="not_yours")
    way = ErasureWay.ORGANISATION if kept_here else ErasureWay.COORDINATION
    now = clock.now()
    return _written(user=None, volunteer=volunteer, way=way, actor=actor, at=now, due=now + WAIT, reason=evidence)


@transaction.atomic
def cancel(*, actor: User, erasure: Erasure) -> Erasure:
    """Take it back while it waits: the person, or for people without account whoever may ask for them.

    Raises Forbidden (`not_yours`), IllegalTransition once it is done.
    """
    own = erasure.user_id is not None and erasure.user_id == actor.pk
    volunteer = erasure.volunteer
    speaks = (
        erasure.user_id is None
        and volunteer is not None
        and (volunteer.kept_by_id in reach_of(actor).managed or _coordinates(actor, volunteer))
    )
    if not own and not speaks:
        raise Forbidden(_("Das entscheidet die Person selbst."), code="not_yours")
    move(
        erasure,
        to=ErasureStatus.CANCELLED,
        transitions=ERASURE_TRANSITIONS,
        cancelled_at=clock.now(),
        cancelled_by=actor,
    )
    protocol.note(act=Act.ERASURE_CANCELLED, actor=actor, volunteer=volunteer, subject=erasure.uuid)
    return erasure


def erase_due() -> tuple[int, int]:
    """Forget whom it is time to forget, each in a transaction of their own; then remove files that are left.

    Returns how many were erased, and how many could not be: these come again.
    """
    erased = failed = 0
    due = Erasure.objects.open().filter(due_at__lte=clock.now()).order_by("due_at", "pk")
    for key in list(due.values_list("pk", flat=True)[:AT_A_TIME]):
        try:
            erased += _erase(key)
        except Exception as error:  # noqa: BLE001 - one that cannot be done must not stop the others
            logger.error("erasure %s not done: %s", key, type(error).__name__)  # noqa: TRY400 - no names in logs
            failed += 1
    left = Erasure.objects.filter(status=ErasureStatus.ERASED, finished_at=None).order_by("pk")
    for erasure in left[:1000]:
        try:
            erasing.finish(erasure)
        except OSError as error:
            logger.error("files of erasure %s not removed: errno %s", erasure.pk, error.errno)  # noqa: TRY400 - as above
            failed += 1
    return erased, failed


@transaction.atomic
def _erase(key: int) -> bool:
    """False where somebody else does it in this very moment, or it was taken back."""
    erasure = Erasure.objects.open().select_for_update(of=("self",), skip_locked=True).filter(pk=key).first()
    if erasure is None:
        return False
    actor = erasure.requested_by
    erasing.erase(actor=actor, volunteer=erasure.volunteer, user=erasure.user, request=erasure)
    return True


def _written(
    *,
    user: User | None,
    volunteer: Volunteer | None,
    way: ErasureWay,
    actor: User,
    at: dt.datetime,
    due: dt.datetime,
    reason: str = "",
) -> Erasure:
    try:
        with transaction.atomic():
            erasure = Erasure.objects.create(
                user=user, volunteer=volunteer, way=way, requested_at=at, requested_by=actor, due_at=due
            )
    except IntegrityError as error:
        raise Conflict(_("Die Löschung ist schon verlangt."), code="erasure_under_way") from error
    protocol.note(
        act=Act.ERASURE_REQUESTED,
        actor=actor,
        volunteer=volunteer,
        subject=erasure.uuid,
        detail={"way": way.value, "days": (due - at).days},
        reason=reason,
    )
    return erasure


def _coordinates(actor: User, volunteer: Volunteer) -> bool:
    place = volunteer.kept_by
    reach = reach_of(actor)
    return reach.everything or (place is not None and place.district_id in reach.districts)


def _check_replaceable(user: User) -> None:
    """Whether others can go on without them."""
    for membership in Membership.objects.current().filter(user=user, role=Role.MANAGER).select_related("organisation"):
        others = Membership.objects.current().filter(
            organisation=membership.organisation, role=Role.MANAGER, user__is_active=True
        )
        if not others.exclude(user=user).exists():
            raise Conflict(
                _("Du bist die letzte Leitung von %(name)s. Bitte gib die Aufgabe zuerst weiter.")
                % {"name": membership.organisation.name},
                code="last_manager",
            )
    scopes = CoordinatorScope.objects.filter(kind=ScopeKind.ALL, user__is_active=True)
    if scopes.filter(user=user).exists() and not scopes.exclude(user=user).exists():
        raise Conflict(
            _("Du koordinierst als Letzte oder Letzter das ganze Bündnis. Bitte gib die Aufgabe zuerst weiter."),
            code="last_coordinator",
        )


def facts(mail: Mail) -> Mapping[str, Any] | Pointless:
    """What the mail about a wish says; pointless once it does not wait any more."""
    wish = Erasure.objects.open().filter(uuid=mail.context["erasure"]).first()
    if wish is None:
        return Pointless("not_waiting", _("Die Löschung ist nicht mehr verlangt."))
    return {"due": wish.due_at, "page": f"{settings.PUBLIC_URL}{reverse('me-data')}"}


def find_kept(*, actor: User, key: uuid.UUID) -> Volunteer | None:
    """Somebody without account for whom the actor may ask; None for anybody else."""
    people: VolunteerQuerySet = Volunteer.objects.visible_to(actor).filter(uuid=key, user=None, erased_at=None)
    found = people.select_related("kept_by").first()
    if found is None or not (found.kept_by_id in reach_of(actor).managed or _coordinates(actor, found)):
        return None
    return found
