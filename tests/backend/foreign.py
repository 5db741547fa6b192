"""Object-level authorisation as a check of schemathesis: other people's keys in every place where a key may stand."""

import copy
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import schemathesis
from django.db.models import Model
from schemathesis.generation.case import Case

from backend.api import router
from backend.common.viewsets import RowViewSet
from tests.backend.attack import InOneTransaction, Report, attack, phases
from volunteers.models import DataExport

Answer = tuple[int, str, set[str]]  # status, words, and the tables that it changed
Place = tuple[str, ...]  # "path", "query" or "body", then the names that lead to the key; "*" is each item of a list

NOBODYS = "00000000-0000-4000-8000-000000000000"
_WRITES = re.compile(r'\s*(?:INSERT INTO|UPDATE|DELETE FROM) "(\w+)"')
# Names of keys that do not say what they name. Any other is the kind itself: `organisation` is one of `organisations`.
_NAMES = {
    "activity": ["activities"],
    "contact": ["contact-addresses"],
    "entries": ["hours"],
    "entry": ["hours"],
    "first": ["volunteers"],
    "into": ["volunteers"],
    "kept_by": ["organisations"],
    "people": ["volunteers"],
    "second": ["volunteers"],
    "story": ["stories"],
    "subject": ["volunteers", "hours", "certificates", "reached"],
    "template": ["templates", "template-versions"],
    "text": ["consent-texts"],
    "version": ["template-versions"],
    "volunteers": ["volunteers"],
}
_ASIDE: dict[str, type[Model]] = {"exports": DataExport, "me/exports": DataExport}  # kinds without a list of their own


@dataclass
class Intruder:
    """Who asks, and what of all rows is their own, by kind, or open to them; what no answer to them may contain."""

    name: str
    token: str
    own: dict[str, str]
    open_kinds: set[str]
    open_rows: set[str]
    secrets: set[str]


class Watching(InOneTransaction):
    """Says what the request would have left behind: `changed` are the tables that it left different."""

    def __init__(self, *tokens: str) -> None:
        super().__init__(*tokens)
        self.requests = 0
        self.changed: set[str] = set()
        self._written: set[str] = set()
        self._after: dict[str, Any] = {}

    def __call__(self, *arguments: Any) -> Any:
        """As above, and every statement is looked at."""
        self.requests += 1
        self._written = set()
        with self.connection.execute_wrapper(self._note):
            return super().__call__(*arguments)

    def _note(self, execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:
        if found := _WRITES.match(str(sql)):
            self._written.add(found[1])
        return execute(sql, params, many, context)

    def before_undoing(self) -> None:
        """What those tables hold now."""
        self._after = {table: self._digest(table) for table in self._written}

    def after_undoing(self) -> None:
        """And what they held before."""
        self.changed = {table for table, digest in self._after.items() if digest != self._digest(table)}

    def _digest(self, table: str) -> Any:
        with self.connection.cursor() as cursor:
            cursor.execute(f"SELECT md5(string_agg(t::text, '|' ORDER BY t::text)) FROM \"{table}\" t")  # noqa: S608 - ours
            return cursor.fetchone()[0]


# --- where keys may stand, by the document ---


def places(document: dict[str, Any], path: str, method: str) -> Iterator[Place]:
    """Every place for a UUID in a request of that operation."""
    operation = document["paths"][path][method]
    for parameter in operation.get("parameters", []):
        if parameter["schema"].get("format") == "uuid":
            yield (parameter["in"], parameter["name"])
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    yield from (("body", *names) for names in _in_schema(document["components"]["schemas"], body))


def _in_schema(schemas: dict[str, Any], schema: dict[str, Any]) -> Iterator[Place]:
    if reference := schema.get("$ref"):
        schema = schemas[reference.rpartition("/")[2]]
    if schema.get("format") == "uuid":
        yield ()
    for name, inner in schema.get("properties", {}).items():
        yield from ((name, *names) for names in _in_schema(schemas, inner))
    if "items" in schema:
        yield from (("*", *names) for names in _in_schema(schemas, schema["items"]))
    for way in ("allOf", "anyOf", "oneOf"):
        for inner in schema.get(way, []):
            yield from _in_schema(schemas, inner)


def kinds(path: str, place: Place) -> list[str]:
    """What the key at that place names, by the words of the addresses."""
    name = next(name for name in reversed(place) if name != "*")
    if name == "uuid":
        return [path.removeprefix("/api/v1/").partition("/{")[0].removesuffix("/bulk")]
    return _NAMES.get(name, [f"{name}s"])


def every_key() -> dict[str, list[str]]:
    """The keys of all rows by kind, the newest first."""
    models: dict[str, Any] = _ASIDE | {
        prefix: viewset.model for prefix, viewset, _ in router.registry if issubclass(viewset, RowViewSet)
    }
    return {
        kind: [str(key) for key in model._default_manager.order_by("-pk").values_list("uuid", flat=True)]
        for kind, model in models.items()
        if any(column.name == "uuid" for column in model._meta.fields)
    }


def open_to(who: Intruder, path: str, method: str, place: Place) -> bool:
    """Whether that place only asks for what they may look up; to change it may still be refused."""
    return set(kinds(path, place)) <= who.open_kinds and (place[0] == "query" or method.lower() == "get")


# --- the check ---


@dataclass
class Intrusion:
    """The attack that runs now.

    `welcome`: places for what belongs to others, but is open to everybody to build on. `tried`: by name, the places of
    operations in which the keys of others stood.
    """

    document: dict[str, Any]
    intruders: list[Intruder]
    welcome: set[tuple[str, Place]]
    application: Watching
    keys: dict[str, list[str]] = field(default_factory=every_key)
    tried: set[tuple[str, str, Place]] = field(default_factory=set)

    def others(self, who: Intruder, path: str, place: Place) -> list[tuple[str, bool]]:
        """Other people's keys for that place, and whether they may see that there is such a row."""
        return [
            (key, kind in who.open_kinds or key in who.open_rows)
            for kind in kinds(path, place)
            for key in _ends([key for key in self.keys[kind] if key != who.own.get(kind)])
        ]

    def faults(self, case: Case[Any]) -> Iterator[str]:
        """What is wrong with the answers to other people's keys, put into one place after the other."""
        path, method = case.operation.path, case.method.lower()
        every = list(places(self.document, path, method))
        for who in self.intruders:
            for place in every:
                for fault in self.at(who, case, every, place):
                    yield f"{who.name}: {case.operation.label} {'.'.join(place)}: {fault}"

    def at(self, who: Intruder, case: Case[Any], every: list[Place], place: Place) -> Iterator[str]:
        """The same for one of them and one place."""
        changing = place[0] != "query" and case.method.lower() != "get"
        others = [(key, shown) for key, shown in self.others(who, case.operation.path, place) if changing or not shown]
        nobodys = self.ask(who, case, every, place, NOBODYS) if others else None
        for key, shown in others:
            self.tried.add((who.name, case.operation.label, place))
            status, text, changed = self.ask(who, case, every, place, key)
            if changed and not (shown and (case.operation.label, place) in self.welcome):
                yield f"{status}, changes {sorted(changed)}"
            if told := {secret for secret in who.secrets if secret in text.replace(key, "")}:
                yield f"{status}, tells {sorted(told)}"
            if place[0] == "path" and (status < 400 if shown else status != 404):
                yield f"{status} is no refusal"
            made_up = place[0] == "body" and place[-1] == "uuid"  # by whoever asks: that it is taken cannot be hidden
            if nobodys and not (shown or made_up) and (status, text.replace(key, NOBODYS)) != nobodys[:2]:
                yield f"{status}, but {nobodys[0]} for a key that nobody has:\n{text[:300]}\n{nobodys[1][:300]}"

    def ask(self, who: Intruder, case: Case[Any], every: list[Place], place: Place, key: str) -> Answer:
        """The answer with that key in that place, and own keys elsewhere, if there are some."""
        path = case.operation.path
        request = case.derive(query={})
        request.body = copy.deepcopy(case.body)
        for other in every:
            own = next((who.own[kind] for kind in kinds(path, other) if kind in who.own), "")
            value = key if other == place else own or next((key for key, _ in self.others(who, path, other)), NOBODYS)
            if other[0] == "path":
                request.path_parameters[other[1]] = value
            elif other[0] == "query" and other == place:
                request.query[other[1]] = value
            elif other[0] == "body" and (other == place or own):
                _put(request.body, other[1:], value)
        response = request.call(headers={"Authorization": f"Token {who.token}"})
        return response.status_code, response.content.decode(errors="replace"), self.application.changed


def _ends(every: list[str]) -> list[str]:
    """The first and the last: of the stage's rows of a kind two that stand differently."""
    return list(dict.fromkeys([*every[:1], *every[-1:]]))


def _put(body: Any, names: Place, value: str) -> None:
    """The value at that place of a body, as far as the way there exists."""
    if names[0] == "*":
        for number, item in enumerate(body):
            if len(names) == 1:
                body[number] = value
            else:
                _put(item, names[1:], value)
    elif len(names) == 1:
        body[names[0]] = value
    else:
        _put(body.setdefault(names[0], [value] if names[1] == "*" else {}), names[1:], value)


_running: list[Intrusion] = []


@schemathesis.check
def somebody_elses_things(ctx: Any, response: Any, case: Case[Any]) -> None:
    """A key that somebody else has is answered as one that nobody has, and changes nothing."""
    found = list(_running[-1].faults(case))
    assert not found, "\n".join(found)


def intrude(
    document: dict[str, Any], intruders: list[Intruder], welcome: set[tuple[str, Place]], **config: Any
) -> tuple[Report, set[tuple[str, str, Place]]]:
    """Every operation that takes keys once, each with the keys of others in every place; and what was tried."""
    application = Watching(*(who.token for who in intruders))
    intrusion = Intrusion(document, intruders, welcome, application)
    with_keys = {
        path: {method: operation for method, operation in methods.items() if any(places(document, path, method))}
        for path, methods in document["paths"].items()
    }
    _running.append(intrusion)
    try:
        report = attack(
            document | {"paths": {path: methods for path, methods in with_keys.items() if methods}},
            application=application,
            phases=phases("fuzzing"),
            checks={"enabled": False, "somebody_elses_things": {"enabled": True}},
            **config,
        )
    finally:
        _running.pop()
    report.requests = application.requests
    return report, intrusion.tried
