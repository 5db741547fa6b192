"""schemathesis against the API, in the transaction of a test: asked in this process, on real rows."""

import copy
import io
import re
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from unittest import mock
from urllib.parse import unquote_to_bytes, urlsplit
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment
from wsgiref.util import setup_testing_defaults

import requests
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connections, transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from knox.models import get_token_model
from requests.adapters import HTTPAdapter
from requests.structures import CaseInsensitiveDict
from rest_framework.test import force_authenticate
from schemathesis.checks import not_a_server_error
from schemathesis.config import SchemathesisConfig
from schemathesis.core.parameters import ParameterLocation
from schemathesis.engine import events, from_schema
from schemathesis.generation.case import Case
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from urllib3 import HTTPHeaderDict, HTTPResponse

from tests.backend.edges import Chosen
from tests.backend.stage import Stage
from tests.cast import make_volunteer
from volunteers.models import CoordinatorScope, Membership, Role, User

OFTEN = 0.7  # how often a key that exists is taken; else one that does not


class KnownTokens(WSGIHandler):
    """The application; whose these tokens are is looked up once and not by three queries in each of 5,000 requests.

    Any other token, or none, goes the ordinary way.
    """

    def __init__(self, tokens: Iterable[str]) -> None:
        super().__init__()
        model = get_token_model()
        self.rows = {
            f"Token {token}": model.objects.select_related("user").get(token_key=token[:15]) for token in tokens
        }

    def get_response(self, request: HttpRequest) -> HttpResponseBase:
        """As a request of that user."""
        if row := self.rows.get(request.headers.get("Authorization", "")):
            force_authenticate(request, copy.copy(row.user), copy.copy(row))
        return super().get_response(request)


class InOneTransaction:
    """The application, on the connection of the test from whatever thread; one request after another.

    Each request is undone, so that the next one finds the same rows; with `keep` they build on each other.
    """

    def __init__(self, *tokens: str, keep: bool = False) -> None:
        """`tokens` are those of users who stay as they are."""
        self.application: WSGIApplication = KnownTokens(tokens)
        self.connection: Any = connections["default"]
        self.keep = keep
        self.turn = threading.Lock()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        with self.turn:
            connections["default"] = self.connection
            with transaction.atomic():
                response: Any = self.application(environ, start_response)
                body = list(response)
                response.close()
                self.before_undoing()
                if not self.keep:
                    transaction.set_rollback(True)
            self.after_undoing()
            return body

    def before_undoing(self) -> None:
        """For whoever wants to see what the request wrote."""

    def after_undoing(self) -> None:
        """For whoever wants to compare."""


class InProcess(HTTPAdapter):
    """The way of `requests` to the application: in this process, for a server costs a thread and a connection each."""

    def __init__(self, application: WSGIApplication) -> None:
        super().__init__()
        self.application = application

    def send(self, request: requests.PreparedRequest, *_: Any, **__: Any) -> requests.Response:
        """As a server of HTTP would hand it on (PEP 3333)."""
        address = urlsplit(request.url or "")
        given = request.body or b""
        body = given.encode() if isinstance(given, str) else given
        assert isinstance(body, bytes)  # nothing here is sent as a stream
        environ: WSGIEnvironment = {
            "REQUEST_METHOD": request.method,
            "PATH_INFO": unquote_to_bytes(address.path).decode("latin-1"),
            "QUERY_STRING": address.query,
            "CONTENT_LENGTH": str(len(body)),
            "REMOTE_ADDR": "127.0.0.1",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "wsgi.input": io.BytesIO(body),
        }
        for name, value in request.headers.items():
            key = name.upper().replace("-", "_")
            text = value.decode("latin-1") if isinstance(value, bytes) else value
            environ.setdefault(key if key == "CONTENT_TYPE" else f"HTTP_{key}", text)
        setup_testing_defaults(environ)
        answer: dict[str, Any] = {}

        def start_response(status: str, headers: list[tuple[str, str]], *_: Any) -> Any:
            answer.update(status=int(status[:3]), reason=status[4:], headers=HTTPHeaderDict(headers))

        content = b"".join(self.application(environ, start_response))
        raw = HTTPResponse(body=io.BytesIO(content), preload_content=False, **answer)
        return self.build_response(request, raw)


@contextmanager
def serving(application: InOneTransaction) -> Iterator[str]:
    """The address of the application while the block runs."""
    application.connection.inc_thread_sharing()
    for signal in (request_started, request_finished):  # the connection is the test's to close, not a request's
        signal.disconnect(close_old_connections)
    try:
        with (
            mock.patch.object(requests.Session, "get_adapter", return_value=InProcess(application)),
            # Nothing leaves this process: to look for a proxy in the environment is a twentieth of an attack.
            mock.patch("requests.sessions.get_environ_proxies", return_value={}),
            mock.patch("requests.sessions.get_netrc_auth", return_value=None),
        ):
            yield "http://localhost"
    finally:
        for signal in (request_started, request_finished):
            signal.connect(close_old_connections)
        application.connection.dec_thread_sharing()


@dataclass
class Report:
    """What an attack came to: each finding as text, the operations that were asked and those that gave a 2xx.

    The same of strangers: operations on which they knocked, and those that gave them a 2xx. `chosen` are the edges.
    """

    findings: list[str] = field(default_factory=list)
    asked: set[str] = field(default_factory=set)
    succeeded: set[str] = field(default_factory=set)
    knocked: set[str] = field(default_factory=set)
    opened: set[str] = field(default_factory=set)
    chosen: Chosen = field(default_factory=Chosen)
    requests: int = 0

    def read(self, event: Any) -> None:
        """Take down what an event of schemathesis' engine says."""
        if isinstance(event, events.NonFatalError):
            self.findings.append(f"{event.label}: {event.value!r}")
        if isinstance(event, events.FatalError):
            self.findings.append(f"schemathesis: {event.exception!r}")
        if not isinstance(event, events.ScenarioFinished):
            return
        for key, interaction in event.recorder.interactions.items():
            self.requests += 1
            case = event.recorder.cases[key].value
            self.asked.add(case.operation.label)
            if interaction.response is not None and interaction.response.status_code < 300:
                self.succeeded.add(case.operation.label)
        for key, checks in event.recorder.checks.items():
            for check in checks:
                if check.failure_info is not None:
                    request = event.recorder.interactions[key].request
                    body = (request.body or b"")[:500]
                    failure = check.failure_info.failure
                    self.findings.append(f"{check.name}: {request.method} {request.uri} {body!r}\n{failure.message}")


# Nobody has this session, nor this token. Without either: `test_routes.py` tries it everywhere.
STRANGERS = ({"Cookie": f"sessionid={'x' * 32}"}, {"Authorization": f"Token {'0' * 64}"})
CONFORMING: Any = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
_running: list[Report] = []


@schemathesis.check
def strangers_stay_outside(_ctx: Any, _response: Any, case: Case[Any]) -> None:
    """Once for each operation: strangers are refused unless it is open to everybody, and always in documented form."""
    report, name = _running[-1], case.operation.label
    wrong_address = case.meta is not None and case.meta.is_negative_at(ParameterLocation.PATH)
    if wrong_address or name in report.knocked:
        return
    report.knocked.add(name)
    for shown in STRANGERS:
        stranger = case.derive(headers=CaseInsensitiveDict(), cookies={})
        answer = stranger.call(headers=shown)
        if answer.status_code < 300:
            report.opened.add(name)
        closed = {} not in case.operation.definition.raw.get("security", [{}])
        assert answer.status_code == 401 or not closed, f"{answer.status_code} for {shown}"
        stranger.validate_response(answer, checks=CONFORMING)


def attack(
    document: dict[str, Any], *, application: InOneTransaction | None = None, strangers: bool = False, **config: Any
) -> Report:
    """Run schemathesis' engine over the document with that configuration; the phases are named in `phases`.

    With `strangers` they knock on every door that it tries.
    """
    token = config.get("headers", {}).get("Authorization", "").removeprefix("Token ")
    application = application or InOneTransaction(*filter(None, [token]))
    report = Report()
    with serving(application) as address:
        settings: dict[str, Any] = {
            "base-url": address,
            "workers": 1,
            "continue-on-failure": True,
            "warnings": False,
            # A body that fits the schema may still break a rule of the domain, which a schema cannot tell.
            "checks": {
                "positive_data_acceptance": {"enabled": False},
                "somebody_elses_things": {"enabled": False},
                "ignored_auth": {"enabled": False},  # asks thrice where somebody was let in; instead of it:
                "strangers_stay_outside": {"enabled": strangers},
            },
        }
        # Those that match no path are compared with every case all the same.
        settings["operations"] = [
            one
            for one in config.pop("operations", [])
            if any(re.search(one.get("include-path-regex", ""), path) for path in document["paths"])
        ]
        schema = schemathesis.openapi.from_dict(
            copy.deepcopy(document),  # schemathesis writes into it
            config=SchemathesisConfig.from_dict(settings | config),
        )
        schema.hooks.register_hook_with_name(report.chosen.filter_case, "filter_case")
        _running.append(report)
        try:
            for event in from_schema(schema).execute():
                report.read(event)
        finally:
            _running.pop()
    return report


def phases(*names: str) -> dict[str, dict[str, Any]]:
    """Those and no others. Methods that an address does not have: `test_routes.py` tries them all."""
    chosen: dict[str, dict[str, Any]] = {
        name: {"enabled": name in names} for name in ("examples", "coverage", "fuzzing", "stateful")
    }
    chosen["coverage"]["unexpected-methods"] = []
    return chosen


def labels(document: dict[str, Any]) -> set[str]:
    """The operations, as schemathesis names them."""
    return {f"{method.upper()} {path}" for path, methods in document["paths"].items() for method in methods}


def three_roles(stage: Stage) -> tuple[User, str]:
    """Carla as somebody to whom most doors are open: she coordinates, leads the café and volunteers; and her token."""
    carla = stage.world.carla
    Membership.objects.create(user=carla, organisation=stage.world.cafe, role=Role.MANAGER)
    make_volunteer(carla, given="Carla", family="Beispiel")
    return carla, get_token_model().objects.create(user=carla)[1]


def known_rows(stage: Stage, own: User) -> dict[str, Any]:
    """Configuration: the keys of what is there, for addresses and bodies."""
    world = stage.world

    def keys(*rows: Any) -> list[str]:
        return [str(row.uuid) for row in rows]

    words: dict[str, list[Any]] = {
        "hours": keys(stage.waiting, stage.declined, stage.confirmed),
        "volunteers": keys(own.volunteer, stage.olga, world.ada_volunteer),
        "organisations": keys(world.cafe, world.club),
        "activities": keys(world.talking),
        "issuers": keys(world.issuer),
        "certificates": keys(stage.certificate, stage.failed),
        "templates": keys(stage.template, stage.published_version.template),
        "template-versions": keys(stage.draft_version, stage.published_version),
        "campaigns": keys(stage.draft_campaign, stage.ordered_campaign),
        "recognition-lists": keys(stage.draft_list, stage.checked_list, stage.published_list),
        "stories": keys(stage.draft_story, stage.submitted_story, stage.published_story),
        "story-people": keys(stage.story_person),
        "story-adoptions": keys(stage.story_adoption),
        "prizes": keys(stage.prize),
        "prize-calls": keys(stage.prize_call),
        "programmes": keys(stage.programme),
        "programme-rules": keys(stage.programme_rule),
        "reached": keys(stage.reached),
        "consents": keys(stage.consent),
        "consent-texts": keys(stage.text),
        "corrections": keys(stage.correction, stage.kept_correction),
        "district-hidings": keys(stage.hiding),
        "guardian-consents": keys(stage.question),
        "join-requests": keys(stage.join_request),
        "merges": keys(stage.merge),
        "obstacles": keys(stage.obstacle, stage.desk_obstacle),
        "objections": keys(stage.objection),
        "sign-in-sheets": keys(stage.sheet),
        "takeovers": keys(stage.takeover),
        "competence-claims": keys(stage.claim, stage.kept_claim),
        "weekly-plans": keys(stage.plan),
        "confirmation-links": keys(stage.link),
        "contact-addresses": keys(stage.contact),
        "memberships": keys(*Membership.objects.order_by("pk")),
        "coordinator-scopes": keys(*CoordinatorScope.objects.order_by("pk")),
        "districts": ["03457", "03402"],
        "fields": ["language", "living"],
        "thanks": [stage.published_list.slug],
        "starts": ["2026-01-01", "2026-03-01"],
        "ends": ["2026-03-31", "2026-10-31"],
        "names": ["Olga Beispiel", "Café international"],
    }
    in_bodies = {
        "organisation": "organisations",
        "volunteer": "volunteers",
        "activity": "activities",
        "contact": "contact-addresses",
        "correction": "corrections",
        "entry": "hours",
        "first": "volunteers",
        "into": "volunteers",
        "second": "volunteers",
        "text": "consent-texts",
        "issuer": "issuers",
        "template": "template-versions",
        "version": "template-versions",
        "district": "districts",
        "field": "fields",
        "name": "names",
        **dict.fromkeys(("day", "start", "period_start"), "starts"),
        **dict.fromkeys(("end", "period_end"), "ends"),
    }
    in_addresses = {"thanks": "slug", "districts": "ags", "fields": "code"}
    return {
        "dictionaries": {name: {"values": values} for name, values in words.items()},
        "parameters": {f"body.{name}": {"dictionary": words, "probability": OFTEN} for name, words in in_bodies.items()}
        | {
            f"body.{name}[*]": {"dictionary": words, "probability": OFTEN}
            for name, words in {"entries": "hours", "people": "volunteers", "volunteers": "volunteers"}.items()
        },
        "operations": [
            {
                "include-path-regex": f"^/api/v1/{name}/{{",
                "parameters": {f"path.{in_addresses.get(name, 'uuid')}": {"dictionary": name, "probability": OFTEN}},
            }
            for name in words
        ],
    }
