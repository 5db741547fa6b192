"""The app on a phone: what it is called, what its worker keeps, and hours that come later."""

import json
import re
import uuid
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from backend.site.offline import account_mark
from tests.cast import World
from volunteers.models import HourEntry, User

DEFERRED = "/ich/eintragen/nachreichen"


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def filled_in(world: World, **fields: Any) -> dict[str, Any]:
    """A form of Ada's, as her phone kept it."""
    return {
        "uuid": str(uuid.uuid4()),
        "account": account_mark(world.ada),
        "activity": str(world.talking.uuid),
        "day": "2026-03-14",
        "duration": "1:45",
        "note": "Im Funkloch",
        **fields,
    }


@pytest.mark.parametrize(
    ("prefix", "language", "direction"), [("", "de", "ltr"), ("/ar", "ar", "rtl"), ("/de-simple", "de", "ltr")]
)
def test_manifest_speaks_the_language_of_its_address(prefix: str, language: str, direction: str, db: None) -> None:
    manifest = Client().get(f"{prefix}/manifest.webmanifest").json()
    assert (manifest["lang"], manifest["dir"]) == (language, direction)
    assert (manifest["start_url"], manifest["scope"], manifest["display"]) == (
        f"{prefix}/ich/eintragen",
        "/",
        "standalone",
    )
    assert {icon["purpose"] for icon in manifest["icons"]} == {"any", "maskable"}


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_worker_keeps_files_and_pages_that_are_there_for_everybody(language: str, db: None) -> None:
    response = Client().get("/sw.js", {"lang": language})
    assert (response["Service-Worker-Allowed"], response["Cache-Control"]) == ("/", "no-cache")
    found = re.search(r"const SHELL = (\{.*\});", response.content.decode())
    assert found
    shell = json.loads(found[1])
    assert set(shell["pages"]) == {"log", "offline"}
    for address in shell["pages"].values():
        page = Client().get(address)
        assert (page.status_code, page.cookies) == (200, {})
    missing = [name for name in shell["files"] if not (settings.STATICFILES_DIRS[0] / name[8:]).exists()]
    assert missing == []


def test_worker_of_an_unknown_language_is_the_german_one(db: None) -> None:
    assert Client().get("/sw.js?lang=xx").content == Client().get("/sw.js?lang=de").content


def test_worker_says_the_same_to_everybody(world: World) -> None:
    assert signed_in(world.ada).get("/sw.js").content == Client().get("/sw.js").content


def test_state_says_whose_session_it_is_by_a_mark_alone(world: World) -> None:
    assert Client().get("/ich/eintragen/stand").json() == {"account": None, "token": None}
    response = signed_in(world.ada).get("/ich/eintragen/stand")
    assert "no-store" in response["Cache-Control"]
    assert set(response.json()) == {"account", "token"}
    assert response.json()["account"] == account_mark(world.ada) != account_mark(world.omar)
    assert world.ada.email not in response.content.decode()


def test_deferred_form_sent_twice_is_one_entry(world: World) -> None:
    form = filled_in(world)
    answers = [signed_in(world.ada).post(DEFERRED, form) for _ in range(2)]
    assert [(answer.status_code, answer.json()["done"]) for answer in answers] == [(200, True)] * 2
    entry = HourEntry.objects.get()
    assert (str(entry.uuid), entry.minutes, entry.note) == (form["uuid"], 105, "Im Funkloch")


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("day", "2999-01-01", "Der Tag liegt in der Zukunft."),
        ("duration", "bald", "Das verstehen wir nicht als Dauer."),
        ("activity", "00000000-0000-4000-8000-000000000000", "Diese Tätigkeit gibt es nicht mehr."),
    ],
)
def test_refused_deferred_form_comes_back_with_the_reason(field: str, value: str, sentence: str, world: World) -> None:
    answer = signed_in(world.ada).post(DEFERRED, filled_in(world, **{field: value}))
    assert (answer.status_code, answer.json()["done"]) == (400, False)
    assert answer.json()["problem"].startswith(sentence)
    assert not HourEntry.objects.exists()


def test_deferred_form_of_somebody_else_is_refused(world: World) -> None:
    form = filled_in(world)
    assert signed_in(world.mallory).post(DEFERRED, form).status_code == 409
    assert Client().post(DEFERRED, form).status_code == 401
    assert not HourEntry.objects.exists()


def test_deferred_form_of_a_foreign_page_is_refused(world: World) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.ada)
    assert client.post(DEFERRED, filled_in(world)).status_code == 403
    assert not HourEntry.objects.exists()
