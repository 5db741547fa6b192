"""The paper that leaves the house is the one that was issued, or none."""

import hashlib
import logging
from pathlib import Path
from typing import Any

import pytest

from backend.common.errors import Conflict
from certificates import storage
from certificates.models import Certificate, CertificateStatus
from certificates.services import files, queue
from tests.cast import World
from tests.certificates.orders import order


@pytest.fixture
def issued(world: World) -> Certificate:
    """A certificate with its file on disk."""
    order(world)
    assert queue.drain() == 1
    return Certificate.objects.get()


def test_pdf_is_the_stored_file(issued: Certificate) -> None:
    data = files.pdf_of(issued)
    assert data == storage.path_of(issued.number_text).read_bytes()
    assert (hashlib.sha256(data).hexdigest(), len(data)) == (issued.digest, issued.size)


def test_pdf_whose_file_is_missing_is_pressed_again_to_the_same_bytes(issued: Certificate) -> None:
    before = files.pdf_of(issued)
    storage.path_of(issued.number_text).unlink()
    assert files.pdf_of(issued) == before


@pytest.mark.parametrize("tampered", [b"", b"%PDF-1.7 etwas anderes"])
def test_pdf_whose_file_was_tampered_with_is_pressed_again(issued: Certificate, tampered: bytes) -> None:
    before = files.pdf_of(issued)
    storage.path_of(issued.number_text).write_bytes(tampered)
    assert files.pdf_of(issued) == before


def test_pdf_whose_file_cannot_be_read_is_pressed_again(issued: Certificate, caplog: Any) -> None:
    before = files.pdf_of(issued)
    path = storage.path_of(issued.number_text)
    path.unlink()
    path.mkdir()
    with caplog.at_level(logging.WARNING):
        assert files.pdf_of(issued) == before
    assert caplog.messages == [f"certificate {issued.number_text} not read: errno 21"]


def test_pdf_below_a_file_is_pressed_again(issued: Certificate, settings: Any) -> None:
    before = files.pdf_of(issued)
    settings.CERTIFICATE_DIR = Path(settings.CERTIFICATE_DIR) / "datei"
    Path(settings.CERTIFICATE_DIR).write_text("kein Ordner")
    assert files.pdf_of(issued) == before


def _differs(certificate: Certificate) -> None:
    with pytest.raises(Conflict) as refusal:
        files.pdf_of(certificate)
    assert (refusal.value.code, refusal.value.field) == ("file_differs", "digest")


def test_pdf_that_neither_disk_nor_press_gives_never_leaves_the_house(issued: Certificate) -> None:
    issued.content = issued.content | {"name": "Mallory Beispiel"}
    storage.path_of(issued.number_text).write_bytes(b"%PDF-1.7 etwas anderes")
    _differs(issued)
    storage.path_of(issued.number_text).unlink()
    _differs(issued)


def test_pdf_that_the_press_refuses_by_now_never_leaves_the_house(issued: Certificate) -> None:
    issued.content = issued.content | {"name": "\U00012000"}
    assert hashlib.sha256(files.pdf_of(issued)).hexdigest() == issued.digest  # the file is still the one
    storage.path_of(issued.number_text).unlink()
    _differs(issued)


@pytest.mark.parametrize("status", CertificateStatus.values)
def test_pdf_is_there_once_it_was_issued(issued: Certificate, status: str) -> None:
    issued.status = status
    if status in {"issued", "revoked", "replaced"}:
        assert hashlib.sha256(files.pdf_of(issued)).hexdigest() == issued.digest
        return
    with pytest.raises(Conflict) as refusal:
        files.pdf_of(issued)
    assert (refusal.value.code, refusal.value.field, refusal.value.extra) == (
        "not_issued", "status", {"certificate_status": status},
    )  # fmt: skip
