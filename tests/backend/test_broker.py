"""The filesystem broker: a message is there whole or not at all, whoever dies in between."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Empty
from typing import Any

import pytest
from kombu import Connection
from kombu.exceptions import ChannelError
from kombu.transport import filesystem

from backend import broker
from backend.celery import app

MESSAGE: dict[str, Any] = {"body": "x" * 5000, "properties": {"delivery_tag": "1"}}


@contextmanager
def channel_in(folder: Path, transport: type[filesystem.Transport] | str = "filesystem") -> Iterator[Any]:
    """A channel whose messages lie in that folder."""
    messages, control = folder / "messages", folder / "control"
    for each in (messages, control):
        each.mkdir()
    options = {"data_folder_in": str(messages), "data_folder_out": str(messages), "control_folder": str(control)}
    with Connection("filesystem://", transport=transport, transport_options=options) as connection:
        yield connection.default_channel


@pytest.fixture
def channel(tmp_path: Path) -> Iterator[Any]:
    with channel_in(tmp_path) as made:
        yield made


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_celery_uses_this_broker_for_the_scheme(channel: Any) -> None:
    assert type(channel) is broker.Channel
    assert type(app.connection_for_write("filesystem://").transport) is broker.Transport


def test_messages_come_back_oldest_first(channel: Any, tmp_path: Path) -> None:
    for number in range(3):
        channel._put("celery", MESSAGE | {"number": number})
    assert [channel._get("celery")["number"] for _message in range(3)] == [0, 1, 2]
    assert files(tmp_path / "messages") == []
    with pytest.raises(Empty):
        channel._get("celery")


def test_message_that_a_killed_process_left_empty_is_dropped(channel: Any, tmp_path: Path) -> None:
    (tmp_path / "messages" / f"{0:020}_torn.celery.msg").touch()
    channel._put("celery", MESSAGE)
    with pytest.raises(Empty):
        channel._get("celery")
    assert channel._get("celery") == MESSAGE


def test_message_that_the_disk_refuses_leaves_nothing_behind(channel: Any, tmp_path: Path) -> None:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, before[1]))
    try:
        with pytest.raises(ChannelError):
            channel._put("celery", MESSAGE)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert files(tmp_path / "messages") == []


def test_message_of_a_folder_that_is_gone_is_a_channel_error(channel: Any, tmp_path: Path) -> None:
    (tmp_path / "messages").rmdir()
    with pytest.raises(ChannelError):
        channel._put("celery", MESSAGE)


def test_reader_never_meets_a_half_written_message(tmp_path: Path) -> None:
    """What kombu's own broker does in that moment, and what ours does."""
    (tmp_path / "kombu").mkdir()
    with channel_in(tmp_path / "kombu", filesystem.Transport) as theirs:
        (tmp_path / "kombu" / "messages" / "0_just-begun.celery.msg").touch()  # opened, not yet written
        with pytest.raises(ValueError, match="Expecting value"):
            theirs._get("celery")

    (tmp_path / "ours").mkdir()
    with channel_in(tmp_path / "ours") as ours:
        (tmp_path / "ours" / "messages" / "0_just-begun.celery.draft").touch()
        with pytest.raises(Empty):
            ours._get("celery")
    assert files(tmp_path / "ours" / "messages") == ["0_just-begun.celery.draft"]


def test_table_of_bindings_that_was_left_empty_is_made_anew(channel: Any, tmp_path: Path) -> None:
    (tmp_path / "control" / "celery.exchange").touch()
    assert channel.get_table("celery") == []
    channel._queue_bind("celery", "celery", "", "celery")
    channel._queue_bind("celery", "other", "", "other")
    channel._queue_bind("celery", "celery", "", "celery")
    assert [row.queue for row in channel.get_table("celery")] == ["other", "celery"]


def test_table_of_bindings_without_its_folder_is_a_channel_error(channel: Any, tmp_path: Path) -> None:
    (tmp_path / "control").rmdir()
    with pytest.raises(ChannelError):
        channel._queue_bind("celery", "celery", "", "celery")
