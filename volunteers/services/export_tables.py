"""The tables of this app that tell of a person, for the copy of their data (`services.export`)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from allauth.mfa.models import Authenticator
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce
from knox.models import get_token_model

from volunteers.models import (
    AddressChange,
    CompetenceClaim,
    ConfirmationLink,
    Consent,
    CoordinatorScope,
    Correction,
    CorrectionEvent,
    DataExport,
    EarlierVersion,
    Erasure,
    GuardianConsent,
    HourEntry,
    LinkedEntry,
    Membership,
    Merge,
    Objection,
    PlanConfirmation,
    Share,
    SignedIn,
    SignInRow,
    Takeover,
    User,
    Volunteer,
    VolunteerCard,
    VolunteerDetails,
    WeeklyPlan,
    WithdrawalLink,
)

Row: TypeAlias = dict[str, Any]

AT_A_TIME = 1000  # rows in memory


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of `model` to which `ways` lead from the person; `columns` as they stand, `more` under another name.

    `of_account`: the ways lead from the account, else from the person's record.
    """

    name: str
    model: type[models.Model]
    ways: tuple[str, ...]
    columns: tuple[str, ...]
    more: Mapping[str, str] = field(default_factory=dict)
    of_account: bool = False
    order: str = "pk"

    def rows(self, user: User, volunteer: Volunteer | None) -> Iterable[Row]:
        """Each once, the oldest first."""
        whose: Any = user if self.of_account else volunteer
        if whose is None:
            return []
        mine = Q()
        for way in self.ways:
            mine |= Q(**{way: whose})
        found = self.model._default_manager.filter(mine).order_by(self.order, "pk")
        renamed = {name: text_of(way) if way.endswith("__text") else F(way) for name, way in self.more.items()}
        return found.values(*self.columns, **renamed).iterator(chunk_size=AT_A_TIME)


def text_of(way: str) -> Coalesce:
    """The words behind a nullable reason, or ""."""
    return Coalesce(way, Value(""), output_field=models.TextField())


_PLACE = {"organisation_name": "organisation__name"}
_ENTRY = {"entry_uuid": "entry__uuid"}

OF_THE_ACCOUNT = (
    Table("memberships", Membership, ("user",), ("role", "created_at", "ended_at"), _PLACE, of_account=True),
    Table(
        "scopes",
        CoordinatorScope,
        ("user",),
        ("kind", "created_at"),
        {"district_name": "district__name", "field_code": "field__code"},
        of_account=True,
    ),
    Table(
        "address_changes",
        AddressChange,
        ("user",),
        ("uuid", "old_email", "new_email", "evidence", "status", "requested_at", "approved_at", "due_at", "closed_at"),
        _PLACE,
        of_account=True,
    ),
    Table("second_factors", Authenticator, ("user",), ("type", "created_at", "last_used_at"), of_account=True),
    Table("sessions", SignedIn, ("user",), ("browser", "system", "began_on", "seen_on"), of_account=True),
    Table("tokens", get_token_model(), ("user",), ("created", "expiry"), of_account=True, order="created"),
    Table(
        "takeovers",
        Takeover,
        ("claimant", "volunteer__user"),
        ("uuid", "status", "said_name", "said_when", "begun_at", "expires_at", "ended_at"),
        _PLACE,
        of_account=True,
    ),
    Table(
        "exports",
        DataExport,
        ("user",),
        ("uuid", "of", "kinds", "rows", "status", "requested_at", "ready_at", "expires_at", "deleted_at"),
        _PLACE,
        of_account=True,
    ),
    Table(
        "erasures",
        Erasure,
        ("user",),
        ("uuid", "way", "status", "requested_at", "due_at", "cancelled_at"),
        of_account=True,
    ),
)

OF_THE_PERSON = (
    Table(
        "merged_records",
        Volunteer,
        ("merged_into", "merged_into__merged_into"),
        ("uuid", "name", "name_latin", "given_name", "family_name", "email", "language", "created_at"),
        {"kept_by_name": "kept_by__name"},
    ),
    Table("merges", Merge, ("target",), ("uuid", "basis", "merged_at", "undone_at"), _PLACE),
    Table("details", VolunteerDetails, ("volunteer",), ("gender", "birth_date", "print_birth_date")),
    Table("cards", VolunteerCard, ("volunteer",), ("kind", "valid_until", "status", "source", "imported_at"), _PLACE),
    Table(
        "hours",
        HourEntry,
        ("volunteer",),
        (
            "uuid", "day", "minutes", "correction", "counted", "note", "status", "way", "submitted_at", "confirmed_at",
            "evidence", "decline_reason",
        ),
        {"activity_title": "activity__title", **_PLACE},
        order="day",
    ),
    Table("earlier_versions", EarlierVersion, ("entry__volunteer",), ("day", "minutes", "note", "reason"), _ENTRY),
    Table(
        "corrections",
        Correction,
        ("entry__volunteer",),
        ("uuid", "minutes", "asked_by", "status", "proposed_at", "decided_at", "decided_as"),
        {"reason_text": "reason__text", "answer_text": "answer__text", **_ENTRY},
    ),
    Table(
        "correction_steps",
        CorrectionEvent,
        ("entry__volunteer",),
        ("at", "actor_as", "way", "from_status", "to_status", "minutes"),
        {"reason_text": "reason__text", **_ENTRY},
    ),
    Table(
        "objections",
        Objection,
        ("entry__volunteer",),
        ("uuid", "status", "made_at", "decided_at"),
        {"reason_text": "reason__text", "decision_text": "decision__text", **_ENTRY},
    ),
    Table(
        "plans",
        WeeklyPlan,
        ("volunteer",),
        (
            "uuid", "weekdays", "minutes", "tolerance", "starts_on", "ends_on", "status", "side", "proposed_at",
            "agreed_at", "ended_at",
        ),
        {"activity_title": "activity__title", **_PLACE},
    ),
    Table(
        "sheet_rows",
        SignInRow,
        ("volunteer",),
        ("printed",),
        {
            "sheet_code": "sheet__code",
            "sheet_days": "sheet__days",
            "activity_title": "sheet__activity__title",
            "organisation_name": "sheet__organisation__name",
            "created_at": "sheet__created_at",
        },
    ),
    Table("confirmed_by_plan", PlanConfirmation, ("entry__volunteer",), (), {"plan_uuid": "plan__uuid", **_ENTRY}),
    Table(
        "links",
        ConfirmationLink,
        ("volunteer",),
        ("uuid", "address", "created_at", "expires_at", "reminded_at", "used_at", "revoked_at"),
        _PLACE,
    ),
    Table(
        "linked_entries",
        LinkedEntry,
        ("entry__volunteer",),
        ("submitted_at", "outcome"),
        {"link_uuid": "link__uuid", **_ENTRY},
    ),
    Table(
        "consents",
        Consent,
        ("volunteer",),
        ("uuid", "purpose", "place", "display_form", "alias", "basis", "given_at", "expires_on", "withdrawn_at"),
        {"text_version": "text__version", "text_agreed_to": "text__text"},
    ),
    Table(
        "guardian_consents",
        GuardianConsent,
        ("volunteer",),
        (
            "uuid", "purpose", "place", "display_form", "alias", "proof", "guardian_name", "guardian_email",
            "person_agrees", "status", "asked_at", "answered_at", "ended_at",
        ),
        {"text_version": "text__version"},
    ),
    Table(
        "shares",
        Share,
        ("volunteer",),
        ("uuid", "kind", "subject", "display_form", "with_hours", "with_proof", "created_at", "expires_at", "ended_at"),
    ),
    Table("withdrawal_links", WithdrawalLink, ("volunteer",), ("created_at", "ended_at")),
    Table(
        "competences",
        CompetenceClaim,
        ("volunteer",),
        (
            "uuid", "competence", "example", "proposed_example", "status", "proposed_at", "decided_at",
            "decline_reason", "withdrawn_at",
        ),
        _PLACE,
    ),
)  # fmt: skip
