"""Workers at one queue: each row in one pair of hands, and a lease that was taken back cannot finish."""

import datetime as dt
import hashlib
import uuid
from functools import partial

import pytest
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now

from certificates.content import parse_content
from certificates.models import Certificate, CertificateStatus
from certificates.press import press
from certificates.services import ordering, queue
from tests.cast import World
from tests.concurrency.together import at_once, meeting, outcomes

pytestmark = pytest.mark.postgres


def ordered(world: World, number: int) -> None:
    start, end = dt.date(2026, 1, 1), dt.date(2026, 12, 31)
    order = partial(ordering.request_certificate, actor=world.carla, volunteer=world.ada_volunteer, kind="thanks")
    for _number in range(number):
        order(issuer=world.issuer, start=start, end=end)


def keys(claimed: list[queue.Claimed]) -> set[int]:
    return {one.pk for one in claimed}


def pressed(one: queue.Claimed) -> queue.Pressed:
    data = press(parse_content(one.content))
    return queue.Pressed(claimed=one, digest=hashlib.sha256(data).hexdigest(), size=len(data))


def end_all_leases() -> None:
    Certificate.objects.filter(status="rendering").update(lease_until=Now() - dt.timedelta(seconds=1))


def test_two_workers_at_once_claim_different_rows(world: World) -> None:
    ordered(world, 40)
    both_looked = meeting()

    def claim_unguarded() -> set[int]:
        rows = set(Certificate.objects.due().values_list("pk", flat=True)[:10])
        both_looked.wait()
        lease = {"lease_token": uuid.uuid4(), "lease_until": Now() + dt.timedelta(minutes=1)}
        Certificate.objects.filter(pk__in=rows).update(status="rendering", attempts=F("attempts") + 1, **lease)
        return rows

    first, second = at_once(claim_unguarded, claim_unguarded)
    assert first == second  # ten rows in two pairs of hands

    Certificate.objects.update(status="queued", lease_token=None, lease_until=None, attempts=0)
    # One worker is in the middle of its claim: the other one takes the next rows, without waiting for it.
    with transaction.atomic():
        mine = queue.claim(10)
        (theirs,) = at_once(partial(queue.claim, 10))
        assert (len(mine), len(theirs)) == (10, 10)
        assert keys(mine) & keys(theirs) == set()
    rest = at_once(*[partial(queue.claim, 10)] * 4)
    assert outcomes(rest) == ["done"] * 4
    hands = [keys(claimed) for claimed in (mine, theirs, *rest)]
    assert sum(map(len, hands)) == len(set().union(*hands)) == 40


def test_lease_that_was_swept_cannot_finish(world: World) -> None:
    ordered(world, 1)
    (slow,) = queue.claim(1)
    done, swept = pressed(slow), meeting()

    def finish_unguarded() -> int:
        assert Certificate.objects.get().status == CertificateStatus.RENDERING
        swept.wait()  # the worker stood still here, its lease ended, somebody else took the row
        swept.wait()
        issue = {"status": "issued", "lease_token": None, "lease_until": None, "issued_at": Now()}
        return Certificate.objects.filter(pk=slow.pk).update(
            digest=done.digest, size=done.size, engine_version="1", **issue
        )

    def sweep_and_claim() -> list[queue.Claimed]:
        swept.wait()
        end_all_leases()
        queue.sweep()
        claimed = queue.claim(1)
        swept.wait()
        return claimed

    changed, (other,) = at_once(finish_unguarded, sweep_and_claim)
    assert (changed, other.pk) == (1, slow.pk)  # issued by one while another one presses it

    lease = {"lease_token": other.token, "lease_until": Now() + dt.timedelta(minutes=1)}
    Certificate.objects.update(status="rendering", issued_at=None, digest="", size=None, engine_version="", **lease)
    assert queue.settle([done], []) == 0
    failure = queue.Failure(claimed=slow, code="press_error", reason="Zu spät.", may_retry=True)
    assert queue.settle([], [failure]) == 0
    row = Certificate.objects.get()
    assert (row.status, row.lease_token, row.failure_reason) == ("rendering", other.token, "")
    assert queue.settle([pressed(other)], []) == 1
    assert queue.settle([done], []) == 0


def test_sweep_and_finish_at_once_agree_on_each_row(world: World) -> None:
    ordered(world, 30)
    claimed = queue.claim(30)
    finished = [pressed(one) for one in claimed]
    end_all_leases()
    portions = [finished[start::5] for start in range(5)]
    settles = [partial(queue.settle, portion, []) for portion in portions]
    *settled, swept = at_once(*settles, queue.sweep)
    rows = dict.fromkeys(CertificateStatus.values, 0)
    for status in Certificate.objects.values_list("status", flat=True):
        rows[status] += 1
    # A sweeper skips rows that somebody is just finishing; what is left it takes back the next time.
    assert (rows["issued"], rows["queued"]) == (sum(settled), swept)
    assert rows["rendering"] == 0
