"""The plate: the static design under a page, drawn once per process by ReportLab and kept as a Form XObject.

ReportLab draws lines and areas only. Names and running text go through `text`, which sets every script right and
keeps the way back from glyph to character.
"""

import cmath
import io
import math
import re
from functools import cache
from typing import Literal

from reportlab.pdfgen.canvas import Canvas

from certificates.press.document import PAGE_HEIGHT, PAGE_WIDTH
from certificates.press.objects import number, stream
from certificates.press.styles import GOLD, PETROL

PlateName = Literal["thanks", "record", "next"]


@cache
def plate(name: PlateName) -> bytes:
    """The finished Form XObject of a design."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(PAGE_WIDTH, PAGE_HEIGHT), pageCompression=0, invariant=1)
    {"thanks": _thanks, "record": _record, "next": _next}[name](canvas)
    canvas.showPage()
    canvas.save()
    drawn = re.search(rb"stream\r?\n(.*?)\r?\nendstream", buffer.getvalue(), re.DOTALL)
    if drawn is None:
        raise AssertionError("ReportLab wrote no content stream")
    operators = re.sub(rb"BT /F1 [^\n]*? ET\s*", b"", drawn.group(1))  # it selects a font even where it sets no text
    box = f"{number(PAGE_WIDTH)} {number(PAGE_HEIGHT)}".encode()
    return stream(b"/Type/XObject/Subtype/Form/BBox[0 0 %b]/Resources<<>>" % box, operators)


def _rosette(canvas: Canvas, x: float, y: float, radius: float) -> None:
    """Many threads woven to one flower: two families of closed waves, each turned a little further than the last."""
    petals, turns, pieces = 7, 9, 4
    step = 2 * math.pi / (petals * pieces)
    canvas.setLineWidth(0.35)
    for inner, colour in ((0.40, PETROL), (0.62, GOLD)):
        canvas.setStrokeColorRGB(*colour)
        for turn in range(turns):
            phase = 2 * math.pi * turn / turns / petals

            def reach(angle: float, inner: float = inner, phase: float = phase) -> tuple[complex, complex]:
                """The point at an angle, and how the curve moves there."""
                wave = 0.5 + 0.5 * math.cos(petals * (angle + phase))
                slope = -0.5 * petals * math.sin(petals * (angle + phase))
                turned = cmath.exp(1j * (angle + phase / 2))
                distance = radius * (inner + (1 - inner) * wave)
                return turned * distance, turned * (radius * (1 - inner) * slope + 1j * distance)

            path = canvas.beginPath()
            point, motion = reach(0)
            path.moveTo(x + point.real, y + point.imag)
            for i in range(1, petals * pieces + 1):  # Bézier pieces with the true direction at both ends
                after, next_motion = reach(i * step)
                first, second = point + motion * step / 3, after - next_motion * step / 3
                path.curveTo(*(c for p in (first, second, after) for c in (x + p.real, y + p.imag)))
                point, motion = after, next_motion
            path.close()
            canvas.drawPath(path)


def _thanks(canvas: Canvas) -> None:
    """A frame of two lines with woven corners, and the rosette at its head."""
    outer, inner = 28.0, 34.0
    canvas.setStrokeColorRGB(*PETROL)
    canvas.setLineWidth(1.4)
    canvas.rect(outer, outer, PAGE_WIDTH - 2 * outer, PAGE_HEIGHT - 2 * outer)
    canvas.setStrokeColorRGB(*GOLD)
    canvas.setLineWidth(0.6)
    canvas.rect(inner, inner, PAGE_WIDTH - 2 * inner, PAGE_HEIGHT - 2 * inner)
    _rosette(canvas, PAGE_WIDTH / 2, PAGE_HEIGHT - 128, 56)


def _record(canvas: Canvas) -> None:
    """A band along the top edge, and the rosette beside the letterhead."""
    _next(canvas)
    _rosette(canvas, PAGE_WIDTH - 64 - 27, PAGE_HEIGHT - 76, 27)


def _next(canvas: Canvas) -> None:
    canvas.setFillColorRGB(*PETROL)
    canvas.rect(0, PAGE_HEIGHT - 10, PAGE_WIDTH, 10, stroke=0, fill=1)
    canvas.setFillColorRGB(*GOLD)
    canvas.rect(0, PAGE_HEIGHT - 12, PAGE_WIDTH, 2, stroke=0, fill=1)
