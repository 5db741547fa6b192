"""Makes the font files in this folder. Run by hand when the selection changes; the press itself never runs it.

    apt-get install fonts-noto-core fonts-noto-extra fonts-noto-cjk
    python -m certificates.press.fonts.build

The sources are Noto, as Debian 12 packages them (fonts-noto-core 20201225-1, fonts-noto-cjk 1:20220127). Each file
keeps its layout tables, so that names are shaped as the designers meant, and loses hinting (print does not use it) and
the characters that no certificate needs. Equal sources and an equal HarfBuzz give equal files.
"""

import sys
from collections.abc import Collection, Iterable
from pathlib import Path

import uharfbuzz as hb

NOTO = Path("/usr/share/fonts/truetype/noto")
CJK = Path("/usr/share/fonts/opentype/noto")
HERE = Path(__file__).parent

# Letters and marks of DIN 91379 (names in German registers), Latin Extended, Greek, Cyrillic, the signs of prose.
EUROPEAN = [
    (0x0020, 0x007E),
    (0x00A0, 0x02FF),
    (0x0300, 0x036F),
    (0x0370, 0x03FF),
    (0x0400, 0x052F),
    (0x1E00, 0x1EFF),
    (0x2000, 0x200A),
    (0x2010, 0x2027),
    (0x202F, 0x203A),
    (0x2070, 0x209C),
    (0x20A0, 0x20BF),
    (0x2116, 0x2116),
    (0x2122, 0x2122),
    (0x2190, 0x2193),
    (0x2212, 0x2212),
    (0x25CC, 0x25CC),
    (0x2C60, 0x2C7F),
    (0xA78B, 0xA78C),
    (0xFB00, 0xFB04),
]
EVERYTHING = range(0x0020, 0x110000)


def _ranges(pairs: Iterable[tuple[int, int]]) -> set[int]:
    return {code for first, last in pairs for code in range(first, last + 1)}


def _charset(encoding: str, first: int, last: int) -> set[int]:
    """The characters of the rows `first`-`last` of a double-byte national standard."""
    found = set()
    for row in range(first, last + 1):
        for cell in range(0x40, 0xFF):
            text = bytes([row, cell]).decode(encoding, "ignore")
            if len(text) == 1 and ord(text) > 0x7F:
                found.add(ord(text))
    return found


def _east_asian() -> set[int]:
    return (
        _charset("gb2312", 0xB0, 0xF7)  # simplified Chinese, both levels: 6,763
        | _charset("big5", 0xA4, 0xC6)  # traditional Chinese, the usual level: 5,401
        | _charset("euc-jp", 0xB0, 0xCF)  # Japanese, JIS level 1: 2,965
        | _charset("euc-kr", 0xB0, 0xC8)  # Korean, the usual syllables: 2,350
        | _ranges([(0x3000, 0x3003), (0x3005, 0x3011), (0x3041, 0x3096), (0x3099, 0x30FF), (0xFF08, 0xFF09)])
    )


def files() -> list[tuple[str, Path, int, Collection[int], list[str] | None]]:
    """File, source, face in it, characters, layout features (None: those that HarfBuzz keeps by itself)."""
    return [
        ("NotoSans-Regular.ttf", NOTO / "NotoSans-Regular.ttf", 0, _ranges(EUROPEAN), None),
        ("NotoSans-SemiBold.ttf", NOTO / "NotoSans-SemiBold.ttf", 0, _ranges(EUROPEAN), None),
        ("NotoSerifDisplay-Medium.ttf", NOTO / "NotoSerifDisplay-Medium.ttf", 0, _ranges(EUROPEAN), None),
        *(
            (f"{name}-Regular.ttf", NOTO / f"{name}-Regular.ttf", 0, EVERYTHING, None)
            for name in (
                "NotoNaskhArabic",
                "NotoSerifHebrew",
                "NotoSerifGeorgian",
                "NotoSerifArmenian",
                "NotoSerifDevanagari",
                "NotoSerifTamil",
                "NotoSerifThai",
                "NotoSansTifinagh",
            )
        ),
        (
            "NotoSerifEthiopic-Regular.ttf",
            NOTO / "NotoSerifEthiopic-Regular.ttf",
            0,
            _ranges([(0x1200, 0x139F), (0x2D80, 0x2DDF), (0xAB00, 0xAB2F)]),
            None,
        ),
        (
            "NotoSansCJKsc-Regular.otf",
            CJK / "NotoSansCJK-Regular.ttc",
            2,
            _east_asian(),
            ["ccmp"],
        ),  # `locl` alone would double it
    ]


def subset(source: Path, index: int, characters: Collection[int], features: list[str] | None) -> bytes:
    """The font with these characters only, and what its layout tables can make of them."""
    face = hb.Face(hb.Blob.from_file_path(str(source)), index)
    wanted = hb.SubsetInput()
    wanted.flags = hb.SubsetFlags.NO_HINTING | hb.SubsetFlags.NOTDEF_OUTLINE
    for code in sorted(characters):
        wanted.unicode_set.add(code)
    if features is not None:
        kept = wanted.layout_feature_tag_set
        kept.clear()
        for feature in features:
            kept.add(int.from_bytes(feature.encode(), "big"))
    for name_id in (13, 14):  # the licence and its address stay inside the file
        wanted.name_id_set.add(name_id)
    return bytes(hb.subset(face, wanted).blob.data)


def main() -> None:
    """Write every file and say how large it became."""
    total = 0
    for target, source, index, characters, features in files():
        data = subset(source, index, characters, features)
        (HERE / target).write_bytes(data)
        total += len(data)
        sys.stdout.write(f"{len(data):9,d}  {target}\n")
    sys.stdout.write(f"{total:9,d}  together\n")


if __name__ == "__main__":
    main()
