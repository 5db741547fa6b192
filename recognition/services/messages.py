"""Messages of thanks: write, read by a coordinator, pass or refuse, report, remove.

A person who helped writes to the organisation; the organisation, or the coordination, to people who helped there. Words
reach nobody before a coordinator who is neither side has read them. What the organisation or the coordination wrote
counts as thanks from the moment it is passed (`volunteers.signals.thanked`).
"""

import datetime as dt
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from backend.common import clock
from backend.common.errors import Conflict, Forbidden, Invalid
from backend.common.transitions import illegal, move
from recognition.models import MessageStatus, Reached, ThanksMessage, ThanksRecipient
from recognition.models.messages import TRANSITIONS
from volunteers.models import HourEntry, Organisation, Party, Volunteer
from volunteers.reach import reach_of
from volunteers.services.confirming import is_same_person
from volunteers.services.people import check_line
from volunteers.services.protocol import Act, note
from volunteers.signals import thanked
from volunteers.text import blank, tidy

if TYPE_CHECKING:
    from volunteers.models import User

LONGEST = 1000  # characters of a message
LONGEST_REASON = 500
MOST_LINES = 20
MOST_PEOPLE = 1000  # of one message
MOST_PASSED = 100  # in one decision


def reachable(
    organisation: Organisation, *, start: dt.date | None = None, end: dt.date | None = None
) -> "QuerySet[Volunteer]":
    """Who can get a message from there: helped there by confirmed hours, within the local dates, and has an account."""
    hours = HourEntry.objects.counting().filter(organisation=organisation, volunteer_id=OuterRef("pk"))
    if start is not None:
        hours = hours.filter(day__gte=start)
    if end is not None:
        hours = hours.filter(day__lte=end)
    return Volunteer.objects.remembered().filter(Exists(hours), user__is_active=True)


def due(organisation: Organisation) -> "QuerySet[Volunteer]":
    """Those of them who reached something and had no thanks since."""
    waiting = Reached.objects.standing().unthanked().filter(volunteer_id=OuterRef("pk"))
    return reachable(organisation).filter(Exists(waiting))


def delivered_since(instant: dt.datetime) -> "QuerySet[ThanksRecipient]":
    """To whom messages were delivered since then that still stand: what the daily mail tells them of."""
    return ThanksRecipient.objects.filter(message__status=MessageStatus.PASSED, message__decided_at__gt=instant)


@transaction.atomic
def thank_organisation(*, actor: "User", organisation: Organisation, text: str, way: str) -> ThanksMessage:
    """The actor's own thanks to an organisation where their hours were confirmed.

    Raises Forbidden (`not_helped_there`), Invalid (`text_missing`, `too_long`, `not_printable`), Conflict
    (`one_waits`: one of theirs to this organisation is still being read).
    """
    own = reach_of(actor).volunteer_id
    volunteer = reachable(organisation).filter(pk=own).first() if own is not None else None
    if volunteer is None:
        raise Forbidden(
            _("Danken kannst du Organisationen, die Stunden von dir bestätigt haben."), code="not_helped_there"
        )
    message = ThanksMessage(side=Party.VOLUNTEER, organisation=organisation, volunteer=volunteer)
    try:
        with transaction.atomic():
            return _written(actor, message, text, way)
    except IntegrityError as error:
        raise Conflict(
            _("Dein voriger Dank an diese Organisation wird noch gelesen. Danach kannst du wieder schreiben."),
            code="one_waits",
            field="organisation",
        ) from error


@transaction.atomic
def thank_people(
    *, actor: "User", organisation: Organisation, volunteers: Collection[Volunteer], text: str, side: str, way: str
) -> ThanksMessage:
    """One message to people who helped at an organisation, in its name or in that of the coordination (`side`).

    Raises Forbidden (`not_member`, `beyond_scope`), Invalid (`nobody`, `too_many`, `not_reachable`, `own_record`;
    `text_missing`, `too_long`, `not_printable`).
    """
    reach = reach_of(actor)
    if side == Party.ORGANISATION and organisation.pk not in reach.organisations:
        raise Forbidden(_("Für diese Organisation schreiben nur, die für sie bestätigen."), code="not_member")
    if side == Party.COORDINATION and not (reach.everything or organisation.district_id in reach.districts):
        raise Forbidden(_("Diese Organisation gehört nicht zu dem, was Sie koordinieren."), code="beyond_scope")
    keys = sorted({one.pk for one in volunteers})
    if not keys:
        raise Invalid(_("Bitte wählen Sie, wem Sie danken."), code="nobody", field="volunteers")
    if len(keys) > MOST_PEOPLE:
        detail = _("Eine Nachricht geht an höchstens %(most)s Menschen.") % {"most": MOST_PEOPLE}
        raise Invalid(detail, code="too_many", field="volunteers")
    if any(is_same_person(actor=actor, user_id=one.user_id, email=one.email) for one in volunteers):
        raise Invalid(
            _("Sich selbst dankt man nicht: Das macht jemand anderes."), code="own_record", field="volunteers"
        )
    if reachable(organisation).filter(pk__in=keys).count() != len(keys):
        raise Invalid(
            _("Eine Nachricht bekommt, wer hier bestätigte Stunden und ein eigenes Konto hat."),
            code="not_reachable",
            field="volunteers",
        )
    message = _written(actor, ThanksMessage(side=side, organisation=organisation, people=len(keys)), text, way)
    ThanksRecipient.objects.bulk_create(ThanksRecipient(message=message, volunteer_id=key) for key in keys)
    return message


@transaction.atomic
def withdraw(*, actor: "User", message: ThanksMessage, way: str) -> ThanksMessage:
    """Taken back before anybody got it, by who wrote it or who acts for the same side.

    Raises Forbidden (`not_yours`), IllegalTransition.
    """
    reach = reach_of(actor)
    mine = message.written_by_id == actor.pk
    if message.side == Party.ORGANISATION:
        mine = message.organisation_id in reach.organisations
    if not mine:
        raise Forbidden(_("Zurückziehen kann das nur, wer es geschrieben hat."), code="not_yours")
    move(message, to=MessageStatus.WITHDRAWN, transitions=TRANSITIONS)
    _note(Act.MESSAGE_WITHDRAWN, actor, message, way)
    return message


@transaction.atomic
def pass_messages(*, actor: "User", messages: Sequence[ThanksMessage], way: str) -> list[ThanksMessage]:
    """A coordinator read them: they are delivered, and count as thanks. Those on which somebody decided are left out.

    Raises Forbidden (`not_coordinator`, `own_message`, `own_side`), Invalid (`too_many`). Then none is passed.
    """
    if len(messages) > MOST_PASSED:
        detail = _("Auf einmal lassen sich höchstens %(most)s freigeben.") % {"most": MOST_PASSED}
        raise Invalid(detail, code="too_many", field="messages")
    keys = [one.pk for one in messages]
    rows = ThanksMessage.objects.waiting().filter(pk__in=keys).select_related("organisation", "volunteer")
    found = list(rows.select_for_update(of=("self",)).order_by("pk"))
    now = clock.now()
    for one in found:
        _check_neutral(actor, one)
        move(one, to=MessageStatus.PASSED, transitions=TRANSITIONS, decided_at=now, decided_by=actor)
        _note(Act.MESSAGE_PASSED, actor, one, way)
    people = ThanksRecipient.objects.filter(message__in=[one.pk for one in found], volunteer__erased_at=None)
    thanked_keys = sorted(set(people.values_list("volunteer_id", flat=True)))
    if thanked_keys:
        thanked.send(sender=ThanksMessage, volunteers=thanked_keys, at=now, way="message")
    return found


@transaction.atomic
def refuse(*, actor: "User", message: ThanksMessage, reason: str, way: str) -> ThanksMessage:
    """Not delivered, with a reason for who wrote it.

    Raises Forbidden as `pass_messages`, Invalid (`reason_missing`, `too_long`, `not_printable`), IllegalTransition.
    """
    return _ended(actor, message, MessageStatus.REFUSED, Act.MESSAGE_REFUSED, reason, way)


@transaction.atomic
def remove(*, actor: "User", message: ThanksMessage, reason: str, way: str) -> ThanksMessage:
    """Taken away from who got it, with a reason for who wrote it. That somebody was thanked by it stays.

    Raises Forbidden as `pass_messages`, Invalid, IllegalTransition.
    """
    return _ended(actor, message, MessageStatus.REMOVED, Act.MESSAGE_REMOVED, reason, way)


@transaction.atomic
def report(*, actor: "User", message: ThanksMessage, way: str) -> ThanksMessage:
    """Who got it asks the coordination to look again; twice is once.

    Raises Forbidden (`not_yours`), IllegalTransition.
    """
    reach = reach_of(actor)
    if message.side == Party.VOLUNTEER:
        got = message.organisation_id in reach.organisations
    else:
        own = reach.volunteer_id
        got = own is not None and message.recipients.filter(volunteer_id=own).exists()
    if not got:
        raise Forbidden(_("Melden kann das, wer es bekommen hat."), code="not_yours")
    passed = ThanksMessage.objects.filter(pk=message.pk, status=MessageStatus.PASSED)
    if passed.filter(reported_at=None).update(reported_at=clock.now()):
        _note(Act.MESSAGE_REPORTED, actor, message, way)
    message.refresh_from_db()
    if message.status != MessageStatus.PASSED:
        raise illegal(message.status)
    return message


@transaction.atomic
def keep(*, actor: "User", message: ThanksMessage, way: str) -> ThanksMessage:
    """A coordinator looked again, and it stays. Raises Forbidden as `pass_messages`, IllegalTransition."""
    _check_neutral(actor, message)
    reported = ThanksMessage.objects.reported().filter(pk=message.pk)
    if not reported.update(reported_at=None):
        message.refresh_from_db()
        raise illegal(message.status)
    message.refresh_from_db()
    _note(Act.MESSAGE_KEPT, actor, message, way)
    return message


def _written(actor: "User", message: ThanksMessage, text: str, way: str) -> ThanksMessage:
    message.text = _checked(text)
    message.written_at, message.written_by = clock.now(), actor
    message.save(force_insert=True)
    _note(Act.MESSAGE_WRITTEN, actor, message, way)
    return message


def _checked(text: str) -> str:
    """The lines, tidy, with at most one empty line between them. Raises Invalid."""
    if blank(text):
        raise Invalid(_("Bitte schreiben Sie ein paar Worte."), code="text_missing", field="text")
    lines: list[str] = []
    for line in map(tidy, text.splitlines()):
        if line or (lines and lines[-1]):
            lines.append(line)
    whole = "\n".join(lines).strip()
    if whole.count("\n") >= MOST_LINES:
        detail = _("Das sind zu viele Zeilen: höchstens %(most)s.") % {"most": MOST_LINES}
        raise Invalid(detail, code="too_long", field="text")
    check_line(whole.replace("\n", " "), field="text", most=LONGEST)
    return whole


def _ended(actor: "User", message: ThanksMessage, to: str, act: Act, reason: str, way: str) -> ThanksMessage:
    _check_neutral(actor, message)
    if blank(reason):
        raise Invalid(
            _("Bitte nennen Sie einen Grund. Wer geschrieben hat, liest ihn."), code="reason_missing", field="reason"
        )
    said = tidy(reason)
    check_line(said, field="reason", most=LONGEST_REASON)
    move(message, to=to, transitions=TRANSITIONS, decided_at=clock.now(), decided_by=actor, answer=said)
    _note(act, actor, message, way)
    return message


def _check_neutral(actor: "User", message: ThanksMessage) -> None:
    """Only a coordinator of the place who is neither side. Raises Forbidden."""
    reach, organisation = reach_of(actor), message.organisation
    if not (reach.everything or organisation.district_id in reach.districts):
        raise Forbidden(_("Darüber entscheidet die Koordination."), code="not_coordinator")
    people = Volunteer.objects.filter(thanks_received__message=message)
    own = message.written_by_id == actor.pk or (
        message.volunteer is not None
        and is_same_person(actor=actor, user_id=message.volunteer.user_id, email=message.volunteer.email)
    )
    if own or people.filter(user=actor).exists():
        raise Forbidden(
            _("Darüber entscheidet jemand, der es nicht geschrieben hat und den es nicht meint."), code="own_message"
        )
    if message.organisation_id in reach.organisations:
        raise Forbidden(_("Sie gehören zu dieser Organisation. Darüber entscheidet jemand anderes."), code="own_side")


def _note(act: Act, actor: "User", message: ThanksMessage, way: str) -> None:
    """For the side that wrote it: the other one must not learn of what was never delivered."""
    note(
        act=act,
        actor=actor,
        way=way,
        volunteer=message.volunteer,
        organisation=message.organisation if message.side == Party.ORGANISATION else None,
        subject=message.uuid,
        detail={"side": message.side, "people": message.people},
    )
