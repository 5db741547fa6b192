"""Campaigns for people who were chosen one by one."""

import datetime as dt
from typing import Any

import pytest

from backend.common.errors import Forbidden, Invalid
from certificates.models import Campaign, Certificate, ChosenPerson
from certificates.services import campaigns
from tests import factories
from tests.cast import World
from tests.certificates.orders import campaign
from volunteers.models import Volunteer
from volunteers.reach import reach_of
from volunteers.services import erasing, export, merging


def chosen(world: World, *people: Volunteer, **changes: Any) -> Campaign:
    return campaign(world, kind="thanks", people=[person.pk for person in people], **changes)


def test_exactly_the_chosen_are_thanked_each_for_their_own_days(world: World) -> None:
    idle = factories.kept(world.cafe, "Kim")  # no hours at all: thanked for the period
    factories.confirmed(world.ada_volunteer, world.talking, day=dt.date(2025, 3, 14))
    factories.confirmed(world.ada_volunteer, world.talking, day=dt.date(2025, 5, 2))
    factories.confirmed(world.mallory_volunteer, world.football)
    draft = chosen(world, world.ada_volunteer, idle, minimum_minutes=6000)
    assert campaigns.count(actor=world.carla, campaign=draft) == {"people": 2, "no_address": 1}
    assert campaigns.order_campaign(actor=world.carla, campaign=draft) == 2
    papers = {paper.volunteer_id: paper.content["period"] for paper in Certificate.objects.filter(campaign=draft)}
    assert papers == {
        world.ada_volunteer.pk: {"start": "2025-03-14", "end": "2025-05-02"},
        idle.pk: {"start": "2025-01-01", "end": "2025-12-31"},
    }
    assert ChosenPerson.objects.count() == 0


def test_records_go_to_those_of_the_chosen_who_have_hours(world: World) -> None:
    idle = factories.kept(world.cafe, "Kim")
    factories.confirmed(world.ada_volunteer, world.talking)
    factories.confirmed(world.mallory_volunteer, world.football)
    draft = chosen(world, world.ada_volunteer, idle)
    campaigns.edit_draft(actor=world.carla, campaign=draft, kind="record")
    assert campaigns.order_campaign(actor=world.carla, campaign=draft) == 1
    assert Certificate.objects.get().volunteer == world.ada_volunteer


def test_only_people_of_ones_own_scope_are_chosen(world: World) -> None:
    factories.confirmed(world.ada_volunteer, world.talking)
    factories.confirmed(world.mallory_volunteer, world.football)
    leer = factories.coordinate(factories.user(), district=world.cafe.district)
    assert chosen(world, world.ada_volunteer, actor=leer).chosen
    with pytest.raises(Forbidden) as refused:
        chosen(world, world.ada_volunteer, world.mallory_volunteer, actor=leer)
    assert (refused.value.code, refused.value.field) == ("beyond_scope", "people")
    assert (Campaign.objects.count(), ChosenPerson.objects.count()) == (1, 1)


def test_discarded_draft_forgets_whom_it_was_for(world: World) -> None:
    draft = chosen(world, world.ada_volunteer)
    campaigns.cancel_campaign(actor=world.carla, campaign=draft)
    assert ChosenPerson.objects.count() == 0


def test_chosen_people_go_with_their_record_and_are_forgotten_with_it(world: World) -> None:
    source, target = factories.kept(world.cafe, "Kim"), factories.kept(world.cafe, "Kim", "Muster-Neu")
    one, both = chosen(world, source), chosen(world, source, target)
    merging.merge(actor=world.mina, source=source, target=target, way="api")
    assert campaigns.recipients(one, reach_of(world.carla)) == [target.pk]
    assert campaigns.recipients(both, reach_of(world.carla)) == [target.pk]
    erasing.erase(actor=world.carla, volunteer=target)
    assert ChosenPerson.objects.count() == 0
    with pytest.raises(Invalid) as refused:
        campaigns.order_campaign(actor=world.carla, campaign=one)
    assert refused.value.code == "nobody_due"


def test_copy_of_ones_own_data_tells_of_drafts(world: World) -> None:
    chosen(world, world.ada_volunteer)
    (rows,) = (list(rows) for name, rows in export.tables(world.ada) if name == "certificates_in_draft")
    assert [row["kind"] for row in rows] == ["thanks"]
