"""Every refusal about lists of thanks that the API can give; see `refusals.py`."""

from typing import Any

from backend.common import clock
from tests import factories
from tests.backend.refusals import Case
from tests.backend.stage import Stage
from volunteers.models import Consent

PERIOD = {"period_start": "2026-01-01", "period_end": "2026-12-31"}
TURNED = {"period_start": "2026-12-31", "period_end": "2026-01-01"}
LISTS = "recognition-lists"


def new(_stage: Stage, **changes: Any) -> dict[str, Any]:
    return {"slug": "neu", "title": "Neu", "field": "language", **PERIOD} | changes


def withdrawn(stage: Stage) -> object:
    return Consent.objects.filter(pk=stage.consent.pk).update(withdrawn_at=clock.now())


def unnamed(stage: Stage) -> object:
    """Ada wishes to stay so, and everybody else who helped is named."""
    return Consent.objects.filter(pk=stage.consent.pk).update(display_form="anonymous")


def of_dora(stage: Stage) -> object:
    """The draft is somebody else's."""
    return type(stage.draft_list).objects.filter(pk=stage.draft_list.pk).update(created_by=stage.dora)


def of_dora_and_unnamed(stage: Stage) -> None:
    of_dora(stage)
    unnamed(stage)


def renewed(stage: Stage) -> object:
    published = stage.published_list
    return type(published).objects.create(
        slug=published.slug,
        version=2,
        title="Neu",
        district=published.district,
        period_start=published.period_start,
        period_end=published.period_end,
        created_by=factories.user(),
    )


CASES = [
    Case("carla", f"POST {LISTS}", 400, "one_scope", "district", lambda stage: new(stage, district="03457")),
    Case("carla", f"POST {LISTS}", 400, "period_out_of_order", "period_end", lambda stage: new(stage, **TURNED)),
    Case("carla", f"POST {LISTS}", 409, "slug_taken", "slug", lambda stage: new(stage, slug="danke-leer")),
    Case("dora", f"POST {LISTS}", 403, "beyond_scope", "", new),
    Case(
        "carla", f"PATCH {LISTS}/{{checked_list}}", 409, "illegal_transition", "status", lambda _: {"title": "Anders"}
    ),
    Case("carla", f"DELETE {LISTS}/{{checked_list}}", 409, "illegal_transition", "status"),
    Case("carla", f"POST {LISTS}/{{draft_list}}/check", 403, "own_draft", "", lambda _: {"revision": 1}),
    Case(
        "carla",
        f"POST {LISTS}/{{draft_list}}/check",
        409,
        "changed_meanwhile",
        "revision",
        lambda _: {"revision": 2},
        of_dora,
    ),
    Case(
        "carla",
        f"POST {LISTS}/{{draft_list}}/check",
        400,
        "unnamed_stand_out",
        "status",
        lambda _: {"revision": 1},
        of_dora_and_unnamed,
    ),
    Case(
        "carla",
        f"POST {LISTS}/{{draft_list}}/return",
        409,
        "illegal_transition",
        "status",
        lambda _: {"reason": "Noch nicht."},
    ),
    Case("carla", f"POST {LISTS}/{{checked_list}}/publish", 400, "too_few", "status", before=withdrawn),
    Case("carla", f"POST {LISTS}/{{draft_list}}/publish", 409, "illegal_transition", "status"),
    Case("carla", f"POST {LISTS}/{{published_list}}/publish", 409, "illegal_transition", "status"),
    Case("carla", f"POST {LISTS}/{{draft_list}}/withdraw", 409, "illegal_transition", "status"),
    Case("carla", f"POST {LISTS}/{{draft_list}}/renew", 409, "illegal_transition", "status", lambda _: PERIOD),
    Case("carla", f"POST {LISTS}/{{published_list}}/renew", 409, "in_work", "status", lambda _: PERIOD, renewed),
]
