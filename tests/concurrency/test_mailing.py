"""Workers at one queue of mails, and people who order at the same moment: one mail for each certificate."""

import datetime as dt
from functools import partial

import pytest
from django.core import mail
from django.db.models.functions import Now

from backend.common import clock
from certificates.models import Campaign, Certificate, CertificateMail
from certificates.services import campaigns, mailing, queue
from tests import factories
from tests.cast import World
from tests.concurrency.together import at_once, meeting, outcomes

pytestmark = pytest.mark.postgres


@pytest.fixture
def issued(world: World) -> Campaign:
    """A campaign of 12 issued certificates, to people with addresses."""
    for index in range(12):
        person = factories.kept(world.cafe, f"Helfer{index:02d}", email=f"helfer{index}@example.org")
        factories.confirmed(person, world.talking)
    one = campaigns.create_campaign(
        actor=world.carla, title="Dank", kind="thanks", issuer=world.issuer,
        period_start=dt.date(2025, 1, 1), period_end=dt.date(2025, 12, 31),
    )  # fmt: skip
    campaigns.order_campaign(actor=world.carla, campaign=one)
    Certificate.objects.update(
        status="issued", issued_at=clock.now(), digest="d" * 64, size=1, engine_version="x"
    )  # the PDF is not what this is about
    return one


def test_two_workers_at_once_send_each_mail_once(world: World, issued: Campaign) -> None:
    assert mailing.order_mails(actor=world.carla, campaign=issued) == 12
    both_looked = meeting()

    def send_unguarded() -> list[int]:
        rows = list(CertificateMail.objects.due().values_list("pk", flat=True))
        both_looked.wait()
        return rows

    first, second = at_once(send_unguarded, send_unguarded)
    assert len(first) == 12
    assert first == second  # everybody would get two

    assert sum(at_once(*[mailing.outbox.send_due] * 3)) == 12
    assert sorted(message.to[0] for message in mail.outbox) == sorted(
        f"helfer{index}@example.org" for index in range(12)
    )
    assert set(CertificateMail.objects.values_list("status", flat=True)) == {"sent"}


def test_two_people_who_order_at_once_order_each_mail_once(world: World, issued: Campaign) -> None:
    order = partial(mailing.order_mails, actor=world.carla, campaign=issued)
    single = partial(mailing.order_mail, actor=world.carla, certificate=Certificate.objects.all()[3])
    assert outcomes(at_once(order, order, single)) == ["done"] * 3
    assert CertificateMail.objects.count() == 12
    assert mailing.outbox.send_due() == 12


def test_worker_whose_lease_was_swept_sends_under_the_same_id_and_writes_nothing(
    world: World, issued: Campaign
) -> None:
    mailing.order_mails(actor=world.carla, campaign=issued)
    slow = mailing.outbox.claim(3)
    CertificateMail.objects.filter(status="sending").update(lease_until=Now() - dt.timedelta(seconds=1))
    assert mailing.outbox.sweep() == 3
    assert mailing.outbox.send_due() == 12
    before = list(CertificateMail.objects.order_by("pk").values())
    mailing.outbox.deliver(slow)  # it stood still before it sent: at least once, not at most once
    assert list(CertificateMail.objects.order_by("pk").values()) == before
    ids = [message.extra_headers["Message-ID"] for message in mail.outbox]
    assert (len(ids), len(set(ids))) == (15, 12)


def test_pause_while_workers_run_stops_them_at_their_next_batch(world: World, issued: Campaign) -> None:
    Certificate.objects.update(status="queued", issued_at=None, digest="", size=None, engine_version="")
    paused = meeting(3)

    def worker() -> int:
        first = queue.claim(2)
        paused.wait()  # both have rows in their hands
        paused.wait()  # the campaign is paused
        queue.handle(first)
        return len(first) + queue.drain()

    def coordinator() -> int:
        paused.wait()
        campaigns.pause(actor=world.carla, campaign=issued)
        paused.wait()
        return 0

    assert at_once(worker, worker, coordinator) == [2, 2, 0]
    assert sorted(Certificate.objects.values_list("status", flat=True)) == ["issued"] * 4 + ["queued"] * 8
    campaigns.resume(actor=world.carla, campaign=issued)
    assert sum(at_once(queue.drain, queue.drain)) == 8
    assert set(Certificate.objects.values_list("status", flat=True)) == {"issued"}
