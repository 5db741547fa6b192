"""All certificates of a campaign in one go: as a ZIP of the sealed files, and as one file to be printed.

Both are streams: what is made is sent and forgotten, so 50,000 certificates take no more memory than a few.
"""

import datetime as dt
import io
import zipfile
from collections.abc import Iterator
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext as _

from backend.common.errors import Conflict
from certificates.models import Campaign, Certificate, CertificateStatus
from certificates.press.binding import bind
from certificates.querysets import CertificateQuerySet
from certificates.services import files, ordering

if TYPE_CHECKING:
    from volunteers.models import User

AT_A_TIME = 50  # rows read at once
MISSING_NAME = "fehlt.txt"


def as_zip(*, actor: "User", campaign: Campaign) -> Iterator[bytes]:
    """The parts of a ZIP with each issued PDF under its number, in the order of the numbers.

    A paper that neither disk nor press can give is named in `fehlt.txt` at the end. Raises Conflict (`nothing_issued`)
    and Forbidden before the first part.
    """
    _check(actor, campaign)
    return _zipped(campaign)


def as_print(*, actor: "User", campaign: Campaign, sheets: bool) -> Iterator[bytes]:
    """The parts of one PDF with the pages of all issued certificates, without seals, in the order of the numbers.

    `sheets`: each begins on a new sheet, for printing on both sides. Raises as `as_zip`; a paper that cannot be given
    breaks the stream off, for a stack with one missing would be handed out unnoticed.
    """
    _check(actor, campaign)
    return bind((files.pdf_of(one) for one in issued(campaign)), sheets=sheets)


def issued(campaign: Campaign) -> Iterator[Certificate]:
    """The issued certificates in the order of their numbers, a few rows in memory at a time.

    By keys and not by a cursor of the database, which would hold a transaction open for as long as somebody downloads.
    """
    rows = _there(campaign).order_by("series", "number")
    last: tuple[int, int] | None = None
    while True:
        later = rows if last is None else rows.filter(series__gte=last[0]).exclude(series=last[0], number__lte=last[1])
        batch = list(later[:AT_A_TIME])
        yield from batch
        if len(batch) < AT_A_TIME:
            return
        last = (batch[-1].series_id, batch[-1].number)


def _there(campaign: Campaign) -> CertificateQuerySet:
    """Issued and not forgotten: of the others nothing is left to be packed."""
    return Certificate.objects.filter(campaign=campaign, status=CertificateStatus.ISSUED, erased_at=None)


def _check(actor: "User", campaign: Campaign) -> None:
    ordering.coordinating(actor=actor)
    if not _there(campaign).exists():
        raise Conflict(
            _("Von dieser Aktion ist noch keine Urkunde ausgestellt."),
            code="nothing_issued",
            field="status",
            extra={"status": campaign.status},
        )


def _zipped(campaign: Campaign) -> Iterator[bytes]:
    pipe = _Pipe()
    missing = []
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_STORED) as archive:  # a PDF is packed already
        for one in issued(campaign):
            try:
                data = files.pdf_of(one)
            except Conflict:
                missing.append(one.number_text)
                continue
            archive.writestr(_entry(f"{one.number_text}.pdf", one.issued_at), data)
            yield pipe.taken()
        if missing:
            text = "\r\n".join(
                [_("Diese Urkunden fehlen. Bitte wenden Sie sich an die Betreuung der Anlage:"), *missing]
            )
            archive.writestr(_entry(MISSING_NAME, None), text)
    yield pipe.taken()


def _entry(name: str, at: dt.datetime | None) -> zipfile.ZipInfo:
    """With the local time of issue: the same archive for the same certificates, on whatever day it is fetched."""
    local = (at or dt.datetime(1980, 1, 1, tzinfo=dt.UTC)).astimezone(ZoneInfo(settings.TIME_ZONE))
    entry = zipfile.ZipInfo(name, local.timetuple()[:6])
    entry.external_attr = 0o644 << 16
    return entry


class _Pipe(io.RawIOBase):
    """What the archive writes, until it is taken. Neither seekable nor readable: sizes then follow each file."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: "bytes | bytearray | memoryview") -> int:  # type: ignore[override]  # the buffers that come
        self._parts.append(bytes(data))
        return len(data)

    def taken(self) -> bytes:
        taken, self._parts = b"".join(self._parts), []
        return taken
