"""What is written once and stays: the database refuses to change it, past all services."""

import uuid
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from certificates.models import CertificateEvent, TemplateVersion
from tests.backend.stage import Stage
from volunteers.models import CorrectionEvent, ErasedSubject, LedgerEvent

pytestmark = pytest.mark.usefixtures("staged")


def test_ledger_event_is_neither_changed_nor_deleted(stage: Stage) -> None:
    before = list(LedgerEvent.objects.order_by("pk").values())
    table = LedgerEvent._meta.db_table
    for statement in (f"UPDATE {table} SET minutes = 1", f"DELETE FROM {table}"):  # noqa: S608 -- a table's name
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert list(LedgerEvent.objects.order_by("pk").values()) == before
    assert len(before) == 9


def test_correction_event_is_neither_changed_nor_deleted(stage: Stage) -> None:
    before = list(CorrectionEvent.objects.order_by("pk").values())
    assert [(event["to_status"], event["minutes"]) for event in before] == [("proposed", -30), ("proposed", 15)]
    table = CorrectionEvent._meta.db_table
    for statement in (f"UPDATE {table} SET minutes = 1", f"DELETE FROM {table}"):  # noqa: S608 -- a table's name
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert list(CorrectionEvent.objects.order_by("pk").values()) == before


def test_erasure_list_is_neither_changed_nor_shortened(db: None) -> None:
    ErasedSubject.objects.create(subject=uuid.uuid4(), erased_at=timezone.now())
    before = list(ErasedSubject.objects.values())
    table = ErasedSubject._meta.db_table
    for statement in (f"UPDATE {table} SET erased_at = NULL", f"DELETE FROM {table}"):  # noqa: S608 -- a table's name
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert list(ErasedSubject.objects.values()) == before


def test_certificate_event_is_neither_changed_nor_deleted(stage: Stage) -> None:
    CertificateEvent.objects.create(certificate=stage.certificate, at=timezone.now(), act="hidden")
    before = list(CertificateEvent.objects.values())
    table = CertificateEvent._meta.db_table
    for statement in (f"UPDATE {table} SET code = 'x'", f"DELETE FROM {table}"):  # noqa: S608 -- a table's name
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert list(CertificateEvent.objects.values()) == before


@pytest.mark.parametrize(
    "changes",
    [
        {"layout": {"format": 1}},
        {"digest": "0" * 64},
        {"number": 7},
        {"status": "draft", "published_at": None, "published_by": None},
    ],
    ids=["layout", "digest", "number", "status"],
)
def test_published_version_keeps_its_layout_and_is_kept(changes: dict[str, Any], stage: Stage) -> None:
    rows = TemplateVersion.objects.filter(pk=stage.published_version.pk)
    before = rows.values().get()
    for write in (lambda: rows.update(**changes), rows.delete):
        with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
            write()
    assert rows.values().get() == before


def test_frozen_version_stays_frozen(stage: Stage) -> None:
    rows = TemplateVersion.objects.filter(pk=stage.published_version.pk)
    rows.update(frozen_at=timezone.now())
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        rows.update(frozen_at=None)
    assert rows.update(status="retired", retired_at=timezone.now()) == 1
