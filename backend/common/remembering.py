"""Asking once: within a block, an answer that the database gave is the answer to the same question again."""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

T = TypeVar("T")

_memory: ContextVar[dict[Hashable, Any] | None] = ContextVar("memory", default=None)


@contextmanager
def remembering() -> Iterator[None]:
    """Within, `recall` asks once for each key. For what only reads; a block inside another shares its memory."""
    if _memory.get() is not None:
        yield
        return
    token = _memory.set({})
    try:
        yield
    finally:
        _memory.reset(token)


@contextmanager
def knowing(key: Hashable, answer: Any) -> Iterator[None]:
    """Within, that is the answer to that question, and what was remembered before does not count."""
    token = _memory.set({key: answer})
    try:
        yield
    finally:
        _memory.reset(token)


def recall(key: Hashable, ask: Callable[[], T]) -> T:
    """The remembered answer, or the one that `ask` finds now. Outside of a block it is asked each time."""
    memory = _memory.get()
    if memory is None:
        return ask()
    if key not in memory:
        memory[key] = ask()
    answer: T = memory[key]
    return answer
