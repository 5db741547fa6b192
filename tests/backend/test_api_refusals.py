"""Every refusal of the domain, met through the API: its code, its field, its sentence, and that nothing changed."""

import ast
import dataclasses
import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone
from rest_framework.test import APIClient

from tests.backend.problems import refusal
from tests.backend.stage import Stage, set_stage
from tests.cast import World
from volunteers.models import User, Volunteer, VolunteerDetails

AsUser = Callable[..., APIClient]
PERIOD = {"period_start": "2026-01-01", "period_end": "2026-12-31"}
TURNED = {"period_start": "2026-12-31", "period_end": "2026-01-01"}
NOW = timezone.now()
INVISIBLE = "Ada\u202eBeispiel"


@dataclasses.dataclass(frozen=True)
class Case:
    """Who asks for what, and the refusal: status, code and field. `before` sets the scene."""

    who: str
    ask: str
    status: int
    code: str
    field: str
    body: Callable[[Stage], Any] = dataclasses.field(default=lambda _stage: None, compare=False)
    before: Callable[[Stage], object] = dataclasses.field(default=lambda _stage: None, compare=False)

    def __str__(self) -> str:
        return f"{self.code} {self.ask}"


def campaign(stage: Stage, **changes: Any) -> dict[str, Any]:
    return {"title": "Dank", "kind": "thanks", "issuer": str(stage.world.issuer.uuid), **PERIOD} | changes


def certificate(stage: Stage, **changes: Any) -> dict[str, Any]:
    order = {"volunteer": str(stage.world.ada_volunteer.uuid), "kind": "record", "issuer": str(stage.world.issuer.uuid)}
    return order | {"start": "2026-01-01", "end": "2026-12-31"} | changes


def consent(stage: Stage, **changes: Any) -> dict[str, Any]:
    given = {"volunteer": str(stage.world.ada_volunteer.uuid), "place": "print", "display_form": "full_name"}
    return given | changes


def without_parts(stage: Stage) -> object:
    return Volunteer.objects.filter(pk=stage.world.ada_volunteer.pk).update(given_name="")


def under_age(stage: Stage) -> object:
    born = dt.date.today() - dt.timedelta(days=17 * 365)  # noqa: DTZ011 - about seventeen will do
    return VolunteerDetails.objects.create(volunteer=stage.world.ada_volunteer, birth_date=born)


CASES = [
    # organisations and activities
    Case(
        "carla",
        "POST organisations",
        409,
        "slug_taken",
        "slug",
        lambda _: {"slug": "cafe", "name": "Neu", "kind": "association", "district": "03457"},
    ),
    Case(
        "carla",
        "POST organisations",
        400,
        "not_printable",
        "name",
        lambda _: {"slug": "neu", "name": INVISIBLE, "kind": "association", "district": "03457"},
    ),
    Case("omar", "PATCH organisations/{cafe}", 403, "not_manager", "", lambda _: {"name": "Neu"}),
    Case("mina", "PATCH organisations/{cafe}", 403, "not_coordinator", "", lambda _: {"is_active": False}),
    Case(
        "mallory",
        "POST activities",
        403,
        "not_member",
        "organisation",
        lambda stage: {"organisation": str(stage.world.cafe.uuid), "title": "Kochen", "field": "living"},
    ),
    Case(
        "omar",
        "POST activities",
        409,
        "title_taken",
        "title",
        lambda stage: {"organisation": str(stage.world.cafe.uuid), "title": " SPRECHRUNDE ", "field": "living"},
    ),
    Case(
        "omar",
        "POST activities",
        400,
        "period_out_of_order",
        "ends_on",
        lambda stage: {
            "organisation": str(stage.world.cafe.uuid),
            "title": "Kochen",
            "field": "living",
            "starts_on": "2026-02-02",
            "ends_on": "2026-02-01",
        },
    ),
    Case("omar", "PATCH activities/{talking}", 409, "activity_in_use", "field", lambda _: {"field": "living"}),
    # people and roles
    Case(
        "mallory",
        "POST volunteers",
        403,
        "not_member",
        "organisation",
        lambda stage: {"organisation": str(stage.world.cafe.uuid), "name": "Neu Dazu"},
    ),
    Case("ada", "PATCH volunteers/{ada}", 400, "invalid", "name", lambda _: {"name": "\u2003"}),
    Case("omar", "PATCH volunteers/{ada}", 403, "not_yours", "", lambda _: {"name": "Ada Anders"}),
    Case(
        "mina",
        "POST memberships",
        409,
        "already_member",
        "email",
        lambda stage: {"organisation": str(stage.world.cafe.uuid), "email": "OMAR@example.org", "role": "manager"},
    ),
    Case("mina", "POST memberships/{mina}/end", 409, "last_manager", ""),
    Case(
        "mina",
        "POST memberships/{omar}/end",
        409,
        "already_ended",
        "",
        before=lambda stage: type(stage.membership).objects.filter(pk=stage.membership.pk).update(ended_at=NOW),
    ),
    Case(
        "carla",
        "POST coordinator-scopes",
        400,
        "scope_mismatch",
        "kind",
        lambda _: {"email": "neu@example.org", "kind": "district", "field": "language"},
    ),
    Case(
        "carla",
        "POST coordinator-scopes",
        409,
        "already_appointed",
        "kind",
        lambda _: {"email": "carla@example.org", "kind": "all"},
    ),
    # consent
    Case("carla", "POST consents", 403, "not_yours", "volunteer", consent),
    Case("ada", "POST consents", 400, "guardian_needed", "volunteer", consent, under_age),
    Case("ada", "POST consents", 400, "alias_missing", "alias", lambda stage: consent(stage, display_form="alias")),
    Case(
        "ada",
        "POST consents",
        400,
        "parts_missing",
        "display_form",
        lambda stage: consent(stage, display_form="first_name"),
        without_parts,
    ),
    Case(
        "ada",
        "POST consents",
        400,
        "expiry_out_of_range",
        "expires_on",
        lambda stage: consent(stage, expires_on="2020-01-01"),
    ),
    Case(
        "ada",
        "POST consents/{consent}/withdraw",
        409,
        "already_withdrawn",
        "",
        before=lambda stage: type(stage.consent).objects.update(withdrawn_at=NOW),
    ),
    # certificates
    Case(
        "carla",
        "POST certificates",
        400,
        "period_out_of_order",
        "period_end",
        lambda stage: certificate(stage, end="2025-01-01"),
    ),
    Case(
        "carla",
        "POST certificates",
        400,
        "no_confirmed_hours",
        "start",
        lambda stage: certificate(stage, start="2026-11-01"),
    ),
    Case(
        "carla",
        "POST certificates",
        400,
        "not_printable",
        "name",
        certificate,
        lambda stage: Volunteer.objects.filter(pk=stage.world.ada_volunteer.pk).update(name=INVISIBLE),
    ),
    Case("ada", "GET certificates/{failed}/pdf", 409, "not_issued", "status"),
    Case(
        "ada",
        "GET certificates/{certificate}/pdf",
        409,
        "file_differs",
        "digest",
        before=lambda stage: type(stage.certificate).objects.filter(pk=stage.certificate.pk).update(digest="0" * 64),
    ),
    Case("ada", "POST certificates/{failed}/retry", 403, "not_coordinator", ""),
    Case("carla", "POST certificates/{certificate}/retry", 409, "illegal_transition", "status"),
    Case("carla", "POST campaigns", 400, "period_out_of_order", "period_end", lambda stage: campaign(stage, **TURNED)),
    Case("dora", "POST campaigns", 403, "beyond_scope", "district", lambda stage: campaign(stage, district="03457")),
    Case("carla", "POST campaigns/{ordered_campaign}/order", 409, "illegal_transition", "status"),
    Case("carla", "POST campaigns/{ordered_campaign}/cancel", 409, "illegal_transition", "status"),
    Case(
        "carla",
        "POST campaigns/{draft_campaign}/order",
        400,
        "nobody_due",
        "minimum_minutes",
        before=lambda stage: type(stage.draft_campaign).objects.update(minimum_minutes=10_000),
    ),
    # lists
    Case(
        "carla",
        "POST recognition-lists",
        400,
        "one_scope",
        "district",
        lambda _: {"slug": "neu", "title": "Neu", "district": "03457", "field": "language", **PERIOD},
    ),
    Case(
        "carla",
        "POST recognition-lists",
        400,
        "period_out_of_order",
        "period_end",
        lambda _: {"slug": "neu", "title": "Neu", "field": "language", **TURNED},
    ),
    Case(
        "carla",
        "POST recognition-lists",
        409,
        "slug_taken",
        "slug",
        lambda _: {"slug": "danke-leer", "title": "Neu", "field": "language", **PERIOD},
    ),
    Case(
        "dora",
        "POST recognition-lists",
        403,
        "beyond_scope",
        "",
        lambda _: {"slug": "neu", "title": "Neu", "field": "language", **PERIOD},
    ),
    Case(
        "carla",
        "POST recognition-lists/{draft_list}/publish",
        400,
        "too_few",
        "status",
        before=lambda stage: type(stage.consent).objects.filter(pk=stage.consent.pk).update(withdrawn_at=NOW),
    ),
    Case("carla", "POST recognition-lists/{published_list}/publish", 409, "illegal_transition", "status"),
    Case("carla", "POST recognition-lists/{draft_list}/withdraw", 409, "illegal_transition", "status"),
    # hours, beside those of test_api_hours
    Case(
        "ada",
        "POST hours",
        400,
        "day_too_early",
        "day",
        lambda stage: {"activity": str(stage.world.talking.uuid), "day": "0206-03-14", "minutes": 5},
    ),
    Case("dora", "GET organisations/{cafe}/totals", 404, "not_found", ""),
]
# Codes that other files meet, and those that no request can meet: the form of the body is refused before.
ELSEWHERE = {
    "activity_of_another_organisation",
    "already_volunteer",
    "day_full",
    "day_in_future",
    "idempotency_key_invalid",
    "no_record",
    "organisation_inactive",
    "outside_activity_period",
    "own_hours",
    "sign_in_failed",
    "uuid_taken",
}
NEVER_BY_API = {
    "email_invalid",
    "minutes_out_of_range",
    "missing",
    "name_missing",
    "reason_missing",
    "too_long",
    "too_many",
}
# A person of that place sees the entry only if they may decide on it, or if it is their own.
NEVER_BY_ANYBODY = {"not_confirmer"}


@pytest.fixture
def stage(world: World) -> Stage:
    return set_stage(world)


def address(case: Case, stage: Stage) -> str:
    world = stage.world
    rows = vars(stage) | {
        "cafe": world.cafe,
        "talking": world.talking,
        "ada": world.ada_volunteer,
        "omar": stage.membership,
        "mina": type(stage.membership).objects.get(user=world.mina),
    }
    keys = {name: str(row.uuid) for name, row in rows.items() if hasattr(row, "uuid")}
    return "/api/v1/" + case.ask.partition(" ")[2].format(**keys)


def snapshot(stage: Stage) -> list[Any]:
    """All rows that a request could change."""
    models: set[Any] = {type(row) for row in vars(stage).values() if hasattr(row, "_meta")} | {User, Volunteer}
    return [
        (model.__name__, list(model.objects.order_by("pk").values()))
        for model in sorted(models, key=lambda m: m.__name__)
    ]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_refusal_names_code_and_field_and_changes_nothing(case: Case, stage: Stage, as_user: AsUser) -> None:
    user = stage.users()[case.who]
    case.before(stage)
    before = snapshot(stage)
    client = as_user(user)
    method: Any = getattr(client, case.ask.partition(" ")[0].lower())
    refusal(method(address(case, stage), case.body(stage)), case.status, case.code, case.field)
    assert snapshot(stage) == before


def test_every_code_of_the_domain_is_met() -> None:
    root = Path(settings.BASE_DIR)
    files = [
        root / "volunteers" / "bounds.py",
        root / "backend" / "common" / "idempotency.py",
        root / "certificates" / "services" / "ordering.py",
        root / "certificates" / "services" / "files.py",
        root / "recognition" / "services" / "lists.py",
        *(path for path in (root / "volunteers" / "services").glob("*.py") if path.name != "importing.py"),
        *(path for app in ("volunteers", "certificates", "recognition") for path in (root / app / "api").glob("*.py")),
    ]
    refusals = {"Invalid", "Forbidden", "NotFound", "Conflict"}
    codes = {
        keyword.value.value
        for path in files
        for call in ast.walk(ast.parse(path.read_text()))
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in refusals
        for keyword in call.keywords
        if keyword.arg == "code" and isinstance(keyword.value, ast.Constant)
    }
    met = {case.code for case in CASES} - {"invalid", "illegal_transition", "not_found"}
    assert codes == met | ELSEWHERE | NEVER_BY_API | NEVER_BY_ANYBODY
