"""Other people's keys open nothing, whoever asks and wherever they stand: in addresses, filters and bodies."""

from collections.abc import Callable
from typing import Any

import pytest
from django.http import Http404
from knox.models import get_token_model
from rest_framework.exceptions import PermissionDenied

from backend.common import clock
from backend.common.fields import VisibleRow
from backend.common.viewsets import RowViewSet
from recognition.models import StoryAdoption
from tests.backend.attack import known_rows
from tests.backend.edges import part
from tests.backend.foreign import Intruder, intrude, open_to, places
from tests.backend.stage import Stage, secrets_of
from tests.cast import make_user, make_volunteer
from volunteers.models import Membership, Organisation, User
from volunteers.services import directory

pytestmark = [pytest.mark.usefixtures("staged"), pytest.mark.postgres]

# What everybody who is signed in may look up, and what whoever coordinates anything may.
OPEN = {
    "organisations",
    "activities",
    "consent-texts",
    "contact-addresses",
    "programmes",
    "programme-rules",
    "prizes",
    "prize-calls",
}
OPEN_TO_COORDINATORS = {"issuers", "templates"}
# What belongs to others and may be named by everybody who is signed in.
WELCOME = {
    ("POST /api/v1/hours", ("body", "activity")),
    ("POST /api/v1/hours/bulk", ("body", "entries", "*", "activity")),
    ("POST /api/v1/takeovers", ("body", "organisation")),
    ("POST /api/v1/story-adoptions", ("body", "story")),
    ("POST /api/v1/templates", ("body", "issuer")),
}
PARTS = 2
GENERATION = {"max-examples": 1, "mode": "positive", "database": "none", "deterministic": True, "no-shrink": True}


def intruders(stage: Stage) -> list[Intruder]:
    """Mallory leads a club elsewhere and volunteers there; Dora coordinates elsewhere; Ben only helps."""
    world = stage.world
    secrets = secrets_of(stage)
    ben = make_user("ben@example.org", "Ben Fremd")
    _somebody_does_likewise(stage)
    own: dict[User, dict[str, Any]] = {
        world.mallory: {
            "activities": world.football,
            "memberships": Membership.objects.get(user=world.mallory),
            "organisations": world.club,
            "story-adoptions": stage.story_adoption,
            "volunteers": world.mallory_volunteer,
        },
        stage.dora: {"coordinator-scopes": stage.scope},
        ben: {"volunteers": make_volunteer(ben, given="Ben", family="Fremd")},
    }
    published = {str(stage.published_list.uuid), str(stage.published_story.uuid)}
    version = {str(stage.published_version.uuid)}
    return [
        Intruder(
            name=user.name,
            token=get_token_model().objects.create(user=user)[1],
            own={kind: str(row.uuid) for kind, row in rows.items()},
            open_kinds=OPEN | OPEN_TO_COORDINATORS if user == stage.dora else OPEN,
            open_rows=published | version if user == stage.dora else published,
            secrets=secrets - {user.name, user.email, str(user.uuid), *(str(row.uuid) for row in rows.values())},
        )
        for user, rows in own.items()
    ]


def _somebody_does_likewise(stage: Stage) -> None:
    """Beside Mallory's club."""
    third = Organisation.objects.create(slug="dritte", name="Dritte", kind="church", district=stage.world.cafe.district)
    StoryAdoption.objects.create(
        story=stage.published_story, organisation=third, adopted_at=clock.now(), adopted_by=stage.world.carla
    )


def right_otherwise(stage: Stage) -> dict[str, Any]:
    """Configuration: days that fit each other and the like, so that nothing is wrong with a body but the key."""
    known = known_rows(stage, stage.world.mallory)
    words = {"districts", "ends", "fields", "names", "starts"}
    named = {
        name: one | {"probability": 1.0} for name, one in known["parameters"].items() if one["dictionary"] in words
    }
    return {"dictionaries": known["dictionaries"], "parameters": named}


@pytest.mark.parametrize("number", range(PARTS))
def test_attack_with_other_peoples_keys_finds_nothing(number: int, document: dict[str, Any], stage: Stage) -> None:
    few = part(document, number, PARTS)
    who = intruders(stage)
    report, tried = intrude(few, who, WELCOME, generation=GENERATION, **right_otherwise(stage))
    assert report.findings == []
    assert tried == {
        (one.name, f"{method.upper()} {path}", place)
        for one in who
        for path, methods in few["paths"].items()
        for method in methods
        for place in places(few, path, method)
        if not open_to(one, path, method, place)
    }


# --- the attack would find it ---

Planting = Callable[[pytest.MonkeyPatch], None]


def rows_of_everybody(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(RowViewSet, "get_queryset", lambda view: view.model.objects.all())


def keys_of_everybody(patch: pytest.MonkeyPatch) -> None:
    def found(field: VisibleRow, data: Any) -> Any:
        return field.model.objects.filter(uuid=data).first() or field.fail("does_not_exist")

    patch.setattr(VisibleRow, "to_internal_value", found)


def a_refusal_that_tells(patch: pytest.MonkeyPatch) -> None:
    def get_object(view: Any) -> Any:
        raise PermissionDenied if view.model.objects.filter(uuid=view.kwargs["uuid"]).exists() else Http404

    patch.setattr(RowViewSet, "get_object", get_object)


def a_refusal_that_writes(patch: pytest.MonkeyPatch) -> None:
    def get_object(view: Any) -> Any:
        view.model.objects.filter(uuid=view.kwargs["uuid"]).update(note="gelesen")
        raise Http404

    patch.setattr(RowViewSet, "get_object", get_object)


def members_all_of_us(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(directory, "_check_member", lambda *_: None)


@pytest.mark.parametrize(
    ("plant", "path", "method", "found"),
    [
        (
            rows_of_everybody,
            "/api/v1/certificates/{uuid}",
            "get",
            ("path.uuid: 200, tells", "path.uuid: 200 is no refusal"),
        ),
        (
            rows_of_everybody,
            "/api/v1/hours/{uuid}/withdraw",
            "post",
            ("path.uuid: 403, but 404", "path.uuid: 403 is no"),
        ),
        (rows_of_everybody, "/api/v1/ledger-events", "get", ("query.entry: 200, tells",)),
        (keys_of_everybody, "/api/v1/consents", "post", ("body.volunteer: 403, but 400",)),
        (keys_of_everybody, "/api/v1/hours/bulk", "post", ("body.entries.*.volunteer: 200, but 400",)),
        (members_all_of_us, "/api/v1/activities", "post", ("body.organisation: 201, changes",)),
        (a_refusal_that_tells, "/api/v1/hours/{uuid}", "get", ("path.uuid: 403, but 404",)),
        (a_refusal_that_writes, "/api/v1/hours/{uuid}", "get", ("path.uuid: 404, changes ['volunteers_hourentry']",)),
    ],
)
def test_attack_with_other_peoples_keys_finds_a_hole(
    plant: Planting,
    path: str,
    method: str,
    found: tuple[str, ...],
    document: dict[str, Any],
    stage: Stage,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The test above could fail."""
    plant(monkeypatch)
    only = document | {"paths": {path: {method: document["paths"][path][method]}}}
    report, _tried = intrude(only, intruders(stage)[:1], WELCOME, generation=GENERATION, **right_otherwise(stage))
    said = "\n".join(report.findings)
    assert [words for words in found if words not in said] == []
