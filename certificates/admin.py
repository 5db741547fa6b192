"""The operator's pages of this app (superusers only)."""

from typing import Any

from django.contrib import admin

from backend.common.admin import LookOnly, Pages
from certificates.models import Campaign, Certificate, CertificateEvent, Issuer, Template, TemplateVersion


@admin.register(Issuer)
class IssuerAdmin(Pages):
    """Who answers for certificates: set up by the operator. Papers already ordered keep what they say."""

    list_display = ["code", "name", "place", "signatory_name"]

    def has_delete_permission(self, request: Any, obj: Any = None) -> bool:
        """Numbers were given out in that name."""
        return False


@admin.register(Campaign)
class CampaignAdmin(LookOnly):
    """Orders for many."""

    list_display = ["title", "kind", "status", "ordered_at"]


@admin.register(Certificate)
class CertificateAdmin(LookOnly):
    """Certificates by number, without names."""

    list_display = ["number_text", "kind", "status", "attempts", "failure_code", "issued_at"]
    list_filter = ["status", "kind"]
    exclude = ["content", "revocation_reason"]


@admin.register(CertificateEvent)
class CertificateEventAdmin(LookOnly):
    """What people did to certificates. Reasons may speak of people, so they are not shown."""

    list_display = ["certificate", "act", "code", "at"]
    list_filter = ["act"]
    exclude = ["reason"]


@admin.register(Template)
class TemplateAdmin(LookOnly):
    """Designs."""

    list_display = ["title", "kind", "issuer", "created_at"]
    list_filter = ["kind"]


@admin.register(TemplateVersion)
class TemplateVersionAdmin(LookOnly):
    """Their versions, without the layouts: those are read through the API."""

    list_display = ["template", "number", "status", "published_at", "frozen_at", "retired_at"]
    list_filter = ["status"]
    exclude = ["layout"]
