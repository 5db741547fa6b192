"""The decoration of a layout: shapes that lie under the text, in millimetres from the start and upper edges.

They say nothing and are marked as artifacts. A right-to-left document has their mirror image.
"""

from typing import Annotated, Literal

from pydantic import Field

from certificates.press.layout_parts import Colour, Length, Part, Weight


class Frame(Part):
    """A rectangle around the page, `inset` from its edges; corners cut inwards by `notch`."""

    type: Literal["frame"] = "frame"
    inset: Length
    weight: Weight
    colour: Colour
    notch: Length = 0


class Band(Part):
    """A filled strip along an edge, beginning `offset` from it."""

    type: Literal["band"] = "band"
    edge: Literal["top", "bottom", "start", "end"] = "top"
    offset: Length = 0
    thickness: Annotated[float, Field(gt=0, le=60)]
    colour: Colour


class Rosette(Part):
    """A flower woven of closed waves, as on a banknote; (x, y) is its centre."""

    type: Literal["rosette"] = "rosette"
    x: Length
    y: Length
    radius: Annotated[float, Field(gt=0, le=150)]
    colour: Colour
    inner: Annotated[float, Field(ge=0, lt=1)] = 0.4  # radius of the hole, as a share
    petals: Annotated[int, Field(ge=2, le=40)] = 7
    threads: Annotated[int, Field(ge=1, le=40)] = 9
    weight: Weight = 0.35


class Disc(Part):
    """A filled circle; in white it clears a place for what comes after it."""

    type: Literal["disc"] = "disc"
    x: Length
    y: Length
    radius: Annotated[float, Field(gt=0, le=150)]
    colour: Colour


class Weave(Part):
    """A border of interlaced waves between two rectangles, `inset` and `inset + thickness` from the page's edges."""

    type: Literal["weave"] = "weave"
    inset: Length
    thickness: Annotated[float, Field(gt=0, le=30)]
    colour: Colour
    second_colour: Colour
    pitch: Annotated[float, Field(ge=2, le=60)] = 9  # length of a wave
    threads: Annotated[int, Field(ge=1, le=12)] = 4
    weight: Weight = 0.35


class Stroke(Part):
    """A straight line between two points."""

    type: Literal["stroke"] = "stroke"
    x1: Length
    y1: Length
    x2: Length
    y2: Length
    weight: Weight
    colour: Colour


Shape = Annotated[Frame | Band | Disc | Rosette | Weave | Stroke, Field(discriminator="type")]
