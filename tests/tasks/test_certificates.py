"""The jobs that press: short, harmless when lost or doubled, and quiet about a broker that is gone."""

import datetime as dt
import logging
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from celery import Celery
from django.db.models.functions import Now

from backend.celery import app
from backend.common.models import Heartbeat
from certificates.models import Certificate
from certificates.services import queue
from tasks import certificates
from tests.cast import World
from tests.certificates.orders import queued
from tests.certificates.test_queue import expire, statuses


@contextmanager
def broker(url: str, **options: Any) -> Iterator[None]:
    """The jobs are published there instead."""
    other = Celery("elsewhere", set_as_current=False)
    other.config_from_object("django.conf:settings", namespace="CELERY")
    other.conf.broker_transport_options = {**app.conf.broker_transport_options, **options}
    other.set_current()
    try:
        with pytest.MonkeyPatch.context() as environment:
            environment.setenv("CELERY_BROKER_URL", url)  # to Celery it counts more than any setting
            yield
    finally:
        app.set_current()
        other.close()


def closed_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def beats() -> dict[str, int]:
    """How often each sign of life was given."""
    return dict(Heartbeat.objects.values_list("name", "count"))


@contextmanager
def folder_broker(folder: Path) -> Iterator[Path]:
    """A filesystem broker in that folder; gives the folder of its messages."""
    for name in ("messages", "done", "control"):
        (folder / name).mkdir(parents=True)
    places = {
        "data_folder_in": str(folder / "messages"),
        "data_folder_out": str(folder / "messages"),
        "processed_folder": str(folder / "done"),
        "control_folder": str(folder / "control"),
    }
    with broker("filesystem://localhost", **places):
        yield folder / "messages"


def test_wake_puts_one_message_without_data_that_expires(world: World, tmp_path: Path) -> None:
    with folder_broker(tmp_path / "broker") as messages:
        certificates.wake()
        (message,) = [path.read_text() for path in messages.iterdir()]
    assert '"task": "certificates.drain"' in message
    assert '"content-type": "application/json"' in message
    assert '"expires": null' not in message
    assert beats() == {}


@pytest.mark.parametrize("times", [1, 3])
def test_wake_with_a_dead_broker_is_counted_and_does_not_raise(world: World, caplog: Any, times: int) -> None:
    rows = queued(world, 1)
    with broker(f"redis://127.0.0.1:{closed_port()}/0", max_retries=0), caplog.at_level(logging.WARNING):
        for _ in range(times):
            certificates.wake()
    assert beats() == {"wake-failed": times}
    assert [message.partition(":")[0] for message in caplog.messages] == ["wake-up failed"] * times
    assert statuses() == ["queued"]
    assert certificates.sweep() == 0  # the sweeper finds the row
    assert Certificate.objects.get(pk=rows[0].pk).status == "issued"


def test_wake_with_a_broker_whose_folder_is_gone_is_counted(world: World, tmp_path: Path) -> None:
    with folder_broker(tmp_path / "broker") as messages:
        messages.rmdir()
        certificates.wake()
    assert beats() == {"wake-failed": 1}


def test_drain_presses_and_gives_a_sign_of_life(world: World) -> None:
    queued(world, 2)
    assert certificates.drain() == 2
    assert statuses() == ["issued", "issued"]
    assert beats() == {"worker": 1}
    assert certificates.drain() == 0
    assert beats() == {"worker": 2}


def test_drain_calls_a_colleague_when_there_is_more_than_one_batch(world: World, tmp_path: Path, settings: Any) -> None:
    settings.CERTIFICATE_BATCH = 2
    with folder_broker(tmp_path / "broker") as messages:
        queued(world, 2)
        assert certificates.drain() == 2
        assert len(list(messages.iterdir())) == 0
        queued(world, 3)
        assert certificates.drain() == 3
        assert len(list(messages.iterdir())) == 1


def test_drain_of_more_than_one_batch_goes_on_without_a_broker(world: World, settings: Any) -> None:
    settings.CERTIFICATE_BATCH = 1
    queued(world, 3)
    with broker(f"redis://127.0.0.1:{closed_port()}/0", max_retries=0):
        assert certificates.drain() == 3
    assert beats() == {"worker": 1, "wake-failed": 1}


def test_sweep_frees_the_rows_of_dead_workers_and_presses_them(world: World) -> None:
    (one,) = queued(world, 1)
    queue.claim(1)
    assert certificates.sweep() == 0
    assert statuses() == ["rendering"]
    expire(one)
    assert certificates.sweep() == 1
    assert statuses() == ["issued"]
    assert beats() == {"beat": 2, "worker": 3}  # the last is the pressing


def test_sweep_of_an_empty_queue_gives_signs_of_life_alone(world: World) -> None:
    assert certificates.sweep() == 0
    assert beats() == {"beat": 1, "worker": 1}


def test_sweep_leaves_rows_that_are_not_due(world: World) -> None:
    queued(world, 1)
    Certificate.objects.update(not_before=Now() + dt.timedelta(hours=1))
    assert certificates.sweep() == 0
    assert statuses() == ["queued"]


def test_send_mails_takes_back_what_was_left_and_sends_it(world: World) -> None:
    from certificates.models import CertificateMail
    from certificates.services import mailing
    from tests.certificates.orders import issued

    mailing.order_mail(actor=world.carla, certificate=issued(world))
    mailing.outbox.claim(1)
    assert certificates.send_mails() == 0
    CertificateMail.objects.update(lease_until=Now() - dt.timedelta(seconds=1))
    assert certificates.send_mails() == 1
    assert CertificateMail.objects.get().status == "sent"
    assert certificates.send_mails() == 0


def test_mend_files_puts_back_a_lost_file(world: World) -> None:
    from certificates import storage

    (one,) = queued(world, 1)
    queue.drain()
    storage.path_of(one.number_text).unlink()
    assert certificates.mend_files() == 1
    assert storage.load(one.number_text) is not None


def test_wake_for_mails_names_its_own_job(world: World, tmp_path: Path) -> None:
    with folder_broker(tmp_path / "broker") as messages:
        certificates.wake(certificates.send_mails)
        (message,) = [path.read_text() for path in messages.iterdir()]
    assert '"task": "certificates.send_mails"' in message
