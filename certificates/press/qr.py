"""The QR code that leads to the verification page, as drawing operators.

Level M and a fixed mask: choosing the best of eight masks costs five times as much and no reader needs it.
"""

import re
from functools import cache, lru_cache
from operator import getitem
from typing import NamedTuple

import segno

from certificates.press.objects import number

_MASK = 3
QUIET_ZONE = 4  # modules of white that ISO/IEC 18004 asks for around the symbol
_CODE_LENGTH = 16  # of what is different in each address: the code of the certificate
_PART = 8  # modules of a row that are looked up at once: a byte


def qr_operators(address: str, x: float, y: float, size: float) -> str:
    """A square of `size` points, lower left corner at (x, y), without its quiet zone, in the current colour."""
    symbol = _symbol(address)
    module = size / symbol.size
    parts = symbol.bits.to_bytes(symbol.size * symbol.width, "big")
    rectangles = "".join(map(getitem, _places(symbol.size), parts))
    return f"{module:.5f} 0 0 {-module:.5f} {number(x)} {number(y + size)} cm{rectangles}\nf"


class _Place(dict[int, str]):
    """Eight places for modules, by row and first column: what draws each pattern there, made when it is asked for.

    Rectangles that touch leave no seam, because all of them are one path, filled once.
    """

    def __init__(self, row: int, column: int) -> None:
        """Nothing drawn yet."""
        super().__init__()
        self._row, self._column = row, column

    def __missing__(self, part: int) -> str:
        bars = re.finditer("1+", f"{part:0{_PART}b}")
        places = [(self._column + bar.start(), bar.end() - bar.start()) for bar in bars]
        drawn = self[part] = "".join([f"\n{column} {self._row} {width} 1 re" for column, width in places])
        return drawn


@cache
def _places(size: int) -> list[_Place]:
    return [_Place(row, column) for row in range(size) for column in range(0, size, _PART)]


class _Symbol(NamedTuple):
    """Modules from the upper left, a bit each, set for a dark one; each row is filled up to whole bytes."""

    bits: int
    size: int

    @property
    def width(self) -> int:
        """Bytes of a row."""
        return -(-self.size // _PART)

    @property
    def rows(self) -> list[str]:
        """The rows from above, "1" for a dark module."""
        length = self.width * _PART
        digits = f"{self.bits:0{self.size * length}b}"
        return [digits[i : i + self.size] for i in range(0, len(digits), length)]


def modules(address: str) -> list[str]:
    """The rows of the symbol from above, "1" for a dark module."""
    return _symbol(address).rows


def _symbol(address: str) -> _Symbol:
    prefix, code = address[:-_CODE_LENGTH], address[-_CODE_LENGTH:]
    if len(code) < _CODE_LENGTH or not address.isascii() or not _seen_before(prefix):
        return _by_segno(address)
    return _table(prefix).symbol(code)


def _by_segno(address: str) -> _Symbol:
    """The symbol by the library that knows the standard."""
    matrix = segno.make(address, error="m", micro=False, boost_error=False, mode="byte", mask=_MASK).matrix
    size = len(matrix)
    length = -(-size // _PART) * _PART
    return _Symbol(int("".join(["".join(map(str, row)).ljust(length, "0") for row in matrix]), 2), size)


class _Table:
    """All symbols of one prefix, from one of them and what each bit of the code changes.

    With version, level and mask fixed a symbol is affine over GF(2) in the bits of its text: error correction
    (Reed-Solomon) and interleaving are linear, and mask and patterns are constants. So the symbol of a code is that of
    any other one, with the changes of each bit in which the two differ, by exclusive or.
    """

    def __init__(self, prefix: str) -> None:
        """Draws one symbol and another for each bit: a tenth of a second, once per process and prefix."""
        zero = "0" * _CODE_LENGTH
        self._zero, self._size = _by_segno(prefix + zero)
        self._changes = [self._bits(prefix, place) for place in range(_CODE_LENGTH)]

    def symbol(self, code: str) -> _Symbol:
        """That of prefix and code."""
        symbol = self._zero
        for changes, character in zip(self._changes, code, strict=True):
            symbol ^= changes[ord(character)]
        return _Symbol(symbol, self._size)

    def _bits(self, prefix: str, place: int) -> list[int]:
        """What each ASCII character at that place of the code changes against "0"."""
        single = []
        for bit in range(7):
            code = ["0"] * _CODE_LENGTH
            code[place] = chr(ord("0") ^ 1 << bit)
            single.append(_by_segno(prefix + "".join(code)).bits ^ self._zero)
        changes = []
        for character in range(128):
            change = 0
            for bit in range(7):
                if (character ^ ord("0")) >> bit & 1:
                    change ^= single[bit]
            changes.append(change)
        return changes


@lru_cache(maxsize=4)
def _table(prefix: str) -> _Table:
    """The table of a prefix, held against the library once before it is used."""
    table = _Table(prefix)
    for code in ("K7QXM2VDPA4TZ5RE", "AZ27" * 4):
        if table.symbol(code) != _by_segno(prefix + code):
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
