"""The layout of a document as data: what stands where, in which style, in which order it is read.

A layout is JSON (`layout.schema.json`, which is `layout_schema()`), so that a coordinator can
change one without touching code. The three that ship lie in `designs/`.
"""

import hashlib
import json
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from certificates.content import ContentError, Kind
from certificates.press.fonts import DISPLAY, SANS, STRONG
from certificates.press.layout_parts import (
    Activities,
    Colour,
    Element,
    Image,
    Named,
    Part,
    Row,
    Signature,
    StyleSpec,
    Text,
    Texts,
    printable,
)
from certificates.press.layout_shapes import Shape
from certificates.press.page import Style
from certificates.press.pictures import Scaled, scaled

MM = 72 / 25.4  # points
_FAMILIES = {"sans": SANS, "strong": STRONG, "display": DISPLAY}
_DESIGNS = Path(__file__).parent / "designs"


class LayoutError(ContentError):
    """The layout cannot be used. `field` is the path in its JSON, `reason` a sentence in German."""


def _rule(path: str, reason: str) -> PydanticCustomError:
    """A broken rule about several parts, with the path to tell."""
    return PydanticCustomError("layout_rule", "{reason}", {"path": path, "reason": reason})


class PageSetup(Part):
    """A4. `top` and `next_top` are where text begins on the first and on later pages, `bottom` is the lower margin.

    `fill`: "one" sets all on one page, a little above its middle; "flow" runs over as many as it takes.
    """

    side: Annotated[float, Field(ge=5, le=60)]
    top: Annotated[float, Field(ge=5, le=200)]
    next_top: Annotated[float, Field(ge=5, le=100)]
    bottom: Annotated[float, Field(ge=5, le=90)]
    fill: Literal["one", "flow"]


class Running(Part):
    """What repeats: a head from the second page on, and a foot with the page number.

    A document of one page has a foot only with `always`, the first of several only with `first`.
    """

    style: Named
    head_start: Texts
    head_end: Texts
    foot_start: Texts
    foot_end: Texts
    colour: Colour
    always: bool = True
    first: bool = True


class Layout(Part):
    """A whole design. Equal layouts have equal digests, and the press keeps what it prepared under them."""

    format: Literal[1]
    kind: Kind
    title: Annotated[str, Field(min_length=1, max_length=100), AfterValidator(printable)]
    page: PageSetup
    styles: Annotated[dict[Named, StyleSpec], Field(min_length=1, max_length=40)]
    decoration: tuple[Shape, ...] = Field(default=(), max_length=40)
    next_decoration: tuple[Shape, ...] = Field(default=(), max_length=40)
    running: Running
    elements: tuple[Element, ...] = Field(min_length=1, max_length=60)
    foot: tuple[Element, ...] = Field(default=(), max_length=20)

    @model_validator(mode="after")
    def _can_be_verified(self) -> "Layout":
        """Whatever a coordinator changes: whom it is for, and how to find out whether it is genuine, stay on it."""
        types = {element.type for _, element in self.walk()}
        for needed, called in (("qr", "QR-Code"), ("verification", "Prüfangaben")):
            if needed not in types:
                raise _rule("elements", f"Es fehlt ein Element vom Typ {needed} ({called}): Jede Urkunde ist prüfbar.")
        if not any("{name}" in text for text in self._texts()):
            raise _rule("elements", "Es fehlt ein Text mit {name}: Jede Urkunde nennt die Person.")
        return self

    @model_validator(mode="after")
    def _styles_exist(self) -> "Layout":
        for path, part in [*self.walk(), ("running", self.running)]:
            for key, value in part:
                if key.endswith("style") and value is not None and value not in self.styles:
                    raise _rule(f"{path}.{key}", f"Den Stil „{value}“ gibt es in styles nicht.")
        return self

    @model_validator(mode="after")
    def _activities_have_room(self) -> "Layout":
        """Activities in lines choose their form by the room on one page, which only an element of the page can know."""
        top = {f"elements.{i}" for i in range(len(self.elements))}
        for path, element in self.walk():
            if isinstance(element, Activities) and element.form == "lines":
                if self.page.fill != "one":
                    raise _rule(
                        f"{path}.form", "„lines“ gibt es nur, wo alles auf einer Seite steht (page.fill „one“)."
                    )
                if path not in top:
                    raise _rule(f"{path}.form", "„lines“ gibt es nur außerhalb von Spalten und Fuß.")
        return self

    def walk(self) -> list[tuple[str, "Element"]]:
        """Every element with its path, those in rows too, in reading order."""
        found: list[tuple[str, Element]] = []

        def visit(elements: tuple[Element, ...], path: str) -> None:
            for i, element in enumerate(elements):
                found.append((f"{path}.{i}", element))
                if isinstance(element, Row):
                    for j, column in enumerate(element.columns):
                        visit(column.elements, f"{path}.{i}.columns.{j}.elements")

        visit(self.elements, "elements")
        visit(self.foot, "foot")
        return found

    def _texts(self) -> list[str]:
        texts: list[str] = []
        for _, element in self.walk():
            if isinstance(element, Text):
                texts += [element.text] if isinstance(element.text, str) else element.text.values()
        return texts

    def pictures(self) -> dict[str, Scaled]:
        """The pictures by the path of their element. Raises LayoutError for what is no picture or too large."""
        found = {}
        for path, element in self.walk():
            if isinstance(element, Image):
                key, data, width, height = "data", element.data, element.width, element.height
            elif isinstance(element, Signature) and element.image is not None:
                key, data, width, height = "image", element.image, element.length, element.room
            else:
                continue
            try:
                found[path] = scaled(data, width * MM, height * MM)
            except ValueError as error:
                raise LayoutError(f"{path}.{key}", str(error)) from None
        return found

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the layout as JSON."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()

    def __hash__(self) -> int:
        return hash(self.digest)

    @cached_property
    def set_styles(self) -> dict[str, Style]:
        """The styles as the press sets them."""
        return {
            name: Style(_FAMILIES[spec.family], spec.size, spec.size * spec.leading, rgb(spec.colour))
            for name, spec in self.styles.items()
        }


@lru_cache(maxsize=256)
def rgb(colour: str) -> tuple[float, float, float]:
    """Three numbers from 0 to 1."""
    red, green, blue = (round(int(colour[i : i + 2], 16) / 255, 3) for i in (1, 3, 5))
    return red, green, blue


_REASONS = {
    "missing": "Die Angabe fehlt.",
    "extra_forbidden": "Diese Angabe gibt es nicht.",
    "string_type": "Hier wird ein Text erwartet.",
    "string_too_short": "Der Text ist leer.",
    "string_too_long": "Der Text ist zu lang: höchstens {max_length} Zeichen.",
    "string_pattern_mismatch": "Der Text hat nicht die vorgeschriebene Form {pattern}.",
    "literal_error": "Dieser Wert ist nicht vorgesehen. Möglich sind: {expected}.",
    "union_tag_invalid": "Diesen Typ gibt es nicht. Möglich sind: {expected_tags}.",
    "union_tag_not_found": "Es fehlt die Angabe type.",
    "float_type": "Hier wird eine Zahl erwartet.",
    "float_parsing": "Hier wird eine Zahl erwartet.",
    "finite_number": "Hier wird eine Zahl erwartet.",
    "int_type": "Hier wird eine ganze Zahl erwartet.",
    "int_parsing": "Hier wird eine ganze Zahl erwartet.",
    "int_from_float": "Hier wird eine ganze Zahl erwartet.",
    "bool_type": "Hier wird true oder false erwartet.",
    "bool_parsing": "Hier wird true oder false erwartet.",
    "greater_than": "Die Zahl ist zu klein: mehr als {gt}.",
    "greater_than_equal": "Die Zahl ist zu klein: mindestens {ge}.",
    "less_than": "Die Zahl ist zu groß: weniger als {lt}.",
    "less_than_equal": "Die Zahl ist zu groß: höchstens {le}.",
    "tuple_type": "Hier wird eine Liste erwartet.",
    "dict_type": "Hier wird ein Objekt mit benannten Angaben erwartet.",
    "model_type": "Hier wird ein Objekt mit benannten Angaben erwartet.",
    "model_attributes_type": "Hier wird ein Objekt mit benannten Angaben erwartet.",
    "too_long": "Die Liste ist zu lang: höchstens {max_length} Einträge.",
    "too_short": "Die Liste ist zu kurz: mindestens {min_length}.",
    "value_error": "{error}",
    "layout_rule": "{reason}",
}


def parse_layout(data: Any) -> Layout:
    """The layout from decoded JSON. Raises LayoutError naming the first wrong field and, in German, why."""
    try:
        layout = Layout.model_validate(data)
    except ValidationError as error:
        # Where a text may be one or one per language, pydantic reports both readings: the one that was meant is last.
        found = error.errors(include_url=False, include_input=False)
        meant = [one for one in found if one["type"] not in {"string_type", "dict_type"}] or found
        first = meant[0]
        facts = {key: _plain(value) for key, value in first.get("ctx", {}).items()}
        reason = _REASONS.get(first["type"], "Diese Angabe ist ungültig.").format_map(facts)
        path = facts.get("path") or _path(first["loc"], data)
        raise LayoutError(path, reason) from None
    layout.pictures()  # so that a picture that is none shows here, not in the first certificate
    return layout


def _plain(value: object) -> str:
    """A figure or choice as people write it."""
    return f"{value:g}" if isinstance(value, float) else str(value).replace(" or ", " oder ")


def _path(loc: tuple[int | str, ...], data: Any) -> str:
    """The path in the JSON: pydantic's own, without the types that it tried and the one that an element has."""
    steps: list[str] = []
    typed = False  # whether the type of this element has been passed over
    for i, step in enumerate(loc):
        if isinstance(data, dict) and not typed and step == data.get("type") and i < len(loc) - 1:
            typed = True
            continue
        inside = (isinstance(data, dict) and step in data) or (isinstance(data, list) and isinstance(step, int))
        if inside:
            data, typed = data[step], False
        if inside or (i == len(loc) - 1 and isinstance(data, dict)):
            steps.append(str(step))
    return ".".join(steps)


@cache
def shipped(kind: Kind) -> Layout:
    """The design that comes with the press."""
    return parse_layout(json.loads((_DESIGNS / f"{kind}.json").read_text(encoding="utf-8")))


def layout_schema() -> dict[str, Any]:
    """A layout as JSON Schema 2020-12, as it is committed in `layout.schema.json`."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **Layout.model_json_schema()}
