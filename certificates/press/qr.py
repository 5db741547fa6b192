"""The QR code that leads to the verification page, as drawing operators.

Level M and a fixed mask: choosing the best of eight masks costs five times as much and no reader needs it.
"""

import segno

from certificates.press.objects import number

_MASK = 3
QUIET_ZONE = 4  # modules of white that ISO/IEC 18004 asks for around the symbol


def qr_operators(address: str, x: float, y: float, size: float) -> str:
    """A square of `size` points, lower left corner at (x, y), without its quiet zone, in the current colour."""
    rows = segno.make(address, error="m", micro=False, boost_error=False, mode="byte", mask=_MASK).matrix
    module = size / len(rows)
    operators = [f"{module:.5f} 0 0 {-module:.5f} {number(x)} {number(y + size)} cm"]
    for row, bits in enumerate(rows):
        column = 0
        while column < len(bits):
            start = column
            while column < len(bits) and bits[column]:
                column += 1
            if column > start:
                operators.append(f"{start} {row} {column - start} 1 re")
            column += 1
    return "\n".join([*operators, "f"])
