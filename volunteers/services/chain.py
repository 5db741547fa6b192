"""The chain over all events: sealing what is finished, and verifying what was sealed.

How a digest is made (version 1), so that anybody can check it with other means:

1. A row is a JSON array in UTF-8 without spaces: its id, then the columns that its stream names, in that order, then
   the digest of its reason or null. Keys of objects are sorted; links are the ids of the rows they lead to; instants
   are UTC as ``2026-11-23T05:16:42.123456Z``, without the fraction where it is zero. Its digest is SHA-256 over that.
2. A block is some rows of one stream that follow each other by id. Its header is the JSON array ``[version, number,
   stream, first id, last id, count, instant, digest of the block before]``; the first block follows 64 zeros.
3. The digest of a block is SHA-256 over its header, a line feed, and the 32 bytes of each row's digest, one after
   another.

Writers are never held up by more than an instant: sealing happens beside them, for rows up to an id below which
no insert is under way any more. Erasing blanks the words of a reason and leaves its digest, so the chain still holds.
"""

import datetime as dt
import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

import orjson
from django.db import IntegrityError, OperationalError, connection, models, transaction
from django.db.models import Sum

from backend.common import clock
from backend.common.models import Reason
from volunteers.models import ProtocolBlock

VERSION: Final = 1
NOTHING_BEFORE: Final = "0" * 64
MOST_ROWS: Final = 10_000  # of a block: what verifying holds in memory at once
MOST_BLOCKS: Final = 100  # of one stream in one go
MARK: Final = 4  # bytes
_OPTIONS: Final = orjson.OPT_SORT_KEYS | orjson.OPT_UTC_Z
_REASON: Final = ("reason__digest", "reason__text", "reason__salt")


@dataclass(frozen=True, slots=True)
class Stream:
    """A table of events that only ever grows. `columns` are its values in the order in which they are sealed."""

    name: str
    model: Any
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """What differs first. `kind` is one of KINDS of the command; `block` its number, `row` the event's id if known."""

    kind: str
    block: int
    stream: str = ""
    row: int | None = None


@dataclass(frozen=True, slots=True)
class Verified:
    """What `verify` saw until the end or the first difference. `at` is when the newest block was sealed."""

    blocks: int
    rows: int
    at: dt.datetime | None
    digest: str
    finding: Finding | None
    anchored: int | None = None  # the number of the block with the digest that was asked for


_STREAMS: dict[str, Stream] = {}


def register(name: str, model: Any, *columns: str) -> None:
    """Seal this table as well: called once by its app when it is ready. The model has `reason` and a growing id."""
    _STREAMS[name] = Stream(name, model, columns)


def streams() -> list[Stream]:
    """All of them, by name."""
    return [_STREAMS[name] for name in sorted(_STREAMS)]


# --- sealing ---


def seal() -> int:
    """Seal what is finished, stream by stream. Returns how many rows were.

    A stream whose writers do not pause within two seconds waits for the next time. Call it outside a transaction.
    """
    return sum(_seal_stream(stream) for stream in streams())


def _seal_stream(stream: Stream) -> int:
    try:
        highest = _settled(stream)
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", "") == "55P03":  # lock_not_available
            return 0
        raise
    sealed = 0
    for _time in range(MOST_BLOCKS):
        try:
            with transaction.atomic():
                count = _seal_block(stream, highest)
        except IntegrityError:  # somebody else seals at the same time: theirs holds
            break
        sealed += count
        if count < MOST_ROWS:
            break
    return sealed


def _settled(stream: Stream) -> int:
    """The highest id below which every insert has been committed or rolled back; 0 without rows."""
    if connection.vendor != "postgresql":  # one writer: what is there is all there is
        return stream.model.objects.aggregate(highest=models.Max("id"))["highest"] or 0
    with transaction.atomic(), connection.cursor() as cursor:  # which ends at once, and the lock with it
        cursor.execute("SELECT volunteers_settled_id(%s::regclass)", [stream.model._meta.db_table])
        return cursor.fetchone()[0] or 0


def _seal_block(stream: Stream, highest: int) -> int:
    before = ProtocolBlock.objects.order_by("-number").values_list("number", "digest").first() or (0, NOTHING_BEFORE)
    last = ProtocolBlock.objects.filter(stream=stream.name).order_by("-first_id").values_list("last_id", flat=True)
    first_id = (last.first() or 0) + 1
    if first_id > highest:
        return 0
    rows = _rows(stream).filter(pk__gte=first_id, pk__lte=highest)[:MOST_ROWS]
    found = [(row[0], digest_of(row)) for row in rows]
    if not found:
        return 0
    block = ProtocolBlock(
        number=before[0] + 1,
        version=VERSION,
        stream=stream.name,
        first_id=first_id,
        last_id=found[-1][0],
        count=len(found),
        previous=before[1],
        marks=b"".join(digest[:MARK] for _id, digest in found),
        at=clock.now(),
    )
    block.digest = _digest(block, [digest for _id, digest in found])
    block.save(force_insert=True)
    return block.count


def _rows(stream: Stream) -> Any:
    """Plain rows by id: the id, the stream's columns, then digest, text and salt of the reason."""
    return stream.model.objects.order_by("pk").values_list("id", *stream.columns, *_REASON)


def digest_of(row: tuple[Any, ...]) -> bytes:
    """The digest of a row of `_rows`: without text and salt of its reason."""
    return hashlib.sha256(orjson.dumps(row[:-2], option=_OPTIONS)).digest()


def _digest(block: ProtocolBlock, rows: list[bytes]) -> str:
    told = (block.version, block.number, block.stream, block.first_id, block.last_id, block.count, block.at)
    header = orjson.dumps([*told, block.previous], option=_OPTIONS)
    return hashlib.sha256(b"".join([header, b"\n", *rows])).hexdigest()


# --- verifying ---


def sealed_rows() -> int:
    """How many rows the blocks say that they hold."""
    return ProtocolBlock.objects.aggregate(rows=Sum("count"))["rows"] or 0


def verify(*, anchor: str = "", on_block: Callable[[int], object] = lambda _rows: None) -> Verified:
    """Hash every sealed row anew and compare. Stops at the first difference; says up to when everything holds.

    Reads each table once, in the order of its ids, with the memory of one block. `on_block` is told the rows of each.
    `anchor` is a digest that was written down elsewhere: `anchored` says whose it is.
    """
    blocks = rows = 0
    previous, at, anchored = NOTHING_BEFORE, None, None
    finding = None
    with transaction.atomic():  # server-side cursors live in one
        walks = {stream.name: _Walk(stream) for stream in streams()}
        for block in ProtocolBlock.objects.order_by("number").iterator(chunk_size=100):
            block.marks = bytes(block.marks)  # PostgreSQL hands out a view
            finding = _differs(block, blocks + 1, previous, walks.get(block.stream))
            if finding:
                break
            blocks, previous, at = block.number, block.digest, block.at
            rows += block.count
            anchored = block.number if block.digest == anchor else anchored
            on_block(block.count)
    return Verified(blocks=blocks, rows=rows, at=at, digest=previous, finding=finding, anchored=anchored)


class _Walk:
    """The rows of one stream, handed out block by block."""

    def __init__(self, stream: Stream) -> None:
        self.next_id = 1
        self._rows: Iterator[Any] = iter(_rows(stream).iterator(chunk_size=2000))
        self._ahead: tuple[Any, ...] | None = None  # read already, but of a later block

    def until(self, last_id: int, most: int) -> list[tuple[Any, ...]]:
        """The rows up to that id; no more than `most`, however many somebody may have put there."""
        found: list[tuple[Any, ...]] = []
        row = self._ahead or next(self._rows, None)
        while row is not None and row[0] <= last_id and len(found) < most:
            found.append(row)
            row = next(self._rows, None)
        self._ahead = row
        self.next_id = last_id + 1
        return found


def _differs(block: ProtocolBlock, number: int, previous: str, walk: _Walk | None) -> Finding | None:
    """The first thing that is not as it was sealed."""
    if block.number != number:
        return Finding("block_missing", number)
    if walk is None or block.version != VERSION:
        return Finding("block_unknown", number, block.stream)
    if block.previous != previous or block.first_id != walk.next_id:
        return Finding("block_changed", number, block.stream)
    rows = walk.until(block.last_id, block.count + 1)
    digests = [digest_of(row) for row in rows]
    if _digest(block, digests) != block.digest or b"".join(one[:MARK] for one in digests) != block.marks:
        kind, place = _which(rows, digests, bytes(block.marks))
        return Finding(kind, number, block.stream, place)
    for row in rows:
        digest, text, salt = row[-3:]
        if (text or salt) and Reason.digest_of(text, salt) != digest:
            return Finding("words_changed", number, block.stream, row[0])
    return None


def _which(rows: list[tuple[Any, ...]], digests: list[bytes], marks: bytes) -> tuple[str, int | None]:
    """What became of the rows of a block, and which is the first of them: told by the marks, as far as these hold."""
    sealed = [marks[start : start + MARK] for start in range(0, len(marks), MARK)]
    found = [digest[:MARK] for digest in digests]
    place = next((at for at, (one, other) in enumerate(zip(found, sealed, strict=False)) if one != other), None)
    if place is None:
        if len(found) == len(sealed):  # every row is as it was: the block itself is not
            return "block_changed", None
        place = min(len(found), len(sealed))
    here = rows[place][0] if place < len(rows) else None
    if len(found) > len(sealed):
        return "row_added", here
    if len(found) < len(sealed):
        return "row_missing", rows[place - 1][0] + 1 if place else None
    return "row_changed", here
