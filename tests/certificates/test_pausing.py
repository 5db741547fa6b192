"""A campaign that is stopped and goes on: how many it is for, pause, resume."""

from collections.abc import Callable
from typing import Any

import pytest

from backend.common.errors import Forbidden, IllegalTransition
from certificates.models import Campaign, Certificate
from certificates.services import campaigns, queue
from tests import factories
from tests.cast import World
from tests.certificates.orders import campaign, helpers, order
from tests.certificates.test_queue import expire
from volunteers.models import User, Volunteer

Step = Callable[..., Campaign]


def ordered(world: World, people: int) -> Campaign:
    """An ordered campaign for that many people."""
    helpers(world, people)
    one = campaign(world)
    campaigns.order_campaign(actor=world.carla, campaign=one)
    return one


def standing(one: Campaign) -> list[str]:
    """The statuses of its certificates, by number."""
    return list(one.certificates.order_by("number").values_list("status", flat=True))


def test_paused_campaign_is_passed_over_and_others_go_on(world: World) -> None:
    one = ordered(world, 3)
    single = order(world)
    campaigns.pause(actor=world.carla, campaign=one)
    assert [claimed.pk for claimed in queue.claim(25)] == [single.pk]
    assert not queue.pending()
    assert standing(one) == ["queued"] * 3
    campaigns.resume(actor=world.carla, campaign=one)
    assert queue.drain() == 3
    assert standing(one) == ["issued"] * 3


def test_pause_lets_what_is_in_a_workers_hands_come_out(world: World) -> None:
    one = ordered(world, 3)
    in_hands = queue.claim(2)
    campaigns.pause(actor=world.carla, campaign=one)
    queue.handle(in_hands)
    assert standing(one) == ["issued", "issued", "queued"]
    assert queue.drain() == 0


def test_row_of_a_dead_worker_waits_while_its_campaign_is_paused(world: World) -> None:
    one = ordered(world, 1)
    queue.claim(1)
    campaigns.pause(actor=world.carla, campaign=one)
    expire(Certificate.objects.get())
    assert queue.sweep() == 1
    assert (standing(one), queue.pending(), queue.drain()) == (["queued"], False, 0)


def test_pause_stops_a_worker_between_two_batches(world: World, settings: Any) -> None:
    """The next claim reads what stands in the campaign's row, not what the worker once knew."""
    settings.CERTIFICATE_BATCH = 2
    one = ordered(world, 5)
    queue.handle(queue.claim(2))
    campaigns.pause(actor=world.carla, campaign=one)
    assert queue.drain() == 0
    assert standing(one) == ["issued"] * 2 + ["queued"] * 3


@pytest.mark.parametrize("status", ["draft", "ordered", "paused", "cancelled"])
@pytest.mark.parametrize(
    ("step", "source"),
    [(campaigns.pause, "ordered"), (campaigns.resume, "paused"), (campaigns.order_campaign, "draft")],
)
def test_step_leads_from_one_status_alone(world: World, step: Step, source: str, status: str) -> None:
    one = ordered(world, 1)
    Certificate.objects.all().delete()
    moment = None if status in {"draft", "cancelled"} else one.ordered_at
    Campaign.objects.update(status=status, ordered_at=moment)
    if status == source:
        step(actor=world.carla, campaign=Campaign.objects.get())
        assert Campaign.objects.get().status == {"ordered": "paused", "paused": "ordered", "draft": "ordered"}[source]
        return
    for copy in (Campaign.objects.get(), one):  # what the caller has in hand may be older than the row
        with pytest.raises(IllegalTransition) as refusal:
            step(actor=world.carla, campaign=copy)
        assert refusal.value.extra == {"status": status}
    assert Campaign.objects.get().status == status


def test_pause_and_resume_keep_when_it_was_ordered(world: World) -> None:
    one = ordered(world, 1)
    moment = one.ordered_at
    campaigns.pause(actor=world.carla, campaign=one)
    campaigns.resume(actor=world.carla, campaign=one)
    assert (one.ordered_at, Campaign.objects.get().ordered_at) == (moment, moment)


@pytest.mark.parametrize("step", [campaigns.pause, campaigns.resume, campaigns.count])
def test_campaign_is_for_coordinators(world: World, step: Callable[..., object]) -> None:
    one = ordered(world, 1)
    for actor in (world.mina, world.ada, User.objects.create_superuser(email="root@example.org")):
        with pytest.raises(Forbidden):
            step(actor=actor, campaign=one)
    assert Campaign.objects.get().status == "ordered"


def test_count_says_whom_an_order_would_reach_and_whom_no_mail(world: World) -> None:
    factories.confirmed(world.ada_volunteer, world.talking, minutes=90)
    keys = helpers(world, 3)
    Volunteer.objects.filter(pk=keys[0]).update(email="helferin@example.org")
    one = campaign(world)
    assert campaigns.count(actor=world.carla, campaign=one) == {"people": 4, "no_address": 2}
    assert not Certificate.objects.exists()
    campaigns.order_campaign(actor=world.carla, campaign=one)
    helpers(world, 2)  # whom the rule would find now is another question
    assert campaigns.count(actor=world.carla, campaign=one) == {"people": 4, "no_address": 2}
    assert campaigns.count(actor=world.carla, campaign=campaign(world)) == {"people": 6, "no_address": 4}


def test_count_of_nobody_is_nought(world: World) -> None:
    assert campaigns.count(actor=world.carla, campaign=campaign(world)) == {"people": 0, "no_address": 0}
