import datetime as dt
import json
import math
from typing import Any

import jsonschema  # type: ignore[import-untyped]  # it publishes no types
import pytest

from certificates.content import LANGUAGES, CertificateContent, Competence, ContentError, json_schema, parse_content
from tests.certificates.press.samples import KINDS, ROOT, raw


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


@pytest.mark.parametrize("kind", KINDS)
def test_an_older_content_without_the_later_keys_is_still_one(kind: str) -> None:
    later = {"beside", "trainings", "text", "birth_date", "did", "status", "recipient_hash", "recipient_salt"}
    data = {key: value for key, value in raw(kind).items() if key not in later}
    data["competences"] = ["Sprachmittlung: hat übersetzt."]
    content = parse_content(data)
    assert content.competences == (Competence(title="Sprachmittlung: hat übersetzt."),)
    assert content.model_dump(include=later) == {
        "beside": "",
        "trainings": (),
        "text": "",
        "birth_date": None,
        "did": "",
        "status": None,
        "recipient_hash": "",
        "recipient_salt": "",
    }


@pytest.mark.parametrize("kind", KINDS)
def test_the_example_of_a_kind_shows_every_key(kind: str) -> None:
    assert set(raw(kind)) == set(CertificateContent.model_fields)


def test_a_pasted_text_is_one_paragraph() -> None:
    content = parse_content(raw("record", text=" Danke\r\n\r\nfür  alles.\u2028Bis bald. "))
    assert content.text == "Danke für alles. Bis bald."


def test_a_language_without_texts_is_the_recipients_all_the_same() -> None:
    assert parse_content(raw("thanks", language="ckb", beside="de")).language == "ckb"


def test_the_committed_schema_is_what_the_code_says() -> None:
    """Drift: `python -m certificates.content > certificates/content.schema.json` mends it."""
    assert (ROOT / "certificates/content.schema.json").read_text(encoding="utf-8") == json_schema()


@pytest.mark.parametrize("kind", KINDS)
def test_the_committed_schema_accepts_the_examples_and_older_contents(kind: str) -> None:
    validator = jsonschema.Draft202012Validator(json.loads(json_schema()))
    validator.validate(raw(kind))
    validator.validate(raw(kind, competences=["Sprachmittlung"]))
    with pytest.raises(jsonschema.ValidationError):
        validator.validate(raw(kind, colour="red"))


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
        (
            {"beside": "fr"},
            "beside",
            f"Dieser Wert ist nicht vorgesehen. Möglich sind: {', '.join(map(repr, LANGUAGES))} oder ''.",
        ),
        ({"beside": "de"}, "beside", "Die zweite Sprache ist dieselbe wie die erste."),
        ({"birth_date": "2025-12-06"}, "birth_date", "Das Geburtsdatum liegt nach dem Datum der Ausstellung."),
        ({"competences": [5]}, "competences.0", "Hier wird ein Objekt mit benannten Angaben erwartet."),
        ({"competences": [""]}, "competences.0.title", "Der Text ist leer."),
        (
            {"competences": [{"title": "x", "code": "Team"}]},
            "competences.0.code",
            "Der Text hat nicht die vorgeschriebene Form.",
        ),
        (
            {"competences": [{"title": "x", "example": "x" * 501}]},
            "competences.0.example",
            "Der Text ist zu lang: höchstens 500 Zeichen.",
        ),
        ({"competences": [{"title": "x", "grade": 1}]}, "competences.0.grade", "Diese Angabe gibt es nicht."),
        ({"trainings": ["x"] * 21}, "trainings", "Die Liste ist zu lang: höchstens 20 Einträge."),
        ({"text": "x" * 1001}, "text", "Der Text ist zu lang: höchstens 1000 Zeichen."),
        ({"text": "a\u202eb"}, "text", "Das Zeichen U+202E kann nicht gedruckt werden."),
        ({"status": {"list": "x", "index": 1}}, "status.list", "Der Text hat nicht die vorgeschriebene Form."),
        (
            {"status": {"list": "https://a.example/1", "index": -1}},
            "status.index",
            "Die Zahl ist zu klein: mindestens 0.",
        ),
        ({"did": "dankwerk.example"}, "did", "Der Text hat nicht die vorgeschriebene Form."),
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
