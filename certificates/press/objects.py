"""The syntax of PDF 1.7 (ISO 32000-1): numbers, strings, streams, indirect objects and the cross-reference table.

Everything here is a function of its arguments. No time, no random identifier: equal objects give equal files.
"""

import hashlib
import zlib
from collections.abc import Iterable
from functools import lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from hashlib import _Hash

_HEADER = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"  # the comment says to transfer programs that the file is binary
LEVEL = 1  # measured on the content of a page: a quarter of the time of level 6, half a kilobyte more of sixty
_WORTH_PACKING = 1024  # bytes: to begin to pack costs as much as to pack as many
ONCE = 9  # for what is packed once per process and copied into each file


@lru_cache(maxsize=4_096)
def number(value: float) -> str:
    """A coordinate with at most two decimals: a hundredth of a point is finer than any printer."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def text_string(text: str) -> bytes:
    """A text string (7.9.2): printable ASCII as a literal, all else as UTF-16 with its mark."""
    if text.isascii() and text.isprintable():
        escaped = text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
        return b"(" + escaped.encode() + b")"
    return b"<FEFF" + text.encode("utf-16-be").hex().upper().encode() + b">"


def stream(entries: bytes, data: bytes, *, compress: bool = True, level: int = LEVEL) -> bytes:
    """A stream object; `entries` are further entries of its dictionary. What is short stays as it is."""
    if compress and len(data) >= _WORTH_PACKING:
        data = zlib.compress(data, level)
        entries += b"/Filter/FlateDecode"
    # An end of line stands before `endstream` and does not count (7.3.8.1). After data that by chance end in a carriage
    # return, a line feed alone would be read as one end of line with it, and the length as wrong.
    end = b"\r\n" if data.endswith(b"\r") else b"\n"
    return b"<<%b/Length %d>>\nstream\n%b%bendstream" % (entries, len(data), data, end)


def references(numbers: Iterable[int]) -> bytes:
    """An array's inside: indirect references."""
    return b" ".join([b"%d 0 R" % n for n in numbers])


class Head(NamedTuple):
    """The beginning of a file: finished objects numbered from 1, the same bytes in every file that begins with them.

    `rows` are their rows in the cross-reference table, `last` is the highest of their numbers, `digest` is a SHA-256
    that has read `data`: copy it.
    """

    data: bytes
    rows: bytes
    last: int
    digest: "_Hash"


EMPTY = Head(_HEADER, b"", 0, hashlib.sha256(_HEADER))


class File(NamedTuple):
    """A finished file in two parts, and where each object begins that is not part of its head."""

    head: Head
    body: bytes
    offsets: list[int]

    @property
    def data(self) -> bytes:
        """The whole file."""
        return self.head.data + self.body


class Objects:
    """The indirect objects of one file, numbered in the order they are asked for."""

    def __init__(self, head: Head = EMPTY) -> None:
        """`head` holds the objects with the lowest numbers."""
        self._head = head
        self._bodies: list[bytes] = []

    @property
    def last(self) -> int:
        """The highest number so far."""
        return self._head.last + len(self._bodies)

    def add(self, *bodies: bytes) -> int:
        """Adds finished objects; returns the number of the first."""
        first = self.last + 1
        self._bodies += bodies
        return first

    def reserve(self) -> int:
        """A number for an object that others refer to before it is written: it must be `put` before `finish`."""
        return self.add(b"")

    def put(self, object_number: int, body: bytes) -> None:
        """Fills a reserved number."""
        self._bodies[object_number - self._head.last - 1] = body

    def freeze(self) -> Head:
        """All objects so far as the beginning of other files."""
        body, offsets = self._written()
        data = self._head.data + body
        return Head(data, self._head.rows + _rows(offsets), self.last, hashlib.sha256(data))

    def finish(self, *, root: int, info: int) -> File:
        """The file. Its identifier is a digest of all that stands before it (14.4 leaves the method open)."""
        body, offsets = self._written()
        digest = self._head.digest.copy()
        digest.update(body)
        identifier = digest.hexdigest()[:32].upper().encode()
        end = b"xref\n0 %d\n0000000000 65535 f \n%b%btrailer\n%b\nstartxref\n%d\n%%%%EOF\n" % (
            self.last + 1,
            self._head.rows,
            _rows(offsets),
            b"<</Size %d/Root %d 0 R/Info %d 0 R/ID[<%b><%b>]>>" % (self.last + 1, root, info, identifier, identifier),
            len(self._head.data) + len(body),
        )
        return File(self._head, body + end, offsets)

    def _written(self) -> tuple[bytes, list[int]]:
        """What follows the head, and where in the file each object begins."""
        first = self._head.last + 1
        if b"" in self._bodies:
            raise AssertionError(f"object {first + self._bodies.index(b'')} was reserved but never written")
        parts = [b"%d 0 obj\n%b\nendobj\n" % one for one in enumerate(self._bodies, first)]
        offsets = list(accumulate(map(len, parts), initial=len(self._head.data)))
        return b"".join(parts), offsets[:-1]


def _rows(offsets: list[int]) -> bytes:
    """Rows of the cross-reference table (7.5.4): 20 bytes each, the space before the line feed among them."""
    return b"%010d 00000 n \n" * len(offsets) % tuple(offsets)
