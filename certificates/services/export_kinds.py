"""The kinds of rows that this app gives away, for the coordination: number, status, dates; never the papers."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from backend.common.models import said
from certificates import columns as api
from certificates.models import Campaign, Certificate, CertificateEvent, Issuer, Template, TemplateVersion
from volunteers.models.privacy import ExportOf
from volunteers.services.export_columns import columns
from volunteers.services.exports import Kind, Role, Rows, register

_ALL: Final = ExportOf.COORDINATION


def _coordinated(role: Role) -> Rows:
    return Certificate.objects.coordinated_by(role.user)


def _campaigns(role: Role) -> Rows:
    return Campaign.objects.visible_to(role.user)


def _events(role: Role) -> Rows:
    return CertificateEvent.objects.visible_to(role.user).annotate(said=said())


def _issuers(role: Role) -> Rows:
    return Issuer.objects.visible_to(role.user)


def _templates(role: Role) -> Rows:
    return Template.objects.visible_to(role.user)


def _versions(role: Role) -> Rows:
    return TemplateVersion.objects.visible_to(role.user)


_CERTIFICATES: Final = columns(
    Certificate,
    api.CERTIFICATES,
    headings={"code": "Code der Prüfung", "organisation": "Schlüssel der Organisation"},
)
_CAMPAIGNS: Final = columns(Campaign, api.CAMPAIGNS)
_EVENTS: Final = columns(CertificateEvent, api.CERTIFICATE_EVENTS)
_ISSUERS: Final = columns(Issuer, api.ISSUERS)
_TEMPLATES: Final = columns(Template, api.TEMPLATES)
_VERSIONS: Final = columns(TemplateVersion, api.TEMPLATE_VERSIONS, headings={"number": "Fassung"})


def register_all() -> None:
    """Once the apps are there."""
    register(
        Kind(
            _ALL,
            "certificates",
            _("Urkunden"),
            _("mit Nummer, Code, Stand und Tagen; ohne PDF"),
            Certificate,
            _CERTIFICATES,
            _coordinated,
            since="queued_at",
        ),
        Kind(
            _ALL,
            "certificate-events",
            _("Schritte der Urkunden"),
            _("wann widerrufen, ersetzt, verborgen"),
            CertificateEvent,
            _EVENTS,
            _events,
            since="at",
        ),
        Kind(
            _ALL,
            "campaigns",
            _("Aktionen"),
            _("Sammelbestellungen mit Regel und Zeitraum"),
            Campaign,
            _CAMPAIGNS,
            _campaigns,
            since="created_at",
            personal=False,
        ),
        Kind(_ALL, "issuers", _("Aussteller"), _("wie sie auf Urkunden stehen"), Issuer, _ISSUERS, _issuers),
        Kind(
            _ALL,
            "templates",
            _("Vorlagen"),
            _("Titel und Art der Gestaltungen"),
            Template,
            _TEMPLATES,
            _templates,
            personal=False,
        ),
        Kind(
            _ALL,
            "template-versions",
            _("Fassungen der Vorlagen"),
            _("Stand und Tage"),
            TemplateVersion,
            _VERSIONS,
            _versions,
            personal=False,
        ),
    )
