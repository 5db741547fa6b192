"""Recognition lists: draft, publish, withdraw; and the rows that the public sees."""

import datetime as dt
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from backend.common import clock
from backend.common.errors import Conflict, Forbidden, Invalid
from backend.common.transitions import move
from recognition.models import ListEntry, ListStatus, RecognitionList
from recognition.models.lists import TRANSITIONS
from volunteers.consent_querysets import ConsentQuerySet
from volunteers.display import shown_name
from volunteers.models import (
    PUBLIC_THANKS,
    Consent,
    District,
    FieldOfAction,
    HourEntry,
    Organisation,
    Place,
)
from volunteers.querysets import HourEntryQuerySet
from volunteers.reach import reach_of
from volunteers.services import safety
from volunteers.services.people import check_line
from volunteers.services.protocol import Act, note
from volunteers.text import blank, tidy

if TYPE_CHECKING:
    from volunteers.models import User

FEWEST = 3  # a shorter list would point at people (domain.md, "Publishing names")


@dataclass(frozen=True, slots=True)
class PublicRows:
    """What the public sees of a list: names in the form their people chose, and how many more wish to stay unnamed.

    People without a name are only counted: rows that cannot be told apart need no rows.
    """

    names: list[str]
    unnamed: int

    def __len__(self) -> int:
        return len(self.names) + self.unnamed


@transaction.atomic
def create_list(
    *,
    actor: "User",
    slug: str,
    title: str,
    period_start: dt.date,
    period_end: dt.date,
    district: District | None = None,
    field: FieldOfAction | None = None,
    organisation: Organisation | None = None,
) -> RecognitionList:
    """A draft for exactly one district, field or organisation. Raises Forbidden, Invalid, Conflict (`slug_taken`)."""
    if blank(title):
        raise Invalid(_("Bitte füllen Sie dieses Feld aus."), code="missing", field="title")
    title = tidy(title)
    check_line(title, field="title", most=120)
    if [district, field, organisation].count(None) != 2:
        raise Invalid(
            _("Eine Liste gilt für genau einen Landkreis, ein Handlungsfeld oder eine Organisation."),
            code="one_scope",
            field="district",
        )
    if period_end < period_start:
        raise Invalid(
            _("Das Ende des Zeitraums liegt vor seinem Anfang."), code="period_out_of_order", field="period_end"
        )
    draft = RecognitionList(
        slug=slug,
        title=title,
        period_start=period_start,
        period_end=period_end,
        district=district,
        field=field,
        organisation=organisation,
        created_by=actor,
    )
    _check_answers_for(actor, draft)
    try:
        with transaction.atomic():
            draft.save(force_insert=True)
    except IntegrityError as error:
        raise Conflict(_("Eine Liste mit diesem Kürzel gibt es schon."), code="slug_taken", field="slug") from error
    _note(Act.LIST_DRAFTED, actor, draft)
    return draft


@transaction.atomic
def publish_list(*, actor: "User", recognition_list: RecognitionList) -> RecognitionList:
    """Publish: everyone with confirmed hours in scope and period, and a valid consent for this place, is on it.

    Raises Forbidden, IllegalTransition, Invalid (`too_few`): a list of fewer than three people is not published.
    """
    _check_answers_for(actor, recognition_list)
    move(
        recognition_list,
        to=ListStatus.PUBLISHED,
        transitions=TRANSITIONS,
        published_at=clock.now(),
        published_by=actor,
    )
    volunteers = list(_due(recognition_list).values_list("volunteer_id", flat=True).order_by("volunteer_id"))
    if len(volunteers) < FEWEST:
        raise Invalid(
            _("Auf dieser Liste stünden weniger als drei Menschen: das würde auf Einzelne zeigen. Sie bleibt Entwurf."),
            code="too_few",
            field="status",
        )
    ListEntry.objects.bulk_create(ListEntry(list=recognition_list, volunteer_id=volunteer) for volunteer in volunteers)
    _note(Act.LIST_PUBLISHED, actor, recognition_list, people=len(volunteers))
    return recognition_list


@transaction.atomic
def withdraw_list(*, actor: "User", recognition_list: RecognitionList) -> RecognitionList:
    """Take a list off every public page at once. Raises Forbidden, IllegalTransition."""
    _check_answers_for(actor, recognition_list)
    move(recognition_list, to=ListStatus.WITHDRAWN, transitions=TRANSITIONS)
    _note(Act.LIST_WITHDRAWN, actor, recognition_list)
    return recognition_list


def _note(act: Act, actor: "User", recognition_list: RecognitionList, **figures: int) -> None:
    narrowed = {"district": recognition_list.district.ags} if recognition_list.district else {}
    narrowed |= {"field": recognition_list.field.code} if recognition_list.field else {}
    note(
        act=act,
        actor=actor,
        organisation=recognition_list.organisation,
        subject=recognition_list.uuid,
        detail={**narrowed, **figures},
    )


def place_of(recognition_list: RecognitionList) -> Place:
    """The place a person must have consented to, to stand on this list."""
    return Place.ORGANISATION_LIST if recognition_list.organisation_id else Place.REGION_LIST


def public_rows(recognition_list: RecognitionList) -> PublicRows:
    """The rows of a published list, read anew from the consents that are valid now. Two queries.

    Alphabetical: thanks is not a contest. When fewer than three are left, nobody is shown.
    """
    today = clock.today()
    listed = ListEntry.objects.filter(list=recognition_list, list__status=ListStatus.PUBLISHED).publicly_listed(
        place=place_of(recognition_list), day=today, hidden=safety.hidden_districts()
    )
    consents = (
        Consent.objects.valid_on(today)
        .filter(
            purpose=PUBLIC_THANKS,
            place=place_of(recognition_list),
            volunteer__in=listed.values("volunteer"),
        )
        .select_related("volunteer")
    )
    return _rows(consents)


def upcoming_rows(recognition_list: RecognitionList) -> PublicRows:
    """What the public would see of a draft if it were published now. One query. Nobody where it would be too few."""
    return _rows(_due(recognition_list).select_related("volunteer"))


def _rows(consents: "ConsentQuerySet") -> PublicRows:
    shown = [shown_name(consent) for consent in consents]
    if len(shown) < FEWEST:
        return PublicRows(names=[], unnamed=0)
    names = sorted((name for name in shown if name), key=_alphabetical)
    return PublicRows(names=names, unnamed=len(shown) - len(names))


def _alphabetical(name: str) -> tuple[str, str]:
    """As in a German dictionary (DIN 5007, variant 1): ä beside a, ß as ss; other scripts by their code points."""
    parts = unicodedata.normalize("NFKD", name.casefold())
    return "".join(part for part in parts if not unicodedata.combining(part)), name


def _due(recognition_list: RecognitionList) -> "ConsentQuerySet":
    """Valid consents for this place of everyone with confirmed hours in scope and period: one a person."""
    return Consent.objects.valid_on(clock.today()).filter(
        purpose=PUBLIC_THANKS,
        place=place_of(recognition_list),
        volunteer__in=_hours_of(recognition_list).values("volunteer"),
    )


def _hours_of(recognition_list: RecognitionList) -> HourEntryQuerySet:
    hours = HourEntry.objects.counting().in_period(recognition_list.period_start, recognition_list.period_end)
    if recognition_list.organisation_id:
        return hours.filter(organisation_id=recognition_list.organisation_id)
    if recognition_list.district_id:
        return hours.filter(activity__district_id=recognition_list.district_id)
    return hours.filter(activity__field_id=recognition_list.field_id)


def _check_answers_for(actor: "User", recognition_list: RecognitionList) -> None:
    """A coordinator of the list's district or field, or of its organisation's district."""
    organisation = recognition_list.organisation
    district = organisation.district_id if organisation else recognition_list.district_id
    if not reach_of(actor).coordinates_place(district_id=district, field_id=recognition_list.field_id):
        raise Forbidden(_("Diese Liste gehört nicht zu dem, was Sie koordinieren."), code="beyond_scope")
