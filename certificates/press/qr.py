"""The QR code that leads to the verification page, as drawing operators.

Level M and a fixed mask: choosing the best of eight masks costs five times as much and no reader needs it.
"""

from functools import lru_cache

import segno

from certificates.press.objects import number

_MASK = 3
QUIET_ZONE = 4  # modules of white that ISO/IEC 18004 asks for around the symbol
_CODE_LENGTH = 16  # of what is different in each address: the code of the certificate
_PART = 11  # modules of a row that are looked up at once


def qr_operators(address: str, x: float, y: float, size: float) -> str:
    """A square of `size` points, lower left corner at (x, y), without its quiet zone, in the current colour."""
    rows = modules(address)
    module = size / len(rows)
    operators = [f"{module:.5f} 0 0 {-module:.5f} {number(x)} {number(y + size)} cm"]
    for y_row, row in enumerate(rows):
        between = str(y_row)
        parts = range(0, len(row), _PART)
        operators += [between.join(_rectangles(start, row[start : start + _PART])) for start in parts]
    operators.append("\nf")
    return "".join(operators)


@lru_cache(maxsize=16_384)
def _rectangles(start: int, part: str) -> tuple[str, ...]:
    """What stands before, between and after the number of the row in the rectangles of the dark modules of a part.

    Rectangles that touch leave no seam, because all of them are one path, filled once.
    """
    pieces = [""]
    column = 0
    while (column := part.find("1", column)) >= 0:
        end = part.find("0", column)
        width = (end if end >= 0 else len(part)) - column
        pieces[-1] += f"\n{start + column} "
        pieces.append(f" {width} 1 re")
        column += width
    return tuple(pieces)


def modules(address: str) -> list[str]:
    """The rows of the symbol from above, "1" for a dark module."""
    prefix, code = address[:-_CODE_LENGTH], address[-_CODE_LENGTH:]
    if len(code) < _CODE_LENGTH or not address.isascii() or not _seen_before(prefix):
        return _by_segno(address)
    return _table(prefix).rows(code)


def _by_segno(address: str) -> list[str]:
    """The symbol by the library that knows the standard."""
    matrix = segno.make(address, error="m", micro=False, boost_error=False, mode="byte", mask=_MASK).matrix
    return ["".join(map(str, row)) for row in matrix]


class _Table:
    """All symbols of one prefix, from one of them and what each bit of the code changes.

    With version, level and mask fixed a symbol is affine over GF(2) in the bits of its text: error correction
    (Reed-Solomon) and interleaving are linear, and mask and patterns are constants. So the symbol of a code is that of
    any other one, with the changes of each bit in which the two differ, by exclusive or.
    """

    def __init__(self, prefix: str) -> None:
        """Draws one symbol and another for each bit: a tenth of a second, once per process and prefix."""
        zero = "0" * _CODE_LENGTH
        self._zero, self._size = self._drawn(prefix + zero)
        self._changes = [self._bits(prefix, place) for place in range(_CODE_LENGTH)]

    def rows(self, code: str) -> list[str]:
        """The rows of the symbol of prefix and code."""
        symbol = self._zero
        for changes, character in zip(self._changes, code, strict=True):
            symbol ^= changes[ord(character)]
        size = self._size
        digits = f"{symbol:0{size * size}b}"
        return [digits[i : i + size] for i in range(0, size * size, size)]

    def _bits(self, prefix: str, place: int) -> list[int]:
        """What each ASCII character at that place of the code changes against "0"."""
        single = []
        for bit in range(7):
            code = ["0"] * _CODE_LENGTH
            code[place] = chr(ord("0") ^ 1 << bit)
            single.append(self._drawn(prefix + "".join(code))[0] ^ self._zero)
        changes = []
        for character in range(128):
            change = 0
            for bit in range(7):
                if (character ^ ord("0")) >> bit & 1:
                    change ^= single[bit]
            changes.append(change)
        return changes

    def _drawn(self, text: str) -> tuple[int, int]:
        rows = _by_segno(text)
        return int("".join(rows), 2), len(rows)


@lru_cache(maxsize=4)
def _table(prefix: str) -> _Table:
    """The table of a prefix, held against the library once before it is used."""
    table = _Table(prefix)
    for code in ("K7QXM2VDPA4TZ5RE", "AZ27" * 4):
        if table.rows(code) != _by_segno(prefix + code):
            raise AssertionError("the QR table draws another symbol than segno")
    return table


_prefixes: dict[str, None] = {}  # those met so far, the oldest first


def _seen_before(prefix: str) -> bool:
    """Whether this process drew an address with that prefix already: a single certificate needs no table."""
    if prefix in _prefixes:
        return True
    if len(_prefixes) >= 64:
        del _prefixes[next(iter(_prefixes))]
    _prefixes[prefix] = None
    return False
