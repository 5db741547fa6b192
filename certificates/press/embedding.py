"""Fonts as a PDF embeds them: a subset, one code for each (glyph, text) pair, and an exact way back to the text.

The pair is the key because two characters can share a glyph (Arabic and Farsi yeh): with the glyph alone as the key a
reader would copy the wrong one of them.
"""

import hashlib
import struct
from functools import lru_cache

from certificates.press.fonts import Font
from certificates.press.objects import LEVEL, Objects, number, stream

_INVISIBLE = "\u200b"  # what a glyph without text maps to: it may not map to nothing (ISO 19005-3, 6.2.11.7.2)
_SYSTEM = b"/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
_BLOCK = 100  # entries a CMap may have in one block


@lru_cache(maxsize=256)
def _program(font: Font, gids: frozenset[int], level: int) -> tuple[bytes, dict[int, int]]:
    """The font file as a finished stream object, and where each glyph went in it."""
    data, places = font.subset(gids)
    entries = b"/Subtype/OpenType" if font.is_cff else b"/Length1 %d" % len(data)
    return stream(entries, data, level=level), places


def _cmap(name: bytes, kind: int, ordering: bytes, body: bytes) -> bytes:
    return (
        b"/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        b"/CIDSystemInfo 3 dict dup begin /Registry (Adobe) def /Ordering (%b) def /Supplement 0 def end def\n"
        b"/CMapName /%b def\n/CMapType %d def\n/WMode 0 def\n"
        b"1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n%b"
        b"endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
    ) % (ordering, name, kind, body)


def _blocks(operator: bytes, entries: list[bytes]) -> bytes:
    return b"".join(
        b"%d begin%b\n%bend%b\n" % (len(entries[i : i + _BLOCK]), operator, b"".join(entries[i : i + _BLOCK]), operator)
        for i in range(0, len(entries), _BLOCK)
    )


class FontUse:
    """The codes that a file gives to glyphs of one font."""

    __slots__ = ("codes", "font", "name")

    def __init__(self, font: Font, name: str) -> None:
        """`name` is the resource name, like ``F0``."""
        self.font = font
        self.name = name
        self.codes: dict[tuple[int, str], str] = {}

    def code(self, pair: tuple[int, str]) -> str:
        """The code of a glyph that stands for a text, as four hexadecimal digits: from 1, in order of first use."""
        found = self.codes.get(pair)
        if found is None:
            found = self.codes[pair] = f"{len(self.codes) + 1:04X}"
        return found

    def write(self, objects: Objects, level: int = LEVEL) -> int:
        """Adds the font to the file, packed at that level; returns the object number of its Type 0 dictionary."""
        font = self.font
        gids = [gid for gid, _ in self.codes]
        program, places = _program(font, frozenset(gids), level)
        base = b"/" + self._tag() + b"+" + font.postscript_name.encode()
        file_object = objects.add(program)
        if font.is_cff:  # its CIDs are glyph indices, so the codes get a CMap of their own
            encoding = b"%d 0 R" % objects.add(self._encoding([places[gid] for gid in gids], level))
            kind, file_key, to_glyph = b"CIDFontType0", b"FontFile3", b""
            widths = b"".join(b"%d[%b]" % w for w in sorted({(places[g], self._width(g)) for g in gids}))
        else:
            encoding = b"/Identity-H"
            indices = b"\0\0" + b"".join(struct.pack(">H", places[gid]) for gid in gids)
            kind, file_key = b"CIDFontType2", b"FontFile2"
            to_glyph = b"/CIDToGIDMap %d 0 R" % objects.add(stream(b"", indices, level=level))
            widths = b"1[" + b" ".join(map(self._width, gids)) + b"]"
        descriptor = objects.add(
            b"<</Type/FontDescriptor/FontName%b/Flags 4/FontBBox[%d %d %d %d]/ItalicAngle %b/Ascent %d/Descent %d"
            b"/CapHeight %d/StemV 80/%b %d 0 R>>"
            % (
                base,
                *font.bounds,
                number(font.italic_angle).encode(),
                font.ascent,
                font.descent,
                font.cap_height,
                file_key,
                file_object,
            ),
        )
        descendant = objects.add(
            b"<</Type/Font/Subtype/%b/BaseFont%b%b/FontDescriptor %d 0 R/DW 0/W[%b]%b>>"
            % (kind, base, _SYSTEM, descriptor, widths, to_glyph),
        )
        return objects.add(
            b"<</Type/Font/Subtype/Type0/BaseFont%b/Encoding %b/DescendantFonts[%d 0 R]/ToUnicode %d 0 R>>"
            % (base, encoding, descendant, objects.add(self._to_unicode(level))),
        )

    def _width(self, gid: int) -> bytes:
        return number(self.font.width(gid)).encode()

    def _tag(self) -> bytes:
        """Six capitals that name this subset (9.6.4), from what is in it."""
        digest = hashlib.sha256(repr((self.font.postscript_name, list(self.codes))).encode()).digest()
        return bytes(65 + byte % 26 for byte in digest[:6])

    def _encoding(self, cids: list[int], level: int) -> bytes:
        entries = [b"<%04X> %d\n" % (code, cid) for code, cid in enumerate(cids, 1)]
        name = b"Codes-" + self.name.encode()
        body = _cmap(name, 1, b"Identity", _blocks(b"cidchar", entries))
        return stream(b"/Type/CMap/CMapName/%b%b/WMode 0" % (name, _SYSTEM), body, level=level)

    def _to_unicode(self, level: int) -> bytes:
        entries = [
            b"<%b> <%b>\n" % (code.encode(), (text or _INVISIBLE).encode("utf-16-be").hex().upper().encode())
            for (_, text), code in self.codes.items()
        ]
        return stream(b"", _cmap(b"Adobe-Identity-UCS", 2, b"UCS", _blocks(b"bfchar", entries)), level=level)
