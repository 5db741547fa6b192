"""Every constraint of every model, tried: the database refuses what the docs forbid, past all services."""

import copy
import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, IntegrityError, connection, models, transaction
from django.utils import timezone

from backend.common.models import IdempotencyRecord
from certificates.models import NumberSeries
from recognition.models import ListEntry
from tests.backend.stage import Stage, set_stage
from tests.cast import World
from volunteers.models import DistrictMonth, LedgerEvent, OrganisationMonth, VolunteerDetails

OUR_APPS = ("common", "volunteers", "certificates", "recognition")
Deed = Callable[[Stage], object]


def constraints() -> dict[str, models.BaseConstraint]:
    """By name, all of our own."""
    found = [model._meta.constraints for label in OUR_APPS for model in apps.get_app_config(label).get_models()]
    return {constraint.name: constraint for some in found for constraint in some}


def change(row: models.Model, **changes: Any) -> None:
    """Behind the back of everything: no save, no service."""
    type(row)._default_manager.filter(pk=row.pk).update(**changes)


def twin(row: models.Model, **changes: Any) -> models.Model:
    """Another row like this one but for its own identifiers and the changes."""
    other = copy.copy(row)
    other.pk = None
    other._state.adding = True
    if hasattr(other, "uuid"):
        other.uuid = uuid.uuid4()
    for name, value in changes.items():
        setattr(other, name, value)
    return type(row)._default_manager.bulk_create([other])[0]


def first(model: Any, **filters: Any) -> Any:
    return model._default_manager.filter(**filters).order_by("pk")[0]


DAY_BEFORE = dt.date(2025, 12, 31)
VIOLATIONS: dict[str, Deed] = {
    # volunteers
    "activity_title_once": lambda stage: twin(stage.world.talking, title=stage.world.talking.title.upper()),
    "activity_period_in_order": lambda stage: change(
        stage.world.talking, starts_on=dt.date(2026, 1, 1), ends_on=DAY_BEFORE
    ),
    "activity_has_title": lambda stage: change(stage.world.talking, title=""),
    "consent_once": lambda stage: twin(stage.consent),
    "consent_known_place": lambda stage: change(stage.consent, place="billboard"),
    "consent_alias_with_its_form": lambda stage: change(stage.consent, alias="Die Helferin"),
    "hours_minutes_within_a_day": lambda stage: change(stage.waiting, minutes=1441),
    "hours_known_status": lambda stage: change(stage.waiting, status="lost"),
    "hours_confirmed_with_who_and_when": lambda stage: change(stage.waiting, status="confirmed"),
    "hours_declined_with_reason": lambda stage: change(stage.declined, decline_reason=""),
    "hours_import_once": lambda stage: [twin(stage.waiting, import_key="row 1") for _ in range(2)],
    "event_known_status": lambda _stage: twin(first(LedgerEvent), to_status="lost"),
    "organisation_known_kind": lambda stage: change(stage.world.cafe, kind="bank"),
    "membership_once": lambda stage: twin(stage.membership),
    "membership_known_role": lambda stage: change(stage.membership, role="owner"),
    "scope_matches_its_kind": lambda stage: change(stage.scope, kind="field"),
    "scope_all_once": lambda stage: twin(stage.world.carla.coordinator_scopes.get()),
    "scope_district_once": lambda stage: twin(stage.scope),
    "scope_field_once": lambda stage: [
        twin(stage.scope, kind="field", district_id=None, field_id=stage.world.talking.field_id) for _ in range(2)
    ],
    "user_email_once": lambda stage: twin(stage.world.ada, email="ADA@example.org"),
    "volunteer_has_name": lambda stage: change(stage.olga, name=""),
    "volunteer_has_a_home": lambda stage: change(stage.olga, kept_by=None),
    "details_known_gender": lambda stage: VolunteerDetails.objects.bulk_create(
        [VolunteerDetails(volunteer=stage.olga, gender="robot")]
    ),
    "organisation_month_once": lambda _stage: twin(first(OrganisationMonth)),
    "district_month_slot_once": lambda _stage: twin(first(DistrictMonth)),
    "district_month_known_slot": lambda _stage: change(first(DistrictMonth), slot=16),
    # certificates
    "campaign_period_in_order": lambda stage: change(stage.draft_campaign, period_end=DAY_BEFORE),
    "campaign_ordered_with_when": lambda stage: change(stage.draft_campaign, status="ordered"),
    "campaign_asks_for_hours": lambda stage: change(stage.draft_campaign, minimum_minutes=0),
    "campaign_known_kind": lambda stage: change(stage.draft_campaign, kind="competence"),
    "certificate_once_a_campaign": lambda stage: twin(stage.certificate, number=99, code="A" * 16),
    "certificate_number_once": lambda stage: twin(stage.certificate, campaign_id=None, code="A" * 16),
    "certificate_known_status": lambda stage: change(stage.certificate, status="lost"),
    "certificate_issued_with_digest": lambda stage: change(stage.certificate, digest=""),
    "certificate_rendering_is_a_lease": lambda stage: change(stage.certificate, lease_token=uuid.uuid4()),
    "certificate_failed_with_reason": lambda stage: change(stage.failed, failure_reason=""),
    "issuer_code_prints": lambda stage: change(stage.world.issuer, code="npa"),
    "series_once": lambda _stage: twin(first(NumberSeries)),
    # recognition
    "list_has_one_scope": lambda stage: change(stage.draft_list, field_id=stage.world.talking.field_id),
    "list_period_in_order": lambda stage: change(stage.draft_list, period_end=DAY_BEFORE),
    "list_published_with_who_and_when": lambda stage: change(stage.draft_list, status="published"),
    "list_entry_once": lambda _stage: twin(first(ListEntry)),
    # common
    "idempotency_key_once": lambda stage: IdempotencyRecord.objects.bulk_create(
        [IdempotencyRecord(user=stage.world.ada, key="k", path="/", body_digest="", created_at=timezone.now())] * 2
    ),
}


@pytest.fixture
def stage(world: World) -> Stage:
    return set_stage(world)


def test_every_constraint_is_tried() -> None:
    assert set(constraints()) == set(VIOLATIONS)


@pytest.mark.parametrize("name", sorted(VIOLATIONS))
def test_constraint_refuses_its_violation(name: str, stage: Stage) -> None:
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        VIOLATIONS[name](stage)
    # SQLite names the columns of a unique constraint, not the constraint itself.
    if connection.vendor == "sqlite" and isinstance(constraints()[name], models.UniqueConstraint):
        assert str(refusal.value).startswith("UNIQUE constraint failed: ")
    else:
        assert name in str(refusal.value)


def test_ledger_event_is_neither_changed_nor_deleted(stage: Stage) -> None:
    before = list(LedgerEvent.objects.order_by("pk").values())
    table = LedgerEvent._meta.db_table
    for statement in (f"UPDATE {table} SET minutes = 1", f"DELETE FROM {table}"):  # noqa: S608 -- a table's name
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert list(LedgerEvent.objects.order_by("pk").values()) == before
    assert len(before) == 9
