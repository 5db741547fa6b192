"""The queue that is the table: claim, press, finish, one lease at a time."""

import datetime as dt
import hashlib
import logging
import uuid
from typing import Any

import pytest
from django.conf import settings
from django.db.models import F
from django.db.models.functions import Now

from backend.common import clock
from certificates import storage
from certificates.models import Certificate
from certificates.press import ENGINE_VERSION
from certificates.services import keys, ordering, queue
from certificates.services.queue import Claimed, Pressed
from tests.cast import World
from tests.certificates.orders import order, queued

HOUR = dt.timedelta(hours=1)


def row(certificate: Certificate) -> dict[str, Any]:
    """The whole row as the database holds it."""
    return {**Certificate.objects.values().get(pk=certificate.pk)}


def statuses() -> list[str]:
    """Of every row, oldest first."""
    return list(Certificate.objects.order_by("pk").values_list("status", flat=True))


def expire(*certificates: Certificate) -> None:
    """Lets the leases run out, by the database's clock."""
    keys = [certificate.pk for certificate in certificates]
    assert Certificate.objects.filter(pk__in=keys, status="rendering").update(lease_until=Now() - HOUR) == len(keys)


# --- claim ---


def test_claim_takes_due_rows_under_one_lease(world: World) -> None:
    first, second = queued(world, 2)
    before = row(first)
    claimed = queue.claim(25)
    token = claimed[0].token
    assert claimed == [
        Claimed(pk=one.pk, number=one.number_text, content=one.content, attempts=1, token=token)
        for one in (first, second)
    ]
    assert row(first) == before | {
        "status": "rendering",
        "lease_token": token,
        "lease_until": row(first)["lease_until"],
        "attempts": 1,
    }
    assert row(second)["lease_token"] == token
    left = Certificate.objects.annotate(left=F("lease_until") - Now()).values_list("left", flat=True)[0]
    assert dt.timedelta() < left <= dt.timedelta(seconds=settings.CERTIFICATE_LEASE_SECONDS)


def test_claim_takes_the_oldest_first_and_no_more_than_asked(world: World) -> None:
    rows = queued(world, 5)
    claims = [[one.pk for one in queue.claim(2)] for _ in range(4)]
    assert claims == [[rows[0].pk, rows[1].pk], [rows[2].pk, rows[3].pk], [rows[4].pk], []]
    tokens = set(Certificate.objects.values_list("lease_token", flat=True))
    assert len(tokens) == 3


def test_claim_waits_until_a_row_is_due(world: World) -> None:
    early, due, any_time = queued(world, 3)
    Certificate.objects.filter(pk=early.pk).update(not_before=Now() + HOUR)
    Certificate.objects.filter(pk=due.pk).update(not_before=Now() - HOUR)
    assert [one.pk for one in queue.claim(25)] == [due.pk, any_time.pk]
    assert row(early)["status"] == "queued"


def test_claim_takes_queued_rows_alone(world: World) -> None:
    rendering, failed, issued, waiting = queued(world, 4)
    queue.claim(1)
    assert row(rendering)["status"] == "rendering"
    Certificate.objects.filter(pk=failed.pk).update(status="failed", failure_reason="x")
    Certificate.objects.filter(pk=issued.pk).update(
        status="issued", issued_at=clock.now(), digest="0" * 64, size=1, engine_version="x"
    )
    assert [one.pk for one in queue.claim(25)] == [waiting.pk]


def test_claim_of_an_empty_queue_is_nothing(world: World) -> None:
    assert queue.claim(25) == []


def test_pending_counts_what_is_due_now(world: World) -> None:
    assert not queue.pending()
    waiting = queued(world, 3)
    assert [queue.pending(beyond=number) for number in range(5)] == [True, True, True, False, False]
    Certificate.objects.filter(pk=waiting[0].pk).update(not_before=Now() + HOUR)
    assert [queue.pending(beyond=number) for number in range(4)] == [True, True, False, False]


# --- press and finish ---


def test_drain_issues_each_row_with_the_digest_of_its_file(world: World) -> None:
    rows = queued(world, 3)
    seal = keys.current_seal()
    assert seal is not None
    assert queue.drain() == 3
    for one in rows:
        stored = storage.load(one.number_text)
        assert stored is not None
        before, after = {**vars(one)}, row(one)
        assert after == {key: before[key] for key in after} | {
            "status": "issued",
            "attempts": 1,
            "issued_at": after["issued_at"],
            "digest": hashlib.sha256(stored).hexdigest(),
            "size": len(stored),
            "engine_version": ENGINE_VERSION,
            "seal_key": seal.key_id,
        }
        assert after["issued_at"] is not None
        assert stored.startswith(b"%PDF-")
    assert queue.drain() == 0


def test_drain_presses_more_rows_than_one_batch(world: World, settings: Any) -> None:
    settings.CERTIFICATE_BATCH = 2
    queued(world, 5)
    assert queue.drain() == 5
    assert statuses() == ["issued"] * 5


def test_drain_without_time_leaves_the_rows(world: World) -> None:
    queued(world, 1)
    assert queue.drain(seconds=0) == 0
    assert statuses() == ["queued"]


def test_drain_presses_the_others_beside_a_row_that_cannot_be_printed(world: World) -> None:
    good, bad, good_too = queued(world, 3)
    Certificate.objects.filter(pk=bad.pk).update(content=bad.content | {"name": "Kim\u202e"})
    assert queue.drain() == 3
    assert statuses() == ["issued", "failed", "issued"]
    failed = row(bad)
    assert (failed["failure_code"], failed["failure_reason"], failed["attempts"], failed["lease_token"]) == (
        "not_printable",
        "name: Das Zeichen U+202E kann nicht gedruckt werden.",
        1,
        None,
    )
    assert storage.load(bad.number_text) is None
    assert storage.load(good.number_text) is not None
    assert storage.load(good_too.number_text) is not None


def test_issued_row_forgets_an_earlier_failure(world: World) -> None:
    (one,) = queued(world, 1)
    Certificate.objects.update(failure_code="disk_full", failure_reason="Der Speicher ist voll.", attempts=1)
    queue.drain()
    issued = row(one)
    assert (issued["status"], issued["failure_code"], issued["failure_reason"]) == ("issued", "", "")


def test_failed_row_is_not_tried_again_by_itself(world: World) -> None:
    (bad,) = queued(world, 1)
    Certificate.objects.update(content=bad.content | {"name": ""})
    assert queue.drain() == 1
    assert queue.drain() == 0
    assert row(bad)["attempts"] == 1


# --- a lost lease ---


def _finished(claimed: Claimed) -> Pressed:
    return Pressed(claimed=claimed, digest="d" * 64, size=1)


def test_settle_with_a_lost_lease_changes_nothing(world: World) -> None:
    (one,) = queued(world, 1)
    (lost,) = queue.claim(1)
    expire(one)
    assert queue.sweep() == 1
    queued_again = row(one)
    failure = queue._not_stored(lost, OSError(5, "EIO"))
    assert queue.settle([_finished(lost)], [failure]) == 0
    assert row(one) == queued_again

    (ours,) = queue.claim(1)
    held = row(one)
    assert queue.settle([_finished(lost)], [failure]) == 0
    assert row(one) == held
    assert queue.settle([_finished(ours)], []) == 1
    issued = row(one)
    assert (issued["status"], issued["digest"], issued["attempts"]) == ("issued", "d" * 64, 2)

    assert queue.settle([_finished(lost), _finished(ours)], [failure]) == 0
    assert row(one) == issued


def test_settle_with_a_token_nobody_gave_changes_nothing(world: World) -> None:
    (one,) = queued(world, 1)
    (claimed,) = queue.claim(1)
    held = row(one)
    stranger = Claimed(claimed.pk, claimed.number, claimed.content, claimed.attempts, uuid.uuid4())
    assert queue.settle([_finished(stranger)], []) == 0
    assert row(one) == held


def test_settle_counts_what_was_issued_and_what_was_lost(world: World) -> None:
    kept, lost = queued(world, 2)
    claimed = queue.claim(2)
    expire(lost)
    queue.sweep()
    assert queue.settle([_finished(one) for one in claimed], []) == 1
    assert [row(one)["status"] for one in (kept, lost)] == ["issued", "queued"]


def test_handle_twice_of_the_same_claim_issues_once(world: World) -> None:
    (one,) = queued(world, 1)
    claimed = queue.claim(1)
    queue.handle(claimed)
    issued = row(one)
    queue.handle(claimed)
    assert row(one) == issued


# --- the sweeper ---


def test_sweep_takes_back_expired_leases_alone(world: World) -> None:
    expired, running, waiting = queued(world, 3)
    queue.claim(2)
    expire(expired)
    before = {one.pk: row(one) for one in (expired, running, waiting)}
    assert queue.sweep() == 1
    assert row(expired) == before[expired.pk] | {"status": "queued", "lease_token": None, "lease_until": None}
    assert [row(one) for one in (running, waiting)] == [before[running.pk], before[waiting.pk]]
    assert queue.sweep() == 0


def test_sweep_clears_away_what_a_dead_worker_left_half_written(world: World) -> None:
    dead, alive = queued(world, 2)
    queue.claim(2)
    expire(dead)
    drafts = [storage.path_of(one.number_text).with_name(f".{one.number_text}.abc.part") for one in (dead, alive)]
    drafts[0].parent.mkdir(parents=True)
    for draft in drafts:
        draft.write_bytes(b"halb")
    assert queue.sweep() == 1
    assert [draft.exists() for draft in drafts] == [False, True]


def test_sweep_gives_up_on_a_row_that_lost_its_worker_too_often(world: World) -> None:
    hopeless, hopeful = queued(world, 2)
    queue.claim(2)
    Certificate.objects.filter(pk=hopeless.pk).update(attempts=queue.MOST_ATTEMPTS)
    Certificate.objects.filter(pk=hopeful.pk).update(attempts=queue.MOST_ATTEMPTS - 1)
    expire(hopeless, hopeful)
    assert queue.sweep() == 2
    failed = row(hopeless)
    assert (failed["status"], failed["failure_code"], failed["lease_token"], failed["lease_until"]) == (
        "failed", "worker_lost", None, None,
    )  # fmt: skip
    assert failed["failure_reason"] == (
        "Der Druck ist mehrmals abgebrochen. Bitte sehen Sie die Urkunde an und starten Sie den Druck neu."
    )
    assert (row(hopeful)["status"], row(hopeful)["attempts"]) == ("queued", queue.MOST_ATTEMPTS - 1)


def test_row_that_loses_each_worker_fails_after_five(world: World) -> None:
    (one,) = queued(world, 1)
    seen = []
    for _ in range(queue.MOST_ATTEMPTS):
        assert [claimed.pk for claimed in queue.claim(25)] == [one.pk]
        expire(one)
        queue.sweep()
        seen.append(row(one)["status"])
    assert seen == ["queued"] * 4 + ["failed"]
    assert queue.claim(25) == []


def test_row_that_lost_its_worker_twice_is_claimed_alone(world: World) -> None:
    guilty, also, fresh, fresher = queued(world, 4)
    Certificate.objects.filter(pk__in=[guilty.pk, also.pk]).update(attempts=queue.ALONE_FROM)
    Certificate.objects.filter(pk=fresh.pk).update(attempts=queue.ALONE_FROM - 1)
    claims = [[one.pk for one in queue.claim(25)] for _ in range(4)]
    assert claims == [[fresh.pk, fresher.pk], [guilty.pk], [also.pk], []]


# --- a failure that may pass ---


@pytest.mark.parametrize(("attempts", "pause"), [(1, 10), (2, 60), (3, 300), (4, 1800), (5, None)])
def test_failure_that_may_pass_is_tried_again_after_longer_and_longer(
    world: World, attempts: int, pause: int | None
) -> None:
    (one,) = queued(world, 1)
    Certificate.objects.update(attempts=attempts - 1)
    (claimed,) = queue.claim(1)
    failure = queue._unexpected(claimed, ZeroDivisionError())
    grain = dt.timedelta(milliseconds=2)  # SQLite's clock counts in these
    before = clock.now() - grain
    assert queue.settle([], [failure]) == 0
    after = clock.now() + grain
    put_away = row(one)
    assert put_away["failure_code"] == "press_error"
    assert (put_away["attempts"], put_away["lease_token"], put_away["lease_until"]) == (attempts, None, None)
    if pause is None:
        assert (put_away["status"], put_away["not_before"]) == ("failed", None)
    else:
        wait = dt.timedelta(seconds=pause)
        assert put_away["status"] == "queued"
        assert before + wait <= put_away["not_before"] <= after + wait
        assert not queue.pending()


def test_unexpected_failure_tells_its_kind_and_nobodys_name(world: World, caplog: Any) -> None:
    (one,) = queued(world, 1)
    (claimed,) = queue.claim(1)
    with caplog.at_level(logging.INFO):
        failure = queue._unexpected(claimed, KeyError("Ada Beispiel"))
    queue.settle([], [failure])
    put_away = row(one)
    assert (put_away["status"], put_away["failure_code"], put_away["failure_reason"]) == (
        "queued", "press_error", "Beim Druck ist ein unerwarteter Fehler aufgetreten (KeyError).",
    )  # fmt: skip
    assert "Ada" not in caplog.text
    assert one.number_text in caplog.text


def test_retry_of_a_row_that_ran_out_of_attempts_issues_it(world: World) -> None:
    one = order(world)
    Certificate.objects.update(
        status="failed", failure_code="worker_lost", failure_reason="x", attempts=queue.MOST_ATTEMPTS
    )
    ordering.retry(actor=world.carla, certificate=Certificate.objects.get())
    assert queue.drain() == 1
    issued = row(one)
    assert (issued["status"], issued["number"], issued["attempts"]) == ("issued", one.number, 1)
