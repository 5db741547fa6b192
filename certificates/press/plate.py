"""The plate: the static design under a page, drawn once per process by ReportLab and kept as a Form XObject.

ReportLab draws lines and areas only. Names and running text go through `text`, which sets every script right and
keeps the way back from glyph to character.
"""

import io
import math
import re
from functools import cache
from typing import Literal

from reportlab.pdfgen.canvas import Canvas

from certificates.press.document import PAGE_HEIGHT, PAGE_WIDTH
from certificates.press.objects import number, stream

Colour = tuple[float, float, float]
PETROL: Colour = (0.05, 0.29, 0.33)
GOLD: Colour = (0.74, 0.55, 0.20)
INK: Colour = (0.13, 0.15, 0.17)
GREY: Colour = (0.34, 0.37, 0.39)
PALE: Colour = (0.80, 0.84, 0.84)

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
    box = f"{number(PAGE_WIDTH)} {number(PAGE_HEIGHT)}".encode()
    return stream(b"/Type/XObject/Subtype/Form/BBox[0 0 %b]/Resources<<>>" % box, drawn.group(1))


def _rosette(canvas: Canvas, x: float, y: float, radius: float) -> None:
    """Many threads woven to one flower: two families of closed curves, each turned a little further than the last."""
    canvas.setLineWidth(0.35)
    for turns, petals, inner, colour in ((9, 7, 0.40, PETROL), (9, 7, 0.62, GOLD)):
        canvas.setStrokeColorRGB(*colour)
        for turn in range(turns):
            phase = 2 * math.pi * turn / turns / petals
            path = canvas.beginPath()
            steps = petals * 14
            for step in range(steps + 1):
                angle = 2 * math.pi * step / steps
                reach = radius * (inner + (1 - inner) * (0.5 + 0.5 * math.cos(petals * (angle + phase))))
                point = (x + reach * math.cos(angle + phase / 2), y + reach * math.sin(angle + phase / 2))
                (path.lineTo if step else path.moveTo)(*point)
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
    _rosette(canvas, PAGE_WIDTH / 2, PAGE_HEIGHT - 110, 46)


def _record(canvas: Canvas) -> None:
    """A band along the top edge, and the rosette beside the letterhead."""
    _next(canvas)
    _rosette(canvas, PAGE_WIDTH - 64 - 27, PAGE_HEIGHT - 76, 27)


def _next(canvas: Canvas) -> None:
    canvas.setFillColorRGB(*PETROL)
    canvas.rect(0, PAGE_HEIGHT - 10, PAGE_WIDTH, 10, stroke=0, fill=1)
    canvas.setFillColorRGB(*GOLD)
    canvas.rect(0, PAGE_HEIGHT - 12, PAGE_WIDTH, 2, stroke=0, fill=1)
