"""Layouts as data: what is accepted, and what is said, in German and with its place, of what is not."""

import base64
import json
import struct
import zlib
from collections.abc import Callable
from typing import Any

import jsonschema  # type: ignore[import-untyped]  # it publishes no types
import pytest
from PIL import Image
from pydantic import ValidationError

from certificates.content import ContentError
from certificates.press import press
from certificates.press.layout import Layout, LayoutError, layout_schema, parse_layout, shipped
from tests.certificates.press.layouts import design, logo, picture
from tests.certificates.press.samples import KINDS, ROOT, content

Change = Callable[[dict[str, Any]], object]


def refused(data: Any) -> tuple[str, str]:
    with pytest.raises(LayoutError) as caught:
        parse_layout(data)
    return caught.value.field, caught.value.reason


@pytest.mark.parametrize("kind", KINDS)
def test_shipped_design_fits_the_committed_schema(kind: str) -> None:
    jsonschema.validate(design(kind), layout_schema(), jsonschema.Draft202012Validator)
    assert parse_layout(design(kind)) == shipped(content(kind).kind)


def test_committed_schema_is_that_of_the_models() -> None:
    committed = (ROOT / "certificates/press/layout.schema.json").read_text(encoding="utf-8")
    assert committed == json.dumps(layout_schema(), ensure_ascii=False, indent=2) + "\n"


def test_layout_read_back_from_its_own_json_is_the_same() -> None:
    layout = shipped("record")
    again = parse_layout(json.loads(layout.model_dump_json()))
    assert (again, hash(again), again.digest) == (layout, hash(layout), layout.digest)
    assert again.digest != shipped("competence").digest


def test_layout_cannot_be_changed() -> None:
    layout = shipped("thanks")
    with pytest.raises(ValidationError):
        layout.kind = "record"  # type: ignore[misc]  # that is the point


CHANGES: list[tuple[Change, str, str]] = [
    (
        lambda d: d["elements"][1].update(text="{nmae}"),
        "elements.1.text",
        "Den Platzhalter {nmae} gibt es nicht. Meinten Sie {name}?",
    ),
    (
        lambda d: d["elements"][1].update(text={"de": "Danke", "en": "{thanks"}),
        "elements.1.text.en",
        "Eine geschweifte Klammer steht allein. Platzhalter haben die Form {name}.",
    ),
    (lambda d: d["elements"][1].update(text=5), "elements.1.text", "Hier wird ein Text erwartet."),
    (lambda d: d["elements"][1].update(text=""), "elements.1.text", "Der Text ist leer."),
    (
        lambda d: d["elements"][1].update(text="a\u202eb"),
        "elements.1.text",
        "Das Zeichen U+202E kann nicht gedruckt werden.",
    ),
    (lambda d: d["elements"][1].update(colour="red"), "elements.1.colour", "Diese Angabe gibt es nicht."),
    (lambda d: d["elements"][1].pop("style"), "elements.1.style", "Die Angabe fehlt."),
    (lambda d: d["elements"][1].pop("type"), "elements.1", "Es fehlt die Angabe type."),
    (
        lambda d: d["elements"][1].update(style="huge"),
        "elements.1.style",
        "Den Stil „huge“ gibt es in styles nicht.",
    ),
    (lambda d: d["running"].update(style="huge"), "running.style", "Den Stil „huge“ gibt es in styles nicht."),
    (lambda d: d["styles"]["title"].update(size=500), "styles.title.size", "Die Zahl ist zu groß: höchstens 120."),
    (
        lambda d: d["foot"][0]["columns"][1]["elements"][0].update(size=2),
        "foot.0.columns.1.elements.0.size",
        "Die Zahl ist zu klein: mindestens 15.",
    ),
    (
        lambda d: d["foot"].pop(),
        "elements",
        "Es fehlt ein Element vom Typ verification (Prüfangaben): Jede Urkunde ist prüfbar.",
    ),
    (
        lambda d: d["foot"][0]["columns"].pop(),
        "elements",
        "Es fehlt ein Element vom Typ qr (QR-Code): Jede Urkunde ist prüfbar.",
    ),
    (
        lambda d: d["elements"].pop(3),
        "elements",
        "Es fehlt ein Text mit {name}: Jede Urkunde nennt die Person.",
    ),
    (
        lambda d: d["page"].update(fill="flow"),
        "elements.11.form",
        "„lines“ gibt es nur, wo alles auf einer Seite steht (page.fill „one“).",
    ),
    (
        lambda d: d["decoration"][0].update(type="star"),
        "decoration.0",
        "Diesen Typ gibt es nicht. Möglich sind: 'frame', 'band', 'disc', 'rosette', 'weave', 'stroke'.",
    ),
    (lambda d: d.update(format=2), "format", "Dieser Wert ist nicht vorgesehen. Möglich sind: 1."),
]


@pytest.mark.parametrize(("change", "field", "reason"), CHANGES)
def test_wrong_layout_is_refused_by_place_and_reason(change: Change, field: str, reason: str) -> None:
    data = design("thanks")
    change(data)
    assert refused(data) == (field, reason)


@pytest.mark.parametrize("data", [None, [], 5, "layout"])
def test_something_else_than_an_object_is_refused(data: object) -> None:
    assert refused(data) == ("", "Hier wird ein Objekt mit benannten Angaben erwartet.")


def bomb(width: int, height: int) -> str:
    """A PNG that says it is so large; its content would be decoded to all of it."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    body = zlib.compress(b"\0" * (height * (1 + (width + 7) // 8)), 9)
    png = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")
    return base64.b64encode(png).decode()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (base64.b64encode(b"%PDF-1.7 no picture").decode(), "Das ist kein Bild. Möglich sind PNG und JPEG."),
        (picture(Image.new("RGB", (9, 9)), "GIF"), "Das ist kein Bild. Möglich sind PNG und JPEG."),
        (bomb(10_000, 10_000), "Das Bild hat 100 Megapixel; höchstens 20 sind möglich. Bitte verkleinern."),
        ("kein Base64!", "Das Bild ist nicht in Base64 geschrieben."),
        (picture(Image.effect_noise((90, 90), 50))[:4000], "Das Bild ist beschädigt und lässt sich nicht lesen."),
    ],
    ids=["pdf", "gif", "bomb", "no base64", "cut"],
)
def test_logo_that_is_none_is_refused_by_its_element(data: str, reason: str) -> None:
    changed = design("thanks")
    changed["elements"].append(logo(data))
    assert refused(changed) == (f"elements.{len(changed['elements']) - 1}.data", reason)
    changed = design("thanks")
    changed["foot"][0]["columns"][0]["elements"][0]["image"] = data
    assert refused(changed) == ("foot.0.columns.0.elements.0.image", reason)


def test_a_layout_error_is_a_content_error_to_whoever_presses() -> None:
    """So a queue that notes why a certificate failed notes this too."""
    data = design("thanks")
    data["elements"].insert(0, {"type": "text", "text": "Ein 😀", "style": "title"})
    with pytest.raises(ContentError) as caught:
        press(content("thanks"), parse_layout(data))
    assert type(caught.value) is LayoutError
    assert caught.value.field == "elements.0.text"
    assert caught.value.reason.startswith("Das Zeichen U+1F600 (GRINNING FACE) kann nicht gedruckt werden")


TOO_WIDE = [
    ("thanks", ("foot", 0, "columns", 1, "width"), 170, "foot.0", "Die Spalten sind zusammen breiter als der Platz"),
    ("thanks", ("elements", 5, "length"), 200, "elements.5.length", "Das Element ist breiter als der Platz"),
    ("thanks", ("foot", 0, "columns", 1, "elements", 0, "size"), 60, "foot.0.columns.1.elements.0.size", "Das Element"),
    ("record", ("elements", 9, "organisation_width"), 120, "elements.9", "Das Element ist breiter als der Platz"),
    (
        "record",
        ("elements", 4, "box"),
        {"x": 100, "y": 20, "width": 120},
        "elements.4.box",
        "Das Element ragt über den",
    ),
    (
        "record",
        ("elements", 4, "box"),
        {"x": 100, "y": 290, "width": 50},
        "elements.4.box",
        "Das Element ragt über den",
    ),
]


@pytest.mark.parametrize(("kind", "steps", "value", "field", "reason"), TOO_WIDE)
def test_what_has_no_room_is_refused(
    kind: str, steps: tuple[str | int, ...], value: object, field: str, reason: str
) -> None:
    data: Any = design(kind)
    part = data
    for step in steps[:-1]:
        part = part[step]
    part[steps[-1]] = value
    with pytest.raises(LayoutError) as caught:
        press(content(kind), parse_layout(data))
    assert caught.value.field == field
    assert caught.value.reason.startswith(reason)


def test_texts_of_a_layout_that_do_not_fit_one_page_are_refused() -> None:
    data = design("thanks")
    data["elements"] += [{"type": "text", "text": "Danke " * 300, "style": "text"}]
    with pytest.raises(ContentError) as caught:
        press(content("thanks"), parse_layout(data))
    assert caught.value.reason.startswith("Die Texte passen zusammen nicht auf die Urkunde.")


def test_layout_of_another_kind_is_refused() -> None:
    with pytest.raises(LayoutError) as caught:
        press(content("thanks"), shipped("record"))
    assert (caught.value.field, caught.value.reason) == (
        "kind",
        "Das Layout ist für „record“, der Inhalt ist „thanks“.",
    )


def test_layout_is_all_that_makes_a_design() -> None:
    """The same layout from JSON gives the same bytes as the shipped one; a changed one gives others."""
    printed = content("record")
    data = design("record")
    assert press(printed, parse_layout(data)) == press(printed)
    data["styles"]["title"]["colour"] = "#552200"
    changed = parse_layout(data)
    assert isinstance(changed, Layout)
    assert press(printed, changed) != press(printed)
