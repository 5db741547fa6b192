"""The operator's pages of this app (superusers only)."""

from django.contrib import admin

from backend.common.admin import LookOnly
from volunteers.models import (
    Activity,
    CompetenceClaim,
    CoordinatorScope,
    HourEntry,
    LedgerEvent,
    Membership,
    Organisation,
    User,
)


@admin.register(User)
class UserAdmin(LookOnly):
    """Accounts, by name; what they may do comes from roles."""

    list_display = ["pk", "name", "is_active", "is_staff", "created_at"]
    search_fields = ["email"]
    exclude = ["password"]


@admin.register(Organisation)
class OrganisationAdmin(LookOnly):
    """Organisations."""

    list_display = ["name", "kind", "district", "is_active"]
    list_select_related = ["district"]
    search_fields = ["name", "slug"]


@admin.register(Membership)
class MembershipAdmin(LookOnly):
    """Who acts for whom."""

    list_display = ["organisation", "user", "role", "created_at", "ended_at"]
    list_select_related = ["organisation", "user"]


@admin.register(CoordinatorScope)
class CoordinatorScopeAdmin(LookOnly):
    """Who coordinates what."""

    list_display = ["user", "kind", "district", "field"]
    list_select_related = ["user", "district", "field"]


@admin.register(Activity)
class ActivityAdmin(LookOnly):
    """What is offered."""

    list_display = ["title", "organisation", "field", "district"]
    list_select_related = ["organisation", "field", "district"]


@admin.register(HourEntry)
class HourEntryAdmin(LookOnly):
    """The ledger, without names."""

    list_display = ["uuid", "organisation", "day", "minutes", "status"]
    list_select_related = ["organisation"]
    list_filter = ["status"]
    raw_id_fields = ["volunteer", "activity"]


@admin.register(CompetenceClaim)
class CompetenceClaimAdmin(LookOnly):
    """Competences, without names and sentences."""

    list_display = ["uuid", "organisation", "competence", "status", "proposed_at"]
    list_select_related = ["organisation"]
    list_filter = ["status", "competence"]
    raw_id_fields = ["volunteer"]
    exclude = ["example", "proposed_example", "decline_reason"]


@admin.register(LedgerEvent)
class LedgerEventAdmin(LookOnly):
    """Every step."""

    list_display = ["at", "organisation", "from_status", "to_status", "way"]
    list_select_related = ["organisation"]
