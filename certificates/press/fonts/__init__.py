"""The fonts that ship with the press: which characters each covers, how HarfBuzz shapes with it, subsets to embed.

All lengths are thousandths of an em, the unit of a PDF glyph space. Files and their licence lie in this folder.
"""

import re
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import uharfbuzz as hb

_FOLDER = Path(__file__).parent

# Tables that only shaping needs, or that a PDF carries elsewhere. `cmap` goes too: a PDF names glyphs, not characters.
_DROPPED = (
    "GSUB GPOS GDEF kern name OS/2 post cmap DSIG BASE STAT meta gasp hdmx LTSH VDMX MATH vhea vmtx VORG".split()  # noqa: SIM905 - a list of 20 quoted tags reads worse
)

# Numbers, codes and addresses stand letter by letter: no pair moves closer together and no ligature hides a letter that
# somebody types in again. (And no two documents have the same, so shaping them would be a good part of the work.)
_CODE = re.compile(r"[!-~]*[0-9][!-~]*|[A-Z2-7]{16}")
# Says that a word was divided where its line ends (ISO 32000-1, 14.8.2.2.3); drawn with the glyph of a hyphen.
SOFT_HYPHEN = "\u00ad"
_MOST_GLYPHS = 32_768  # kept of one font


class Glyph(NamedTuple):
    """A positioned glyph and the text it stands for; glyphs of a run are in visual order."""

    gid: int
    text: str
    advance: float
    x_offset: float
    y_offset: float
    width: float  # the font's own advance, which a PDF reader adds by itself


class Font:
    """One font file. Made once per process by `font()`; equality is identity."""

    def __init__(self, file: str) -> None:
        """`file` lies in this folder. Raises FileNotFoundError where the installation is incomplete."""
        path = _FOLDER / file
        if not path.exists():
            raise FileNotFoundError(path)
        self.file = file
        # Mapped, not read, and with no object for each glyph: of the largest font most processes draw nothing.
        self._face = hb.Face(hb.Blob.from_file_path(str(path)))
        self._shaper = hb.Font(self._face)
        self._scale = 1000 / self._face.upem
        self.postscript_name: str = self._face.get_name(6)
        left, bottom, right, top = self._scaled("head", ">4h", 36)
        self.bounds = (left, bottom, right, top)
        self.italic_angle: float = self._table("post", ">i", 4)[0] / 0x10000
        self.ascent, self.descent = self._scaled("hhea", ">2h", 4)
        self.cap_height = (self._scaled("OS/2", ">h", 88)[0] if self._table("OS/2", ">H", 0)[0] >= 2 else 0) or 700
        self.is_cff = "CFF " in self._face.table_tags
        self.coverage = frozenset(self._face.unicodes)
        self._widths: dict[int, float] = {}
        self._letters: dict[str, Glyph] = {}
        self._glyphs: dict[tuple[int, str, tuple[int, int, int, int]], Glyph] = {}

    def _table(self, tag: str, fields: str, offset: int) -> tuple[Any, ...]:
        """Fields of a table of the file (ISO/IEC 14496-22, chapter 5), as the standard numbers its bytes."""
        return struct.unpack_from(fields, self._face.reference_table(tag).data, offset)

    def _scaled(self, tag: str, fields: str, offset: int) -> tuple[int, ...]:
        return tuple([round(value * self._scale) for value in self._table(tag, fields, offset)])

    def width(self, gid: int) -> float:
        """The glyph's own advance."""
        found = self._widths.get(gid)
        if found is None:
            found = self._widths[gid] = self._shaper.get_glyph_h_advance(gid) * self._scale
        return found

    def shape(self, text: str, *, rtl: bool, language: str) -> tuple[Glyph, ...]:
        """The glyphs of a text of one direction, in visual order; together their `text` is the whole text."""
        if not rtl and _CODE.fullmatch(text):
            return tuple([self._letter(letter) for letter in text])
        return self._shaped(text, rtl=rtl, language=language)

    def _letter(self, letter: str) -> Glyph:
        """A letter on its own."""
        found = self._letters.get(letter)
        if found is None:
            (found,) = self._shaped(letter, rtl=False, language="und")
            self._letters[letter] = found
        return found

    def _shaped(self, text: str, *, rtl: bool, language: str) -> tuple[Glyph, ...]:
        buffer = hb.Buffer()
        buffer.add_str(text)
        buffer.guess_segment_properties()
        buffer.direction = "rtl" if rtl else "ltr"
        buffer.language = language
        buffer.cluster_level = hb.BufferClusterLevel.MONOTONE_CHARACTERS
        hb.shape(self._shaper, buffer)
        infos = buffer.glyph_infos
        clusters = [info.cluster for info in infos]
        if rtl:
            clusters.reverse()
        one_each = len(clusters) == len(text) and clusters == list(range(len(text)))
        texts = list(text) if one_each else _texts(text, clusters)
        if rtl:
            texts.reverse()
        glyph = self._glyph
        return tuple(
            [
                glyph(info.codepoint, part, position.position)
                for info, part, position in zip(infos, texts, buffer.glyph_positions, strict=True)
            ]
        )

    def _glyph(self, gid: int, text: str, position: tuple[int, int, int, int]) -> Glyph:
        """Most glyphs were met before: one object for all that are equal."""
        key = (gid, text, position)
        found = self._glyphs.get(key)
        if found is None:
            if len(self._glyphs) >= _MOST_GLYPHS:
                self._glyphs.clear()
            x, y, advance, _ = position
            scale = self._scale
            found = Glyph(gid, text, advance * scale, x * scale, y * scale, self.width(gid))
            self._glyphs[key] = found
        return found

    def subset(self, gids: frozenset[int]) -> tuple[bytes, dict[int, int]]:
        """The font program with these glyphs, and where each of them went in it.

        From the file as it is: HarfBuzz can prepare a font for this, which gives the same bytes and saves a certificate
        in Chinese 1.7 ms, in other scripts nothing, but holds 20 MB in each process.
        """
        wanted = hb.SubsetInput()
        wanted.flags = hb.SubsetFlags.NO_HINTING | hb.SubsetFlags.NOTDEF_OUTLINE | hb.SubsetFlags.NO_LAYOUT_CLOSURE
        if self.is_cff:  # CID = glyph index, which makes an identity mapping true
            wanted.flags |= hb.SubsetFlags.CFF_IDENTITY_CHARSET | hb.SubsetFlags.DESUBROUTINIZE
        for table in _DROPPED:
            wanted.drop_table_tag_set.add(int.from_bytes(table.encode(), "big"))
        for gid in sorted(gids):
            wanted.glyph_set.add(gid)
        plan = hb.SubsetPlan(self._face, wanted)
        return bytes(plan.execute().blob.data), dict(plan.old_to_new_glyph_mapping)


def _texts(text: str, clusters: list[int]) -> list[str]:
    """Which part of `text` each glyph stands for, glyphs in logical order; a reader that joins them gets all of it.

    A cluster of several glyphs deals its characters out one each, the last glyph taking what is left. A glyph beyond
    them stands for nothing.
    """
    texts: list[str] = []
    start = 0
    while start < len(clusters):
        end = start
        while end < len(clusters) and clusters[end] == clusters[start]:
            end += 1
        part = text[clusters[start] : clusters[end] if end < len(clusters) else len(text)]
        count = end - start
        texts += [part[i : i + 1] if i < count - 1 else part[i:] for i in range(count)]
        start = end
    return texts


@cache
def font(file: str) -> Font:
    """The font of that file, read once per process."""
    return Font(file)


@dataclass(frozen=True, slots=True, eq=False)  # part of the key of every text that is kept: to be hashed at once
class Family:
    """Fonts in order of preference: the first that covers a character draws it."""

    files: tuple[str, ...]

    def choose(self, codes: Iterable[int]) -> Font | None:
        """The first font that covers all of `codes`; None where none does."""
        wanted = tuple(codes)
        for file in self.files:
            candidate = font(file)
            if all(code in candidate.coverage for code in wanted):
                return candidate
        return None


_SCRIPTS = (
    "NotoNaskhArabic-Regular.ttf",
    "NotoSerifHebrew-Regular.ttf",
    "NotoSerifEthiopic-Regular.ttf",
    "NotoSerifGeorgian-Regular.ttf",
    "NotoSerifArmenian-Regular.ttf",
    "NotoSerifDevanagari-Regular.ttf",
    "NotoSerifTamil-Regular.ttf",
    "NotoSerifThai-Regular.ttf",
    "NotoSansTifinagh-Regular.ttf",
    "NotoSansCJKsc-Regular.otf",
)
SANS = Family(("NotoSans-Regular.ttf", *_SCRIPTS))
STRONG = Family(("NotoSans-SemiBold.ttf", "NotoSans-Regular.ttf", *_SCRIPTS))
DISPLAY = Family(("NotoSerifDisplay-Medium.ttf", "NotoSans-Regular.ttf", *_SCRIPTS))
