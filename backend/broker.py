"""Celery's filesystem broker, safe from processes that die at any moment (`filesystem://` means this one).

Kombu's own writes straight into the final file. A reader that is faster, or a writer that was killed or met a full
disk, leaves a file without content there, and the worker that reads it ends. Here a message is there whole or not at
all, and a table of bindings that was left broken is made anew.
"""

import fcntl
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from queue import Empty
from typing import Any

from kombu.exceptions import ChannelError
from kombu.transport import filesystem
from kombu.utils.json import dumps


class Channel(filesystem.Channel):
    """Messages and tables of bindings, as files."""

    def _put(self, queue: str, payload: Any, **_options: Any) -> None:  # type: ignore[override]  # as in kombu; its stubs disagree
        """Put a message on the queue. Raises ChannelError when the disk refuses; then nothing is left behind."""
        # Readers take them in the order of their names: by a clock that all processes of a machine share.
        name = f"{time.monotonic_ns():020}_{uuid.uuid4()}.{queue}.msg"
        path = Path(self.data_folder_out) / name
        draft = path.with_suffix(".draft")  # which no reader takes
        try:
            draft.write_text(dumps(payload))
            draft.replace(path)
        except OSError as error:
            with suppress(OSError):
                draft.unlink(missing_ok=True)
            raise ChannelError(f"{path.parent}: {error.strerror}") from error

    def _get(self, queue: str, timeout: float | None = None) -> Any:
        """The next message. One that cannot be read is dropped: messages are wake-ups, the sweeper is the retry."""
        try:
            return super()._get(queue)
        except ValueError:
            raise Empty from None

    def get_table(self, exchange: str) -> list[Any]:
        """The bindings of an exchange; none where the table is broken, until somebody binds again."""
        with self._tables_locked(), suppress(ValueError):
            return super().get_table(exchange)
        return []

    def _queue_bind(self, exchange: str, routing_key: Any, pattern: Any, queue: Any) -> None:
        with self._tables_locked():
            try:
                super()._queue_bind(exchange, routing_key, pattern, queue)
            except ValueError:  # left empty by a process that was killed between making and filling it
                for table in Path(self.control_folder).glob("*.exchange"):
                    table.unlink(missing_ok=True)
                super()._queue_bind(exchange, routing_key, pattern, queue)

    @contextmanager
    def _tables_locked(self) -> Iterator[None]:
        try:
            lock = (Path(self.control_folder) / "lock").open("ab")
        except OSError as error:
            raise ChannelError(f"{self.control_folder}: {error.strerror}") from error
        with lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # closing the file gives it back, and so does dying
            yield


class Transport(filesystem.Transport):
    """Registered for the scheme `filesystem` in `backend.celery`."""

    Channel = Channel
