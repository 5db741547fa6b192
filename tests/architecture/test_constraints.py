"""Every constraint of every model, tried: the database refuses what the docs forbid, past all services."""

import datetime as dt
import uuid
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction
from django.utils import timezone

from backend.common.models import IdempotencyRecord
from certificates.models import CertificateEvent, CertificateMail, NumberSeries
from recognition.models import PublishedCell, PublishedYear
from tests.architecture import (
    violations_of_joining,
    violations_of_multipliers,
    violations_of_obstacles,
    violations_of_recognition,
    violations_of_stories,
    violations_of_thanks,
)
from tests.architecture.violating import Deed, change, first, twin
from tests.backend.stage import Stage
from tests.certificates.orders import columns_at
from volunteers.models import (
    AddressChange,
    CorrectionEvent,
    DistinctPair,
    DistrictMonth,
    Erasure,
    ForgottenHolder,
    ImportColumns,
    LedgerEvent,
    LinkedEntry,
    Mail,
    OrganisationMonth,
    ProtocolBlock,
    ProtocolEvent,
    SignInRow,
    Volunteer,
    VolunteerCard,
    VolunteerDetails,
    WithdrawalLink,
)

pytestmark = pytest.mark.usefixtures("staged")

OUR_APPS = ("common", "volunteers", "certificates", "recognition")


def constraints() -> dict[str, tuple[type[models.Model], models.BaseConstraint]]:
    """By name, all of our own, with their tables."""
    found = [model for label in OUR_APPS for model in apps.get_app_config(label).get_models()]
    return {constraint.name: (model, constraint) for model in found for constraint in model._meta.constraints}


def says(name: str) -> str:
    """What the database says where that constraint refuses; SQLite names a unique one by its columns."""
    model, constraint = constraints()[name]
    if connection.vendor == "sqlite" and isinstance(constraint, models.UniqueConstraint):
        if constraint.expressions:
            return f"UNIQUE constraint failed: index '{name}'"
        columns = {field.name: f"{model._meta.db_table}.{field.column}" for field in model._meta.concrete_fields}
        return "UNIQUE constraint failed: " + ", ".join(columns[name] for name in constraint.fields)
    return f"CHECK constraint failed: {name}" if connection.vendor == "sqlite" else f' constraint "{name}"'


def paper(stage: Stage, **changes: Any) -> models.Model:
    """Another certificate like that of the stage, with a number, a code and a place in the status list of its own."""
    own = {"number": 99, "code": "A" * 16, "status_list": None, "status_index": None}
    return twin(stage.certificate, **own | changes)


def decided(by: Any, **more: Any) -> dict[str, Any]:
    """Who decided, just now."""
    return {"decided_at": timezone.now(), "decided_by": by} | more


def address_change(stage: Stage, **changes: Any) -> models.Model:
    """Mina asked for another address for Ada."""
    world = stage.world
    wish = {"user": world.ada, "organisation": world.cafe, "old_email": world.ada.email, "new_email": "neu@example.net"}
    asked = {"evidence": "War hier.", "requested_at": timezone.now(), "requested_by": world.mina}
    return AddressChange.objects.create(**wish | asked | changes)


AGREED = {"approved_at": timezone.now(), "due_at": timezone.now()}
DAY_BEFORE = dt.date(2025, 12, 31)


def sealed(**columns: Any) -> ProtocolBlock:
    given = {"number": 1, "version": 1, "stream": "hours", "first_id": 1, "last_id": 1, "count": 1, "digest": "a"}
    return ProtocolBlock.objects.create(**given | columns, at=timezone.now(), marks=b"")


def wish(stage: Stage, **columns: Any) -> Erasure:
    """Ada asked to be forgotten."""
    now = timezone.now()
    given = {"user": stage.world.ada, "way": "person", "requested_at": now, "due_at": now}
    return Erasure.objects.create(**given | columns)


def request_for(stage: Stage) -> Mail:
    """The mail that asks Lena for her word."""
    mail: Mail = first(Mail, recipient=stage.link.address)
    return mail


def apart(stage: Stage, one: Volunteer, other: Volunteer) -> DistinctPair:
    return DistinctPair.objects.create(first=one, second=other, said_at=timezone.now(), said_by=stage.world.mina)


def card(stage: Stage, **columns: Any) -> VolunteerCard:
    given = {"kind": "gold", "status": "issued", "source": "freinet", "imported_at": timezone.now()} | columns
    return VolunteerCard.objects.create(volunteer=stage.olga, organisation=stage.world.cafe, **given)


def remembered(stage: Stage, kind: str = "hours") -> ImportColumns:
    return ImportColumns.objects.create(
        organisation=stage.world.cafe, kind=kind, header="h", meanings=[], used_at=timezone.now()
    )


def published_year(**columns: Any) -> PublishedYear:
    given = {"year": 2020, "people": 5, "minutes": 600, "organisations": 1, "published_at": timezone.now()}
    return PublishedYear.objects.create(**given | columns)


def published_cell(**columns: Any) -> PublishedCell:
    return PublishedCell.objects.create(**{"by": "field", "key": "language"} | columns, year=published_year())


VIOLATIONS: dict[str, Deed] = {
    # volunteers
    "activity_title_once": lambda stage: twin(stage.world.talking, title=stage.world.talking.title.upper()),
    "activity_period_in_order": lambda stage: change(
        stage.world.talking, starts_on=dt.date(2026, 1, 1), ends_on=DAY_BEFORE
    ),
    "activity_has_title": lambda stage: change(stage.world.talking, title=""),
    "consent_once": lambda stage: twin(stage.consent),
    "consent_known_place": lambda stage: change(stage.consent, place="billboard"),
    "consent_guardian_with_its_basis": lambda stage: change(stage.consent, basis="guardian"),
    "consent_text_once": lambda stage: twin(stage.text),
    "consent_text_known_place": lambda stage: twin(stage.text, place="billboard"),
    "consent_text_says_something": lambda stage: twin(stage.text, language="xx", text=""),
    "guardian_known_status": lambda stage: change(stage.question, status="lost"),
    "guardian_paper_has_a_holder": lambda stage: change(stage.question, proof="paper"),
    "guardian_answered_with_when": lambda stage: change(stage.question, status="given"),
    "guardian_withdrawn_with_when": lambda stage: change(stage.question, status="withdrawn"),
    "guardian_asked_once": lambda stage: twin(stage.question),
    "withdrawal_link_has_hash": lambda _stage: change(first(WithdrawalLink), token_hash=""),
    "district_hidden_once": lambda stage: twin(stage.hiding),
    "district_asked_with_who_and_when": lambda stage: change(stage.hiding, asked_by=stage.world.carla),
    "district_shown_with_who_and_when": lambda stage: change(stage.hiding, shown_by=stage.world.carla),
    "district_shown_four_eyes": lambda stage: change(
        stage.hiding,
        **dict.fromkeys(("asked_at", "shown_at"), stage.hiding.hidden_at),
        **dict.fromkeys(("asked_by", "shown_by"), stage.world.carla),
    ),
    "consent_alias_with_its_form": lambda stage: change(stage.consent, alias="Die Helferin"),
    "address_change_known_status": lambda stage: address_change(stage, status="lost"),
    "address_change_four_eyes": lambda stage: address_change(
        stage, status="approved", approved_by=stage.world.mina, **AGREED
    ),
    "address_change_approved_with_who_and_when": lambda stage: address_change(stage, status="approved", **AGREED),
    "address_change_status_matches": lambda stage: address_change(stage, status="approved"),
    "address_change_closed_with_when": lambda stage: address_change(stage, status="stopped"),
    "address_change_one_open": lambda stage: twin(address_change(stage)),
    "export_known_status": lambda stage: change(stage.copy, status="lost"),
    "export_building_is_a_lease": lambda stage: change(stage.copy, status="building"),
    "export_ready_until_when": lambda stage: change(stage.copy, status="ready"),
    "export_deleted_with_when": lambda stage: change(stage.copy, status="deleted"),
    "export_one_under_way": lambda stage: [twin(stage.copy, status="requested") for _again in range(2)],
    "export_of_whom": lambda stage: change(stage.copy, of="organisation", form="csv"),
    "export_of_roles_one_under_way": lambda stage: [
        twin(stage.copy, status="requested", of="coordination", form="csv") for _again in range(2)
    ],
    "erasure_of_somebody": lambda stage: wish(stage, user=None),
    "erasure_known_way": lambda stage: wish(stage, way="whim"),
    "erasure_status_with_when": lambda stage: wish(stage, status="erased"),
    "erasure_of_account_once": lambda stage: twin(wish(stage)),
    "erasure_of_volunteer_once": lambda stage: twin(wish(stage, user=None, volunteer=stage.olga)),
    "volunteer_erased_is_empty": lambda stage: change(stage.olga, erased_at=timezone.now()),
    "certificate_erased_is_nobodys": lambda stage: change(stage.certificate, erased_at=timezone.now()),
    "protocol_event_has_an_act": lambda _stage: ProtocolEvent.objects.create(at=timezone.now(), act=""),
    "protocol_block_begins_once": lambda _stage: [
        sealed(number=number, digest=digest) for number, digest in ((1, "a"), (2, "b"))
    ],
    "protocol_block_holds_rows": lambda _stage: sealed(count=0),
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
    "volunteer_card_once": lambda stage: [card(stage), card(stage)],
    "volunteer_card_known_kind": lambda stage: card(stage, kind="silver"),
    "volunteer_card_known_status": lambda stage: card(stage, status="lost"),
    "volunteer_card_known_source": lambda stage: card(stage, source="hearsay"),
    "forgotten_holder_once": lambda stage: [
        ForgottenHolder.objects.create(organisation=stage.world.cafe, holder="h") for _ in range(2)
    ],
    "import_columns_once": lambda stage: [remembered(stage), remembered(stage)],
    "import_columns_known_kind": lambda stage: remembered(stage, "people"),
    "volunteer_merged_into_another": lambda stage: change(stage.olga, merged_into=stage.olga),
    "merge_of_two": lambda stage: change(stage.merge, source=stage.merge.target),
    "merge_known_basis": lambda stage: change(stage.merge, basis="coordination"),
    "merge_undone_with_who_and_when": lambda stage: change(stage.merge, undone_at=timezone.now()),
    "merge_away_once": lambda stage: twin(stage.merge),
    "distinct_pair_once": lambda stage: [apart(stage, stage.olga, stage.petro) for _ in range(2)],
    "distinct_pair_in_order": lambda stage: apart(stage, stage.petro, stage.olga),
    "takeover_known_status": lambda stage: change(stage.takeover, status="lost"),
    "takeover_offered_of_a_record": lambda stage: change(stage.takeover, status="offered"),
    "takeover_has_a_claimant": lambda stage: change(stage.takeover, claimant=None),
    "takeover_four_eyes": lambda stage: change(
        stage.takeover,
        status="taken",
        volunteer=stage.olga,
        offered_by=stage.world.ada,
        expires_at=timezone.now(),
    ),
    "takeover_code_once": lambda stage: [twin(stage.takeover, status="refused", code_hash="x") for _ in range(2)],
    "takeover_asked_once": lambda stage: twin(stage.takeover),
    "sheet_code_once": lambda stage: twin(stage.sheet),
    "sheet_known_status": lambda stage: change(stage.sheet, status="lost", closed_at=timezone.now()),
    "sheet_known_form": lambda stage: change(stage.sheet, form="weekly"),
    "sheet_ended_with_when": lambda stage: change(stage.sheet, status="closed"),
    "sheet_emptied_once_ended": lambda stage: change(stage.sheet, emptied_at=timezone.now()),
    "sheet_row_position_once": lambda stage: twin(first(SignInRow, sheet=stage.sheet), code="----"),
    "sheet_row_code_once": lambda stage: twin(first(SignInRow, sheet=stage.sheet), position=99),
    "plan_known_status": lambda stage: change(stage.plan, status="lost"),
    "plan_known_side": lambda stage: change(stage.plan, side="state"),
    "plan_has_a_weekday": lambda stage: change(stage.plan, weekdays=0),
    "plan_minutes_within_bounds": lambda stage: change(stage.plan, tolerance=stage.plan.minutes),
    "plan_period_in_order": lambda stage: change(stage.plan, ends_on=DAY_BEFORE),
    "plan_agreed_with_who_and_when": lambda stage: change(stage.plan, status="agreed"),
    "plan_four_eyes": lambda stage: change(
        stage.plan,
        status="agreed",
        agreed_at=timezone.now(),
        agreed_by=stage.plan.proposed_by,
        confirmer=stage.world.omar,
    ),
    "plan_ended_with_who_and_when": lambda stage: change(stage.plan, status="ended"),
    "plan_proposed_once": lambda stage: twin(stage.plan),
    # With the correction 1440 minutes count: what is counted is not what is refused.
    "hours_minutes_within_a_day": lambda stage: change(stage.confirmed, minutes=1441, correction=-1),
    "hours_counted_within_a_day": lambda stage: change(stage.confirmed, correction=-1440),
    "hours_corrected_once_confirmed": lambda stage: change(stage.waiting, correction=1),
    "hours_known_status": lambda stage: change(stage.waiting, status="lost"),
    "hours_confirmed_with_who_and_when": lambda stage: change(stage.waiting, status="confirmed"),
    "hours_declined_with_reason": lambda stage: change(stage.declined, decline_reason=""),
    "hours_import_once": lambda stage: [twin(stage.waiting, import_key="row 1") for _ in range(2)],
    "correction_known_status": lambda stage: change(stage.correction, status="lost"),
    "correction_changes_something": lambda stage: change(stage.correction, minutes=0),
    "correction_asked_by_a_side": lambda stage: change(stage.correction, asked_by="coordination"),
    "correction_decided_with_who_and_when": lambda stage: change(stage.correction, status="agreed"),
    "correction_refused_with_reason": lambda stage: change(
        stage.correction, status="refused", **decided(stage.world.omar, decided_as="organisation")
    ),
    "correction_four_eyes": lambda stage: change(
        stage.correction, status="agreed", **decided(stage.world.ada, decided_as="organisation")
    ),
    "correction_one_open": lambda stage: twin(stage.correction),
    "correction_event_known_status": lambda _stage: twin(first(CorrectionEvent), to_status="lost"),
    "objection_known_status": lambda stage: change(stage.objection, status="lost"),
    "objection_decided_with_who_when_and_why": lambda stage: change(
        stage.objection, status="upheld", **decided(stage.world.carla)
    ),
    "objection_four_eyes": lambda stage: change(
        stage.objection, status="upheld", decision=stage.objection.reason, **decided(stage.world.ada)
    ),
    "objection_one_open": lambda stage: twin(stage.objection),
    "link_used_or_revoked": lambda stage: change(
        stage.link, **dict.fromkeys(("used_at", "revoked_at"), timezone.now())
    ),
    "link_expires_after_creation": lambda stage: change(stage.link, expires_at=stage.link.created_at),
    "linked_entry_once": lambda stage: twin(first(LinkedEntry, link=stage.link)),
    "linked_entry_known_outcome": lambda stage: change(first(LinkedEntry, link=stage.link), outcome="lost"),
    "contact_address_once": lambda stage: twin(stage.contact),
    "outgoing_mail_once": lambda stage: twin(request_for(stage)),
    "outgoing_mail_known_status": lambda stage: change(request_for(stage), status="lost"),
    "outgoing_mail_sending_is_a_lease": lambda stage: change(request_for(stage), status="sending"),
    "outgoing_mail_sent_with_when": lambda stage: change(request_for(stage), status="sent"),
    "outgoing_mail_failed_with_reason": lambda stage: change(request_for(stage), status="failed"),
    "event_known_status": lambda _stage: twin(first(LedgerEvent), to_status="lost"),
    "organisation_known_digest": lambda stage: change(stage.world.cafe, digest="hourly"),
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
    # published figures
    "published_year_of_enough_people": lambda _stage: published_year(people=4),
    "published_cell_known_breakdown": lambda _stage: published_cell(by="person"),
    "published_cell_of_enough_people": lambda _stage: published_cell(people=4, minutes=60, organisations=1),
    "published_cell_once": lambda _stage: twin(published_cell()),
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
    **violations_of_joining.VIOLATIONS,
    **violations_of_obstacles.VIOLATIONS,
    **violations_of_multipliers.VIOLATIONS,
    **violations_of_recognition.VIOLATIONS,
    **violations_of_stories.VIOLATIONS,
    **violations_of_thanks.VIOLATIONS,
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
    # One sentence on SQLite; on PostgreSQL the first line ends with it.
    said = str(refusal.value).partition("\n")[0]
    assert said == says(name) if connection.vendor == "sqlite" else said.endswith(says(name))
