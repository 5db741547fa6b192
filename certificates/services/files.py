"""The PDF of an issued certificate: from the disk, or pressed again and compared."""

import datetime as dt
import hashlib
import logging

from django.utils.translation import gettext as _

from backend.common import clock
from backend.common.errors import Conflict
from certificates import storage
from certificates.content import ContentError
from certificates.models import Certificate, CertificateStatus
from certificates.services import keys, templates
from certificates.services.pressing import pressed

logger = logging.getLogger(__name__)

HAVE_A_FILE = (CertificateStatus.ISSUED, CertificateStatus.REVOKED, CertificateStatus.REPLACED)


def pdf_of(certificate: Certificate) -> bytes:
    """Exactly the bytes that were issued.

    Raises Conflict: `not_issued` before that; `erased` once the holder asked to be forgotten; `file_differs` when
    neither the disk nor the press gives those bytes, for a paper other than the one in the row must never leave the
    house.
    """
    if certificate.status not in HAVE_A_FILE:
        raise Conflict(
            _("Diese Urkunde ist noch nicht ausgestellt. Bitte versuchen Sie es gleich noch einmal."),
            code="not_issued",
            field="status",
            extra={"certificate_status": certificate.status},
        )
    if certificate.erased_at is not None:
        raise Conflict(
            _("Die Person hat um Löschung ihrer Angaben gebeten. Diese Datei gibt es nicht mehr."),
            code="erased",
            field="status",
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


def mend(*, days: int = 2) -> int:
    """Press again what was issued in the last days and is not on the disk in its full size. Returns how many.

    Files are written without waiting for the disk (`storage`); after a power cut some may be missing, and they have to
    be back before another version of the press gives other bytes. What cannot be pressed again is logged.
    """
    since = clock.now() - dt.timedelta(days=days)
    mended = 0
    recent = Certificate.objects.filter(issued_at__gte=since, status__in=HAVE_A_FILE, erased_at=None)
    for key, number, size in recent.values_list("pk", "content__number", "size").iterator(chunk_size=1000):
        if storage.size_of(number) == size:
            continue
        try:
            storage.store([(number, pdf_of(Certificate.objects.get(pk=key)))])
        except Conflict:
            logger.error("certificate %s: neither its file nor its bytes can be had", number)  # noqa: TRY400 - no trace
        else:
            mended += 1
    return mended


def _from_disk(certificate: Certificate) -> bytes | None:
    try:
        return storage.load(certificate.number_text)
    except OSError as error:  # the press can help a disk that cannot read
        logger.warning("certificate %s not read: errno %s", certificate.number_text, error.errno)
        return None


def _from_press(certificate: Certificate) -> bytes | None:
    """Pressed again with the design and the key of the row; None where that key is gone."""
    seal = keys.seal_by_id(certificate.seal_key) if certificate.seal_key else None
    if certificate.seal_key and seal is None:
        logger.warning("certificate %s not pressed again: its key is gone", certificate.number_text)
        return None
    version = certificate.template_version_id
    try:
        return pressed(certificate.content, templates.layouts_of({version})[version], seal)
    except ContentError:  # another engine than the one that issued it may refuse
        return None
