"""The refusals of revoking, replacing, hiding, competence certificates and templates."""

import datetime as dt
from typing import Any

from certificates.services import replacing, samples
from tests import factories
from tests.backend.refusals import Case, campaign, certificate
from tests.backend.stage import Stage
from volunteers.models import VolunteerDetails

REVOCATION = {"code": "wrong_facts", "reason": "Die Stunden stimmen nicht."}


def competence(stage: Stage, **changes: Any) -> dict[str, Any]:
    wish = {"kind": "competence", "organisation": str(stage.world.cafe.uuid), "age_affirmed": True} | changes
    return {name: value for name, value in certificate(stage, **wish).items() if value is not None}


def nothing(_stage: Stage) -> object:
    return None


def eighty_hours(stage: Stage) -> object:
    return [
        factories.confirmed(stage.world.ada_volunteer, stage.world.talking, minutes=1200, day=dt.date(2026, 7, day))
        for day in (1, 2, 3, 4)
    ]


def thirteen(stage: Stage) -> object:
    born = dt.date.today() - dt.timedelta(days=13 * 365)  # noqa: DTZ011 - about thirteen will do
    return VolunteerDetails.objects.create(volunteer=stage.world.ada_volunteer, birth_date=born)


def too_wide(stage: Stage) -> object:
    """The first text has the size of a poster, and one line to stand on."""
    layout = samples.shipped_layout("thanks")
    poster = {"type": "text", "text": "{name}", "style": min(layout["styles"]), "sizes": [{"size": 120, "lines": 1}]}
    layout["elements"] = [poster, *layout["elements"]]
    return type(stage.draft_version).objects.filter(pk=stage.draft_version.pk).update(layout=layout)


CASES = [
    *(
        Case("carla", "POST certificates", 400, code, field, lambda stage, wish=wish: competence(stage, **wish), before)  # type: ignore[misc]  # of this turn
        for code, field, wish, before in (
            ("organisation_missing", "organisation", {"organisation": None}, nothing),
            ("more_than_a_year", "end", {"end": "2027-01-01"}, nothing),
            ("age_unknown", "age_affirmed", {"age_affirmed": False}, nothing),
            ("too_few_hours", "start", {}, nothing),
            ("no_competence", "organisation", {}, eighty_hours),
            ("too_young", "volunteer", {}, thirteen),
        )
    ),
    Case(
        "carla",
        "POST campaigns",
        400,
        "organisation_missing",
        "organisation",
        lambda stage: campaign(stage, kind="competence"),
    ),
    Case(
        "carla",
        "POST campaigns",
        400,
        "more_than_a_year",
        "period_end",
        lambda stage: campaign(stage, kind="competence", period_start="2025-12-31", period_end="2026-01-01"),
    ),
    Case("ada", "POST certificates/{certificate}/revoke", 403, "not_coordinator", "", lambda _: REVOCATION),
    Case("carla", "POST certificates/{failed}/revoke", 409, "illegal_transition", "status", lambda _: REVOCATION),
    Case(
        "ada",
        "POST certificates/{certificate}/revoke",
        403,
        "own_certificate",
        "",
        lambda _: REVOCATION,
        lambda stage: factories.coordinate(stage.world.ada),
    ),
    Case(
        "carla",
        "POST certificates/{certificate}/replace",
        409,
        "replacement_pending",
        "status",
        lambda _: {},
        lambda stage: replacing.replace(actor=stage.world.carla, certificate=stage.certificate),
    ),
    Case(
        "carla",
        "POST certificates/{certificate}/replace",
        400,
        "not_replaceable",
        "period_start",
        lambda _: {},
        lambda stage: type(stage.certificate).objects.update(period_start=None, period_end=None),
    ),
    Case(
        "carla",
        "POST certificates/{certificate}/renew",
        400,
        "period_shortened",
        "end",
        lambda _: {"end": "2026-12-30"},
    ),
    Case("carla", "POST certificates/{certificate}/hide", 403, "not_holder", ""),
    Case("ada", "POST certificates/{failed}/show", 409, "not_issued", ""),
    # templates
    Case("ada", "POST templates", 403, "not_coordinator", "", lambda _: {"title": "Neu", "kind": "thanks"}),
    Case(
        "carla",
        "PATCH template-versions/{draft_version}",
        400,
        "layout_invalid",
        "layout.format",
        lambda _: {"layout": {}},
    ),
    Case(
        "carla",
        "PATCH template-versions/{draft_version}",
        400,
        "layout_of_another_kind",
        "layout.kind",
        lambda _: {"layout": samples.shipped_layout("record")},
    ),
    Case(
        "carla",
        "POST template-versions",
        409,
        "draft_exists",
        "version",
        lambda stage: {"version": str(stage.draft_version.uuid)},
    ),
    Case("carla", "POST template-versions/{draft_version}/publish", 400, "sample_fails", "name", before=too_wide),
    Case("dora", "POST template-versions/{published_version}/retire", 403, "not_editor", ""),
    Case("carla", "POST template-versions/{published_version}/publish", 409, "illegal_transition", "status"),
]
