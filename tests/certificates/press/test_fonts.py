from pathlib import Path

import pytest

from certificates.press import fonts
from certificates.press.fonts import DISPLAY, SANS, STRONG, font
from certificates.press.fonts.build import files

FOLDER = Path(fonts.__file__).parent
SHIPPED = sorted(path.name for path in FOLDER.iterdir() if path.suffix in {".ttf", ".otf"})


def test_each_shipped_font_is_described_by_the_script_and_used_by_a_family() -> None:
    assert sorted(name for name, *_ in files()) == SHIPPED
    assert sorted({*SANS.files, *STRONG.files, *DISPLAY.files}) == SHIPPED


def test_fonts_together_stay_below_four_megabytes() -> None:
    assert sum((FOLDER / name).stat().st_size for name in SHIPPED) < 4_000_000


def test_the_licence_lies_beside_the_fonts() -> None:
    text = (FOLDER / "OFL.txt").read_text(encoding="utf-8")
    assert "SIL OPEN FONT LICENSE" in text
    assert "Version 1.1 - 26 February 2007" in text


@pytest.mark.parametrize("file", SHIPPED)
def test_names_of_fonts_are_all_different_to_a_reader(file: str) -> None:
    assert font(file).postscript_name == file.rsplit(".", 1)[0]


@pytest.mark.parametrize(
    ("file", "text", "rtl"),
    [
        ("NotoSans-Regular.ttf", "r̥̄ K͟H fi", False),
        ("NotoNaskhArabic-Regular.ttf", "الأحمد", True),
        ("NotoSerifDevanagari-Regular.ttf", "श्रेया", False),
        ("NotoSerifThai-Regular.ttf", "น้ำ", False),
    ],
)
def test_texts_of_the_glyphs_are_the_text(file: str, text: str, *, rtl: bool) -> None:
    glyphs = font(file).shape(text, rtl=rtl, language="und")
    assert "".join(glyph.text for glyph in (glyphs[::-1] if rtl else glyphs)) == text


def test_a_subset_holds_the_glyphs_it_was_asked_for() -> None:
    chosen = font("NotoSans-Regular.ttf")
    gids = frozenset(glyph.gid for glyph in chosen.shape("Ada", rtl=False, language="de"))
    program, places = chosen.subset(gids)
    assert set(places) == {0, *gids}
    assert len(program) < 3000
