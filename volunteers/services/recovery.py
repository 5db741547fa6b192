"""Help for somebody who lost their mailbox: an organisation that knows them vouches for their new address.

1. A manager asks, and says how they recognised the person. The old mailbox is told.
2. A second person agrees: another member of the organisation, or the coordination. Three days begin.
3. Within them the old mailbox can stop it; or confirm it, and then it counts at once.
4. After them it counts. All sessions of the account end; a second factor stays as it is.

An account that means more than the organisation's own affairs is out of reach: nobody becomes a coordinator, or a
member elsewhere, by lending somebody an address.
"""

import datetime as dt
import hmac

from django.db import IntegrityError, transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from backend.common import clock
from backend.common.errors import Conflict, Forbidden, Invalid
from backend.common.transitions import move
from volunteers.models import AddressChange, AddressChangeStatus, Organisation, User, Volunteer, Way
from volunteers.models.recovery import TRANSITIONS
from volunteers.querysets import VolunteerQuerySet
from volunteers.reach import reach_of
from volunteers.services import accounts
from volunteers.services.people import check_email, check_line
from volunteers.services.protocol import Act, note
from volunteers.text import blank, tidy

WAIT = dt.timedelta(days=3)
KEEP = dt.timedelta(days=90)
OLD, NEW = "old", "new"  # which mailbox a link was sent to


def people_of(organisation: Organisation) -> VolunteerQuerySet:
    """Whom the organisation may vouch for: people with an account who have hours there."""
    return Volunteer.objects.known_at(organisation).exclude(user=None).order_by("name", "pk")


@transaction.atomic
def request_change(
    *, actor: User, organisation: Organisation, volunteer: Volunteer, email: str, evidence: str
) -> AddressChange:
    """Ask for another address. Whether it is taken is not told: an address that is gets refused when it would count.

    Raises Forbidden (`not_manager`, `own_account`, `has_roles`), Invalid (`not_known_there`, `email_invalid`,
    `same_address`, `evidence_missing`, `too_long`, `not_printable`), Conflict (`change_under_way`).
    """
    if organisation.pk not in reach_of(actor).managed:
        raise Forbidden(_("Das darf nur die Leitung der Organisation."), code="not_manager")
    user = volunteer.user
    if user is None or not people_of(organisation).filter(pk=volunteer.pk).exists():
        raise Invalid(
            _("Diese Person hat bei Ihnen keine Stunden oder kein Konto."), code="not_known_there", field="volunteer"
        )
    if user.pk == actor.pk:
        raise Forbidden(_("Die eigene Adresse ändern Sie unter „Konto“."), code="own_account", field="volunteer")
    _check_reachable(user, organisation)
    email = check_email(email)
    if email == user.email:
        raise Invalid(_("Das ist die bisherige Adresse."), code="same_address", field="email")
    if blank(evidence):
        raise Invalid(
            _("Bitte sagen Sie, woran Sie die Person erkannt haben."), code="evidence_missing", field="evidence"
        )
    evidence = tidy(evidence)
    check_line(evidence, field="evidence", most=500)
    try:
        with transaction.atomic():
            change = AddressChange.objects.create(
                user=user,
                organisation=organisation,
                old_email=user.email,
                new_email=email,
                evidence=evidence,
                requested_at=clock.now(),
                requested_by=actor,
            )
    except IntegrityError as error:
        raise Conflict(
            _("Für diese Person läuft schon eine Änderung."), code="change_under_way", field="volunteer"
        ) from error
    _note(Act.ADDRESS_CHANGE_REQUESTED, actor, change)
    return change


@transaction.atomic
def approve(*, actor: User, change: AddressChange) -> AddressChange:
    """Agree, as a second person; three days begin. Raises Forbidden (`own_request`, `own_account`, `not_member`)."""
    if actor.pk == change.requested_by_id:
        raise Forbidden(_("Zustimmen muss eine zweite Person."), code="own_request")
    if actor.pk == change.user_id:
        raise Forbidden(_("Über die eigene Adresse entscheiden andere."), code="own_account")
    _check_concerned(actor, change)
    _check_reachable(change.user, change.organisation)
    now = clock.now()
    move(
        change,
        to=AddressChangeStatus.APPROVED,
        transitions=TRANSITIONS,
        approved_at=now,
        approved_by=actor,
        due_at=now + WAIT,
    )
    _note(Act.ADDRESS_CHANGE_APPROVED, actor, change)
    return change


@transaction.atomic
def stop(*, actor: User, change: AddressChange) -> AddressChange:
    """Stop it: the person, a member of the organisation or the coordination. Raises Forbidden (`not_member`)."""
    if actor.pk != change.user_id:
        _check_concerned(actor, change)
    move(change, to=AddressChangeStatus.STOPPED, transitions=TRANSITIONS, closed_at=clock.now())
    _note(Act.ADDRESS_CHANGE_STOPPED, actor, change)
    return change


@transaction.atomic
def answer(*, change: AddressChange, mailbox: str, stop: bool) -> AddressChange:
    """What somebody says who holds the link from a mail. The new mailbox can stop it, only the old one confirm it.

    Raises Forbidden (`not_yours`), IllegalTransition.
    """
    if stop:
        move(change, to=AddressChangeStatus.STOPPED, transitions=TRANSITIONS, closed_at=clock.now())
        _note(Act.ADDRESS_CHANGE_STOPPED, None, change, way=Way.MAIL_LINK)
        return change
    if mailbox != OLD:
        raise Forbidden(_("Bestätigen kann nur, wer das bisherige Postfach hat."), code="not_yours")
    return _apply(change)


@transaction.atomic
def apply_due() -> int:
    """What has waited for three days counts now. Returns how many."""
    due = AddressChange.objects.filter(status=AddressChangeStatus.APPROVED, due_at__lte=clock.now())
    rows = list(due.select_for_update(of=("self",), skip_locked=True).order_by("pk")[:100])
    return sum(_apply(change).status == AddressChangeStatus.APPLIED for change in rows)


def forget_closed() -> int:
    """Drop what has been closed for 90 days, with the addresses in it. Returns how many."""
    return AddressChange.objects.filter(closed_at__lt=clock.now() - KEEP).delete()[0]


def link_of(change: AddressChange, mailbox: str) -> str:
    """What the link in the mail to that mailbox carries: the change and a signature."""
    return f"{change.uuid.hex}-{mailbox}-{_signature(change.uuid.hex, mailbox)}"


def by_link(link: str) -> tuple[AddressChange, str] | None:
    """The change and the mailbox that the link was sent to; None for a link that is not ours."""
    key, _dash, rest = link.partition("-")
    mailbox, _dash, signature = rest.partition("-")
    if mailbox not in {OLD, NEW} or not hmac.compare_digest(signature.encode(), _signature(key, mailbox).encode()):
        return None
    change = AddressChange.objects.select_related("user", "organisation").filter(uuid=key).first()
    return (change, mailbox) if change else None


def _signature(key: str, mailbox: str) -> str:
    return salted_hmac("volunteers.recovery", f"{key} {mailbox}", algorithm="sha256").hexdigest()[:40]


def _apply(change: AddressChange) -> AddressChange:
    # Also judged now: roles and addresses may have come in between.
    now = clock.now()
    user = User.objects.select_for_update(of=("self",), no_key=True).get(pk=change.user_id)
    try:
        _check_reachable(user, change.organisation)
        _check_unchanged(user, change)
        accounts.change_address(user=user, email=change.new_email)
    except (Forbidden, Conflict):
        move(change, to=AddressChangeStatus.STOPPED, transitions=TRANSITIONS, closed_at=now)
        _note(Act.ADDRESS_CHANGE_STOPPED, None, change)
        return change
    move(change, to=AddressChangeStatus.APPLIED, transitions=TRANSITIONS, closed_at=now)
    _note(Act.ADDRESS_CHANGED, None, change)
    return change


def _note(act: Act, actor: User | None, change: AddressChange, *, way: str = "") -> None:
    volunteer = Volunteer.objects.filter(user=change.user_id).first()
    note(act=act, actor=actor, way=way, volunteer=volunteer, organisation=change.organisation, subject=change.user.uuid)


def _check_unchanged(user: User, change: AddressChange) -> None:
    if user.email != change.old_email:
        raise Conflict(_("Die Adresse hat sich inzwischen geändert."), code="address_changed")


def _check_concerned(actor: User, change: AddressChange) -> None:
    reach = reach_of(actor)
    organisation = change.organisation
    if organisation.pk in reach.organisations or reach.everything or organisation.district_id in reach.districts:
        return
    raise Forbidden(_("Das entscheiden die Organisation und die Koordination."), code="not_member")


def _check_reachable(user: User, organisation: Organisation) -> None:
    reach = reach_of(user)
    if reach.coordinates or user.is_staff or user.is_superuser or reach.organisations - {organisation.pk}:
        raise Forbidden(
            _("Dieses Konto hat Aufgaben außerhalb Ihrer Organisation. Bitte wenden Sie sich an die Koordination."),
            code="has_roles",
            field="volunteer",
        )
