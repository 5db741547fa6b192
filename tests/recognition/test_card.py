"""The way to the Ehrenamtskarte: the light, what stands for hours, the annex and each organisation's word."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.test import override_settings

from backend.common.errors import Conflict, Forbidden, IllegalTransition, Invalid
from recognition.models import AnnexPart, CardAnnex, Reached, Waiver
from recognition.services import annexes, card, evaluating, waivers
from tests import factories
from tests.cast import World
from volunteers.models import Activity, Mail, Membership, ProtocolEvent, Volunteer
from volunteers.services import correcting, erasing, mailing, merging

Queries = Callable[[int], Any]
TODAY = dt.date(2026, 11, 23)

pytestmark = pytest.mark.sqlite


@pytest.fixture(autouse=True)
def _in_november() -> Any:
    with time_machine.travel(dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC), tick=False):
        yield


def weekly(world: World, weeks: int, *, here: int, there: int = 0) -> None:
    """So many minutes a week up to today at the café, and at the club."""
    for activity, minutes in ((world.talking, here), (world.football, there)):
        for number in range(weeks if minutes else 0):
            day = TODAY - dt.timedelta(weeks=number)
            given(world, activity, minutes, day)


def given(world: World, activity: Activity, minutes: int, day: dt.date) -> None:
    """Ada's, confirmed by Mina."""
    confirmed: dict[str, Any] = {"status": "confirmed", "by": world.mina}
    factories.hours(world.ada_volunteer, activity, minutes=minutes, day=day, **confirmed)


# --- the light ---


def test_light_is_green_where_two_organisations_make_five_hours_a_week(world: World) -> None:
    weekly(world, 106, here=180, there=120)
    ampel = card.of(world.ada_volunteer)
    assert (ampel.light, ampel.past, ampel.waiver) == ("green", False, "")
    assert [(one.code, one.have, one.need, one.weekly, one.weekly_need) for one in ampel.gauges] == [
        ("in_year", 47 * 300, 15_000, None, None),
        ("a_week", 53 * 300, 52 * 300, 305, 300),
    ]
    assert [(one.code, one.have, one.need) for one in ampel.others] == [("years", 2, 2), ("lasting", 24, 24)]
    assert card.shares(world.ada_volunteer) == [
        card.Share("Sprachcafé", 47 * 180, 53 * 180),
        card.Share("Sportverein", 47 * 120, 53 * 120),
    ]


def test_light_is_yellow_with_the_day_on_which_it_will_be(world: World) -> None:
    weekly(world, 60, here=300)
    ampel = card.of(world.ada_volunteer)
    assert ampel.light == "yellow"
    first = TODAY - dt.timedelta(weeks=59)
    assert ampel.standing.expected_on == first.replace(year=first.year + 2)
    assert ampel.milestone is not None
    assert (ampel.milestone.programme.code, ampel.milestone.conditions[0].missing) == ("hours-500", 200 * 60)


def test_light_is_grey_at_a_slow_pace_and_names_the_next_milestone(world: World) -> None:
    weekly(world, 13, here=60)
    ampel = card.of(world.ada_volunteer)
    assert (ampel.light, ampel.standing.expected_on) == ("grey", None)
    assert ampel.milestone is not None
    assert (ampel.milestone.programme.code, ampel.milestone.conditions[0].missing) == ("hours-25", 12 * 60)


def test_light_is_not_green_any_more_after_a_pause(world: World) -> None:
    for year in (2022, 2023):
        for month in (2, 6):
            for day in range(1, 9):
                given(world, world.talking, 940, dt.date(year, month, day))
    ampel = card.of(world.ada_volunteer)
    assert (ampel.light, ampel.past, ampel.standing.reached_on) == ("grey", True, dt.date(2024, 2, 1))


@pytest.mark.parametrize("number", [1, 3])
def test_light_costs_the_same_whatever_there_is(world: World, django_assert_num_queries: Queries, number: int) -> None:
    weekly(world, number, here=60)
    for year in range(number):
        factories.waiver(world.ada_volunteer, world.cafe, held_since=dt.date(2019 - year, 1, 1))
    with django_assert_num_queries(4):
        card.of(world.ada_volunteer)


# --- what stands for hours ---


def seen(world: World, **changes: Any) -> Waiver:
    """Omar saw Ada's Juleica at the café."""
    told: dict[str, Any] = {
        "actor": world.omar,
        "volunteer": world.ada_volunteer,
        "organisation": world.cafe,
        "kind": "juleica",
        "held_since": dt.date(2025, 5, 1),
        "held_until": dt.date(2028, 4, 30),
    }
    return waivers.record(**told | changes)


def test_waiver_reaches_the_card_at_once_and_taken_back_it_lapses(world: World) -> None:
    factories.confirmed(world.ada_volunteer, world.talking)
    waiver = seen(world)
    reached = Reached.objects.get(programme__code="ehrenamtskarte")
    assert (reached.reached_on, reached.minutes, reached.basis["waiver"]) == (dt.date(2025, 5, 1), 0, "juleica")
    assert list(evaluating.entries_of(reached)) == []
    ampel = card.of(world.ada_volunteer)
    assert (ampel.light, ampel.waiver, ampel.waivers) == ("green", "juleica", (waiver,))
    waivers.withdraw(actor=world.ada, waiver=waiver)
    reached.refresh_from_db()
    assert reached.lapsed_why == "waiver"
    assert card.of(world.ada_volunteer).light == "grey"
    acts = ProtocolEvent.objects.filter(volunteer=world.ada_volunteer).order_by("pk").values_list("act", "actor")
    assert list(acts) == [("waiver_recorded", world.omar.pk), ("waiver_withdrawn", world.ada.pk)]
    with pytest.raises(IllegalTransition):
        waivers.withdraw(actor=world.ada, waiver=waiver)


def test_waiver_that_ended_makes_no_green_light_and_leaves_what_was_reached(world: World) -> None:
    factories.confirmed(world.ada_volunteer, world.talking)
    seen(world, held_since=dt.date(2023, 5, 1), held_until=dt.date(2026, 4, 30))
    ampel = card.of(world.ada_volunteer)
    assert (ampel.light, ampel.past, ampel.waivers) == ("grey", True, ())
    evaluating.ask_for_everybody()
    evaluating.follow()
    assert Reached.objects.standing().filter(programme__code="ehrenamtskarte").count() == 1


def test_waiver_is_recorded_by_who_may_and_never_by_oneself(world: World) -> None:
    factories.confirmed(world.ada_volunteer, world.talking)
    Membership.objects.create(user=world.ada, organisation=world.cafe, role="manager")
    with pytest.raises(Forbidden, match="jemand anderes") as own:
        seen(world, actor=world.ada)
    with pytest.raises(Forbidden) as elsewhere:
        seen(world, actor=world.mallory, organisation=world.club)
    with pytest.raises(Forbidden) as nobody:
        seen(world, actor=world.mallory, organisation=None)
    assert [one.value.code for one in (own, elsewhere, nobody)] == ["own_waiver", "not_yours", "not_yours"]
    by_carla = seen(world, actor=world.carla, organisation=None)
    with pytest.raises(Forbidden) as refusal:
        waivers.withdraw(actor=world.mallory, waiver=by_carla)
    assert refusal.value.code == "not_yours"
    assert set(Waiver.objects.visible_to(world.omar)) == set()  # a coordinator saw it, not the café
    assert set(Waiver.objects.visible_to(world.ada)) == {by_carla}


def test_waiver_goes_with_a_record_that_becomes_part_of_another(world: World) -> None:
    kept, other = factories.kept(world.cafe, "Olga"), factories.kept(world.cafe, "Olha")
    seen(world, volunteer=kept)
    merging.merge(actor=world.mina, source=kept, target=other, way="api")
    assert list(Waiver.objects.values_list("volunteer", flat=True)) == [other.pk]
    evaluating.follow()
    assert Reached.objects.standing().filter(volunteer=other, programme__code="ehrenamtskarte").count() == 1


# --- the annex ---


def test_annex_says_what_each_organisation_has_to_confirm(world: World) -> None:
    weekly(world, 106, here=180, there=120)
    factories.confirmed(world.ada_volunteer, world.talking, minutes=600, day=dt.date(2022, 3, 1))  # before a break
    factories.hours(world.ada_volunteer, world.talking, minutes=600, day=TODAY)  # nobody confirmed it
    annex = annexes.make(actor=world.ada, volunteer=world.ada_volunteer)
    assert (annex.period_start, annex.period_end, annex.met, annex.waiver) == (
        dt.date(2024, 1, 1),
        TODAY,
        True,
        "",
    )
    since = TODAY - dt.timedelta(weeks=105)
    cafe, club = annex.parts.order_by("pk")
    assert (cafe.organisation, cafe.helped_since, cafe.minutes) == (world.cafe, since, 106 * 180)
    assert (cafe.by_year, cafe.by_span) == ({"2024": 7 * 180, "2025": 52 * 180, "2026": 47 * 180}, [9540, 9360])
    assert (club.organisation, club.minutes, club.status) == (world.club, 106 * 120, "asked")
    assert annexes.make(actor=world.ada, volunteer=world.ada_volunteer) == annex


def test_annex_of_a_new_day_replaces_the_one_before_and_asks_again(world: World) -> None:
    weekly(world, 3, here=60)
    first = annexes.make(actor=world.ada, volunteer=world.ada_volunteer)
    annexes.confirm(actor=world.omar, part=first.parts.get())
    with time_machine.travel(dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC), tick=False):
        second = annexes.make(actor=world.ada, volunteer=world.ada_volunteer)
    first.refresh_from_db()
    assert (first.replaced_at is not None, second.parts.get().status) == (True, "asked")
    assert list(AnnexPart.objects.visible_to(world.omar)) == [second.parts.get()]
    assert AnnexPart.objects.visible_to(world.ada).count() == 2
    with pytest.raises(Conflict) as refusal:
        annexes.confirm(actor=world.omar, part=first.parts.get())
    assert refusal.value.code == "annex_replaced"


def test_part_is_confirmed_by_somebody_else_of_the_organisation(world: World) -> None:
    Membership.objects.create(user=world.ada, organisation=world.cafe, role="manager")
    weekly(world, 3, here=60)
    part = annexes.make(actor=world.ada, volunteer=world.ada_volunteer).parts.get()
    with pytest.raises(Forbidden) as own:
        annexes.confirm(actor=world.ada, part=part)
    with pytest.raises(Forbidden) as stranger:
        annexes.confirm(actor=world.mallory, part=part)
    assert (own.value.code, stranger.value.code) == ("own_hours", "not_confirmer")
    annexes.confirm(actor=world.omar, part=part)
    assert (part.status, part.decided_by) == ("confirmed", world.omar)
    with pytest.raises(IllegalTransition):
        annexes.confirm(actor=world.mina, part=part)
    annexes.decline(actor=world.mina, part=part, reason="Bekam Geld dafür")
    assert (part.status, part.decline_reason, part.decided_by) == ("declined", "Bekam Geld dafür", world.mina)
    annexes.confirm(actor=world.carla, part=part)  # who coordinates the district may, too
    assert (part.status, part.decline_reason) == ("confirmed", "")
    events = ProtocolEvent.objects.filter(subject=part.uuid).order_by("pk")
    assert [(event.act, event.detail["minutes"], event.organisation) for event in events] == [
        (f"card_part_{act}", 180, world.cafe) for act in ("confirmed", "declined", "confirmed")
    ]


def test_correction_that_takes_hours_ends_an_annex_and_one_that_adds_some_does_not(world: World) -> None:
    weekly(world, 3, here=60)
    annex = annexes.make(actor=world.ada, volunteer=world.ada_volunteer)
    entry = world.ada_volunteer.hours.order_by("day").first()
    assert entry is not None
    for minutes, outdated in ((30, False), (-45, True)):
        correction = correcting.propose(
            actor=world.ada, entry=entry, minutes=minutes, reason="Genauer nachgesehen", way="api"
        )
        correcting.agree(actor=world.omar, correction=correction, way="api")
        assert annexes.outdated(annex) is outdated
    with pytest.raises(Conflict) as refusal:
        annexes.confirm(actor=world.omar, part=annex.parts.get())
    assert refusal.value.code == "hours_changed"


def test_annex_of_a_waiver_alone_ends_with_it(world: World) -> None:
    factories.confirmed(world.ada_volunteer, world.talking, day=dt.date(2020, 1, 2))
    with pytest.raises(Conflict) as nothing:
        annexes.make(actor=world.ada, volunteer=world.ada_volunteer)
    assert nothing.value.code == "nothing_to_show"
    waiver = seen(world)
    annex = annexes.make(actor=world.ada, volunteer=world.ada_volunteer)
    assert (annex.met, annex.waiver, annex.parts.count(), annexes.outdated(annex)) == (True, "juleica", 0, False)
    waivers.withdraw(actor=world.omar, waiver=waiver)
    assert annexes.outdated(annex) is True


def test_annex_is_ones_own(world: World) -> None:
    weekly(world, 3, here=60)
    with pytest.raises(Forbidden):
        annexes.make(actor=world.omar, volunteer=world.ada_volunteer)
    annexes.make(actor=world.ada, volunteer=world.ada_volunteer)
    assert [CardAnnex.objects.visible_to(user).count() for user in (world.ada, world.omar, world.carla)] == [1, 0, 0]
    with pytest.raises(Invalid) as needless:
        annexes.decide(actor=world.omar, part=AnnexPart.objects.get(), confirmed=True, reason="Ja")
    assert needless.value.code == "reason_needless"


@override_settings(MAIL_GOES_OUT=True)
def test_members_hear_that_somebody_waits_once_and_not_when_they_decided(world: World) -> None:
    Membership.objects.create(user=world.ada, organisation=world.cafe, role="confirmer")
    weekly(world, 3, here=60)
    part = annexes.make(actor=world.ada, volunteer=world.ada_volunteer).parts.get()
    annexes.make(actor=world.ada, volunteer=world.ada_volunteer)
    mails = Mail.objects.filter(kind="annex_asked")
    assert sorted(mails.values_list("recipient", flat=True)) == ["mina@example.org", "omar@example.org"]
    message = mailing.message_of(mails.order_by("pk")[0].pk)
    assert f"/stelle/{world.cafe.uuid}/leute/ehrenamtskarte" in getattr(message, "body", "")
    assert "Ada" not in getattr(message, "body", "")
    annexes.confirm(actor=world.omar, part=part)
    assert getattr(mailing.message_of(mails.order_by("pk")[1].pk), "code", "") == "decided"


def test_forgotten_person_leaves_neither_waiver_nor_annex(world: World) -> None:
    weekly(world, 3, here=60)
    seen(world)
    annexes.make(actor=world.ada, volunteer=world.ada_volunteer)
    erasing.erase(actor=None, volunteer=Volunteer.objects.get(pk=world.ada_volunteer.pk))
    assert (Waiver.objects.count(), CardAnnex.objects.count(), AnnexPart.objects.count()) == (0, 0, 0)
