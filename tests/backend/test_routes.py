"""Who gets what from where: every address of the project × everybody, about Ada's and the café's things.

A route or a method that is missing here fails. Somebody else's thing is 404, never a 403 that tells it exists.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import orjson
import pytest
from django.contrib import admin
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.backend.stage import Stage, set_stage
from tests.cast import World, make_user

ROLES = ("anonymous", "ada", "omar", "mina", "carla", "dora", "mallory", "root")
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "TRACE", "OPTIONS")
NOBODYS_UUID = "00000000-0000-4000-8000-000000000000"

Things = dict[str, Any]


@dataclass(frozen=True)
class Route:
    """One method of one address. `expected` is a status for each role in the order of ROLES; one status holds for all.

    `about` names the thing whose key stands in the address, `body` makes the JSON from all things.
    """

    method: str
    pattern: str
    expected: str
    about: str = ""
    body: Callable[[Things], Any] | None = field(default=None, compare=False)

    def __str__(self) -> str:
        return f"{self.method} /{self.pattern}"

    def address(self, things: Things) -> str:
        return "/" + re.sub(r"<\w+:\w+>", lambda _: str(things[self.about]), self.pattern)

    def statuses(self) -> dict[str, int]:
        given = [int(status) for status in self.expected.split()]
        return dict(zip(ROLES, given * (len(ROLES) // len(given)), strict=True))


SIGNED_IN = "401 200 200 200 200 200 200 200"
CARLA_ALONE = "401 404 404 404 200 404 404 404"
API = "api/v1"
U = "<uuid:uuid>"
PERIOD = {"period_start": "2026-01-01", "period_end": "2026-12-31"}

ROUTES = [
    # pages                                     anonymous ada omar mina carla dora mallory root
    Route("GET", "", "200"),
    Route("GET", "anmelden", "200 302 302 302 302 302 302 302"),
    Route("POST", "anmelden", "200 302 302 302 302 302 302 302", body=lambda _: {}),
    Route("POST", "abmelden", "302"),
    Route("GET", "ich", "302 200 200 200 200 200 200 200"),
    Route("GET", "danke", "200"),
    Route("GET", "danke/<slug:slug>", "200", "slug"),
    Route("GET", "v/<slug:code>", "200", "code"),
    Route("GET", "healthz", "200"),
    Route("GET", "readyz", "503"),  # measured: in a test nobody is at work
    # session
    Route("POST", f"{API}/auth/sign-in", "400", body=lambda _: {"email": "ada@example.org", "password": "falsch"}),
    Route("POST", f"{API}/auth/sign-out", "401 204 204 204 204 204 204 204"),
    Route("POST", f"{API}/auth/sign-out-everywhere", "401 204 204 204 204 204 204 204"),
    Route("GET", f"{API}/me", SIGNED_IN),
    Route("POST", f"{API}/me/volunteer", "401 409 201 201 201 201 409 201", body=lambda _: {"name": "Ich selbst"}),
    # public
    Route("GET", f"{API}/openapi", "200"),
    Route("GET", f"{API}/docs", "200"),
    Route("GET", f"{API}/thanks/<slug:slug>", "200", "slug"),
    Route("GET", f"{API}/districts", "200"),
    Route("GET", f"{API}/districts/<slug:ags>", "200", "ags"),
    Route("GET", f"{API}/fields", "200"),
    Route("GET", f"{API}/fields/<slug:code>", "200", "field"),
    # the directory: everybody who is signed in reads it
    Route("GET", f"{API}/organisations", SIGNED_IN),
    Route(
        "POST",
        f"{API}/organisations",
        "401 403 403 403 201 403 403 403",
        body=lambda things: {"slug": "neu", "name": "Neu", "kind": "association", "district": things["ags"]},
    ),
    Route("GET", f"{API}/organisations/{U}", SIGNED_IN, "cafe"),
    Route(
        "PATCH",
        f"{API}/organisations/{U}",
        "401 403 403 200 200 403 403 403",
        "cafe",
        body=lambda _: {"website": "https://cafe.example"},
    ),
    Route("GET", f"{API}/organisations/{U}/totals", "401 404 200 200 200 404 404 404", "cafe"),
    Route("GET", f"{API}/activities", SIGNED_IN),
    Route(
        "POST",
        f"{API}/activities",
        "401 403 201 201 403 403 403 403",
        body=lambda things: {"organisation": things["cafe"], "title": "Kochen", "field": "living"},
    ),
    Route("GET", f"{API}/activities/{U}", SIGNED_IN, "talking"),
    Route(
        "PATCH",
        f"{API}/activities/{U}",
        "401 403 200 200 403 403 403 403",
        "talking",
        body=lambda _: {"description": "Jeden Montag"},
    ),
    # roles
    Route("GET", f"{API}/memberships", SIGNED_IN),
    Route(
        "POST",
        f"{API}/memberships",
        "401 403 403 201 201 403 403 403",
        body=lambda things: {"organisation": things["cafe"], "email": "neu@example.org", "role": "confirmer"},
    ),
    Route("GET", f"{API}/memberships/{U}", "401 404 200 200 200 404 404 404", "membership"),
    Route("POST", f"{API}/memberships/{U}/end", "401 404 200 200 200 404 404 404", "membership"),
    Route("GET", f"{API}/coordinator-scopes", SIGNED_IN),
    Route(
        "POST",
        f"{API}/coordinator-scopes",
        "401 403 403 403 201 403 403 403",
        body=lambda _: {"email": "neu@example.org", "kind": "all"},
    ),
    Route("GET", f"{API}/coordinator-scopes/{U}", "401 404 404 404 200 200 404 404", "scope"),
    Route("DELETE", f"{API}/coordinator-scopes/{U}", "401 404 404 404 204 403 404 404", "scope"),
    # people
    Route("GET", f"{API}/volunteers", SIGNED_IN),
    Route(
        "POST",
        f"{API}/volunteers",
        "401 403 201 201 403 403 403 403",
        body=lambda things: {"organisation": things["cafe"], "name": "Neu Dazu"},
    ),
    Route("GET", f"{API}/volunteers/{U}", "401 200 200 200 200 404 404 404", "ada"),
    Route(
        "PATCH", f"{API}/volunteers/{U}", "401 200 403 403 403 404 404 404", "ada", body=lambda _: {"name": "Ada Neu"}
    ),
    Route("GET", f"{API}/consents", SIGNED_IN),
    Route(
        "POST",
        f"{API}/consents",
        "401 201 403 403 403 400 400 400",  # a person whom one does not see is a wrong field of the body
        body=lambda things: {"volunteer": things["ada"], "place": "print", "display_form": "full_name"},
    ),
    Route("GET", f"{API}/consents/{U}", "401 200 404 404 404 404 404 404", "consent"),
    Route("POST", f"{API}/consents/{U}/withdraw", "401 200 404 404 404 404 404 404", "consent"),
    # hours
    Route("GET", f"{API}/hours", SIGNED_IN),
    Route("POST", f"{API}/hours", "401 201 201 201 403 400 400 400", body=lambda things: things["entry"]),
    Route(
        "POST",
        f"{API}/hours/bulk",
        "401 200 200 200 200 400 400 400",
        body=lambda things: {"entries": [things["entry"]]},
    ),
    Route("POST", f"{API}/hours/bulk-confirm", SIGNED_IN, body=lambda things: {"entries": [things["waiting"]]}),
    Route(
        "POST",
        f"{API}/hours/bulk-decline",
        SIGNED_IN,
        body=lambda things: {"entries": [things["waiting"]], "reason": "Doppelt"},
    ),
    Route("GET", f"{API}/hours/{U}", "401 200 200 200 200 404 404 404", "waiting"),
    Route("POST", f"{API}/hours/{U}/confirm", "401 403 200 200 200 404 404 404", "waiting"),
    Route(
        "POST",
        f"{API}/hours/{U}/decline",
        "401 403 200 200 200 404 404 404",
        "waiting",
        body=lambda _: {"reason": "Doppelt"},
    ),
    Route(
        "POST",
        f"{API}/hours/{U}/resubmit",
        "401 200 403 403 403 404 404 404",
        "declined",
        body=lambda _: {"minutes": 5},
    ),
    Route("POST", f"{API}/hours/{U}/withdraw", "401 200 403 403 403 404 404 404", "waiting"),
    Route("GET", f"{API}/ledger-events", SIGNED_IN),
    # certificates
    Route("GET", f"{API}/issuers", SIGNED_IN),
    Route("GET", f"{API}/issuers/{U}", "401 404 404 404 200 200 404 404", "issuer"),
    Route("GET", f"{API}/certificates", SIGNED_IN),
    Route(
        "POST",
        f"{API}/certificates",
        "401 400 400 400 201 400 400 400",  # without coordinating, the issuer is a wrong field of the body
        body=lambda things: {
            "volunteer": things["ada"],
            "kind": "record",
            "issuer": things["issuer"],
            "start": "2026-01-01",
            "end": "2026-12-31",
        },
    ),
    Route("GET", f"{API}/certificates/{U}", "401 200 404 404 200 404 404 404", "certificate"),
    Route("GET", f"{API}/certificates/{U}/pdf", "401 200 404 404 200 404 404 404", "certificate"),
    Route("POST", f"{API}/certificates/{U}/retry", "401 403 404 404 200 404 404 404", "failed"),
    Route("GET", f"{API}/campaigns", SIGNED_IN),
    Route(
        "POST",
        f"{API}/campaigns",
        "401 400 400 400 201 403 400 400",
        body=lambda things: {"title": "Dank", "kind": "thanks", "issuer": things["issuer"], **PERIOD},
    ),
    Route("GET", f"{API}/campaigns/{U}", CARLA_ALONE, "draft_campaign"),
    Route("POST", f"{API}/campaigns/{U}/cancel", CARLA_ALONE, "draft_campaign"),
    Route("POST", f"{API}/campaigns/{U}/order", CARLA_ALONE, "draft_campaign"),
    Route("GET", f"{API}/campaigns/{U}/progress", CARLA_ALONE, "ordered_campaign"),
    Route("POST", f"{API}/campaigns/{U}/retry-failed", CARLA_ALONE, "ordered_campaign"),
    # thanks in public
    Route("GET", f"{API}/recognition-lists", SIGNED_IN),
    Route(
        "POST",
        f"{API}/recognition-lists",
        "401 403 403 403 201 403 403 403",
        body=lambda things: {"slug": "neu", "title": "Neu", "district": things["ags"], **PERIOD},
    ),
    Route("GET", f"{API}/recognition-lists/{U}", CARLA_ALONE, "draft_list"),
    Route("POST", f"{API}/recognition-lists/{U}/publish", CARLA_ALONE, "draft_list"),
    Route("POST", f"{API}/recognition-lists/{U}/withdraw", "401 403 403 403 200 403 403 403", "published_list"),
    # the operator's pages; what is behind them has a test of its own below
    Route("GET", "admin/", "302 302 302 302 302 302 302 200"),
    Route("POST", "admin/login/", "200", body=lambda _: {"username": "root@example.org", "password": "falsch"}),
]


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


@pytest.fixture
def stage(world: World) -> Stage:
    return set_stage(world)


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
        "issuer": str(world.issuer.uuid),
        "slug": stage.published_list.slug,
        "code": stage.certificate.code,
        "ags": "03457",
        "field": "language",
        "entry": {"volunteer": ada, "activity": talking, "day": "2026-05-05", "minutes": 30},
    }


def ask(client: Client, method: str, address: str, body: Any = None) -> HttpResponse:
    """The answer; bodies go as JSON to the API and as forms to pages."""
    if address.startswith("/api/") and body is not None:
        return client.generic(method, address, data=orjson.dumps(body), content_type="application/json")  # type: ignore[return-value]  # the test client's own response
    return client.generic(method, address)  # type: ignore[return-value]  # as above


def test_every_route_and_method_is_in_the_table() -> None:
    found = {(method, path) for path, pattern in own_patterns().items() for method in methods_of(pattern)}
    listed = [(route.method, route.pattern) for route in ROUTES if not route.pattern.startswith("admin/")]
    forms = {("POST", "anmelden"), ("POST", "abmelden")}  # of a page's methods only GET can be read off it
    assert found - {("GET", "abmelden")} == set(listed) - forms
    assert len(listed) == len(set(listed))


@pytest.mark.parametrize("route", ROUTES, ids=str)
def test_route_answers_each_role_as_the_table_says(route: Route, stage: Stage) -> None:
    things = things_of(stage)
    body = route.body(things) if route.body else None
    answered = {}
    for role, user in stage.users().items():
        client = Client()
        with transaction.atomic():
            if user is not None:
                client.force_login(user)
            answered[role] = ask(client, route.method, route.address(things), body).status_code
            transaction.set_rollback(True)
    assert answered == route.statuses()


@pytest.mark.django_db
@pytest.mark.parametrize("path", sorted(path for path in own_patterns() if path.startswith("api/")))
def test_api_route_refuses_other_methods(path: str) -> None:
    client = Client()
    client.force_login(make_user("ada@example.org", "Ada Beispiel"))
    allowed = methods_of(own_patterns()[path])
    address = "/" + path.replace("<uuid:uuid>", NOBODYS_UUID).replace("<slug:", "").replace(">", "")
    for method in sorted(set(METHODS) - allowed):
        answer = ask(client, method, address)
        assert (method, answer.status_code) == (method, 405)
        assert set(answer["Allow"].split(", ")) == allowed | ({"HEAD"} if "GET" in allowed else set())


@pytest.mark.parametrize("path", ["", "ich", "danke", "danke/<slug:slug>", "v/<slug:code>", "healthz", "readyz"])
def test_page_takes_no_post(path: str, stage: Stage) -> None:
    things = things_of(stage)
    route = next(route for route in ROUTES if route.pattern == path)
    client = Client()
    client.force_login(stage.world.ada)
    assert client.post(route.address(things)).status_code == 405


def test_operators_pages_show_to_the_operator_alone_and_change_nothing(stage: Stage) -> None:
    statuses: dict[str, set[tuple[str, int]]] = {}
    for model, pages in admin.site._registry.items():
        row: Any = model._default_manager.first()
        for kind in ("changelist", "add", "change", "delete", "history"):
            arguments = [row.pk] if kind in {"change", "delete", "history"} else []
            address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{kind}", args=arguments)
            for role in ("anonymous", "carla", "root"):
                client = Client()
                if user := stage.users()[role]:
                    client.force_login(user)
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
