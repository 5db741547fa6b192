"""`Idempotency-Key`: the work once, the answer as often as it is asked for."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from backend.common.models import IdempotencyRecord
from tests.backend.problems import refusal, wrong_field
from tests.backend.stage import Stage
from tests.cast import World
from volunteers.models import Activity, HourEntry

AsUser = Callable[..., APIClient]
KEY = {"Idempotency-Key": "one-and-only"}
ACTIVITIES = "/api/v1/activities"
HOURS = "/api/v1/hours"


def activity(world: World, title: str = "Kochen") -> dict[str, Any]:
    return {"organisation": str(world.cafe.uuid), "title": title, "field": "living"}


def test_same_key_and_body_is_one_row_and_the_same_answer(world: World, as_user: AsUser) -> None:
    first, again = (as_user(world.omar).post(ACTIVITIES, activity(world), headers=KEY) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert ("Idempotent-Replayed" in first, again["Idempotent-Replayed"]) == (False, "true")
    assert Activity.objects.filter(title="Kochen").count() == 1


def test_same_key_answers_what_was_true_then(world: World, as_user: AsUser) -> None:
    """The answer is that of the first time, whatever became of the row; 201 stays 201 for a repeated log."""
    sent = {"activity": str(world.talking.uuid), "day": "2026-03-14", "minutes": 90, "uuid": str(uuid.uuid4())}
    first = as_user(world.ada).post(HOURS, sent, headers=KEY)
    as_user(world.omar).post(f"{HOURS}/{sent['uuid']}/confirm")
    again = as_user(world.ada).post(HOURS, sent, headers=KEY)
    assert (again.status_code, again.json()["status"]) == (201, "submitted")
    assert again.json() == first.json()
    assert as_user(world.ada).get(f"{HOURS}/{sent['uuid']}").json()["status"] == "confirmed"


def test_same_key_with_another_body_is_refused(world: World, as_user: AsUser) -> None:
    as_user(world.omar).post(ACTIVITIES, activity(world), headers=KEY)
    response = as_user(world.omar).post(ACTIVITIES, activity(world, "Nähen"), headers=KEY)
    refusal(response, 422, "idempotency_key_reused", "Idempotency-Key")
    assert not Activity.objects.filter(title="Nähen").exists()


def test_same_key_and_body_in_another_order_is_the_same(world: World, as_user: AsUser) -> None:
    as_user(world.omar).post(ACTIVITIES, activity(world), headers=KEY)
    turned = dict(reversed(activity(world).items()))
    assert as_user(world.omar).post(ACTIVITIES, turned, headers=KEY)["Idempotent-Replayed"] == "true"


def test_key_is_usable_again_after_a_failed_attempt(world: World, as_user: AsUser) -> None:
    omar = as_user(world.omar)
    refusal(omar.post(ACTIVITIES, activity(world, "Sprechrunde"), headers=KEY), 409, "title_taken", "title")
    refusal(omar.post(ACTIVITIES, activity(world) | {"field": "x"}, headers=KEY), 400, "invalid", "field")
    assert IdempotencyRecord.objects.count() == 0
    response = omar.post(ACTIVITIES, activity(world), headers=KEY)
    assert (response.status_code, "Idempotent-Replayed" in response) == (201, False)


def test_key_belongs_to_one_person_and_one_address(world: World, as_user: AsUser) -> None:
    first = as_user(world.omar).post(ACTIVITIES, activity(world), headers=KEY)
    other_person = as_user(world.mina).post(ACTIVITIES, activity(world, "Nähen"), headers=KEY)
    person = {"organisation": str(world.cafe.uuid), "name": "Olga Ohnekonto"}
    other_address = as_user(world.omar).post("/api/v1/volunteers", person, headers=KEY)
    assert [response.status_code for response in (first, other_person, other_address)] == [201, 201, 201]
    assert len({response.json()["uuid"] for response in (first, other_person, other_address)}) == 3


def test_key_on_a_bulk_request_replays_its_results(world: World, as_user: AsUser) -> None:
    sent = {"entries": [{"activity": str(world.talking.uuid), "day": "2026-03-14", "minutes": 90}]}
    first, again = (as_user(world.ada).post(f"{HOURS}/bulk", sent, headers=KEY) for _ in range(2))
    assert (first.json(), again["Idempotent-Replayed"]) == (again.json(), "true")
    assert HourEntry.objects.count() == 1


def test_requests_without_a_key_are_each_their_own(world: World, as_user: AsUser) -> None:
    sent = {"activity": str(world.talking.uuid), "day": "2026-03-14", "minutes": 90}
    assert [as_user(world.ada).post(HOURS, sent).status_code for _ in range(2)] == [201, 201]
    assert HourEntry.objects.count() == 2


@pytest.mark.parametrize("key", ["", " ", "a b", "ä", "x" * 201, "a\nb", "<script>", "a,b"])
def test_key_of_another_form_is_refused(key: str, world: World, as_user: AsUser) -> None:
    response = as_user(world.omar).post(ACTIVITIES, activity(world), headers={"Idempotency-Key": key})
    refusal(response, 400, "idempotency_key_invalid", "Idempotency-Key")
    assert not Activity.objects.filter(title="Kochen").exists()


def test_key_is_looked_at_after_the_body(world: World, as_user: AsUser) -> None:
    wrong_field(
        as_user(world.omar).post(ACTIVITIES, activity(world) | {"x": 1}, headers={"Idempotency-Key": ""}),
        "x",
        "unknown",
    )


def test_every_post_that_creates_replays(stage: Stage, as_user: AsUser) -> None:
    """Carla, who may create most things, sends each twice."""
    issuer, ada = str(stage.world.issuer.uuid), str(stage.world.ada_volunteer.uuid)
    period = {"period_start": "2026-01-01", "period_end": "2026-12-31"}
    bodies: dict[str, dict[str, Any]] = {
        "organisations": {"slug": "neu", "name": "Neu", "kind": "association", "district": "03457"},
        "memberships": {"organisation": str(stage.world.cafe.uuid), "email": "neu@example.org", "role": "confirmer"},
        "coordinator-scopes": {"email": "neu@example.org", "kind": "all"},
        "certificates": {
            "volunteer": ada,
            "kind": "thanks",
            "issuer": issuer,
            "start": "2026-01-01",
            "end": "2026-12-31",
        },
        "campaigns": {"title": "Dank", "kind": "thanks", "issuer": issuer, **period},
        "programme-rules": {
            "programme": "hours-25",
            "rule": {"needs": {"total_hours": 20}},
            "valid_from": "2027-01-01",
            "source": "Beschluss",
        },
        "recognition-lists": {"slug": "neu", "title": "Neu", "field": "language", **period},
    }
    for path, body in bodies.items():
        first, again = (as_user(stage.world.carla).post(f"/api/v1/{path}", body, headers=KEY) for _ in range(2))
        assert (path, first.status_code, again.status_code) == (path, 201, 201)
        assert (first.json(), again["Idempotent-Replayed"]) == (again.json(), "true")
    sent = {"volunteer": ada, "place": "print", "display_form": "full_name", "of_age": True}
    first, again = (as_user(stage.world.ada).post("/api/v1/consents", sent, headers=KEY) for _ in range(2))
    assert (first.status_code, first.json(), again["Idempotent-Replayed"]) == (201, again.json(), "true")
