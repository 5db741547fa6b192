"""Thanks on paper: who issues, how it looks, what was ordered, what was issued."""

from backend.common.outbox import MailStatus
from certificates.models.campaigns import Campaign, CampaignStatus, ChosenPerson
from certificates.models.certificates import (
    REFUSALS,
    Certificate,
    CertificateKind,
    CertificateStatus,
    RevocationCode,
)
from certificates.models.events import CertificateAct, CertificateEvent
from certificates.models.issuers import Issuer, NumberSeries
from certificates.models.mails import CertificateMail
from certificates.models.templates import Template, TemplateStatus, TemplateVersion

__all__ = [
    "REFUSALS",
    "Campaign",
    "CampaignStatus",
    "Certificate",
    "CertificateAct",
    "CertificateEvent",
    "CertificateKind",
    "CertificateMail",
    "CertificateStatus",
    "ChosenPerson",
    "Issuer",
    "MailStatus",
    "NumberSeries",
    "RevocationCode",
    "Template",
    "TemplateStatus",
    "TemplateVersion",
]
