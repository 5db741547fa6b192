"""The plate: the decoration under a page, drawn once per process by ReportLab and kept as a Form XObject.

ReportLab draws lines and areas only. Names and running text go through `text`, which sets every script right and
keeps the way back from glyph to character.
"""

import cmath
import io
import math
import re
from collections.abc import Callable
from functools import lru_cache

from reportlab.pdfgen.canvas import Canvas
from reportlab.pdfgen.pathobject import PDFPathObject

from certificates.press.document import PAGE_HEIGHT, PAGE_WIDTH
from certificates.press.layout import MM, rgb
from certificates.press.layout_shapes import Band, Disc, Frame, Rosette, Shape, Stroke, Weave
from certificates.press.objects import ONCE, number, stream


@lru_cache(maxsize=128)
def decoration(shapes: tuple[Shape, ...], *, mirrored: bool) -> bytes:
    """The Form XObject of these shapes; `mirrored` for a document that is written from right to left."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(PAGE_WIDTH, PAGE_HEIGHT), pageCompression=0, invariant=1)
    if mirrored:
        canvas.transform(-1, 0, 0, 1, PAGE_WIDTH, 0)
    for shape in shapes:
        _DRAWERS[type(shape)](canvas, shape)
    canvas.showPage()
    canvas.save()
    drawn = re.search(rb"stream\r?\n(.*?)\r?\nendstream", buffer.getvalue(), re.DOTALL)
    if drawn is None:
        raise AssertionError("ReportLab wrote no content stream")
    operators = re.sub(rb"BT /F1 [^\n]*? ET\s*", b"", drawn.group(1))  # it selects a font even where it sets no text
    box = f"{number(PAGE_WIDTH)} {number(PAGE_HEIGHT)}".encode()
    return stream(b"/Type/XObject/Subtype/Form/BBox[0 0 %b]/Resources<<>>" % box, operators, level=ONCE)


def _frame(canvas: Canvas, shape: Frame) -> None:
    """A rectangle, its corners cut inwards by an arc."""
    x0 = y0 = shape.inset * MM
    x1, y1, notch = PAGE_WIDTH - x0, PAGE_HEIGHT - y0, shape.notch * MM
    canvas.setStrokeColorRGB(*rgb(shape.colour))
    canvas.setLineWidth(shape.weight)
    if not notch:
        canvas.rect(x0, y0, x1 - x0, y1 - y0)
        return
    path = canvas.beginPath()
    path.moveTo(x0 + notch, y0)
    path.lineTo(x1 - notch, y0)
    path.arcTo(x1 - notch, y0 - notch, x1 + notch, y0 + notch, 180, -90)
    path.lineTo(x1, y1 - notch)
    path.arcTo(x1 - notch, y1 - notch, x1 + notch, y1 + notch, 270, -90)
    path.lineTo(x0 + notch, y1)
    path.arcTo(x0 - notch, y1 - notch, x0 + notch, y1 + notch, 0, -90)
    path.lineTo(x0, y0 + notch)
    path.arcTo(x0 - notch, y0 - notch, x0 + notch, y0 + notch, 90, -90)
    path.close()
    canvas.drawPath(path)


def _band(canvas: Canvas, shape: Band) -> None:
    offset, thickness = shape.offset * MM, shape.thickness * MM
    canvas.setFillColorRGB(*rgb(shape.colour))
    x, y, width, height = {
        "top": (0.0, PAGE_HEIGHT - offset - thickness, PAGE_WIDTH, thickness),
        "bottom": (0.0, offset, PAGE_WIDTH, thickness),
        "start": (offset, 0.0, thickness, PAGE_HEIGHT),
        "end": (PAGE_WIDTH - offset - thickness, 0.0, thickness, PAGE_HEIGHT),
    }[shape.edge]
    canvas.rect(x, y, width, height, stroke=0, fill=1)


def _stroke(canvas: Canvas, shape: Stroke) -> None:
    canvas.setStrokeColorRGB(*rgb(shape.colour))
    canvas.setLineWidth(shape.weight)
    canvas.line(shape.x1 * MM, PAGE_HEIGHT - shape.y1 * MM, shape.x2 * MM, PAGE_HEIGHT - shape.y2 * MM)


def _disc(canvas: Canvas, shape: Disc) -> None:
    canvas.setFillColorRGB(*rgb(shape.colour))
    canvas.circle(shape.x * MM, PAGE_HEIGHT - shape.y * MM, shape.radius * MM, stroke=0, fill=1)


def _rosette(canvas: Canvas, shape: Rosette) -> None:
    """Many threads woven to one flower: a closed wave, again and again, each turned a little further than the last.

    Every thread is the same path in coordinates of its own: what repeats letter for letter costs a file very little.
    """
    canvas.saveState()
    canvas.translate(shape.x * MM, PAGE_HEIGHT - shape.y * MM)
    canvas.setLineWidth(shape.weight)
    canvas.setStrokeColorRGB(*rgb(shape.colour))
    radius, inner, petals = shape.radius * MM, shape.inner, shape.petals

    def reach(angle: float) -> tuple[complex, complex]:
        """The point at an angle, and how the curve moves there."""
        wave = 0.5 + 0.5 * math.cos(petals * angle)
        slope = -0.5 * petals * math.sin(petals * angle)
        turned, distance = cmath.exp(1j * angle), radius * (inner + (1 - inner) * wave)
        return turned * distance, turned * (radius * (1 - inner) * slope + 1j * distance)

    points = 4 * petals
    for _ in range(shape.threads):
        canvas.drawPath(_curve(canvas, reach, 2 * math.pi / points, points))
        canvas.rotate(-180 / shape.threads / petals)
    canvas.restoreState()


def _weave(canvas: Canvas, shape: Weave) -> None:
    """Waves along the four sides, turned against each other; each side has a whole number of them."""
    depth = shape.thickness * MM
    low = shape.inset * MM + depth / 2
    width, height = PAGE_WIDTH - 2 * low, PAGE_HEIGHT - 2 * low
    canvas.saveState()
    canvas.translate(low, low)
    canvas.setLineWidth(shape.weight)
    canvas.setLineCap(1)
    for length in (width, height, width, height):
        count = max(1, round(length / MM / shape.pitch))
        canvas.saveState()
        for _ in range(count):
            _one_wave(canvas, shape, length / count, depth / 2)
            canvas.translate(length / count, 0)
        canvas.restoreState()
        canvas.translate(length, 0)
        canvas.rotate(90)
    canvas.restoreState()


def _one_wave(canvas: Canvas, shape: Weave, length: float, reach: float) -> None:
    """One wave of each thread, from the left to the right; drawn anew with the same letters for each place."""
    for index in range(2 * shape.threads):
        canvas.setStrokeColorRGB(*rgb(shape.colour if index % 2 else shape.second_colour))
        phase = math.pi * index / shape.threads

        def at(angle: float, phase: float = phase) -> tuple[complex, complex]:
            along = length * angle / (2 * math.pi)
            return complex(along, reach * math.sin(angle + phase)), complex(
                length / (2 * math.pi), reach * math.cos(angle + phase)
            )

        canvas.drawPath(_curve(canvas, at, math.pi / 4, 8))


def _curve(
    canvas: Canvas, reach: Callable[[float], tuple[complex, complex]], step: float, pieces: int
) -> PDFPathObject:
    """A curve as Bézier pieces with the true direction at both ends of each, from the angle 0 on."""
    path = canvas.beginPath()
    point, motion = reach(0)
    path.moveTo(point.real, point.imag)
    for i in range(1, pieces + 1):
        after, next_motion = reach(i * step)
        first, second = point + motion * step / 3, after - next_motion * step / 3
        path.curveTo(*(part for one in (first, second, after) for part in (one.real, one.imag)))
        point, motion = after, next_motion
    return path


_DRAWERS: dict[type[Shape], Callable[..., None]] = {
    Frame: _frame,
    Band: _band,
    Disc: _disc,
    Rosette: _rosette,
    Weave: _weave,
    Stroke: _stroke,
}
