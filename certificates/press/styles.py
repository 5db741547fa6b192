"""Colours, sizes and the frame in which text stands; points and sRGB."""

from certificates.press.document import PAGE_HEIGHT, PAGE_WIDTH
from certificates.press.fonts import DISPLAY, SANS, STRONG
from certificates.press.page import Style

PETROL = (0.05, 0.29, 0.33)
GOLD = (0.74, 0.55, 0.20)
INK = (0.13, 0.15, 0.17)
GREY = (0.34, 0.37, 0.39)
PALE = (0.80, 0.84, 0.84)

LEFT = 64.0
WIDTH = PAGE_WIDTH - 2 * LEFT
RIGHT = LEFT + WIDTH
NEXT_TOP = PAGE_HEIGHT - 84  # where text begins on a page after the first
BOTTOM = 64.0  # where text ends; the foot line stands below

BODY = Style(SANS, 10, 15, INK)
LABEL = Style(SANS, 10, 15, GREY)
CELL = Style(SANS, 9.5, 13.5, INK)
STRONG_CELL = Style(STRONG, 9.5, 13.5, INK)
HEAD_CELL = Style(STRONG, 8.5, 12, PETROL)
SECTION = Style(STRONG, 11, 16, PETROL)
SMALL = Style(SANS, 8.5, 12.5, GREY)
SIGNATORY = Style(STRONG, 10, 14, INK)
LETTERHEAD = Style(STRONG, 11, 15, PETROL)
RECORD_TITLE = Style(DISPLAY, 31, 40, PETROL)
THANKS_TITLE = Style(DISPLAY, 46, 58, PETROL)
THANKS_TEXT = Style(SANS, 12, 20, INK)
THANKS_FACT = Style(SANS, 11, 17, GREY)
THANKS_OPENING = Style(SANS, 13, 20, GREY)
ISSUER = Style(STRONG, 11, 16, GREY)


def name_ladder(largest: float) -> list[tuple[Style, int]]:
    """Sizes for a name, with the lines each may take."""
    return [
        (Style(DISPLAY, size, size * 1.36, PETROL), lines)
        for size, lines in ((34, 1), (29, 1), (25, 2), (20, 2), (17, 3), (14, 4), (11, 6))
        if size <= largest
    ]


def latin_ladder() -> list[tuple[Style, int]]:
    """Sizes for the Latin form below a name."""
    return [(Style(SANS, size, size * 1.4, GREY), lines) for size, lines in ((14, 1), (12, 2), (10, 4), (8.5, 6))]
