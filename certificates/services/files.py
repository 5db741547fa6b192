"""The PDF of an issued certificate: from the disk, or pressed again and compared."""

import hashlib
import logging

from django.utils.translation import gettext as _

from backend.common.errors import Conflict
from certificates import storage
from certificates.content import ContentError, parse_content
from certificates.models import Certificate, CertificateStatus
from certificates.press import press

logger = logging.getLogger(__name__)

HAVE_A_FILE = (CertificateStatus.ISSUED, CertificateStatus.REVOKED, CertificateStatus.REPLACED)


def pdf_of(certificate: Certificate) -> bytes:
    """Exactly the bytes that were issued.

    Raises Conflict: `not_issued` before that; `file_differs` when neither the disk nor the press gives those bytes,
    for a paper other than the one in the row must never leave the house.
    """
    if certificate.status not in HAVE_A_FILE:
        raise Conflict(
            _("Diese Urkunde ist noch nicht ausgestellt. Bitte versuchen Sie es gleich noch einmal."),
            code="not_issued",
            field="status",
            extra={"certificate_status": certificate.status},
        )
    for found in (_from_disk, _from_press):
        data = found(certificate)
        if data is not None and hashlib.sha256(data).hexdigest() == certificate.digest:
            return data
    raise Conflict(
        _("Die Datei ist nicht mehr die, die ausgestellt wurde. Bitte wenden Sie sich an die Koordination."),
        code="file_differs",
        field="digest",
    )


def _from_disk(certificate: Certificate) -> bytes | None:
    try:
        return storage.load(certificate.number_text)
    except OSError as error:  # the press can help a disk that cannot read
        logger.warning("certificate %s not read: errno %s", certificate.number_text, error.errno)
        return None


def _from_press(certificate: Certificate) -> bytes | None:
    try:
        return press(parse_content(certificate.content))
    except ContentError:  # another engine than the one that issued it may refuse
        return None
