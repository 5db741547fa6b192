"""Every address × everybody answers as the table in `routes.py` says; what is missing there fails."""

import re
from collections.abc import Iterator
from typing import Any

import orjson
import pytest
from django.conf import settings
from django.contrib import admin
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.test.client import ClientHandler
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.backend.route import Route, Things
from tests.backend.routes import ROUTES
from tests.backend.stage import Stage
from volunteers.services import guardians, joining, links, mailing, sharing, withdrawal

pytestmark = [pytest.mark.usefixtures("staged"), pytest.mark.postgres]

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "TRACE", "OPTIONS")
TAKE_A_FORM = {route.pattern for route in ROUTES if route.method == "POST" and not route.pattern.startswith("api/")}
HANDLER = ClientHandler(enforce_csrf_checks=False)  # its middleware is made once, not for each of 10,000 browsers
NOBODYS_UUID = "00000000-0000-4000-8000-000000000000"


def patterns(resolver: URLResolver, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every address below, without the language of regular expressions."""
    for entry in resolver.url_patterns:
        path = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from patterns(entry, path)
        else:
            yield path, entry


def methods_of(pattern: URLPattern) -> set[str]:
    """What an endpoint of the API answers to; a page has GET."""
    view: Any = pattern.callback
    if hasattr(view, "actions"):
        return {method.upper() for method in view.actions} - {"HEAD"}
    if hasattr(view, "cls"):
        names = view.initkwargs.get("http_method_names", view.cls.http_method_names)
        return {name.upper() for name in names if hasattr(view.cls, name)} - {"HEAD"}
    return {"GET"}


def own_patterns() -> dict[str, URLPattern]:
    """All addresses but those behind the operator's sign-in."""
    return {path: pattern for path, pattern in patterns(get_resolver()) if not path.startswith("admin/")}


def things_of(stage: Stage) -> Things:
    """The keys that stand in addresses and bodies."""
    world = stage.world
    rows = {name: str(getattr(stage, name).uuid) for name in vars(stage) if hasattr(getattr(stage, name), "uuid")}
    ada = str(world.ada_volunteer.uuid)
    talking = str(world.talking.uuid)
    return rows | {
        "ada": ada,
        "cafe": str(world.cafe.uuid),
        "talking": talking,
        "football": str(world.football.uuid),
        "issuer": str(world.issuer.uuid),
        "slug": stage.published_list.slug,
        "story_slug": stage.published_story.slug,
        "code": stage.certificate.code,
        "secret": stage.mail.secret,
        "token": str(links.token_of(stage.link)),
        "way_out": withdrawal.url_of(world.ada_volunteer).rpartition("/")[2],
        "guardian": guardians.link_of(stage.question),
        "asked": joining.link_of(stage.join_request),
        "shared": sharing.url_of(stage.share.uuid).rpartition("/")[2],
        "kind": "certificate",
        "stop": mailing.stop_link(stage.link.address, links.TOPIC),
        "list": "1",
        "passkey": "1",
        "ags": "03457",
        "field": "language",
        "breakdown": "district",
        "year": "2026",
        "entry": {"volunteer": ada, "activity": talking, "day": "2026-05-05", "minutes": 30},
    }


@pytest.fixture
def stage(staged: Stage, db: None) -> Stage:
    """The very one, not a copy: here things are only named, and that a thousand times."""
    return staged


def client_of(cookie: str) -> Client:
    """A browser of its own, signed in if there is a cookie."""
    client = Client()
    client.handler = HANDLER
    if cookie:
        client.cookies[settings.SESSION_COOKIE_NAME] = cookie
    return client


def ask(client: Client, method: str, address: str, body: Any = None) -> HttpResponse:
    """The answer; bodies go as JSON to the API and as forms to pages."""
    if address.startswith("/api/") and body is not None:
        return client.generic(method, address, data=orjson.dumps(body), content_type="application/json")  # type: ignore[return-value]  # the test client's own response
    return client.generic(method, address)  # type: ignore[return-value]  # as above


def test_every_route_and_method_is_in_the_table() -> None:
    found = {(method, path) for path, pattern in own_patterns().items() for method in methods_of(pattern)}
    listed = [(route.method, route.pattern) for route in ROUTES if not route.pattern.startswith("admin/")]
    # of a page's methods only GET can be read off it; some take forms alone
    shown = {pattern for method, pattern in listed if method == "GET"}
    forms = {("POST", pattern) for pattern in TAKE_A_FORM}
    buttons = {("GET", pattern) for pattern in TAKE_A_FORM - shown}
    assert found - buttons == set(listed) - forms
    assert len(listed) == len(set(listed))


@pytest.mark.parametrize("route", ROUTES, ids=str)
def test_route_answers_each_role_as_the_table_says(route: Route, stage: Stage, visitors: dict[str, str]) -> None:
    things = things_of(stage)
    body = route.body(things) if route.body else None
    answered = {}
    before = transaction.savepoint()
    for role in stage.users():
        client = client_of(visitors[role])
        answered[role] = ask(client, route.method, route.address(things), body).status_code
        transaction.savepoint_rollback(before)  # back to it as often as one likes
    assert answered == route.statuses()


@pytest.mark.parametrize("path", sorted(path for path in own_patterns() if path.startswith("api/")))
def test_api_route_refuses_other_methods(visitors: dict[str, str], db: None, path: str) -> None:
    client = client_of(visitors["ada"])
    allowed = methods_of(own_patterns()[path])
    address = "/" + re.sub(r"<uuid:\w+>", NOBODYS_UUID, path).replace("<slug:", "").replace(">", "")
    address = address.replace("<int:year", "2026")
    for method in sorted(set(METHODS) - allowed):
        answer = ask(client, method, address)
        assert (method, answer.status_code) == (method, 405)
        assert set(answer["Allow"].split(", ")) == allowed | ({"HEAD"} if "GET" in allowed else set())


@pytest.mark.parametrize(
    "path", [path for path in own_patterns() if not path.startswith("api/") and path not in TAKE_A_FORM]
)
def test_page_takes_no_post(path: str, stage: Stage, visitors: dict[str, str]) -> None:
    things = things_of(stage)
    route = next(route for route in ROUTES if route.pattern == path)
    # as somebody to whom the page opens: who may not see it is not told what it takes
    opens = [role for status in (200, 302) for role, found in route.statuses().items() if found == status]
    client = client_of(visitors[next((role for role in opens if role != "anonymous"), "ada")])
    assert client.post(route.address(things)).status_code == 405


def test_operators_pages_show_to_the_operator_alone_and_change_nothing(visitors: dict[str, str], db: None) -> None:
    statuses: dict[str, set[tuple[str, int]]] = {}
    for model, pages in admin.site._registry.items():
        row: Any = model._default_manager.first()
        for kind in ("changelist", "add", "change", "delete", "history"):
            arguments = [row.pk] if kind in {"change", "delete", "history"} else []
            address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{kind}", args=arguments)
            for role in ("anonymous", "carla", "root"):
                client = client_of(visitors[role])
                statuses.setdefault(f"{role} {kind}", set()).add((model._meta.label, client.get(address).status_code))
        assert pages.model is model
    everything = {model._meta.label for model in admin.site._registry}
    changeable = {"certificates.Issuer"}
    for kind in ("changelist", "add", "change", "delete", "history"):
        assert statuses[f"anonymous {kind}"] == {(label, 302) for label in everything}
        assert statuses[f"carla {kind}"] == {(label, 302) for label in everything}
    for kind in ("changelist", "change", "history"):
        assert statuses[f"root {kind}"] == {(label, 200) for label in everything}
    assert statuses["root add"] == {(label, 200 if label in changeable else 403) for label in everything}
    assert statuses["root delete"] == {(label, 403) for label in everything}
