"""Every refusal about sign-in sheets that the API can give; see `refusals.py`. Those of a line stand in its result."""

from typing import Any

from django.utils import timezone

from tests.backend.refusals import Case
from tests.backend.stage import Stage
from volunteers.models import Organisation, SignInSheet, Volunteer


def sheet(stage: Stage, **changes: Any) -> dict[str, Any]:
    return {"activity": str(stage.world.talking.uuid), "form": "own_days", "blank_rows": 5} | changes


def closed(stage: Stage, **changes: Any) -> object:
    now = timezone.now()
    return SignInSheet.objects.filter(pk=stage.sheet.pk).update(status="closed", closed_at=now, **changes)


CASES = [
    Case("carla", "POST sign-in-sheets", 403, "not_member", "organisation", sheet),
    Case(
        "omar",
        "POST sign-in-sheets",
        400,
        "organisation_inactive",
        "activity",
        sheet,
        lambda stage: Organisation.objects.filter(pk=stage.world.cafe.pk).update(is_active=False),
    ),
    Case("omar", "POST sign-in-sheets", 400, "days_of_sheet", "days", lambda stage: sheet(stage, form="days")),
    Case("omar", "POST sign-in-sheets", 400, "rows_of_sheet", "blank_rows", lambda stage: sheet(stage, blank_rows=0)),
    Case("omar", "POST sign-in-sheets", 400, "language_unknown", "language", lambda stage: sheet(stage, language="xx")),
    Case(
        "omar",
        "POST sign-in-sheets",
        400,
        "person_unknown",
        "volunteers",
        lambda stage: sheet(stage, volunteers=[str(stage.world.mallory_volunteer.uuid)]),
    ),
    Case("omar", "POST sign-in-sheets/{sheet}/reopen", 409, "illegal_transition", "status"),
    Case(
        "omar",
        "POST sign-in-sheets/{sheet}/reopen",
        409,
        "sheet_emptied",
        "",
        before=lambda stage: closed(stage, emptied_at=timezone.now()),
    ),
    Case(
        "omar",
        "POST sign-in-sheets/{sheet}/discard",
        409,
        "sheet_in_use",
        "",
        before=lambda stage: SignInSheet.objects.filter(pk=stage.sheet.pk).update(entry_count=1),
    ),
    Case("carla", "POST sign-in-sheets/{sheet}/close", 403, "not_member", "organisation"),
    Case(
        "omar",
        "GET sign-in-sheets/{sheet}/pdf",
        409,
        "sheet_ended",
        "",
        before=lambda stage: closed(stage, emptied_at=timezone.now()),
    ),
    Case(
        "omar",
        "GET sign-in-sheets/{sheet}/pdf",
        400,
        "not_printable",
        "rows.0.name",
        before=lambda stage: Volunteer.objects.filter(pk=stage.olga.pk).update(name="Olga \U0001f600"),
    ),
]
