"""Bad input at the door: never a 500, always a problem that says what is wrong, where, and what to do next."""

import base64
import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client, RequestFactory
from django.utils import timezone
from knox.models import get_token_model
from rest_framework.test import APIClient

from backend import errors
from tests.backend.problems import refusal, wrong_field
from tests.cast import World
from volunteers.models import HourEntry

AsUser = Callable[..., APIClient]
HOURS = "/api/v1/hours"
GERMAN = {
    "not_authenticated": "Bitte melden Sie sich an: mit einem Token oder auf unserer Seite.",
    "method_not_allowed": "Das geht unter dieser Adresse nicht. Was geht, steht im Kopf „Allow“.",
    "unsupported_media_type": "Bitte senden Sie JSON, mit dem Content-Type application/json.",
    "not_acceptable": "In dieser Form gibt es die Antwort nicht. Bitte fragen Sie nach application/json.",
}


def send(client: APIClient, body: bytes, *, content_type: str = "application/json") -> Any:
    """A POST of exactly these bytes."""
    return client.generic("POST", HOURS, data=body, content_type=content_type)  # type: ignore[arg-type]  # it takes bytes too


def nested(depth: int) -> bytes:
    return b"[" * depth + b"]" * depth


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"",
        b"\xef\xbb\xbf{}",
        b'{"note": "\xff"}',
        b'{"note": "\\ud800"}',
        b'{"minutes": NaN}',
        b'{"minutes": 1e999}',
        b"{'minutes': 1}",
        b'{"minutes": 1,}',
        nested(5_000),
        b'{"note": "' + b"\x00" + b'"}',
    ],
    ids=["half", "empty", "bom", "not-utf8", "surrogate", "nan", "infinite", "quotes", "comma", "deep", "raw-nul"],
)
def test_body_that_is_no_json_is_refused(body: bytes, world: World, as_user: AsUser) -> None:
    response = send(as_user(world.ada), body)
    if body:
        assert "JSON" in refusal(response, 400, "parse_error")["detail"]
    else:
        refusal(response, 400, "invalid", "activity")  # nothing at all is an object without anything
    assert HourEntry.objects.count() == 0


@pytest.mark.parametrize("body", [b"[]", b"null", b"3", b'"text"', b"true", nested(900)])
def test_body_that_is_no_object_is_refused(body: bytes, world: World, as_user: AsUser) -> None:
    response = send(as_user(world.ada), body)
    assert refusal(response, 400, "invalid")["detail"] == "Hier wird ein Objekt mit benannten Angaben erwartet."


def test_body_of_three_megabytes_is_refused(world: World, as_user: AsUser) -> None:
    body = b'{"note": "' + b"a" * 3 * 1024**2 + b'"}'
    response = send(as_user(world.ada), body)
    assert "höchstens 2 MB" in refusal(response, 413, "too_large")["detail"]


@pytest.mark.parametrize(
    "content_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=b", ""]
)
def test_body_of_another_kind_is_refused(content_type: str, world: World, as_user: AsUser) -> None:
    response = send(as_user(world.ada), b'{"minutes": 1}', content_type=content_type)
    refusal(response, 415, "unsupported_media_type")


def test_unknown_field_is_refused_by_its_name(world: World, as_user: AsUser) -> None:
    entry = {"activity": str(world.talking.uuid), "day": "2026-03-14", "minutes": 5, "minuten": 90}
    assert "Schreibweise" in wrong_field(as_user(world.ada).post(HOURS, entry), "minuten", "unknown")
    bulk = as_user(world.ada).post(f"{HOURS}/bulk", {"entries": [entry]})
    wrong_field(bulk, "entries.0.minuten", "unknown")
    assert HourEntry.objects.count() == 0


def test_thousand_unknown_fields_are_answered_briefly(world: World, as_user: AsUser) -> None:
    response = as_user(world.ada).post(HOURS, {f"field{number:04}": 1 for number in range(1000)})
    assert len(refusal(response, 400, "invalid", "field0000")["errors"]) == 10


@pytest.mark.parametrize("value", [None, True, 1, 1.5, "Text", [], {}, [[[]]]], ids=repr)
@pytest.mark.parametrize("field", ["uuid", "volunteer", "activity", "day", "minutes", "note"])
def test_value_of_a_wrong_type_is_refused(field: str, value: object, world: World, as_user: AsUser) -> None:
    entry = {"activity": str(world.talking.uuid), "day": "2026-03-14", "minutes": 5}
    right = {("minutes", "1"), ("note", "'Text'")}
    response = as_user(world.ada).post(HOURS, entry | {field: value})
    if (field, repr(value)) in right:
        assert response.status_code == 201
    else:
        wrong_field(response, field, "null" if value is None else "invalid")
        assert HourEntry.objects.count() == 0


@pytest.mark.parametrize("field", ["uuid", "volunteer", "activity", "day", "minutes", "note"])
def test_value_that_is_endlessly_nested_is_refused(field: str, world: World, as_user: AsUser) -> None:
    body = b'{"' + field.encode() + b'": ' + nested(1000) + b"}"
    response = send(as_user(world.ada), body)
    assert response.status_code == 400
    assert field in {item["field"] for item in response.json()["errors"]}


@pytest.mark.parametrize(
    "path", ["volunteers?name=%00", "hours?status=%00", "hours?volunteer=%00", "hours?day_from=%00"]
)
def test_nul_in_the_query_is_refused(path: str, world: World, as_user: AsUser) -> None:
    assert as_user(world.carla).get(f"/api/v1/{path}").status_code == 400


@pytest.mark.parametrize(
    ("query", "field", "code"),
    [
        ("stauts=submitted", "stauts", "unknown"),
        ("status=lost", "status", "invalid_choice"),
        ("status=", "status", "blank"),
        ("status=submitted&status=confirmed", "status", "repeated"),
        ("volunteer=1", "volunteer", "invalid"),
        ("volunteer=0123456789abcdef0123456789abcdef", "volunteer", "invalid"),
        ("volunteer=%20", "volunteer", "blank"),
        ("day_from=14.03.2026", "day_from", "invalid"),
        ("day_from=2026-3-14", "day_from", "invalid"),
        ("day_from=2026-02-30", "day_from", "invalid"),
        ("day_from=%D9%A2%D9%A0%D9%A2%D9%A6-%D9%A0%D9%A3-%D9%A1%D9%A4", "day_from", "invalid"),
        ("minutes_over=1e2", "minutes_over", "invalid"),
        ("minutes_over=-1", "minutes_over", "invalid"),
        ("minutes_over=1441", "minutes_over", "max_value"),
        ("page_size=0", "page_size", "page_size"),
        ("page_size=-1", "page_size", "page_size"),
        ("page_size=201", "page_size", "page_size"),
        ("page_size=1000000000", "page_size", "page_size"),
        ("page_size=abc", "page_size", "page_size"),
        ("page_size=%D9%A5", "page_size", "page_size"),
        ("page_size=", "page_size", "blank"),
        ("cursor=", "cursor", "blank"),
        ("cursor=abc", "cursor", "cursor"),
        ("cursor=%FF", "cursor", "cursor"),
        ("format=xml", "format", "unknown"),
    ],
)
def test_query_that_is_not_understood_is_refused(
    query: str, field: str, code: str, world: World, as_user: AsUser
) -> None:
    wrong_field(as_user(world.omar).get(f"{HOURS}?{query}"), field, code)


@pytest.mark.parametrize("inside", [b"p=x", b"p=", b"o=5&p=1", b"p=1&p=2", b"r=2&p=1", b"p=" + b"9" * 19, b"p=-1"])
def test_cursor_that_we_never_gave_out_is_refused(inside: bytes, world: World, as_user: AsUser) -> None:
    cursor = base64.urlsafe_b64encode(inside).decode()
    wrong_field(as_user(world.omar).get(HOURS, {"cursor": cursor}), "cursor", "cursor")


@pytest.mark.parametrize(
    ("name", "status", "method", "headers", "data"),
    [
        ("not_authenticated", 401, "GET", {}, ""),
        ("method_not_allowed", 405, "PUT", {}, ""),
        ("unsupported_media_type", 415, "POST", {"Content-Type": "text/plain"}, "x"),
        ("not_acceptable", 406, "GET", {"Accept": "text/html"}, ""),
    ],
)
@pytest.mark.parametrize("language", ["de", "fr", ""])
def test_refusal_of_the_framework_is_in_german_where_no_other_language_is_asked_for(
    name: str,
    status: int,
    method: str,
    headers: dict[str, str],
    data: str,
    language: str,
    world: World,
    as_user: AsUser,
) -> None:
    client = as_user(None if status == 401 else world.ada)
    response = client.generic(
        method,
        HOURS,
        data=data,
        content_type=headers.get("Content-Type", "application/json"),
        headers={"Accept-Language": language, "Accept": headers.get("Accept", "*/*")},
    )
    assert refusal(response, status, name)["detail"] == GERMAN[name]


def test_refusal_is_in_the_language_that_was_asked_for() -> None:
    response = APIClient().get(HOURS, headers={"Accept-Language": "fr, en;q=0.8, de;q=0.5"})
    assert refusal(response, 401, "not_authenticated")["detail"] == ("Please sign in: with a token or on our page.")
    assert response["Content-Language"] == "en"


@pytest.mark.parametrize("accept", ["text/html", "application/xml", "application/pdf"])
def test_other_form_of_an_answer_is_refused_as_json(accept: str, world: World, as_user: AsUser) -> None:
    refusal(as_user(world.ada).get(HOURS, headers={"Accept": accept}), 406, "not_acceptable")


def test_head_answers_as_get_without_a_body(world: World, as_user: AsUser) -> None:
    head, get = as_user(world.ada).head(HOURS), as_user(world.ada).get(HOURS)
    assert (head.status_code, head.content) == (200, b"")
    assert (get.status_code, head["Content-Type"]) == (200, get["Content-Type"])


@pytest.mark.parametrize(
    "path", ["nowhere", "hours/", "hours/1", "hours/0123456789abcdef0123456789abcdef", "%00", "hours/%FF"]
)
def test_unknown_address_is_refused_as_json_below_the_api(path: str, world: World, as_user: AsUser) -> None:
    refusal(as_user(world.ada).get(f"/api/v1/{path}"), 404, "not_found")


@pytest.mark.django_db
def test_foreign_host_name_is_refused() -> None:
    refusal(Client().get("/api/v1/districts", headers={"Host": "evil.example"}), 400, "bad_request")
    page = Client().get("/", headers={"Host": "evil.example"})
    assert (page.status_code, page["Content-Type"]) == (400, "text/html; charset=utf-8")
    assert "Mit dieser Anfrage können wir nichts anfangen." in page.content.decode()


def test_fault_of_ours_says_so_and_nothing_more(rf: RequestFactory) -> None:
    body = refusal(errors.server_error(rf.get("/api/v1/hours")), 500, "server_error")
    assert set(body) == {"type", "title", "status", "code", "detail"}
    page = errors.server_error(rf.get("/danke"))
    assert (page.status_code, page["Content-Type"]) == (500, "text/html; charset=utf-8")
    assert "Es wurde nichts halb gespeichert." in page.content.decode()


# --- who asks ---


@pytest.mark.parametrize(
    "header",
    ["Token", "Token x", "Token a b", "Token " + "0" * 64, "Token \xff\xfe", "Token " + "0" * 62 + "%00", "token \x00"],
)
def test_token_that_we_never_gave_out_is_refused(header: str, world: World) -> None:
    response = Client().get("/api/v1/me", headers={"Authorization": header})
    refusal(response, 401, "authentication_failed")
    assert response["WWW-Authenticate"] == "Token"


@pytest.mark.parametrize("header", ["Bearer " + "0" * 64, "Basic YWRhOmFkYQ==", "", "\xff"])
def test_other_kind_of_credentials_counts_as_none(header: str, world: World) -> None:
    refusal(Client().get("/api/v1/me", headers={"Authorization": header}), 401, "not_authenticated")


def test_token_is_refused_once_it_expired_or_was_deleted_or_its_user_left(world: World) -> None:
    record, token = get_token_model().objects.create(user=world.ada)
    headers = {"Authorization": f"Token {token}"}
    assert Client().get("/api/v1/me", headers=headers).status_code == 200
    world.ada.is_active = False
    world.ada.save(update_fields=["is_active"])
    refusal(Client().get("/api/v1/me", headers=headers), 401, "authentication_failed")
    world.ada.is_active = True
    world.ada.save(update_fields=["is_active"])
    record.expiry = timezone.now() - dt.timedelta(seconds=1)
    record.save(update_fields=["expiry"])
    refusal(Client().get("/api/v1/me", headers=headers), 401, "authentication_failed")
    assert get_token_model().objects.count() == 0
    refusal(Client().get("/api/v1/me", headers=headers), 401, "authentication_failed")


@pytest.mark.django_db
@pytest.mark.parametrize("key", ['"\\000aaaaaaaaaaaa"', '"' + "a" * 31 + '\\000"', "a" * 5000, "'; --", "A" * 32, ""])
def test_session_that_we_never_gave_out_counts_as_none(key: str) -> None:
    headers = {"Cookie": f"sessionid={key}; csrftoken={key}"}
    refusal(Client().get("/api/v1/me", headers=headers), 401, "not_authenticated")
    assert Client().get("/ich", headers=headers)["Location"] == "/anmelden?next=%2Fich"
    assert Client().get("/danke", headers=headers).status_code == 200


def test_session_changes_nothing_without_its_csrf_token(world: World) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.ada)
    assert client.get("/api/v1/me").status_code == 200
    body = refusal(client.post("/api/v1/auth/sign-out-everywhere"), 403, "csrf_failed")
    assert body["detail"] == "Die Anfrage kam nicht von unserer Seite. Bitte laden Sie die Seite neu."
    page = client.post("/abmelden")
    assert page.status_code == 403
    assert "Das Formular ist abgelaufen." in page.content.decode()
