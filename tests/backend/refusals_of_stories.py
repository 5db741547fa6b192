"""Every refusal about good examples and prizes that the API can give; see `refusals.py`."""

from typing import Any

from backend.common import clock
from recognition.models import StoryPerson
from tests.backend.refusals import INVISIBLE, Case, under_age
from tests.backend.stage import Stage
from tests.recognition.pictures import as_base64, photo

S, P, A, C = "stories", "story-people", "story-adoptions", "prize-calls"


def new(stage: Stage, **changes: Any) -> dict[str, Any]:
    said = {"title": "Neu", "summary": "In Kürze.", "text": "Eines Tages.", "field": "language", "district": "03457"}
    return said | {"organisation": str(stage.world.cafe.uuid)} | changes


def picture(_stage: Stage, **changes: Any) -> dict[str, Any]:
    return {"picture": as_base64(photo()), "alt": "Rot", "shows": "nobody"} | changes


def call(_stage: Stage, **changes: Any) -> dict[str, Any]:
    said = {"prize": "niedersachsenpreis", "year": 2030, "closes_on": "2030-07-15", "source": "Pressemitteilung"}
    return said | changes


def adoption(stage: Stage, organisation: Any) -> dict[str, Any]:
    return {"story": str(stage.published_story.uuid), "organisation": str(organisation.uuid)}


def withdrawn(stage: Stage) -> object:
    rows = type(stage.draft_story).objects.filter(pk=stage.draft_story.pk)
    now, omar = clock.now(), stage.world.omar
    return rows.update(
        status="withdrawn",
        submitted_at=now,
        submitted_by=omar,
        published_at=now,
        published_by=stage.world.carla,
        withdrawn_at=now,
    )


def without_consent(stage: Stage) -> object:
    """Ada is in what was handed in, too."""
    return StoryPerson.objects.filter(pk=stage.story_person.pk).update(story=stage.submitted_story)


def by_carla(stage: Stage) -> object:
    """She helped to write it."""
    return type(stage.submitted_story).objects.filter(pk=stage.submitted_story.pk).update(changed_by=stage.world.carla)


def ended(stage: Stage) -> object:
    return type(stage.story_adoption).objects.filter(pk=stage.story_adoption.pk).update(ended_at=clock.now())


CASES = [
    Case("mallory", f"POST {S}", 403, "not_member", "organisation", new),
    Case("omar", f"POST {S}", 400, "not_printable", "title", lambda stage: new(stage, title=INVISIBLE)),
    Case("omar", f"POST {S}", 400, "day_in_future", "started_on", lambda stage: new(stage, started_on="2100-01-01")),
    Case(
        "omar",
        f"POST {S}",
        400,
        "activity_of_another_organisation",
        "activity",
        lambda stage: new(stage, activity=str(stage.world.football.uuid)),
    ),
    Case(
        "omar",
        f"PATCH {S}/{{submitted_story}}",
        409,
        "illegal_transition",
        "status",
        lambda _stage: {"title": "Anders"},
    ),
    Case(
        "omar",
        f"POST {S}/{{draft_story}}/picture",
        400,
        "no_base64",
        "picture",
        lambda stage: picture(stage, picture="ä"),
    ),
    Case(
        "omar",
        f"POST {S}/{{draft_story}}/picture",
        400,
        "no_picture",
        "picture",
        lambda stage: picture(stage, picture=as_base64(b"GIF89a")),
    ),
    Case(
        "omar",
        f"POST {S}/{{draft_story}}/picture",
        400,
        "picture_too_large",
        "picture",
        lambda stage: picture(stage, picture=as_base64(photo(size=(5000, 5000), form="PNG", mode="1"))),
    ),
    Case("omar", f"POST {S}/{{draft_story}}/submit", 400, "consent_missing", "people"),
    Case(
        "carla",
        f"POST {S}/{{submitted_story}}/publish",
        400,
        "consent_missing",
        "people",
        lambda _stage: {"revision": 1},
        without_consent,
    ),
    Case(
        "carla",
        f"POST {S}/{{submitted_story}}/publish",
        409,
        "changed_meanwhile",
        "revision",
        lambda _stage: {"revision": 2},
    ),
    Case(
        "carla",
        f"POST {S}/{{submitted_story}}/publish",
        403,
        "own_story",
        "",
        lambda _stage: {"revision": 1},
        by_carla,
    ),
    Case("omar", f"POST {S}/{{submitted_story}}/publish", 403, "beyond_scope", "", lambda _stage: {"revision": 1}),
    Case("omar", f"POST {S}/{{published_story}}/submit", 409, "illegal_transition", "status"),
    Case("ada", f"GET {S}/{{published_story}}/prize-drafts", 403, "not_coordinator", ""),
    Case(
        "omar",
        f"POST {P}",
        409,
        "already_asked",
        "volunteer",
        lambda stage: {"story": str(stage.draft_story.uuid), "volunteer": str(stage.world.ada_volunteer.uuid)},
    ),
    Case("ada", f"POST {P}/{{story_person}}/agree", 400, "age_unknown", "of_age", lambda _stage: {"revision": 1}),
    Case(
        "ada",
        f"POST {P}/{{story_person}}/agree",
        400,
        "guardian_needed",
        "volunteer",
        lambda _stage: {"revision": 1, "of_age": True},
        under_age,
    ),
    Case(
        "ada",
        f"POST {P}/{{story_person}}/agree",
        409,
        "changed_meanwhile",
        "revision",
        lambda _stage: {"revision": 7, "of_age": True},
    ),
    Case(
        "ada",
        f"POST {P}/{{story_person}}/agree",
        409,
        "illegal_transition",
        "status",
        lambda _stage: {"revision": 1, "of_age": True},
        withdrawn,
    ),
    Case("omar", f"POST {P}/{{story_person}}/end", 403, "not_yours", "volunteer"),
    Case(
        "omar",
        f"POST {A}",
        400,
        "own_example",
        "organisation",
        lambda stage: adoption(stage, stage.world.cafe),
    ),
    Case(
        "omar",
        f"POST {A}",
        400,
        "not_published",
        "story",
        lambda stage: adoption(stage, stage.world.cafe) | {"story": str(stage.draft_story.uuid)},
    ),
    Case(
        "mallory",
        f"POST {A}",
        409,
        "already_adopted",
        "organisation",
        lambda stage: adoption(stage, stage.world.club),
    ),
    Case("mallory", f"POST {A}/{{story_adoption}}/end", 409, "already_ended", "", before=ended),
    Case(
        "carla",
        f"POST {C}",
        400,
        "period_out_of_order",
        "closes_on",
        lambda stage: call(stage, opens_on="2030-08-01"),
    ),
    Case("carla", f"POST {C}", 400, "year_mismatch", "year", lambda stage: call(stage, year=2032)),
    Case(
        "carla",
        f"POST {C}",
        409,
        "already_entered",
        "year",
        lambda stage: call(stage, year=2026, closes_on="2026-07-15"),
    ),
]
