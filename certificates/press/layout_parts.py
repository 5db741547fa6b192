"""The parts of a layout: styles, and the elements that stand on a page.

Lengths are millimetres, sizes of type are points, colours are sRGB as "#rrggbb". "start" is the edge at which the
language begins: the left one in German, the right one in Arabic.
"""

import unicodedata
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from certificates.press.placeholders import check_placeholders
from volunteers.text import unprintable


def printable(value: str) -> str:
    """NFC. Raises ValueError, in German, for what cannot be printed."""
    if code := unprintable(value):
        raise ValueError(f"Das Zeichen {code} kann nicht gedruckt werden.")
    return unicodedata.normalize("NFC", value)


Length = Annotated[float, Field(ge=0, le=300)]
Weight = Annotated[float, Field(gt=0, le=20)]
Size = Annotated[float, Field(ge=5, le=120)]
Colour = Annotated[str, Field(pattern=r"^#[0-9A-Fa-f]{6}$")]
Named = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Language = Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]
Align = Literal["start", "middle", "end"]
Template = Annotated[
    str, Field(min_length=1, max_length=2000), AfterValidator(printable), AfterValidator(check_placeholders)
]
# One text for all languages, or one each; the German one stands in where a language has none.
Texts = Template | Annotated[dict[Language, Template], Field(min_length=1, max_length=40)]
Listed = Literal["activities", "competences", "trainings"]


class Part(BaseModel):
    """Frozen, and without room for keys that nobody reads."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class StyleSpec(Part):
    """How text looks. `leading` is the distance of two base lines as a multiple of the size."""

    family: Literal["sans", "strong", "display"] = "sans"
    size: Size
    leading: Annotated[float, Field(ge=1, le=3)] = 1.45
    colour: Colour = "#21262B"


class Step(Part):
    """A size to try, and how many lines a text may take in it."""

    size: Size
    lines: Annotated[int, Field(ge=1, le=20)]


class Box(Part):
    """A fixed place on the first page: distance from the edge where the language begins and from the upper edge."""

    x: Length
    y: Length
    width: Annotated[float, Field(gt=0, le=210)]


class _Element(Part):
    """`space` stands above it, but not at the head of a page. With a `box` it leaves the flow and takes no room."""

    space: Length = 0
    when: Listed | None = None  # left out where this list is empty
    box: Box | None = None


class Text(_Element):
    """A paragraph or heading. It is left out where one of its placeholders has nothing to say.

    `language`: "document", "holder" (the name's own) or "und" (none in particular, as for a transliteration).
    `beside`: where the second language of a bilingual document goes; "line": after a slash. What goes below stands in
    `beside_style`, or at the other edge of the same line where the language is written the other way.
    """

    type: Literal["text"] = "text"
    text: Texts
    style: Named
    align: Align = "start"
    tag: Literal["P", "H1", "H2"] = "P"
    width: Length | None = None
    sizes: tuple[Step, ...] = Field(default=(), max_length=12)
    balanced: bool = False
    keep: bool = False  # stays on one page with what follows
    language: Literal["document", "holder", "und"] = "document"
    beside: Literal["below", "columns", "line", "none"] = "below"
    beside_style: Named | None = None


class Address(_Element):
    """The issuer's address and contact, line by line."""

    type: Literal["address"] = "address"
    style: Named
    align: Align = "start"


class Image(_Element):
    """A logo. `data` is a PNG or JPEG in base64; without `alt` it is decoration to a screen reader."""

    type: Literal["image"] = "image"
    data: Annotated[str, Field(min_length=1, max_length=6_000_000)]
    alt: Annotated[str, Field(max_length=200), AfterValidator(printable)] = ""
    width: Annotated[float, Field(gt=0, le=210)]
    height: Annotated[float, Field(gt=0, le=297)]
    align: Align = "start"


class Rule(_Element):
    """A horizontal line, all the width where it has no `length`; with an ornament in its middle."""

    type: Literal["line"] = "line"
    length: Length | None = None
    weight: Weight = 0.5
    colour: Colour
    align: Align = "start"
    ornament: Literal["none", "diamond"] = "none"


class Fact(Part):
    """A label and what it names. It is left out where its value is empty."""

    label: Texts
    value: Texts


class Facts(_Element):
    """Facts one below the other, labels in a column of their own."""

    type: Literal["facts"] = "facts"
    rows: tuple[Fact, ...] = Field(min_length=1, max_length=20)
    style: Named
    label_style: Named
    label_width: Annotated[float, Field(gt=0, le=120)]
    beside_label_width: Annotated[float, Field(gt=0, le=120)] | None = None


class Activities(_Element):
    """What was done. A table runs over pages and repeats its head; lines stand in the middle as long as they fit."""

    type: Literal["activities"] = "activities"
    form: Literal["table", "lines"] = "table"
    style: Named
    strong_style: Named
    head_style: Named
    colour: Colour = "#CCD6D6"
    head_colour: Colour = "#BD8C33"
    organisation_width: Annotated[float, Field(gt=0, le=120)] = 50
    hours_width: Annotated[float, Field(gt=0, le=80)] = 33
    width: Length | None = None


class Listing(_Element):
    """A list with bullets; competences by title and example."""

    type: Literal["competences", "trainings"]
    style: Named
    strong_style: Named


class Signature(_Element):
    """Place and date, room for a hand, a line, and who signs. `image` is a scan above the line, as in `Image`."""

    type: Literal["signature"] = "signature"
    style: Named
    name_style: Named
    role_style: Named
    room: Length = 15
    length: Length = 78
    colour: Colour = "#575E63"
    align: Align = "start"
    image: Annotated[str, Field(min_length=1, max_length=6_000_000)] | None = None


class QR(_Element):
    """The code that leads to the page where the document is verified."""

    type: Literal["qr"] = "qr"
    size: Annotated[float, Field(ge=15, le=80)] = 29.6
    colour: Colour = "#21262B"
    align: Align = "end"


class Verification(_Element):
    """Number, code, what it replaces, and the address to verify it."""

    type: Literal["verification"] = "verification"
    style: Named


class Column(Part):
    """A part of a row; without a `width` it shares what the others leave."""

    width: Annotated[float, Field(gt=0, le=210)] | None = None
    elements: tuple["Element", ...] = Field(max_length=20)


class Row(_Element):
    """Columns side by side, standing on one line below or hanging from one above; at least `height` high."""

    type: Literal["row"] = "row"
    columns: tuple[Column, ...] = Field(min_length=1, max_length=4)
    gap: Length = 8
    height: Length = 0
    stand: Literal["top", "bottom"] = "top"


Element = Annotated[
    Text | Address | Image | Rule | Facts | Activities | Listing | Signature | QR | Verification | Row,
    Field(discriminator="type"),
]
