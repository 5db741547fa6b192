"""Campaigns: one order for many, from the draft to the last certificate."""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Count, Q, QuerySet, Sum
from django.utils.translation import gettext as _

from backend.common import clock
from backend.common.bulk import insert_many
from backend.common.errors import Forbidden, Invalid
from backend.common.transitions import illegal, move
from certificates.models import (
    Campaign,
    CampaignStatus,
    Certificate,
    CertificateKind,
    ChosenPerson,
    Issuer,
    TemplateVersion,
)
from certificates.models.campaigns import TRANSITIONS
from certificates.services import building, competence, ordering, templates
from volunteers.models import District, FieldOfAction, HourEntry, Organisation, Volunteer
from volunteers.querysets import HourEntryQuerySet
from volunteers.reach import Reach
from volunteers.services.protocol import Act, note

if TYPE_CHECKING:
    from volunteers.models import User

CHUNK = 1000  # people asked about in one statement


@transaction.atomic
def create_campaign(
    *,
    actor: "User",
    title: str,
    kind: str,
    issuer: Issuer,
    period_start: dt.date,
    period_end: dt.date,
    minimum_minutes: int = 1,
    district: District | None = None,
    field: FieldOfAction | None = None,
    organisation: Organisation | None = None,
    age_affirmed: bool = False,
    language: str = "",
    beside: str = "",
    template: TemplateVersion | None = None,
    people: Iterable[int] | None = None,
) -> Campaign:
    """A draft. Raises Forbidden when the scope reaches beyond what the actor coordinates; Invalid for its bounds.

    `language`, `beside` and `template` as in `ordering.request_certificate`: without a wish each in their own language.
    Competence certificates need an organisation (`organisation_missing`) and are about the whole of the one calendar
    year in which the period lies (`more_than_a_year`); `age_affirmed` as in `competence.due`.
    `people` (keys) are for whom alone it is, whatever hours they have; each of them is one whom the actor coordinates
    (Forbidden, `beyond_scope`). Records and competence certificates are then made for those of them who can have one.
    """
    campaign = Campaign(
        title=title,
        kind=kind,
        issuer=issuer,
        period_start=period_start,
        period_end=period_end,
        minimum_minutes=minimum_minutes,
        district=district,
        field=field,
        organisation=organisation,
        chosen=people is not None,
        age_affirmed=age_affirmed,
        language=language,
        beside=beside,
        template_version=template,
        created_by=actor,
    )
    _check(campaign, actor)
    campaign.save(force_insert=True)
    if people is not None:
        _choose(campaign, sorted(set(people)), ordering.coordinating(actor=actor))
    _note(Act.CAMPAIGN_DRAFTED, actor, campaign)
    return campaign


@transaction.atomic
def edit_draft(*, actor: "User", campaign: Campaign, **changes: Any) -> Campaign:
    """Change what a draft says; `changes` are named as in `create_campaign`.

    Raises as that does, and IllegalTransition once it was ordered or discarded; then nothing is changed.
    """
    columns = {"template_version" if name == "template" else name: value for name, value in changes.items()}
    for name, value in columns.items():
        setattr(campaign, name, value)
    _check(campaign, actor)
    columns |= {"period_start": campaign.period_start, "period_end": campaign.period_end}
    if not Campaign.objects.filter(pk=campaign.pk, status=CampaignStatus.DRAFT).update(**columns):
        campaign.refresh_from_db()
        raise illegal(campaign.status)
    return campaign


def _check(campaign: Campaign, actor: "User") -> None:
    """Whether the actor may order that, and certificates can be like that. Raises Forbidden, Invalid.

    The period of competence certificates is widened to its calendar year.
    """
    reach = ordering.coordinating(actor=actor)
    ordering.check_period(campaign.period_start, campaign.period_end)
    if campaign.kind == CertificateKind.COMPETENCE:
        year = ordering.year_of(campaign.period_start, campaign.period_end, field="period_end")
        campaign.period_start, campaign.period_end = dt.date(year, 1, 1), dt.date(year, 12, 31)
        if campaign.organisation is None:
            raise ordering.organisation_missing()
    ordering.check_languages(campaign.language, campaign.beside)
    if campaign.template_version is not None:
        templates.check_usable(campaign.template_version, kind=campaign.kind, issuer=campaign.issuer)
    organisation = campaign.organisation
    covered = reach.coordinates_place(district_id=campaign.district_id, field_id=campaign.field_id)
    if not (covered or campaign.chosen or (organisation and organisation.district_id in reach.districts)):
        raise _beyond_scope("district")


def _choose(campaign: Campaign, keys: Sequence[int], reach: Reach) -> None:
    """Write down for whom it is. Raises Forbidden where somebody is not coordinated or not to be found."""
    for start in range(0, len(keys), CHUNK):
        part = keys[start : start + CHUNK]
        there = Volunteer.objects.remembered().in_scope(reach).filter(pk__in=part).count()
        if there != len(part):
            raise _beyond_scope("people")
        insert_many([ChosenPerson(campaign=campaign, volunteer_id=key) for key in part])


def _beyond_scope(field: str) -> Forbidden:
    return Forbidden(
        _("Diese Aktion reicht über das hinaus, was Sie koordinieren. Bitte engen Sie sie ein."),
        code="beyond_scope",
        field=field,
    )


def recipients(campaign: Campaign, reach: Reach) -> list[int]:
    """Keys of those whom the campaign's rule finds now, in a stable order."""
    return list(due(campaign, reach).order_by("volunteer_id").values_list("volunteer_id", flat=True))


def due(campaign: Campaign, reach: Reach) -> QuerySet[Any, Any]:
    """Those whom the rule finds now, or who were chosen and can have such a paper: rows of `volunteer_id`."""
    if campaign.chosen and campaign.kind == CertificateKind.THANKS:  # needs no hours
        there = ChosenPerson.objects.filter(volunteer__erased_at=None, volunteer__merged_into=None)
        return there.filter(campaign=campaign).values("volunteer_id")
    hours, least = hours_of(campaign, reach), campaign.minimum_minutes
    if campaign.chosen:
        hours = hours.filter(volunteer__in=ChosenPerson.objects.filter(campaign=campaign).values("volunteer"))
    if campaign.kind == CertificateKind.COMPETENCE and campaign.organisation is not None:
        people = competence.eligible(campaign.organisation, age_affirmed=campaign.age_affirmed)
        hours, least = hours.filter(volunteer__in=people), max(least, competence.MINUTES)
    # Whose record was erased keeps their hours in every sum, and is thanked no more.
    hours = hours.exclude(volunteer__in=Volunteer.objects.exclude(erased_at=None).values("pk"))
    return hours.values("volunteer_id").annotate(total=Sum("counted")).filter(total__gte=least)


def hours_of(campaign: Campaign, reach: Reach) -> HourEntryQuerySet:
    """The confirmed hours that the campaign counts: its period and scope, within what the orderer coordinates."""
    hours = HourEntry.objects.in_scope(reach).confirmed().in_period(campaign.period_start, campaign.period_end)
    return narrowed(hours, campaign)


def narrowed(hours: HourEntryQuerySet, campaign: Campaign) -> HourEntryQuerySet:
    """Those of the hours that lie in the campaign's scope, whatever their day."""
    if campaign.organisation_id:
        hours = hours.filter(organisation_id=campaign.organisation_id)
    if campaign.district_id:
        hours = hours.filter(activity__district_id=campaign.district_id)
    if campaign.field_id:
        hours = hours.filter(activity__field_id=campaign.field_id)
    return hours


@transaction.atomic
def order_campaign(*, actor: "User", campaign: Campaign) -> int:
    """Order the campaign: one queued row with a number for each recipient, all or none. Returns how many.

    Ordered once: a second order is an IllegalTransition, at the same moment too. Raises Invalid (`nobody_due`).
    """
    reach = ordering.coordinating(actor=actor)
    _must_stand_at(CampaignStatus.DRAFT, campaign)
    move(campaign, to=CampaignStatus.ORDERED, transitions=TRANSITIONS, ordered_at=clock.now())
    keys = recipients(campaign, reach)
    if not keys:
        raise nobody_due()
    if campaign.template_version is not None:
        templates.check_usable(campaign.template_version, kind=campaign.kind, issuer=campaign.issuer)
    for people in building.in_chunks(keys):
        insert_many(rows_for(campaign, people, actor=actor, reach=reach))
    if campaign.chosen:
        ChosenPerson.objects.filter(campaign=campaign).delete()
    _note(Act.CAMPAIGN_ORDERED, actor, campaign, certificates=len(keys))
    return len(keys)


def nobody_due() -> Invalid:
    """The refusal of a rule that finds nobody."""
    return Invalid(
        _("Die Regel findet niemanden. Bitte prüfen Sie Zeitraum, Mindeststunden und Umfang."),
        code="nobody_due",
        field="minimum_minutes",
    )


def rows_for(
    campaign: Campaign, people: Sequence[Volunteer], *, actor: "User", reach: Reach, trial: bool = False
) -> list[Certificate]:
    """What an order makes for these people: rows with numbers and content, to be inserted in the same transaction.

    A `trial` is for looking at their contents only (`ordering.numbered`).
    """
    deeds = building.deeds_of(people, hours_of(campaign, reach))
    return ordering.numbered(
        actor=actor,
        people=[(person, deeds.get(person.pk) if campaign.chosen else deeds[person.pk]) for person in people],
        kind=campaign.kind,
        issuer=campaign.issuer,
        period=(campaign.period_start, campaign.period_end),
        organisation=campaign.organisation,
        language=campaign.language,
        beside=campaign.beside,
        template=campaign.template_version,
        campaign=campaign,
        own=_competences(campaign, people) or _own_days(campaign, deeds),
        trial=trial,
    )


def _competences(
    campaign: Campaign, people: Sequence[Volunteer]
) -> Callable[[Volunteer, str, str], dict[str, Any]] | None:
    """What a competence certificate says of each of them beside the hours, from one query."""
    if campaign.kind != CertificateKind.COMPETENCE or campaign.organisation is None:
        return None
    found = competence.examples_of(people, campaign.organisation)
    return lambda person, language, beside: {
        "competences": competence.named(found.get(person.pk, {}), language, beside)
    }


def _own_days(
    campaign: Campaign, deeds: dict[int, building.Deeds]
) -> Callable[[Volunteer, str, str], dict[str, Any]] | None:
    """Who was chosen is thanked for their own days within the period, not for those of all with whom they were."""
    if not campaign.chosen or campaign.kind != CertificateKind.THANKS:
        return None

    def own(person: Volunteer, _language: str, _beside: str) -> dict[str, Any]:
        mine = deeds.get(person.pk)
        return {} if mine is None else {"period": building.period_of(mine)}

    return own


@transaction.atomic
def cancel_campaign(*, actor: "User", campaign: Campaign) -> Campaign:
    """Discard a draft. Raises IllegalTransition once it was ordered."""
    ordering.coordinating(actor=actor)
    move(campaign, to=CampaignStatus.CANCELLED, transitions=TRANSITIONS)
    if campaign.chosen:
        ChosenPerson.objects.filter(campaign=campaign).delete()
    _note(Act.CAMPAIGN_CANCELLED, actor, campaign)
    return campaign


@transaction.atomic
def retry_failed(*, actor: "User", campaign: Campaign) -> int:
    """Queue every failed certificate of the campaign once more. Returns how many."""
    ordering.coordinating(actor=actor)
    queued = ordering.requeue(Certificate.objects.filter(campaign=campaign))
    _note(Act.CAMPAIGN_RETRIED, actor, campaign, certificates=queued)
    return queued


def count(*, actor: "User", campaign: Campaign) -> dict[str, int]:
    """How many people an order would reach now, and how many of them have no e-mail address: `people`, `no_address`.

    Once it is ordered: how many it reached.
    """
    reach = ordering.coordinating(actor=actor)
    if campaign.status == CampaignStatus.DRAFT:
        people = Volunteer.objects.filter(pk__in=due(campaign, reach).values("volunteer_id"))
    else:
        people = Volunteer.objects.filter(certificates__campaign=campaign)
    unreachable = Count("pk", filter=Q(email="") & (Q(user=None) | Q(user__email="")))
    counted = people.aggregate(people=Count("pk"), no_address=unreachable)
    if campaign.status != CampaignStatus.DRAFT:
        counted["people"] += Certificate.objects.filter(campaign=campaign, volunteer=None).count()  # since forgotten
    return counted


@transaction.atomic
def pause(*, actor: "User", campaign: Campaign) -> Campaign:
    """From now on no worker takes a certificate of it; those being pressed come out. Raises IllegalTransition."""
    ordering.coordinating(actor=actor)
    move(campaign, to=CampaignStatus.PAUSED, transitions=TRANSITIONS)
    _note(Act.CAMPAIGN_PAUSED, actor, campaign)
    return campaign


@transaction.atomic
def resume(*, actor: "User", campaign: Campaign) -> Campaign:
    """Go on after `pause`. Raises IllegalTransition."""
    ordering.coordinating(actor=actor)
    _must_stand_at(CampaignStatus.PAUSED, campaign)
    move(campaign, to=CampaignStatus.ORDERED, transitions=TRANSITIONS)
    _note(Act.CAMPAIGN_RESUMED, actor, campaign)
    return campaign


def _note(act: Act, actor: "User", campaign: Campaign, **figures: int) -> None:
    note(act=act, actor=actor, organisation=campaign.organisation, subject=campaign.uuid, detail={**figures})


def _must_stand_at(status: CampaignStatus, campaign: Campaign) -> None:
    """Two ways lead to `ordered`, and each begins somewhere else. Raises IllegalTransition."""
    if campaign.status != status:
        campaign.refresh_from_db()
        raise illegal(campaign.status)
