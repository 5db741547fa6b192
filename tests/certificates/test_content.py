import datetime as dt
import math
from typing import Any

import pytest

from certificates.content import CertificateContent, ContentError, parse_content
from tests.certificates.press.samples import KINDS, raw


def refused(data: Any) -> tuple[str, str]:
    with pytest.raises(ContentError) as caught:
        parse_content(data)
    return caught.value.field, caught.value.reason


@pytest.mark.parametrize("kind", KINDS)
def test_content_survives_the_way_through_json(kind: str) -> None:
    content = parse_content(raw(kind))
    assert parse_content(content.model_dump(mode="json")) == content


def test_content_cannot_be_changed() -> None:
    content = parse_content(raw("thanks"))
    with pytest.raises(ValueError, match="frozen"):
        content.name = "Mallory"  # type: ignore[misc]  # what the test is about


def test_text_is_composed() -> None:
    assert parse_content(raw("thanks", name="U\u0308mit")).name == "Ümit"


def test_the_smallest_thanks_needs_no_figures() -> None:
    data = raw("thanks")
    for optional in ("period", "role", "unpaid", "name_latin"):
        del data[optional]
    content = parse_content(data)
    assert (content.period, content.role, content.unpaid, content.issued_on) == (None, "", True, dt.date(2025, 12, 5))


@pytest.mark.parametrize(
    ("changes", "field", "reason"),
    [
        ({"name": ""}, "name", "Der Text ist leer."),
        ({"name": " \u00a0"}, "name", "Der Text besteht nur aus Leerzeichen."),
        ({"name": "x" * 201}, "name", "Der Text ist zu lang: höchstens 200 Zeichen."),
        ({"name": 5}, "name", "Hier wird ein Text erwartet."),
        ({"name": "\ud800"}, "name", "Der Text ist kein gültiges Unicode."),
        ({"role": "a\u202eb"}, "role", "Das Zeichen U+202E kann nicht gedruckt werden."),
        ({"code": "abc"}, "code", "Der Text hat nicht die vorgeschriebene Form."),
        ({"code": "A" * 16 + "\n"}, "code", "Der Text hat nicht die vorgeschriebene Form."),
        ({"language": "DE"}, "language", "Der Text hat nicht die vorgeschriebene Form."),
        ({"verify_url": "javascript:alert(1)"}, "verify_url", "Der Text hat nicht die vorgeschriebene Form."),
        ({"issued_on": "5.12.2025"}, "issued_on", "Das ist kein Datum. Erwartet wird die Form 2025-12-05."),
        ({"issued_on": None}, "issued_on", "Hier wird ein Datum erwartet, zum Beispiel 2025-12-05."),
        ({"minutes_total": -1}, "minutes_total", "Die Zahl ist zu klein: mindestens 0."),
        ({"minutes_total": 10**400}, "minutes_total", "Die Zahl ist zu groß: höchstens 100000000."),
        ({"minutes_total": 1.5}, "minutes_total", "Hier wird eine ganze Zahl erwartet."),
        ({"minutes_total": math.nan}, "minutes_total", "Hier wird eine ganze Zahl erwartet."),
        ({"years": 5}, "years", "Hier wird eine Liste erwartet."),
        ({"years": [{"year": 1, "minutes": 1}]}, "years.0.year", "Die Zahl ist zu klein: mindestens 1900."),
        ({"unpaid": "vielleicht"}, "unpaid", "Hier wird true oder false erwartet."),
        ({"issuer": 3}, "issuer", "Hier wird ein Objekt mit benannten Angaben erwartet."),
        ({"colour": "red"}, "colour", "Diese Angabe gibt es nicht."),
        (
            {"kind": "diploma"},
            "kind",
            "Dieser Wert ist nicht vorgesehen. Möglich sind: 'thanks', 'record' oder 'competence'.",
        ),
        ({"period": {"start": "2025-02-01", "end": "2025-01-31"}}, "period", "Das Ende liegt vor dem Anfang."),
        ({"period": None}, "", "Ein Nachweis braucht period, minutes_total, activities und evidence."),
        ({"minutes_total": 0}, "", "Ein Nachweis braucht period, minutes_total, activities und evidence."),
        ({"activities": []}, "", "Ein Nachweis braucht period, minutes_total, activities und evidence."),
        ({"kind": "competence"}, "", "Ein Kompetenznachweis braucht competences."),
    ],
)
def test_wrong_content_names_field_and_reason(changes: dict[str, Any], field: str, reason: str) -> None:
    assert refused(raw("record", **changes)) == (field, reason)


def test_missing_and_nested_fields_are_named_by_their_path() -> None:
    data = raw("record")
    del data["activities"][2]["title"]
    assert refused(data) == ("activities.2.title", "Die Angabe fehlt.")


def test_too_many_activities_are_refused() -> None:
    activities = raw("record")["activities"][:1] * 501
    assert refused(raw("record", activities=activities)) == (
        "activities",
        "Die Liste ist zu lang: höchstens 500 Einträge.",
    )


@pytest.mark.parametrize("data", [None, [], "x", 5])
def test_what_is_no_object_is_refused_as_a_whole(data: Any) -> None:
    assert refused(data) == ("", "Hier wird ein Objekt mit benannten Angaben erwartet.")


def test_every_reason_of_a_broken_content_is_german() -> None:
    """Whatever value stands anywhere: the answer is a sentence of ours, never one of the library."""
    values: list[Any] = [None, True, -1, 1.5, "", "x", [], {}, [None], {"x": 1}, "\x00", 10**30, "2025-13-40", b"x"]
    seen = set()
    for key in CertificateContent.model_fields:
        for value in values:
            try:
                parse_content(raw("competence", **{key: value}))
            except ContentError as error:
                seen.add(error.reason)
    assert "Diese Angabe ist ungültig." not in seen
    assert [reason for reason in seen if "Input" in reason or "should" in reason] == []
