"""Sealing in the queue: the key stands in the row, and a seal that cannot be used makes the rows wait."""

import hashlib
from pathlib import Path
from typing import Any

import pytest
import time_machine

from certificates import storage
from certificates.models import Certificate
from certificates.services import files, keys, queue
from tests.cast import World
from tests.certificates.orders import campaign, helpers, order, published, queued
from tests.certificates.test_full_disk import due_again
from tests.certificates.test_queue import row

WAITS = "Das Siegel lässt sich nicht benutzen. Sobald Schlüssel und Zertifikat stimmen, geht es von selbst weiter."


@pytest.fixture
def own_keys(settings: Any, tmp_path: Path) -> Any:
    """An installation with a folder for keys of its own."""
    settings.KEYS_DIR = tmp_path / "keys"
    settings.SEAL_RETIRED_DIR = tmp_path / "keys" / "retired"
    settings.SEAL, settings.SEAL_PASSWORD = "", ""
    return settings


def test_issued_row_names_the_key_that_sealed_it(world: World, own_keys: Any) -> None:
    (one,) = queued(world, 1)
    assert queue.drain() == 1
    seal = keys.current_seal()
    assert seal is not None
    assert row(one)["seal_key"] == seal.key_id
    data = storage.load(one.number_text)
    assert data is not None
    assert b"/SubFilter/ETSI.CAdES.detached" in data


def test_installation_without_a_seal_issues_without_one(world: World, own_keys: Any) -> None:
    own_keys.SEAL = keys.UNSEALED
    (one,) = queued(world, 1)
    assert queue.drain() == 1
    assert (row(one)["status"], row(one)["seal_key"]) == ("issued", "")
    data = storage.load(one.number_text)
    assert data is not None
    assert b"/ByteRange" not in data
    storage.path_of(one.number_text).unlink()
    assert files.pdf_of(Certificate.objects.get()) == data


@pytest.mark.parametrize("harm", ["missing", "no key", "expired"])
def test_seal_that_cannot_be_used_makes_rows_wait_and_uses_up_no_attempt(
    world: World, own_keys: Any, harm: str, caplog: Any
) -> None:
    rows = queued(world, 3)
    keys.current_seal()
    moment = "2026-12-01"
    if harm == "missing":
        own_keys.SEAL = "/nowhere/seal.p12"
    elif harm == "no key":
        own_keys.SEAL = str(own_keys.KEYS_DIR.parent / "seal.pem")
        Path(own_keys.SEAL).write_text("kein Schlüssel")
    else:
        moment = "2126-12-01"
    with time_machine.travel(f"{moment}T12:00:00Z", tick=False):
        for _ in range(queue.MOST_ATTEMPTS + 1):
            assert queue.drain() == 0
            assert {(row(one)["status"], row(one)["failure_code"], row(one)["attempts"]) for one in rows} == {
                ("queued", "no_seal", 0)
            }
            assert not queue.pending()  # it waits, it does not spin
            due_again()
    assert row(rows[0])["failure_reason"] == WAITS
    assert storage.load(rows[0].number_text) is None
    assert {message.partition(":")[0] for message in caplog.messages} == {"3 certificates not sealed"}
    own_keys.SEAL = ""
    assert queue.drain() == 3
    assert [(row(one)["status"], row(one)["failure_code"]) for one in rows] == [("issued", "")] * 3


def test_paper_of_a_retired_key_is_pressed_again_with_it_and_not_without(world: World, own_keys: Any) -> None:
    (one,) = queued(world, 1)
    queue.drain()
    paper = Certificate.objects.get()
    before = files.pdf_of(paper)
    storage.path_of(one.number_text).unlink()
    old = own_keys.KEYS_DIR / "seal.pem"
    own_keys.SEAL_RETIRED_DIR.mkdir()
    kept = own_keys.SEAL_RETIRED_DIR / "2026.pem"
    old.rename(kept)
    keys._ring.cache_clear()
    seal = keys.current_seal()
    assert seal is not None
    assert seal.key_id != paper.seal_key
    assert files.pdf_of(paper) == before
    kept.unlink()
    keys._ring.cache_clear()
    with pytest.raises(Exception, match="nicht mehr die, die ausgestellt wurde") as refusal:
        files.pdf_of(paper)
    assert getattr(refusal.value, "code", "") == "file_differs"


def test_row_is_pressed_in_the_design_that_it_was_ordered_with(world: World) -> None:
    version = published(world)
    plain, designed = order(world), order(world, template=version)
    assert queue.drain() == 2
    papers = [Certificate.objects.get(pk=one.pk) for one in (plain, designed)]
    for paper in papers:
        stored = files.pdf_of(paper)
        storage.path_of(paper.number_text).unlink()
        assert files.pdf_of(paper) == stored
        assert hashlib.sha256(stored).hexdigest() == paper.digest
    assert [paper.template_version_id for paper in papers] == [None, version.pk]


def test_batch_is_settled_in_as_many_statements_for_2_rows_as_for_20(
    world: World, django_assert_num_queries: Any
) -> None:
    from certificates.services import campaigns

    for number in (2, 20):
        helpers(world, number)
        one = campaign(world, title=str(number))
        campaigns.order_campaign(actor=world.carla, campaign=one)
        count = one.certificates.count()
        # Savepoint and release each; the rows and their lease; whose they are; issue, and what they replace; seven for
        # the thanks: whose and when, the people, the thanks itself, for what it is, and what is left without.
        with django_assert_num_queries(15):
            claimed = queue.claim(100)
            finished = [queue.Pressed(each, f"{each.pk:064d}", each.pk + 7, "k") for each in claimed]
            assert queue.settle(finished, []) == count
        found = one.certificates.values_list("pk", "digest", "size", "seal_key", "status")
        assert list(found.order_by("pk")) == [
            (each.pk, f"{each.pk:064d}", each.pk + 7, "k", "issued") for each in claimed
        ]


# --- what a power cut took ---


def test_mend_puts_back_what_is_missing_or_torn(world: World) -> None:
    rows = queued(world, 4)
    queue.drain()
    before = [storage.load(one.number_text) for one in rows]
    storage.path_of(rows[0].number_text).unlink()
    storage.path_of(rows[1].number_text).write_bytes(b"")
    storage.path_of(rows[2].number_text).write_bytes((before[2] or b"")[:1000])
    assert files.mend() == 3
    assert [storage.load(one.number_text) for one in rows] == before
    assert files.mend() == 0


def test_mend_looks_at_the_last_days_and_reports_what_it_cannot_press(world: World, caplog: Any) -> None:
    old, lost = queued(world, 2)
    queue.drain()
    for one in (old, lost):
        storage.path_of(one.number_text).unlink()
    Certificate.objects.filter(pk=old.pk).update(issued_at="2026-01-01T00:00:00Z")
    Certificate.objects.filter(pk=lost.pk).update(digest="0" * 64)
    assert files.mend() == 0
    assert storage.load(old.number_text) is None
    assert caplog.messages == [f"certificate {lost.number_text}: neither its file nor its bytes can be had"]
