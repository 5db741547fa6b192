"""The syntax of PDF 1.7 (ISO 32000-1): numbers, strings, streams, indirect objects and the cross-reference table.

Everything here is a function of its arguments. No time, no random identifier: equal objects give equal files.
"""

import hashlib
import zlib

_HEADER = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"  # the comment says to transfer programs that the file is binary
_LEVEL = 6


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


def stream(entries: bytes, data: bytes, *, compress: bool = True) -> bytes:
    """A stream object; `entries` are further entries of its dictionary."""
    if compress:
        data = zlib.compress(data, _LEVEL)
        entries += b"/Filter/FlateDecode"
    return b"<<%b/Length %d>>\nstream\n%b\nendstream" % (entries, len(data), data)


def references(numbers: list[int]) -> bytes:
    """An array's inside: indirect references."""
    return b" ".join(b"%d 0 R" % n for n in numbers)


class Objects:
    """The indirect objects of one file, numbered from 1 in the order they are asked for."""

    def __init__(self) -> None:
        self._bodies: list[bytes] = []

    def add(self, body: bytes) -> int:
        """Adds a finished object; returns its number."""
        self._bodies.append(body)
        return len(self._bodies)

    def reserve(self, count: int = 1) -> int:
        """Numbers for objects that refer to each other; returns the first. Each must be `put` before `finish`."""
        self._bodies += [b""] * count
        return len(self._bodies) - count + 1

    def put(self, object_number: int, body: bytes) -> None:
        """Fills a reserved number."""
        self._bodies[object_number - 1] = body

    def finish(self, *, root: int, info: int) -> bytes:
        """The file. Its identifier is a digest of all that stands before it (14.4 leaves the method open)."""
        parts = [_HEADER]
        offsets = []
        position = len(_HEADER)
        for object_number, body in enumerate(self._bodies, 1):
            if not body:
                raise AssertionError(f"object {object_number} was reserved but never written")
            part = b"%d 0 obj\n%b\nendobj\n" % (object_number, body)
            offsets.append(position)
            parts.append(part)
            position += len(part)
        identifier = hashlib.sha256(b"".join(parts)).hexdigest()[:32].upper().encode()
        size = len(self._bodies) + 1
        parts.append(b"xref\n0 %d\n0000000000 65535 f \n" % size)
        parts += [b"%010d 00000 n \n" % offset for offset in offsets]
        parts.append(
            b"trailer\n<</Size %d/Root %d 0 R/Info %d 0 R/ID[<%b><%b>]>>\nstartxref\n%d\n%%%%EOF\n"
            % (size, root, info, identifier, identifier, position),
        )
        return b"".join(parts)
