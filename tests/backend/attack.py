"""schemathesis against the API, in the transaction of a test: over HTTP on the own machine, on real rows."""

import copy
import socketserver
import threading
import wsgiref.simple_server
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, connections, transaction
from knox.models import get_token_model
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events, from_schema

from tests.backend.stage import Stage
from tests.cast import make_volunteer
from volunteers.models import CoordinatorScope, Membership, Role, User

OFTEN = 0.7  # how often a key that exists is taken; else one that does not


class InOneTransaction:
    """The application, on the connection of the test from whatever thread; one request after another.

    Each request is undone, so that the next one finds the same rows; with `keep` they build on each other.
    """

    def __init__(self, *, keep: bool) -> None:
        self.application: WSGIApplication = get_wsgi_application()
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
                if not self.keep:
                    transaction.set_rollback(True)
            return body


class _Quiet(wsgiref.simple_server.WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name it has there
        """Nothing: a test has no access log."""


class _Server(socketserver.ThreadingMixIn, wsgiref.simple_server.WSGIServer):
    daemon_threads = True


@contextmanager
def serving(application: InOneTransaction) -> Iterator[str]:
    """The address of the application while the block runs."""
    application.connection.inc_thread_sharing()
    for signal in (request_started, request_finished):  # the connection is the test's to close, not a request's
        signal.disconnect(close_old_connections)
    with _Server(("127.0.0.1", 0), _Quiet) as server:
        server.set_app(application)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
            for signal in (request_started, request_finished):
                signal.connect(close_old_connections)
            application.connection.dec_thread_sharing()


@dataclass
class Report:
    """What an attack came to: each finding as text, and the operations that gave a 2xx."""

    findings: list[str] = field(default_factory=list)
    succeeded: set[str] = field(default_factory=set)
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
            if interaction.response is not None and interaction.response.status_code < 300:
                self.succeeded.add(case.operation.label)
        for key, checks in event.recorder.checks.items():
            for check in checks:
                if check.failure_info is not None:
                    request = event.recorder.interactions[key].request
                    body = (request.body or b"")[:500]
                    failure = check.failure_info.failure
                    self.findings.append(f"{check.name}: {request.method} {request.uri} {body!r}\n{failure.message}")


def attack(document: dict[str, Any], *, keep: bool = False, **config: Any) -> Report:
    """Run schemathesis' engine over the document with that configuration; the phases are named in `phases`."""
    application = InOneTransaction(keep=keep)
    report = Report()
    with serving(application) as address:
        settings = {
            "base-url": address,
            "workers": 1,
            "continue-on-failure": True,
            "warnings": False,
            # A body that fits the schema may still break a rule of the domain, which a schema cannot tell.
            "checks": {"positive_data_acceptance": {"enabled": False}},
        }
        schema = schemathesis.openapi.from_dict(
            copy.deepcopy(document),  # schemathesis writes into it
            config=SchemathesisConfig.from_dict(settings | config),
        )
        for event in from_schema(schema).execute():
            report.read(event)
    return report


def phases(*names: str) -> dict[str, dict[str, bool]]:
    """Those and no others."""
    return {name: {"enabled": name in names} for name in ("examples", "coverage", "fuzzing", "stateful")}


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
        "recognition-lists": keys(stage.draft_list, stage.published_list),
        "consents": keys(stage.consent),
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
        | {"body.entries[*]": {"dictionary": "hours", "probability": OFTEN}},
        "operations": [
            {
                "include-path-regex": f"^/api/v1/{name}/{{",
                "parameters": {f"path.{in_addresses.get(name, 'uuid')}": {"dictionary": name, "probability": OFTEN}},
            }
            for name in words
        ],
    }
