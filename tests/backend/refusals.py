"""Every refusal of the domain that the API can give: who asks for what, and what the answer names."""

import dataclasses
import datetime as dt
from collections.abc import Callable
from typing import Any

from django.utils import timezone

from tests.backend.stage import Stage
from volunteers.models import Volunteer, VolunteerDetails

PERIOD = {"period_start": "2026-01-01", "period_end": "2026-12-31"}
TURNED = {"period_start": "2026-12-31", "period_end": "2026-01-01"}
NOW = timezone.now()
INVISIBLE = "Ada\u202eBeispiel"


def as_it_is(_stage: Stage) -> None:
    """No scene of its own."""


@dataclasses.dataclass(frozen=True)
class Case:
    """Who asks for what, and the refusal: status, code and field. `before` sets the scene."""

    who: str
    ask: str
    status: int
    code: str
    field: str
    body: Callable[[Stage], Any] = dataclasses.field(default=lambda _stage: None, compare=False)
    before: Callable[[Stage], object] = dataclasses.field(default=as_it_is, compare=False)

    def __str__(self) -> str:
        return f"{self.code} {self.ask}"


def campaign(stage: Stage, **changes: Any) -> dict[str, Any]:
    return {"title": "Dank", "kind": "thanks", "issuer": str(stage.world.issuer.uuid), **PERIOD} | changes


def certificate(stage: Stage, **changes: Any) -> dict[str, Any]:
    order = {"volunteer": str(stage.world.ada_volunteer.uuid), "kind": "record", "issuer": str(stage.world.issuer.uuid)}
    return order | {"start": "2026-01-01", "end": "2026-12-31"} | changes


def consent(stage: Stage, **changes: Any) -> dict[str, Any]:
    given = {"volunteer": str(stage.world.ada_volunteer.uuid), "place": "print", "display_form": "full_name"}
    return given | {"of_age": True} | changes


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
    Case("carla", "POST campaigns/{draft_campaign}/pause", 409, "illegal_transition", "status"),
    Case("carla", "POST campaigns/{ordered_campaign}/resume", 409, "illegal_transition", "status"),
    Case("carla", "GET campaigns/{draft_campaign}/zip", 409, "nothing_issued", "status"),
    Case("carla", "GET campaigns/{draft_campaign}/print", 409, "nothing_issued", "status"),
    Case("carla", "POST campaigns/{draft_campaign}/mails", 409, "nothing_issued", "status"),
    Case("carla", "GET campaigns/{draft_campaign}/previews/{omar}", 404, "not_due", "volunteer"),
    Case(
        "carla",
        "GET campaigns/{draft_campaign}/previews/{ada}",
        400,
        "not_printable",
        "name",
        before=lambda stage: Volunteer.objects.filter(pk=stage.world.ada_volunteer.pk).update(name=INVISIBLE),
    ),
    Case("carla", "POST certificates/{failed}/mail", 409, "not_issued", "status"),
    Case(
        "carla",
        "POST certificates/{certificate}/mail",
        400,
        "no_address",
        "volunteer",
        before=lambda stage: type(stage.certificate).objects.filter(pk=stage.certificate.pk).update(volunteer=None),
    ),
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
    "already_claimed",
    "already_merged",
    "already_volunteer",
    "birth_date_missing",
    "birth_date_out_of_range",
    "changed_meanwhile",
    "day_full",
    "day_in_future",
    "erased",
    "person_merged",
    "idempotency_key_invalid",
    "layout_too_large",
    "no_mail_server",
    "no_record",
    "not_known_there",
    "organisation_inactive",
    "outside_activity_period",
    "own_competence",
    "own_hours",
    "second_factor_missing",
    "second_factor_needed",
    "second_factor_wrong",
    "sign_in_failed",
    "uuid_taken",
    # of one line of a sign-in sheet: tests/volunteers/test_sheets.py
    "day_missing",
    "day_not_on_sheet",
    "row_code_mistyped",
    "row_of_somebody_else",
    "row_typed_in",
    "row_unknown",
}
NEVER_BY_API = {
    "consent_unsaid",
    "answer_missing",
    "email_invalid",
    "example_missing",
    "gender_unknown",
    "guardian_missing",
    "minutes_out_of_range",
    "missing",
    "name_missing",
    "no_kinds",
    "no_weekday",
    "reason_missing",
    "too_long",
    "too_many",
    "unknown_competence",
    "unknown_language",
    "unknown_reason",
    "unknown_sample",
    "unknown_waiver",
}
# Of services that only pages call. No test meets address_changed, address_taken and content_unreadable yet.
ONLY_PAGES = {
    "address_changed",
    "address_taken",
    "change_under_way",
    "content_unreadable",
    "entry_changed",
    "evidence_missing",
    "has_roles",
    "link_expired",
    "name_ambiguous",
    "name_unknown",
    "no_day",
    "nothing_decided",
    "own_account",
    "own_request",
    "same_address",
    "too_many_days",
    "website_invalid",
}
# A person of that place sees the entry only if they may decide on it, or if it is their own.
NEVER_BY_ANYBODY = {"not_confirmer"}
