"""*Freigabe*: the list, its groups and marks, and every way to decide."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from backend.common import clock
from tests import factories
from tests.cast import World, make_volunteer
from tests.volunteers.web.desks import LATELY, at, client_of, decision, hidden, of_filter, text_of, waiting
from volunteers.models import HourEntry, HourStatus, LedgerEvent
from volunteers.services import confirming
from volunteers.services.marks import Fact
from volunteers.web.desk import waiting as backlogs
from volunteers.web.desk.waiting import Group

Queries = Callable[[int], Any]
DAY = dt.timedelta(days=1)


def statuses(*entries: HourEntry) -> list[str]:
    return [HourEntry.objects.get(pk=entry.pk).status for entry in entries]


def read(world: World) -> backlogs.Backlog:
    return backlogs.backlog(world.cafe, today=clock.today())


def shape(groups: list[Group]) -> list[tuple[bool, int, list[int]]]:
    return [(group.odd, group.person, [fact.minutes for fact in group.facts]) for group in groups]


# --- groups ---


def test_groups_are_rhythms_with_odd_ones_first(world: World) -> None:
    kim = factories.kept(world.cafe)
    waiting(world, 3)
    factories.hours(world.ada_volunteer, world.talking, minutes=120, day=LATELY - dt.timedelta(weeks=3))
    factories.hours(world.ada_volunteer, world.talking, minutes=90, day=LATELY - DAY)
    factories.hours(kim, world.talking, minutes=800, day=LATELY)
    found = read(world)
    ada = world.ada_volunteer.pk
    assert shape(found.groups(found.facts)) == [
        (True, kim.pk, [800]),
        (False, ada, [90, 90, 90]),  # the same weekday and duration
        (False, ada, [120]),
        (False, ada, [90]),  # another weekday
    ]


def test_pages_hold_whole_groups(world: World) -> None:
    facts = [Fact(key, key // 60, 1, LATELY, 60) for key in range(150)]
    groups = [Group(False, person, [fact for fact in facts if fact.person == person]) for person in range(3)]
    assert [[len(group.facts) for group in page] for page in backlogs.cut(groups)] == [[60], [60, 30]]


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ({}, 4),
        ({"lang": "on"}, 1),
        ({"auffaellig": "any"}, 1),
        ({"auffaellig": "none"}, 3),
        ({"auffaellig": "double"}, 0),
        ({"von": str(LATELY)}, 3),
        ({"bis": str(LATELY - DAY)}, 1),
        ({"von": "31.02."}, 4),  # unreadable: it says so, and leaves nothing out
        ({"person": "00000000-0000-4000-8000-000000000000"}, 0),
    ],
)
def test_filter_finds(query: dict[str, str], shown: int, world: World) -> None:
    waiting(world, 2)
    factories.hours(factories.kept(world.cafe), world.talking, minutes=800, day=LATELY)
    factories.hours(factories.kept(world.cafe, "Lou"), world.talking, minutes=480, day=LATELY)
    page = client_of(world.omar).get(at("desk", world.cafe), query)
    assert page.content.decode().count('name="eintrag"') == shown


def test_filter_by_person_and_activity(world: World) -> None:
    waiting(world, 2)
    kim = factories.kept(world.cafe)
    waiting(world, 3, volunteer=kim)
    for query, shown in (({"person": str(kim.uuid)}, 3), ({"taetigkeit": str(world.talking.uuid)}, 5)):
        page = client_of(world.omar).get(at("desk", world.cafe), query)
        assert page.content.decode().count('name="eintrag"') == shown


@pytest.mark.parametrize("rows", [1, 3])
def test_desk_asks_nine_questions(rows: int, world: World, django_assert_num_queries: Queries) -> None:
    for name in range(rows):
        waiting(world, 2, volunteer=factories.kept(world.cafe, f"Kim {name}"))
    client = client_of(world.omar)
    with django_assert_num_queries(9):
        client.get(at("desk", world.cafe))


def test_desk_of_another_organisation_is_not_there(world: World) -> None:
    [entry] = waiting(world)
    client = client_of(world.mallory)
    assert client.get(at("desk", world.cafe)).status_code == 404
    assert client.post(at("desk", world.cafe), decision(entry)).status_code == 404
    # At her own desk the entry is unknown, and stays as it is.
    answer = client.post(at("desk", world.club), decision(entry))
    assert "Einen Eintrag gibt es hier nicht." in text_of(answer)
    assert statuses(entry) == ["submitted"]


# --- deciding ---


def test_confirming_shows_first_and_confirms_then(world: World) -> None:
    first, second = waiting(world, 2)
    client, address = client_of(world.omar), at("desk", world.cafe)
    review = client.post(address, {"umfang": "auswahl", "eintrag": [first.uuid], "tun": "bestaetigen"})
    assert "Wirklich bestätigen? Ein Eintrag, 1:30 Std." in text_of(review)
    assert statuses(first, second) == ["submitted", "submitted"]
    answer = client.post(address, {**hidden(review), "tun": "bestaetigen"})
    assert "Ein Eintrag bestätigt: 1:30 Std." in text_of(answer)
    assert statuses(first, second) == ["confirmed", "submitted"]
    assert LedgerEvent.objects.get(entry=first, to_status="confirmed").way == "page"


def test_group_and_page_are_chosen_without_javascript(world: World) -> None:
    entries = waiting(world, 3)
    [other] = waiting(world, volunteer=factories.kept(world.cafe))
    client, address = client_of(world.omar), at("desk", world.cafe)
    fields = hidden(client.get(address))
    client.post(address, {**fields, "umfang": "auswahl", "gruppe": "0-2", "tun": "bestaetigen", "endgueltig": "1"})
    assert statuses(*entries, other) == ["confirmed"] * 3 + ["submitted"]
    client.post(address, {**fields, "umfang": "seite", "tun": "bestaetigen", "endgueltig": "1"})
    assert statuses(other) == ["confirmed"]


def test_nothing_chosen_says_so(world: World) -> None:
    [entry] = waiting(world)
    answer = client_of(world.omar).post(
        at("desk", world.cafe), {"umfang": "auswahl", "tun": "bestaetigen"}, follow=True
    )
    assert "Bitte wählen Sie zuerst Einträge aus." in text_of(answer)
    assert statuses(entry) == ["submitted"]


def test_declining_needs_a_reason_and_keeps_what_was_typed(world: World) -> None:
    first, second = waiting(world, 2)
    client, address = client_of(world.omar), at("desk", world.cafe)
    own = {f"grund-{second.uuid}": "Das war ein Feiertag."}
    refused = client.post(address, decision(first, second, act="ablehnen", grund=" ", **own))
    assert refused.status_code == 400
    assert "Bitte nennen Sie einen Grund." in text_of(refused)
    assert 'value="Das war ein Feiertag."' in refused.content.decode()
    assert statuses(first, second) == ["submitted", "submitted"]
    client.post(address, decision(first, second, act="ablehnen", grund="Doppelt", **own))
    reasons = HourEntry.objects.filter(status="declined").order_by("pk").values_list("decline_reason", flat=True)
    assert list(reasons) == ["Doppelt", "Das war ein Feiertag."]


def test_reason_that_is_too_long_declines_nothing(world: World) -> None:
    first, second = waiting(world, 2)
    more = {"grund": "Doppelt", f"grund-{second.uuid}": "x" * 501}
    answer = client_of(world.omar).post(at("desk", world.cafe), decision(first, second, act="ablehnen", **more))
    assert answer.status_code == 400
    assert statuses(first, second) == ["submitted", "submitted"]


def test_whole_filter_is_decided_beyond_the_page(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backlogs, "PAGE", 2)
    entries = waiting(world, 5)
    kim = factories.kept(world.cafe)
    [other] = waiting(world, volunteer=kim)
    odd = factories.hours(world.ada_volunteer, world.talking, minutes=800, day=LATELY - DAY)
    client, address = client_of(world.omar), at("desk", world.cafe)
    only_ada = f"{address}?person={world.ada_volunteer.uuid}"
    answer = client.post(only_ada, of_filter("unauffaellig", 6))
    assert "5 Einträge bestätigt: 7:30 Std." in text_of(answer)
    assert statuses(*entries, odd, other) == ["confirmed"] * 5 + ["submitted"] * 2
    client.post(only_ada, of_filter("filter", 1))
    assert statuses(odd, other) == ["confirmed", "submitted"]


def test_whole_filter_leaves_out_what_came_after_the_page(world: World) -> None:
    entries = waiting(world, 2)
    shown = of_filter("filter", 2)
    late = factories.hours(factories.kept(world.cafe), world.talking, day=LATELY)
    client, address = client_of(world.omar), at("desk", world.cafe)
    client.post(address, shown)
    assert statuses(*entries, late) == ["confirmed", "confirmed", "submitted"]


def test_whole_filter_that_grew_is_shown_again(world: World) -> None:
    entries = waiting(world, 2)
    answer = client_of(world.omar).post(at("desk", world.cafe), of_filter("filter", 1))
    assert "Die Zahl der Einträge hat sich geändert" in text_of(answer)
    assert statuses(*entries) == ["submitted", "submitted"]


def test_page_without_its_time_decides_nothing(world: World) -> None:
    [entry] = waiting(world)
    fields = of_filter("filter", 1)
    for moment in ("", "gestern", "2026-11-23T10:00"):
        assert client_of(world.omar).post(at("desk", world.cafe), {**fields, "stand": moment}).status_code == 400
    assert statuses(entry) == ["submitted"]


# --- a result for each ---


def test_each_entry_has_its_result(world: World) -> None:
    good, taken, declined = waiting(world, 3)
    [own] = waiting(world, volunteer=make_volunteer(world.omar, given="Omar", family="Beispiel"))
    confirming.confirm(actor=world.mina, entry=taken, way="page")
    confirming.decline(actor=world.mina, entry=declined, reason="Doppelt", way="page")
    answer = text_of(client_of(world.omar).post(at("desk", world.cafe), decision(good, taken, declined, own)))
    assert "Ein Eintrag bestätigt: 1:30 Std." in answer
    assert "3 Einträge blieben, wie sie sind" in answer
    assert "Eigene Stunden bestätigt immer jemand anderes" in answer
    assert answer.count("Mina Beispiel") == 2
    assert statuses(good, taken, declined, own) == ["confirmed", "confirmed", "declined", "submitted"]
    assert HourEntry.objects.get(pk=taken.pk).confirmed_by == world.mina


def test_sent_twice_is_decided_once(world: World) -> None:
    entries = waiting(world, 2)
    client, address = client_of(world.omar), at("desk", world.cafe)
    client.post(address, decision(*entries))
    again = text_of(client.post(address, decision(*entries)))
    assert again.count("schon entschieden") == 2
    assert LedgerEvent.objects.filter(to_status="confirmed").count() == 2


def test_two_tabs_do_not_undo_each_other(world: World) -> None:
    [entry] = waiting(world)
    client, address = client_of(world.omar), at("desk", world.cafe)
    client.post(address, decision(entry))
    answer = text_of(client.post(address, decision(entry, act="ablehnen", grund="Doppelt")))
    assert "Das haben Sie am" in answer
    assert statuses(entry) == ["confirmed"]


def test_decision_asks_as_many_questions_for_many_as_for_one(world: World, django_assert_num_queries: Queries) -> None:
    client, address = client_of(world.omar), at("desk", world.cafe)
    for number in (1, 3):
        entries = waiting(world, number, volunteer=factories.kept(world.cafe))
        with django_assert_num_queries(16):
            client.post(address, decision(*entries))


def test_selection_survives_a_session_that_ended(world: World) -> None:
    first, _second = waiting(world, 2)
    client, address = Client(), at("desk", world.cafe)
    assert client.post(address, decision(first)).status_code == 302
    client.force_login(world.omar)
    page = client.get(address).content.decode()
    assert statuses(first) == ["submitted"]
    assert page.count(" checked") == 2  # the entry, and that single ones are chosen
    assert HourEntry.objects.filter(status=HourStatus.SUBMITTED).count() == 2
