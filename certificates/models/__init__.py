"""Thanks on paper: who issues, what was ordered, what was issued."""

from certificates.models.campaigns import Campaign, CampaignStatus
from certificates.models.certificates import Certificate, CertificateKind, CertificateStatus
from certificates.models.issuers import Issuer, NumberSeries

__all__ = [
    "Campaign",
    "CampaignStatus",
    "Certificate",
    "CertificateKind",
    "CertificateStatus",
    "Issuer",
    "NumberSeries",
]
