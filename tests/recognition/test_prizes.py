"""Prizes: their rounds as data, and drafts that say only what is published and confirmed."""

import datetime as dt

import pytest

from backend.common import clock
from backend.common.errors import NotFound
from recognition.models import Prize
from recognition.services import adopting, prizes, stories
from tests import factories
from tests.cast import World
from tests.recognition.test_stories import published, told


def test_known_prizes_ask_only_for_what_can_be_filled_or_is_left_open(db: None) -> None:
    found = {prize.code: prize for prize in Prize.objects.all()}
    assert set(found) == {"integrationspreis", "niedersachsenpreis"}
    sources = {one["source"] for prize in found.values() for one in prize.fields}
    assert sources - {"", "motto"} == set(prizes.SOURCES)
    assert all({"code", "label", "hint", "source"} == set(one) for prize in found.values() for one in prize.fields)
    closes = {(call.prize.code, call.year): call.closes_on for prize in found.values() for call in prize.calls.all()}
    assert closes == {
        ("integrationspreis", 2026): dt.date(2026, 2, 20),
        ("niedersachsenpreis", 2026): dt.date(2026, 7, 15),
        ("niedersachsenpreis", 2025): dt.date(2025, 7, 31),
    }


def test_next_round_is_the_first_that_is_open_else_the_last(world: World) -> None:
    prize, today = Prize.objects.get(code="integrationspreis"), clock.today()
    assert (prizes.next_call(prize) or prize.calls.all()[0]).year == 2026
    for year in (today.year + 2, today.year + 1):
        closes_on = dt.date(year, 2, 20)
        prizes.enter_call(
            actor=world.carla, prize=prize, year=year, closes_on=closes_on, source="Staatskanzlei", motto="Mut"
        )
    call = prizes.next_call(prize)
    assert call is not None
    assert (call.year, call.motto) == (today.year + 1, "Mut")


def test_draft_says_the_example_the_round_and_hours_of_at_least_five_people(world: World) -> None:
    prize = Prize.objects.get(code="integrationspreis")
    year = clock.today().year + 1
    prizes.enter_call(
        actor=world.carla, prize=prize, year=year, closes_on=dt.date(year, 2, 20), source="Staatskanzlei", motto="Mut"
    )
    for number in range(5):
        person = factories.helper("Kim", f"Muster{number}")
        factories.confirmed(person, world.talking, minutes=90, day=dt.date(2025, 3, 14))
        if number < 4:
            factories.confirmed(person, world.talking, minutes=600, day=dt.date(2024, 3, 14))
    factories.hours(world.ada_volunteer, world.talking, minutes=600)  # nobody confirmed it
    story = published(
        world, story=told(world, activity=world.talking, audience="Für Neue", started_on=dt.date(2024, 1, 2))
    )
    adopting.adopt_story(actor=world.mallory, story=story, organisation=world.club)
    draft = prizes.draft(actor=world.carla, prize=prize, story=story)
    said = {field.code: field.text for field in draft.fields}
    assert said["engagement"].splitlines() == [
        "Bestätigte, unbezahlte Stunden (Sprechrunde):",
        "2024: weniger als 5 Engagierte",
        "2025: 5 Engagierte, 7 Stunden",
    ]
    assert (said["description"], said["participation"], said["together"]) == (story.text, "Für Neue", "")
    assert (said["motto"], said["lasting"]) == (
        "Motto: Mut",
        "Seit 2. Januar 2024. Andere Organisationen, die es übernommen haben: 1.",
    )
    text = draft.as_text()
    assert text.startswith("Niedersächsischer Integrationspreis\n===")
    assert f"Einsendeschluss: 20. Februar {year}" in text
    assert text.count("(bitte ergänzen)") == sum(not field.text for field in draft.fields)
    assert [word for word in ("Kim", "Muster", "Ada") if word in text] == []


def test_draft_is_made_of_nothing_that_left_public_sight(world: World) -> None:
    prize, story = Prize.objects.get(code="niedersachsenpreis"), published(world)
    assert prizes.draft(actor=world.carla, prize=prize, story=story).story == story
    elsewhere = factories.coordinate(factories.user(), district=factories.district("03403"))
    with pytest.raises(NotFound):
        prizes.draft(actor=elsewhere, prize=prize, story=story)
    stories.withdraw_story(actor=world.omar, story=story)
    with pytest.raises(NotFound):
        prizes.draft(actor=world.carla, prize=prize, story=story)
