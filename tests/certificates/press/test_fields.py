"""Whatever stands in a field: it is printed as it stands, or the field is named."""

import re
from typing import Any

import pytest

from certificates.content import ContentError, parse_content
from certificates.press import press
from tests.certificates.press.samples import KINDS, content, joined, pages_by_mupdf, pages_by_pdfium, raw

FIELDS = {
    "name": ("thanks", "record"),
    "name_latin": ("thanks", "record"),
    "number": ("thanks", "record"),
    "role": ("thanks", "record"),
    "replaces": ("thanks", "record"),
    "issuer.name": ("thanks", "record"),
    "issuer.address.1": ("record",),
    "issuer.contact": ("record",),
    "issuer.place": ("thanks", "record"),
    "issuer.signatory_name": ("thanks", "record"),
    "issuer.signatory_role": ("thanks", "record"),
    "activities.1.title": ("record", "competence"),
    "activities.1.organisation": ("record", "competence"),
    "competences.2.title": ("competence",),
}
CASES = [(field, kind) for field, kinds in FIELDS.items() for kind in kinds]
OPTIONAL = {"name_latin", "role", "replaces", "issuer.contact"}
MARKUP = "<b>&amp; %s {name} \\n (1) [2]"


def with_value(kind: str, field: str, value: str) -> dict[str, Any]:
    data = raw(kind)
    *path, last = field.split(".")
    target: Any = data
    for part in path:
        target = target[int(part)] if isinstance(target, list) else target[part]
    target[int(last) if isinstance(target, list) else last] = value
    return data


def refused(data: dict[str, Any]) -> ContentError:
    with pytest.raises(ContentError) as caught:
        press(parse_content(data))
    return caught.value


@pytest.mark.parametrize(("field", "kind"), CASES)
def test_markup_is_printed_as_it_stands(field: str, kind: str) -> None:
    pages = pages_by_pdfium(press(parse_content(with_value(kind, field, MARKUP))))
    assert MARKUP in pages[0]


@pytest.mark.parametrize(("field", "kind"), CASES)
@pytest.mark.parametrize("character", ["\x00", "\n", "\x85", "\u2028", "\u202e", "\u2066", "\u200f", "\ue000"])
def test_control_characters_are_refused_by_field_and_code_point(field: str, kind: str, character: str) -> None:
    error = refused(with_value(kind, field, f"Ada{character}"))
    assert (error.field, error.reason) == (field, f"Das Zeichen U+{ord(character):04X} kann nicht gedruckt werden.")


@pytest.mark.parametrize(("field", "kind"), CASES)
@pytest.mark.parametrize(
    ("character", "called"),
    [("😀", "U+1F600 (GRINNING FACE)"), ("\u00ad", "U+00AD (SOFT HYPHEN)"), ("\U000131fa", "U+131FA")],
)
def test_characters_without_a_font_are_refused_by_field_and_name(
    field: str, kind: str, character: str, called: str
) -> None:
    error = refused(with_value(kind, field, f"Ada {character}"))
    assert error.field == field
    assert error.reason.startswith(f"Das Zeichen {called}")
    assert error.reason.endswith("kann nicht gedruckt werden: Keine der mitgelieferten Schriften enthält es.")


@pytest.mark.parametrize(("field", "kind"), CASES)
@pytest.mark.parametrize("blank", [" ", "\u00a0\u3000", "\u200d"])
def test_blank_fields_are_left_out_or_refused(field: str, kind: str, blank: str) -> None:
    data = with_value(kind, field, blank)
    if field in OPTIONAL and blank != "\u200d":
        press(parse_content(data))
    elif field not in OPTIONAL:
        error = refused(data)
        assert (error.field, error.reason) == (field, "Der Text besteht nur aus Leerzeichen.")


@pytest.mark.parametrize(("field", "kind"), CASES)
def test_empty_optional_fields_leave_no_trace(field: str, kind: str) -> None:
    data = with_value(kind, field, "")
    if field not in OPTIONAL:
        error = refused(data)
        assert (error.field, error.reason) == (field, "Der Text ist leer.")
        return
    text = " ".join(pages_by_mupdf(press(parse_content(data))))
    label = {"role": "Funktion", "replaces": "ersetzt"}.get(field)
    assert label is None or label not in text


@pytest.mark.parametrize(("field", "kind"), CASES)
def test_two_hundred_characters_in_words_are_printed_in_full(field: str, kind: str) -> None:
    words = ("Hohenstein Große Wörter " * 9)[:199] + "x"
    text = " ".join(pages_by_pdfium(press(parse_content(with_value(kind, field, words)))))
    assert words in text


@pytest.mark.parametrize(("field", "kind"), CASES)
def test_one_word_of_two_hundred_letters_is_cut_or_refused(field: str, kind: str) -> None:
    data = with_value(kind, field, "W" * 200)
    if field in {"name", "name_latin"}:
        assert refused(data).field == field
        return
    text = "".join(pages_by_mupdf(press(parse_content(data))))
    assert max(map(len, re.findall("W+", text.replace(" ", "")))) == 200


def test_everything_long_at_once_names_the_field_that_needs_most() -> None:
    long = ("Wörter und Wörter " * 12)[:200]
    data = raw("thanks", role=long, name=long, name_latin=long)
    data["issuer"] |= {"name": long, "place": long, "signatory_name": long, "signatory_role": long}
    data["verify_url"] = "https://dankwerk.example/" + "v" * 170
    error = refused(data)
    assert error.field == "name"
    assert error.reason.startswith("Die Texte passen zusammen nicht auf die Urkunde.")


@pytest.mark.parametrize("kind", KINDS)
def test_an_address_with_parentheses_stays_a_link(kind: str) -> None:
    address = "https://dankwerk.example/v/(a)\\b?c=<d>&e"
    pdf = press(content(kind, verify_url=address))
    assert b"/URI(https://dankwerk.example/v/\\(a\\)\\\\b?c=<d>&e)" in pdf
    assert address in pages_by_pdfium(pdf)[-1]


def test_a_content_that_skipped_validation_is_still_refused() -> None:
    bad = content("thanks").model_copy(update={"name": "a\x00"})
    with pytest.raises(ContentError) as caught:
        press(bad)
    assert caught.value.field == "name"


def test_decomposed_letters_are_printed_composed() -> None:
    (page,) = pages_by_mupdf(press(content("thanks", name="U\u0308mit S\u0327ahin")))
    assert "Ümit Şahin" in page
    assert joined(page) == page
