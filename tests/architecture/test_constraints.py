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
from certificates.models import CertificateEvent, CertificateMail, NumberSeries, TemplateVersion
from recognition.models import ListEntry
from tests.backend.stage import Stage
from tests.certificates.orders import columns_at
from volunteers.models import AddressChange, DistrictMonth, LedgerEvent, OrganisationMonth, VolunteerDetails

pytestmark = pytest.mark.usefixtures("staged")

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


def paper(stage: Stage, **changes: Any) -> models.Model:
    """Another certificate like that of the stage, with a number, a code and a place in the status list of its own."""
    own = {"number": 99, "code": "A" * 16, "status_list": None, "status_index": None}
    return twin(stage.certificate, **own | changes)


def first(model: Any, **filters: Any) -> Any:
    return model._default_manager.filter(**filters).order_by("pk")[0]


def address_change(stage: Stage, **changes: Any) -> models.Model:
    """Mina asked for another address for Ada."""
    world = stage.world
    wish = {"user": world.ada, "organisation": world.cafe, "old_email": world.ada.email, "new_email": "neu@example.net"}
    asked = {"evidence": "War hier.", "requested_at": timezone.now(), "requested_by": world.mina}
    return AddressChange.objects.create(**wish | asked | changes)


AGREED = {"approved_at": timezone.now(), "due_at": timezone.now()}
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
    "address_change_known_status": lambda stage: address_change(stage, status="lost"),
    "address_change_four_eyes": lambda stage: address_change(
        stage, status="approved", approved_by=stage.world.mina, **AGREED
    ),
    "address_change_approved_with_who_and_when": lambda stage: address_change(stage, status="approved", **AGREED),
    "address_change_status_matches": lambda stage: address_change(stage, status="approved"),
    "address_change_closed_with_when": lambda stage: address_change(stage, status="stopped"),
    "address_change_one_open": lambda stage: twin(address_change(stage)),
    "claim_known_competence": lambda stage: change(stage.claim, competence="grades"),
    "claim_known_status": lambda stage: change(stage.claim, status="lost"),
    "claim_has_an_example": lambda stage: change(stage.claim, example=""),
    "claim_decided_with_who_and_when": lambda stage: change(stage.claim, status="confirmed"),
    "claim_four_eyes": lambda stage: change(
        stage.claim, status="confirmed", decided_at=timezone.now(), decided_by=stage.claim.proposed_by
    ),
    "claim_declined_with_reason": lambda stage: change(
        stage.claim, status="declined", decided_at=timezone.now(), decided_by=stage.world.omar
    ),
    "claim_withdrawn_with_when": lambda stage: change(stage.claim, status="withdrawn"),
    "claim_once": lambda stage: twin(stage.claim),
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
    "details_birth_date_to_print": lambda stage: VolunteerDetails.objects.create(
        volunteer=stage.olga, print_birth_date=True
    ),
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
    "campaign_known_kind": lambda stage: change(stage.draft_campaign, kind="diploma"),
    "campaign_competence_somewhere": lambda stage: change(
        stage.draft_campaign, kind="competence", organisation_id=None
    ),
    "certificate_once_a_campaign": paper,
    "certificate_code_once": lambda stage: paper(stage, campaign_id=None, code=stage.certificate.code),
    "mail_secret_once": lambda stage: CertificateMail.objects.create(
        certificate=stage.failed, secret=stage.mail.secret, ordered_by=stage.world.carla, queued_at=timezone.now()
    ),
    "mail_known_status": lambda stage: change(stage.mail, status="lost"),
    "mail_sending_is_a_lease": lambda stage: change(stage.mail, status="sending"),
    "mail_sent_with_when": lambda stage: change(stage.mail, status="sent"),
    "mail_failed_with_reason": lambda stage: change(stage.mail, status="failed"),
    "certificate_number_once": lambda stage: paper(stage, campaign_id=None, number=stage.certificate.number),
    "certificate_replaced_once": lambda stage: [
        paper(stage, replaces_id=stage.certificate.pk, number=number, code=code * 16)
        for number, code in ((98, "A"), (99, "B"))
    ],
    "certificate_status_bit_once": lambda stage: [
        paper(stage, campaign_id=None, status_list=9, status_index=7, number=number, code=code * 16)
        for number, code in ((98, "A"), (99, "B"))
    ],
    "certificate_status_bit_in_a_list": lambda stage: change(stage.failed, status_list=9, status_index=None),
    "certificate_revoked_with_reason": lambda stage: change(stage.certificate, status="revoked"),
    "certificate_known_revocation": lambda stage: change(
        stage.certificate,
        status="revoked",
        **columns_at(stage.certificate, "revoked") | {"revocation_code": "bad_luck"},
    ),
    "certificate_replaced_by_another": lambda stage: change(stage.certificate, status="replaced"),
    "certificate_replaces_another": lambda stage: change(stage.certificate, replaces=stage.certificate),
    "certificate_period_in_order": lambda stage: change(stage.certificate, period_end=DAY_BEFORE),
    "certificate_event_known_act": lambda stage: CertificateEvent.objects.create(
        certificate=stage.certificate, at=timezone.now(), act="lost"
    ),
    "template_known_kind": lambda stage: change(stage.template, kind="poster"),
    "template_has_title": lambda stage: change(stage.template, title=""),
    "template_version_number_once": lambda stage: twin(stage.published_version),
    "template_version_one_draft": lambda stage: twin(stage.draft_version, number=2),
    "template_version_status_with_when": lambda stage: change(stage.draft_version, status="published"),
    "template_version_has_digest": lambda stage: change(stage.draft_version, digest="abc"),
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


def test_certificate_event_is_neither_changed_nor_deleted(stage: Stage) -> None:
    CertificateEvent.objects.create(certificate=stage.certificate, at=timezone.now(), act="hidden")
    before = list(CertificateEvent.objects.values())
    table = CertificateEvent._meta.db_table
    for statement in (f"UPDATE {table} SET code = 'x'", f"DELETE FROM {table}"):  # noqa: S608 -- a table's name
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert list(CertificateEvent.objects.values()) == before


@pytest.mark.parametrize(
    "changes",
    [
        {"layout": {"format": 1}},
        {"digest": "0" * 64},
        {"number": 7},
        {"status": "draft", "published_at": None, "published_by": None},
    ],
    ids=["layout", "digest", "number", "status"],
)
def test_published_version_keeps_its_layout_and_is_kept(changes: dict[str, Any], stage: Stage) -> None:
    rows = TemplateVersion.objects.filter(pk=stage.published_version.pk)
    before = rows.values().get()
    for write in (lambda: rows.update(**changes), rows.delete):
        with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
            write()
    assert rows.values().get() == before


def test_frozen_version_stays_frozen(stage: Stage) -> None:
    rows = TemplateVersion.objects.filter(pk=stage.published_version.pk)
    rows.update(frozen_at=timezone.now())
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        rows.update(frozen_at=None)
    assert rows.update(status="retired", retired_at=timezone.now()) == 1
