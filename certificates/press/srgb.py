"""The colour profile that a PDF/A names as its output intent: sRGB (IEC 61966-2-1), written from its definition.

An ICC v4 matrix profile (ICC.1:2004-10): the primaries adapted to D50 and the curve of the standard, 500 bytes.
"""

import struct
from functools import cache

# Bradford-adapted to the profile connection space (D50), as sRGB profiles agree on.
_WHITE = (0.96420, 1.00000, 0.82491)
_RED = (0.43607, 0.22249, 0.01392)
_GREEN = (0.38515, 0.71687, 0.09708)
_BLUE = (0.14307, 0.06061, 0.71410)
_ADAPTATION = (1.04788, 0.02292, -0.05022, 0.02959, 0.99048, -0.01707, -0.00925, 0.01508, 0.75168)
# Type 3 of a parametric curve: y = ((x + 0.055) / 1.055) ** 2.4 from 0.04045 on, x / 12.92 below.
_CURVE = (2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)


def _fixed(*values: float) -> bytes:
    """s15Fixed16Numbers."""
    return b"".join(struct.pack(">i", round(value * 65536)) for value in values)


def _text(text: str) -> bytes:
    encoded = text.encode("utf-16-be")
    return b"mluc\0\0\0\0" + struct.pack(">II2s2sII", 1, 12, b"en", b"US", len(encoded), 28) + encoded


@cache
def profile() -> bytes:
    """The profile; always the same bytes."""
    curve = b"para\0\0\0\0" + struct.pack(">HH", 3, 0) + _fixed(*_CURVE)
    tags = [
        (b"desc", _text("sRGB IEC61966-2.1")),
        (b"cprt", _text("No copyright, use freely")),
        (b"wtpt", b"XYZ \0\0\0\0" + _fixed(*_WHITE)),
        (b"chad", b"sf32\0\0\0\0" + _fixed(*_ADAPTATION)),
        (b"rXYZ", b"XYZ \0\0\0\0" + _fixed(*_RED)),
        (b"gXYZ", b"XYZ \0\0\0\0" + _fixed(*_GREEN)),
        (b"bXYZ", b"XYZ \0\0\0\0" + _fixed(*_BLUE)),
        (b"rTRC", curve),
        (b"gTRC", curve),
        (b"bTRC", curve),
    ]
    table, data = struct.pack(">I", len(tags)), b""
    start = 128 + 4 + 12 * len(tags)
    placed: dict[bytes, int] = {}
    for name, content in tags:
        if content not in placed:  # the three curves share their bytes
            placed[content] = start + len(data)
            data += content + b"\0" * (-len(content) % 4)
        table += struct.pack(">4sII", name, placed[content], len(content))
    size = start + len(data)
    header = struct.pack(
        ">I4sI4s4s4s6H4s4sI4s4sQI12s4s16s28s",
        size,
        b"\0\0\0\0",
        0x04200000,  # version 4.2
        b"mntr",
        b"RGB ",
        b"XYZ ",
        *(2025, 1, 1, 0, 0, 0),  # a fixed date: the profile is a constant
        b"acsp",
        b"\0\0\0\0",
        0,
        b"\0\0\0\0",
        b"\0\0\0\0",
        0,
        0,
        _fixed(*_WHITE),
        b"\0\0\0\0",
        b"\0" * 16,
        b"\0" * 28,
    )
    return header + table + data
