"""Recognition lists: draft, discard, check, publish, renew, withdraw. What is shown of them: `showing`."""

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.db.models import F, Max
from django.utils.translation import gettext as _

from backend.common import clock
from backend.common.errors import Conflict, Forbidden, Invalid
from backend.common.transitions import illegal, move
from recognition.models import ListEntry, ListStatus, RecognitionList
from recognition.models.lists import MOST_MINUTES, TRANSITIONS
from recognition.services import showing
from volunteers.models import District, FieldOfAction, Organisation
from volunteers.reach import reach_of
from volunteers.services.people import check_line
from volunteers.services.protocol import Act, note
from volunteers.signals import thanked
from volunteers.text import blank, tidy

if TYPE_CHECKING:
    from volunteers.models import User

LONGEST = 500  # characters of a reason


@transaction.atomic
def create_list(
    *,
    actor: "User",
    slug: str,
    title: str,
    period_start: dt.date,
    period_end: dt.date,
    least_minutes: int | None = None,
    district: District | None = None,
    field: FieldOfAction | None = None,
    organisation: Organisation | None = None,
) -> RecognitionList:
    """A draft for exactly one district, field or organisation. Raises Forbidden, Invalid, Conflict (`slug_taken`).

    With `least_minutes` (1 to MOST_MINUTES) only those stand on it who gave as many in scope and period: a milestone.
    """
    said = _checked(title, period_start, period_end, least_minutes)
    if [district, field, organisation].count(None) != 2:
        raise Invalid(
            _("Eine Liste gilt für genau einen Landkreis, ein Handlungsfeld oder eine Organisation."),
            code="one_scope",
            field="district",
        )
    draft = RecognitionList(
        slug=slug, district=district, field=field, organisation=organisation, created_by=actor, **said
    )
    _check_answers_for(actor, draft)
    taken = Conflict(_("Eine Liste mit diesem Kürzel gibt es schon."), code="slug_taken", field="slug")
    return _drafted(actor, draft, taken)


@transaction.atomic
def renew_list(
    *,
    actor: "User",
    recognition_list: RecognitionList,
    period_start: dt.date,
    period_end: dt.date,
    title: str = "",
    least_minutes: int | None = None,
) -> RecognitionList:
    """A draft of the list's next version; it takes the place of this one when it is published. "" keeps the title.

    Raises Forbidden, Invalid, IllegalTransition (only what was published is renewed), Conflict (`in_work`).
    """
    _check_answers_for(actor, recognition_list)
    if recognition_list.status not in {ListStatus.PUBLISHED, ListStatus.WITHDRAWN}:
        raise illegal(recognition_list.status)
    said = _checked(title or recognition_list.title, period_start, period_end, least_minutes)
    versions = RecognitionList.objects.filter(slug=recognition_list.slug)
    draft = RecognitionList(
        slug=recognition_list.slug,
        version=1 + (versions.aggregate(last=Max("version"))["last"] or 0),
        district=recognition_list.district,
        field=recognition_list.field,
        organisation=recognition_list.organisation,
        created_by=actor,
        **said,
    )
    in_work = _("Die nächste Fassung dieser Liste ist schon in Arbeit.")
    return _drafted(actor, draft, Conflict(in_work, code="in_work", field="status"))


@transaction.atomic
def change_list(
    *,
    actor: "User",
    recognition_list: RecognitionList,
    title: str,
    period_start: dt.date,
    period_end: dt.date,
    least_minutes: int | None,
) -> RecognitionList:
    """Change a draft; scope and slug stay, and who changed it does not check it.

    Raises Forbidden, Invalid, IllegalTransition.
    """
    _check_answers_for(actor, recognition_list)
    said = _checked(title, period_start, period_end, least_minutes)
    drafts = RecognitionList.objects.filter(pk=recognition_list.pk, status=ListStatus.DRAFT)
    changed = drafts.update(changed_by=actor, revision=F("revision") + 1, **said)
    recognition_list.refresh_from_db()
    if not changed:
        raise illegal(recognition_list.status)
    _note(Act.LIST_CHANGED, actor, recognition_list)
    return recognition_list


@transaction.atomic
def discard_list(*, actor: "User", recognition_list: RecognitionList) -> None:
    """Delete a draft that nobody needs: there are no people on it. Raises Forbidden, IllegalTransition.

    One that was checked is returned first, with a reason.
    """
    found = _locked(actor, recognition_list, ListStatus.DRAFT)
    _note(Act.LIST_DISCARDED, actor, found)
    RecognitionList.objects.filter(pk=found.pk).delete()


@transaction.atomic
def check_list(*, actor: "User", recognition_list: RecognitionList, revision: int) -> RecognitionList:
    """A second person's word that the list may be published. `revision` is the one that they looked at.

    Raises Forbidden (`own_draft`), IllegalTransition, Conflict (`changed_meanwhile`), Invalid (`too_few`,
    `unnamed_stand_out`).
    """
    found = _locked(actor, recognition_list, ListStatus.DRAFT)
    if actor.pk in {found.created_by_id, found.changed_by_id}:
        raise Forbidden(_("Prüfen muss eine zweite Person: Sie haben diese Liste entworfen."), code="own_draft")
    if revision != found.revision:
        sentence = _("Der Entwurf wurde inzwischen geändert. Bitte sehen Sie ihn sich noch einmal an.")
        raise Conflict(sentence, code="changed_meanwhile", field="revision")
    _examined(found)
    move(recognition_list, to=ListStatus.CHECKED, transitions=TRANSITIONS, checked_at=clock.now(), checked_by=actor)
    _note(Act.LIST_CHECKED, actor, recognition_list)
    return recognition_list


@transaction.atomic
def return_list(*, actor: "User", recognition_list: RecognitionList, reason: str) -> RecognitionList:
    """A checked list becomes a draft again, with the reason for the protocol.

    Raises Forbidden, IllegalTransition, Invalid (`reason_missing`, `too_long`).
    """
    if blank(reason):
        raise Invalid(_("Bitte schreiben Sie einen Grund dazu."), code="reason_missing", field="reason")
    if len(reason) > LONGEST:
        raise Invalid(_("Bitte kürzer: höchstens 500 Zeichen."), code="too_long", field="reason")
    _locked(actor, recognition_list, ListStatus.CHECKED)
    move(recognition_list, to=ListStatus.DRAFT, transitions=TRANSITIONS, checked_at=None, checked_by=None)
    _note(Act.LIST_RETURNED, actor, recognition_list, reason=reason)
    return recognition_list


@transaction.atomic
def publish_list(*, actor: "User", recognition_list: RecognitionList) -> RecognitionList:
    """Publish a checked list: everyone with the hours in scope and period, and a valid consent for its place, is on it.

    The version before it, if one is public, gives way in the same moment. Raises Forbidden, IllegalTransition, Invalid
    (`too_few`, `unnamed_stand_out`): then it stays checked.
    """
    found = _locked(actor, recognition_list, ListStatus.CHECKED)
    seen = _examined(found)
    for before in RecognitionList.objects.filter(slug=found.slug, status=ListStatus.PUBLISHED):
        move(before, to=ListStatus.RENEWED, transitions=TRANSITIONS)
        _note(Act.LIST_RENEWED, actor, before)
    volunteers = list(showing.due(found).values_list("volunteer_id", flat=True).order_by("volunteer_id"))
    ListEntry.objects.bulk_create(ListEntry(list=found, volunteer_id=volunteer) for volunteer in volunteers)
    now = clock.now()
    move(
        recognition_list,
        to=ListStatus.PUBLISHED,
        transitions=TRANSITIONS,
        published_at=now,
        published_by=actor,
        people=len(seen.rows),
        joined=seen.joined,
        left=seen.left,
    )
    thanked.send(sender=RecognitionList, volunteers=volunteers, at=now, way="list")
    _note(Act.LIST_PUBLISHED, actor, recognition_list, people=len(volunteers))
    return recognition_list


@transaction.atomic
def withdraw_list(*, actor: "User", recognition_list: RecognitionList) -> RecognitionList:
    """Take a list off every public page at once. Raises Forbidden, IllegalTransition."""
    _check_answers_for(actor, recognition_list)
    move(recognition_list, to=ListStatus.WITHDRAWN, transitions=TRANSITIONS)
    _note(Act.LIST_WITHDRAWN, actor, recognition_list)
    return recognition_list


def _checked(title: str, period_start: dt.date, period_end: dt.date, least_minutes: int | None) -> dict[str, Any]:
    """What a draft says, tidied. Raises Invalid."""
    if blank(title):
        raise Invalid(_("Bitte füllen Sie dieses Feld aus."), code="missing", field="title")
    title = tidy(title)
    check_line(title, field="title", most=120)
    if period_end < period_start:
        raise Invalid(
            _("Das Ende des Zeitraums liegt vor seinem Anfang."), code="period_out_of_order", field="period_end"
        )
    if least_minutes is not None and not 1 <= least_minutes <= MOST_MINUTES:
        raise Invalid(
            _("Bitte geben Sie mindestens eine Minute an, oder nichts."),
            code="minutes_out_of_range",
            field="least_minutes",
        )
    return {
        "title": title,
        "period_start": period_start,
        "period_end": period_end,
        "least_minutes": least_minutes,
    }


def _drafted(actor: "User", draft: RecognitionList, taken: Conflict) -> RecognitionList:
    """The draft as a row; `taken` is said where its slug and version stand for something already."""
    try:
        with transaction.atomic():
            draft.save(force_insert=True)
    except IntegrityError as error:
        raise taken from error
    _note(Act.LIST_DRAFTED, actor, draft)
    return draft


def _locked(actor: "User", recognition_list: RecognitionList, status: ListStatus) -> RecognitionList:
    """The row as it stands, held to the end of the transaction. Raises Forbidden, IllegalTransition."""
    _check_answers_for(actor, recognition_list)
    found = RecognitionList.objects.select_for_update(of=("self",)).get(pk=recognition_list.pk)
    if found.status != status:
        recognition_list.refresh_from_db()
        raise illegal(found.status)
    recognition_list.status = found.status
    return found


def _examined(recognition_list: RecognitionList) -> showing.Examination:
    """What would be shown. Raises Invalid for the first thing that stands against it."""
    seen = showing.examine(recognition_list)
    for finding in seen.findings:
        if finding.code == "too_few":
            raise Invalid(finding.detail, code="too_few", field="status")
        raise Invalid(finding.detail, code="unnamed_stand_out", field="status")
    return seen


def _note(act: Act, actor: "User", recognition_list: RecognitionList, *, reason: str = "", **figures: int) -> None:
    narrowed = {"district": recognition_list.district.ags} if recognition_list.district else {}
    narrowed |= {"field": recognition_list.field.code} if recognition_list.field else {}
    note(
        act=act,
        actor=actor,
        organisation=recognition_list.organisation,
        subject=recognition_list.uuid,
        detail={**narrowed, "version": recognition_list.version, **figures},
        reason=reason,
    )


def _check_answers_for(actor: "User", recognition_list: RecognitionList) -> None:
    """A coordinator of the list's district or field, or of its organisation's district."""
    organisation = recognition_list.organisation
    district = organisation.district_id if organisation else recognition_list.district_id
    if not reach_of(actor).coordinates_place(district_id=district, field_id=recognition_list.field_id):
        raise Forbidden(_("Diese Liste gehört nicht zu dem, was Sie koordinieren."), code="beyond_scope")
