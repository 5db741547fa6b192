"""Hours through the API: what is refused, with which code, about which field; and that nothing was written then."""

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from tests.backend.problems import refusal, wrong_field
from tests.cast import World, make_user, make_volunteer
from volunteers.models import HourEntry, Membership, Role, Volunteer

AsUser = Callable[..., APIClient]
HOURS = "/api/v1/hours"
DAY = dt.date(2026, 3, 14)


def entry(world: World, **changes: Any) -> dict[str, Any]:
    return {"activity": str(world.talking.uuid), "day": "2026-03-14", "minutes": 90} | changes


def kept(world: World, *, email: str = "") -> Volunteer:
    return Volunteer.objects.create(kept_by=world.cafe, name="Olga Ohnekonto", email=email)


# --- the bounds of domain.md, "The ledger", 7 ---


def test_hours_for_the_future_are_refused(world: World, as_user: AsUser) -> None:
    tomorrow = (dt.date.today() + dt.timedelta(days=2)).isoformat()  # noqa: DTZ011 - surely past any midnight
    body = refusal(as_user(world.ada).post(HOURS, entry(world, day=tomorrow)), 400, "day_in_future", "day")
    assert body["detail"].startswith("Der Tag liegt in der Zukunft.")
    assert HourEntry.objects.count() == 0


@pytest.mark.parametrize(
    ("minutes", "code"),
    [
        (0, "min_value"),
        (-5, "min_value"),
        (1441, "max_value"),
        (10**12, "max_value"),
        (1e300, "max_value"),
        ("90", "invalid"),
        (90.5, "invalid"),
        (True, "invalid"),
        ([90], "invalid"),
        ({}, "invalid"),
        ("1e2", "invalid"),
        (None, "null"),
    ],
)
def test_minutes_beyond_the_bounds_are_refused(minutes: object, code: str, world: World, as_user: AsUser) -> None:
    wrong_field(as_user(world.ada).post(HOURS, entry(world, minutes=minutes)), "minutes", code)
    assert HourEntry.objects.count() == 0


@pytest.mark.parametrize("minutes", [1, 1440, 90.0])
def test_minutes_at_the_bounds_are_logged(minutes: float, world: World, as_user: AsUser) -> None:
    response = as_user(world.ada).post(HOURS, entry(world, minutes=minutes))
    assert (response.status_code, response.json()["minutes"]) == (201, int(minutes))


def test_day_over_all_organisations_holds_24_hours(world: World, as_user: AsUser) -> None:
    ada = as_user(world.ada)
    assert ada.post(HOURS, entry(world, minutes=1000)).status_code == 201
    elsewhere = entry(world, activity=str(world.football.uuid))
    body = refusal(ada.post(HOURS, elsewhere | {"minutes": 441}), 400, "day_full", "minutes")
    assert "1000" not in body["detail"]  # how much is taken may be nobody else's business
    assert ada.post(HOURS, elsewhere | {"minutes": 440}).status_code == 201
    assert HourEntry.objects.count() == 2


def test_hours_outside_the_activitys_period_are_refused(world: World, as_user: AsUser) -> None:
    world.talking.starts_on, world.talking.ends_on = DAY, DAY
    world.talking.save()
    for day in ("2026-03-13", "2026-03-15"):
        refusal(as_user(world.ada).post(HOURS, entry(world, day=day)), 400, "outside_activity_period", "day")
    assert HourEntry.objects.count() == 0
    assert as_user(world.ada).post(HOURS, entry(world)).status_code == 201


@pytest.mark.parametrize(
    "day", ["14.03.2026", "2026-3-14", "20260314", "2026-02-30", "2026-03-14T10:00:00", "heute", ""]
)
def test_day_that_is_none_is_refused(day: str, world: World, as_user: AsUser) -> None:
    wrong_field(as_user(world.ada).post(HOURS, entry(world, day=day)), "day", "invalid")


@pytest.mark.parametrize("note", ["a\x00b", "x" * 501])
def test_note_that_cannot_be_kept_is_refused(note: str, world: World, as_user: AsUser) -> None:
    response = as_user(world.ada).post(HOURS, entry(world, note=note))
    assert refusal(response, 400, "invalid", "note")["errors"][0]["code"] in {
        "null_characters_not_allowed",
        "max_length",
    }
    assert HourEntry.objects.count() == 0


# --- for whom ---


def test_hours_for_somebody_else_are_refused(world: World, as_user: AsUser) -> None:
    for_mallory = entry(world, volunteer=str(world.mallory_volunteer.uuid))
    wrong_field(as_user(world.ada).post(HOURS, for_mallory), "volunteer", "does_not_exist")
    refusal(as_user(world.carla).post(HOURS, for_mallory), 403, "not_yours", "volunteer")
    assert HourEntry.objects.count() == 0


def test_hours_of_nobody_are_refused(world: World, as_user: AsUser) -> None:
    refusal(as_user(world.omar).post(HOURS, entry(world)), 400, "no_record", "volunteer")


def test_hours_on_an_activity_of_another_organisation_are_refused_to_the_desk(world: World, as_user: AsUser) -> None:
    elsewhere = entry(world, volunteer=str(kept(world).uuid), activity=str(world.football.uuid))
    response = as_user(world.omar).post(HOURS, elsewhere)
    refusal(response, 400, "activity_of_another_organisation", "activity")
    assert HourEntry.objects.count() == 0


def test_hours_on_an_activity_that_does_not_exist_are_refused(world: World, as_user: AsUser) -> None:
    nowhere = entry(world, activity=str(uuid.uuid4()))
    wrong_field(as_user(world.ada).post(HOURS, nowhere), "activity", "does_not_exist")


def test_hours_at_an_organisation_that_left_look_like_none(world: World, as_user: AsUser) -> None:
    world.cafe.is_active = False
    world.cafe.save()
    wrong_field(as_user(world.ada).post(HOURS, entry(world)), "activity", "does_not_exist")
    at_the_desk = entry(world, volunteer=str(kept(world).uuid))
    refusal(as_user(world.omar).post(HOURS, at_the_desk), 400, "organisation_inactive", "activity")


# --- sending twice ---


def test_same_uuid_with_the_same_content_is_one_entry(world: World, as_user: AsUser) -> None:
    sent = entry(world, uuid=str(uuid.uuid4()))
    first, second = (as_user(world.ada).post(HOURS, sent) for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json() == second.json()
    assert HourEntry.objects.count() == 1


@pytest.mark.parametrize("change", [{"minutes": 91}, {"day": "2026-03-13"}, {"note": "anders"}])
def test_same_uuid_with_other_content_is_refused(change: dict[str, Any], world: World, as_user: AsUser) -> None:
    sent = entry(world, uuid=str(uuid.uuid4()))
    first = as_user(world.ada).post(HOURS, sent)
    refusal(as_user(world.ada).post(HOURS, sent | change), 409, "uuid_taken", "uuid")
    assert as_user(world.ada).get(f"{HOURS}/{sent['uuid']}").json() == first.json()


def test_same_uuid_by_somebody_else_is_refused_and_tells_nothing(world: World, as_user: AsUser) -> None:
    sent = entry(world, uuid=str(uuid.uuid4()), note="Zum Amt begleitet")
    assert as_user(world.ada).post(HOURS, sent).status_code == 201
    response = as_user(world.mallory).post(HOURS, entry(world, uuid=sent["uuid"]))
    body = refusal(response, 409, "uuid_taken", "uuid")
    assert set(body) == {"type", "title", "status", "code", "detail", "field", "errors"}
    for secret in ("Ada", "Amt", str(world.ada_volunteer.uuid), sent["uuid"]):
        assert secret not in response.content.decode()


# --- four eyes, once ---


def test_own_hours_are_confirmed_by_nobody_themselves(world: World, as_user: AsUser) -> None:
    Membership.objects.create(user=world.ada, organisation=world.cafe, role=Role.MANAGER)
    waiting = world.hours()
    refusal(as_user(world.ada).post(f"{HOURS}/{waiting.uuid}/confirm"), 403, "own_hours")
    refusal(as_user(world.ada).post(f"{HOURS}/{waiting.uuid}/decline", {"reason": "Nein"}), 403, "own_hours")
    bulk = as_user(world.ada).post(f"{HOURS}/bulk-confirm", {"entries": [str(waiting.uuid)]}).json()
    assert (bulk["done"], bulk["results"][0]["code"]) == (0, "own_hours")
    waiting.refresh_from_db()
    assert waiting.status == "submitted"


def test_record_kept_under_ones_own_address_counts_as_oneself(world: World, as_user: AsUser) -> None:
    mine = kept(world, email="OMAR@Example.org")
    logged = as_user(world.omar).post(HOURS, entry(world, volunteer=str(mine.uuid))).json()
    refusal(as_user(world.omar).post(f"{HOURS}/{logged['uuid']}/confirm"), 403, "own_hours")
    assert as_user(world.mina).post(f"{HOURS}/{logged['uuid']}/confirm").status_code == 200


def test_second_confirmation_is_refused_with_the_present_status(world: World, as_user: AsUser) -> None:
    waiting = world.hours()
    assert as_user(world.omar).post(f"{HOURS}/{waiting.uuid}/confirm").status_code == 200
    for deed, body in (("confirm", None), ("decline", {"reason": "Doch nicht"})):
        response = as_user(world.mina).post(f"{HOURS}/{waiting.uuid}/{deed}", body)
        assert refusal(response, 409, "illegal_transition", "status")["facts"] == {"status": "confirmed"}
    refusal(as_user(world.ada).post(f"{HOURS}/{waiting.uuid}/withdraw"), 409, "illegal_transition", "status")
    refusal(as_user(world.ada).post(f"{HOURS}/{waiting.uuid}/resubmit", {}), 409, "illegal_transition", "status")


@pytest.mark.parametrize("reason", ["", "   ", "x" * 501, None, 7])
def test_decline_without_a_reason_is_refused(reason: object, world: World, as_user: AsUser) -> None:
    response = as_user(world.omar).post(f"{HOURS}/{world.hours().uuid}/decline", {"reason": reason})
    refusal(response, 400, "invalid", "reason")


# --- in bulk: a result for each, in the order asked ---


def test_bulk_confirm_reports_each_and_changes_only_what_it_says(world: World, as_user: AsUser) -> None:
    good, gone = world.hours(minutes=10), world.hours(minutes=20)
    as_user(world.ada).post(f"{HOURS}/{gone.uuid}/withdraw")
    unknown = uuid.uuid4()
    asked = [str(gone.uuid), str(unknown), str(good.uuid)]
    body = as_user(world.omar).post(f"{HOURS}/bulk-confirm", {"entries": asked}).json()
    assert body["done"] == 1
    assert [(row["uuid"], row["done"], row["status"], row["code"]) for row in body["results"]] == [
        (str(gone.uuid), False, "withdrawn", "illegal_transition"),
        (str(unknown), False, None, "not_found"),
        (str(good.uuid), True, "confirmed", ""),
    ]


def test_bulk_decision_on_somebody_elses_entry_looks_like_none(world: World, as_user: AsUser) -> None:
    waiting, unknown = world.hours(), uuid.uuid4()
    asked = {"entries": [str(waiting.uuid), str(unknown)]}
    rows = as_user(world.mallory).post(f"{HOURS}/bulk-confirm", asked).json()["results"]
    assert [{**row, "uuid": ""} for row in rows] == [
        {"uuid": "", "done": False, "status": None, "code": "not_found", "detail": rows[0]["detail"]}
    ] * 2


@pytest.mark.parametrize(
    ("entries", "field", "code"),
    [
        ([], "entries", "empty"),
        ("all", "entries", "invalid"),
        (None, "entries", "null"),
        ({}, "entries", "invalid"),
        ([1], "entries.0", "invalid"),
        (["x"], "entries.0", "invalid"),
        ([None], "entries.0", "null"),
        ([str(uuid.UUID(int=number)) for number in range(1001)], "entries", "max_length"),
    ],
    ids=["empty", "text", "null", "object", "number", "no-uuid", "null-in-it", "1001"],
)
def test_bulk_confirm_of_what_is_no_list_is_refused(
    entries: object, field: str, code: str, world: World, as_user: AsUser
) -> None:
    wrong_field(as_user(world.omar).post(f"{HOURS}/bulk-confirm", {"entries": entries}), field, code)


def test_bulk_logging_reports_each_and_keeps_the_good_ones(world: World, as_user: AsUser) -> None:
    ids = [str(uuid.uuid4()) for _ in range(3)]
    entries = [
        entry(world, uuid=ids[0], minutes=1000),
        entry(world, uuid=ids[1], minutes=441),
        entry(world, uuid=ids[2], minutes=440),
    ]
    body = as_user(world.ada).post(f"{HOURS}/bulk", {"entries": entries}).json()
    assert body["done"] == 2
    assert [(row["uuid"], row["status"], row["code"]) for row in body["results"]] == [
        (ids[0], "submitted", ""),
        (ids[1], None, "day_full"),
        (ids[2], "submitted", ""),
    ]
    assert set(HourEntry.objects.values_list("minutes", flat=True)) == {1000, 440}


def test_bulk_logging_with_one_malformed_entry_writes_nothing(world: World, as_user: AsUser) -> None:
    response = as_user(world.ada).post(f"{HOURS}/bulk", {"entries": [entry(world), entry(world, minutes=0)]})
    wrong_field(response, "entries.1.minutes", "min_value")
    assert HourEntry.objects.count() == 0


def test_bulk_logging_of_too_many_is_refused_before_any_is_looked_at(
    world: World, as_user: AsUser, django_assert_num_queries: Callable[[int], Any]
) -> None:
    client = as_user(world.ada)
    with django_assert_num_queries(0):
        response = client.post(f"{HOURS}/bulk", {"entries": [entry(world)] * 101})
    wrong_field(response, "entries", "max_length")


def test_people_with_the_same_name_stay_apart(world: World, as_user: AsUser) -> None:
    """A second Ada sees her own hours and not those of her namesake."""
    second = make_user("ada.zwei@example.org", "Ada Beispiel")
    make_volunteer(second, given="Ada", family="Beispiel")
    mine = as_user(second).post(HOURS, entry(world, minutes=7)).json()
    world.hours(minutes=8)
    assert [row["uuid"] for row in as_user(second).get(HOURS).json()["results"]] == [mine["uuid"]]
