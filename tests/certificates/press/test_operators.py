import re

import pytest

from certificates.press.embedding import FontUse
from certificates.press.fonts import SANS
from certificates.press.letters import letters_of
from certificates.press.operators import Part, compose, drawn, segments_of
from certificates.press.text import Run, break_lines

_TOKEN = re.compile(r"<(?!FEFF)([0-9A-F]+)>|(-?[\d.]+)(?! Ts)(?=[<\]])|(-?[\d.]+) Ts|\]TJ")


def runs(text: str, *, rtl: bool = False) -> tuple[Run, ...]:
    (line,) = break_lines(text, SANS, 1000, language="ar" if rtl else "de", base=int(rtl))
    return line.runs


def places(operators: str, widths: dict[int, float]) -> list[tuple[int, float, float]]:
    """Code, x and y (thousandths of an em) of each glyph, as a reader finds them."""
    found, x, rise = [], 0.0, 0.0
    for match in _TOKEN.finditer(operators):
        codes, move, lift = match.groups()
        if codes is not None:
            for i in range(0, len(codes), 4):
                code = int(codes[i : i + 4], 16)
                found.append((code, round(x, 1), rise))
                x += widths[code]
        elif lift is not None:
            rise = round(float(lift) * 1000, 1)
        elif move is not None:
            x -= float(move)
    return found


def own_fonts(line: tuple[Run, ...]) -> tuple[str, dict[int, float]]:
    """The operators of a line in fonts of the document's own, and the width that each code has."""
    use = FontUse(line[0].font, "F0")
    operators = compose(line, [Part(use, segments_of(run, use.code)) for run in line])
    return operators, {int(use.code((g.gid, g.text)), 16): g.width for run in line for g in run.glyphs}


@pytest.mark.parametrize(
    ("text", "rtl", "heights"),
    [("Te Vo AV To", False, 1), ("R̥̄ita C̨̆ K͟Han", False, 2), ("مُحَمَّد", True, 4), ("فتحی", True, 1)],
)
def test_each_glyph_stands_where_it_was_shaped_to_stand(text: str, heights: int, *, rtl: bool) -> None:
    line = runs(text, rtl=rtl)
    assert len({run.font for run in line}) == 1
    expected, pen = [], 0.0
    for glyph in (glyph for run in line for glyph in run.glyphs):
        height = glyph.y_offset if abs(glyph.y_offset) > 0.5 else 0.0
        expected.append((round(pen + glyph.x_offset, 1), round(height, 1)))
        pen += glyph.advance
    operators, widths = own_fonts(line)
    assert [(x, y) for _, x, y in places(operators, widths)] == expected
    assert len({y for _, y in expected}) == heights


def test_the_rise_ends_with_the_line() -> None:
    operators, _ = own_fonts(runs("R̥̄"))
    assert operators.count(" Ts") > 1
    assert operators.endswith("0 Ts")


def test_a_line_of_usual_letters_is_drawn_once() -> None:
    line = runs("Hausaufgabenhilfe in Leer")
    kept = drawn(line)
    assert kept is not None
    assert kept is drawn(runs("Hausaufgabenhilfe in Leer"))
    assert kept.letters == {letters_of("NotoSans-Regular.ttf")[0]}
    assert re.fullmatch(r"/L0 1 Tf \[[<>\dA-F.-]+\]TJ", kept.operators)


def test_a_line_with_a_rare_letter_is_not_kept() -> None:
    assert drawn(runs("Nguyễn hilft")) is None


def test_marks_are_spelled_out_for_readers_but_never_from_right_to_left() -> None:
    operators, _ = own_fonts(runs("C̨̆"))
    assert operators.count("/Span <</ActualText <FEFF004303280306>>> BDC") == 1
    assert operators.count("EMC") == 1
    assert "ActualText" not in own_fonts(runs("مُحَمَّد", rtl=True))[0]
