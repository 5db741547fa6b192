"""From the ledger to what a certificate says."""

import datetime as dt
from typing import Any

import pytest
from django.conf import settings

from certificates.content import parse_content
from certificates.services import building
from certificates.services.building import Deeds
from tests import factories
from tests.cast import World
from tests.certificates.orders import END, START
from volunteers.models import HourEntry, HourStatus, Volunteer, VolunteerDetails

CODE = "A" * 16


def deeds(world: World) -> dict[int, Deeds]:
    """Of everybody, over the whole ledger."""
    return building.deeds_of(list(Volunteer.objects.all()), HourEntry.objects.all())


def test_deeds_are_sums_by_activity_and_by_year_with_first_and_last_day(world: World) -> None:
    factories.confirmed(world.ada_volunteer, world.talking, minutes=30, day=dt.date(2024, 12, 31))
    factories.confirmed(world.ada_volunteer, world.talking, minutes=45, day=dt.date(2025, 1, 1))
    factories.confirmed(world.ada_volunteer, world.talking, minutes=15, day=dt.date(2025, 6, 1))
    factories.confirmed(world.ada_volunteer, world.football, minutes=100, day=dt.date(2025, 3, 1))
    factories.confirmed(world.mallory_volunteer, world.football, minutes=7)
    found = deeds(world)
    assert found.keys() == {world.ada_volunteer.pk, world.mallory_volunteer.pk}
    ada = found[world.ada_volunteer.pk]
    assert ada.activities == {("Fußball", "Sportverein"): 100, ("Sprechrunde", "Sprachcafé"): 90}
    assert ada.years == {2024: 30, 2025: 160}
    assert (ada.minutes, ada.first, ada.last) == (190, dt.date(2024, 12, 31), dt.date(2025, 6, 1))
    assert found[world.mallory_volunteer.pk].minutes == 7


def test_deeds_are_confirmed_hours_alone(world: World) -> None:
    for status in HourStatus:
        if status != HourStatus.CONFIRMED:
            factories.hours(world.ada_volunteer, world.talking, status=status)
    assert deeds(world) == {}


def test_deeds_are_of_the_asked_people_alone(world: World) -> None:
    factories.confirmed(world.ada_volunteer, world.talking)
    factories.confirmed(world.mallory_volunteer, world.football)
    assert building.deeds_of([world.ada_volunteer], HourEntry.objects.all()).keys() == {world.ada_volunteer.pk}


@pytest.mark.parametrize(
    ("levels", "weakest"),
    [
        (["registered"], "registered"),
        (["registered", "known_domain"], "known_domain"),
        (["known_domain", "unknown_address", "registered"], "unknown_address"),
        (["unknown_address"], "unknown_address"),
    ],
)
def test_evidence_of_the_whole_is_that_of_its_weakest_part(world: World, levels: list[str], weakest: str) -> None:
    for number, level in enumerate(levels):
        activity = (world.talking, world.football)[number % 2]
        factories.confirmed(world.ada_volunteer, activity, evidence=level)
    assert deeds(world)[world.ada_volunteer.pk].weakest_evidence == weakest


def test_evidence_does_not_split_an_activity(world: World) -> None:
    for level in ("registered", "known_domain"):
        factories.confirmed(world.ada_volunteer, world.talking, evidence=level, minutes=20)
    assert deeds(world)[world.ada_volunteer.pk].activities == {("Sprechrunde", "Sprachcafé"): 40}


def content(world: World, kind: str, found: Deeds | None) -> dict[str, Any]:
    """What Ada's certificate of that kind says."""
    return building.content_for(
        kind=kind,
        volunteer=world.ada_volunteer,
        deeds=found,
        issuer=world.issuer,
        number="NPA-2026-000001",
        code=CODE,
        period=(START, END),
        issued_on=dt.date(2026, 1, 10),
        language="de",
    )


COMMON = {
    "language": "de",
    "beside": "",
    "name": "Ada Beispiel",
    "name_latin": "",
    "number": "NPA-2026-000001",
    "code": CODE,
    "verify_url": f"{settings.PUBLIC_URL}/v/{CODE}",
    "issued_on": "2026-01-10",
    "issuer": {
        "name": "Bündnis „Niedersachsen packt an“",
        "address": ["Planckstraße 2", "30169 Hannover"],
        "contact": "danke@example.org",
        "place": "Hannover",
        "signatory_name": "Carla Beispiel",
        "signatory_role": "Koordination",
    },
}


def test_content_of_a_thanks_has_no_figures(world: World) -> None:
    factories.confirmed(world.ada_volunteer, world.talking)
    expected = COMMON | {"kind": "thanks", "period": {"start": "2025-01-01", "end": "2025-12-31"}}
    for found in (None, deeds(world)[world.ada_volunteer.pk]):
        assert content(world, "thanks", found) == expected
    assert parse_content(expected).kind == "thanks"


def test_content_of_a_record_says_what_was_done_and_between_which_days(world: World) -> None:
    factories.confirmed(world.ada_volunteer, world.talking, minutes=90, day=dt.date(2025, 6, 1))
    factories.confirmed(world.ada_volunteer, world.football, minutes=30, day=dt.date(2025, 2, 1))
    expected = COMMON | {
        "kind": "record",
        "period": {"start": "2025-02-01", "end": "2025-06-01"},
        "minutes_total": 120,
        "years": [{"year": 2025, "minutes": 120}],
        "activities": [
            {"title": "Sprechrunde", "organisation": "Sprachcafé", "minutes": 90},
            {"title": "Fußball", "organisation": "Sportverein", "minutes": 30},
        ],
        "evidence": "registered",
    }
    said = content(world, "record", deeds(world)[world.ada_volunteer.pk])
    assert sorted(said["activities"], key=str) == sorted(expected["activities"], key=str)  # type: ignore[call-overload]  # a list
    assert said | {"activities": None} == expected | {"activities": None}
    assert parse_content(said).minutes_total == 120


@pytest.mark.parametrize(
    ("spoken", "asked", "language", "beside"),
    [
        ("de", "", "de", ""),
        ("uk", "", "uk", "de"),
        ("uk", "en", "en", "de"),
        ("uk", "de", "de", ""),
        ("de-simple", "", "de-simple", ""),
        ("ckb", "", "ckb", ""),
        ("pt-br", "", "pt-br", ""),
        ("ar-SY", "", "ar-SY", "de"),
    ],
)
def test_content_speaks_the_language_of_the_person_with_german_beside(
    spoken: str, asked: str, language: str, beside: str, world: World
) -> None:
    world.ada_volunteer.language = spoken
    said = building.content_for(
        kind="thanks",
        volunteer=world.ada_volunteer,
        deeds=None,
        issuer=world.issuer,
        number="NPA-2026-000001",
        code=CODE,
        period=(START, END),
        issued_on=dt.date(2026, 1, 10),
        language=asked,
    )
    assert (said["language"], said["beside"]) == (language, beside)
    assert parse_content(said).beside == beside


@pytest.mark.parametrize(
    ("kind", "wish", "printed"), [("record", True, "1990-05-01"), ("record", False, None), ("thanks", True, None)]
)
def test_birth_date_stands_on_a_record_alone_and_on_the_wish_alone(
    kind: str,
    wish: bool,  # noqa: FBT001 - a table's column
    printed: str | None,
    world: World,
) -> None:
    factories.confirmed(world.ada_volunteer, world.talking)
    VolunteerDetails.objects.create(
        volunteer=world.ada_volunteer, birth_date=dt.date(1990, 5, 1), print_birth_date=wish
    )
    assert content(world, kind, deeds(world)[world.ada_volunteer.pk]).get("birth_date") == printed


def test_people_come_with_their_details_in_the_same_query(world: World, django_assert_num_queries: Any) -> None:
    keys = [factories.kept(world.cafe).pk for _ in range(3)]
    VolunteerDetails.objects.create(volunteer_id=keys[0], birth_date=dt.date(1990, 5, 1), print_birth_date=True)
    with django_assert_num_queries(1):
        people = next(iter(building.in_chunks(keys)))
        said = [building._birth_date(person) for person in people]
    assert said == [{"birth_date": "1990-05-01"}, {}, {}]


def test_content_takes_over_what_the_order_adds(world: World) -> None:
    more: dict[str, Any] = {
        "did": "did:web:dankwerk.example",
        "status": {"list": "https://dankwerk.example/status/1", "index": 7},
        "recipient_hash": building.identity_hash("Ada@Example.org ", "salz"),
        "recipient_salt": "salz",
        "trainings": ["Erste Hilfe"],
        "text": "Bis bald.",
        "beside": "en",
    }
    said = building.content_for(
        kind="thanks",
        volunteer=world.ada_volunteer,
        deeds=None,
        issuer=world.issuer,
        number="NPA-2026-000001",
        code=CODE,
        period=(START, END),
        issued_on=dt.date(2026, 1, 10),
        **more,
    )
    assert {key: said[key] for key in more} == more
    assert parse_content(said).model_dump(mode="json", include=set(more)) == more


def test_identity_hash_is_that_of_open_badges() -> None:
    """SHA-256 over the address in lower case and the salt, as `printf '%s' ada@example.orgsalz | sha256sum` says."""
    assert building.identity_hash(" Ada@example.org", "salz") == (
        "sha256$0d8f464ca42b21183d077182b3203682a4234cd83ffa26306e8729288b18c7c0"
    )


def test_content_leaves_out_empty_lines_of_the_address(world: World) -> None:
    world.issuer.address = "\r\n Planckstraße 2 \r\n\r\n30169 Hannover\n"
    assert content(world, "thanks", None)["issuer"]["address"] == ["Planckstraße 2", "30169 Hannover"]


@pytest.mark.parametrize(("size", "parts"), [(1, [1, 1, 1, 1, 1]), (2, [2, 2, 1]), (5, [5]), (1000, [5])])
def test_chunks_keep_the_order_of_the_keys(world: World, size: int, parts: list[int]) -> None:
    keys = [factories.kept(world.cafe).pk for _ in range(5)]
    keys = [keys[index] for index in (3, 0, 4, 2, 1)]
    chunks = list(building.in_chunks(keys, size))
    assert [len(chunk) for chunk in chunks] == parts
    assert [person.pk for chunk in chunks for person in chunk] == keys
