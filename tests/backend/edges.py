"""Which edges of the OpenAPI document are tried: shared out, with examples, and once what one piece of code reads."""

import copy
import re
import zlib
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from schemathesis import Case, HookContext
from schemathesis.core.parameters import ParameterLocation
from schemathesis.generation.meta import CoveragePhaseData, CoverageScenario

PRESSING = re.compile("/(check|pdf|preview|previews/.*|print|publish|zip)$")  # costs as much as fifty other requests
Place = tuple[str, ...]  # operation; path, query or body; name; pointer into the schema
SORTS = 4  # of wrong types that schemathesis knows for such a place, at the least


def part(document: dict[str, Any], number: int, parts: int) -> dict[str, Any]:
    """One of so many parts that cost about the same: what begins with the same word stays together."""
    groups: dict[str, list[str]] = {}
    for path in document["paths"]:
        groups.setdefault(path.split("/")[3], []).append(path)

    def weight(paths: list[str]) -> int:
        return sum(_edges(document, operation) for path in paths for operation in document["paths"][path].values())

    shares: list[list[str]] = [[] for _ in range(parts)]
    for paths in sorted(groups.values(), key=weight, reverse=True):
        min(shares, key=weight).extend(paths)
    return document | {"paths": {path: document["paths"][path] for path in sorted(shares[number])}}


def _edges(document: dict[str, Any], operation: dict[str, Any]) -> int:
    """About how many requests the edges of an operation take: the names it knows, those of the body thrice."""
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    names = document["components"]["schemas"].get(body.get("$ref", "").rpartition("/")[2], {}).get("properties", {})
    return 2 + len(operation.get("parameters", [])) + 3 * len(names)


def thinned(document: dict[str, Any], names: set[str], *, keep: int = 2) -> dict[str, Any]:
    """Without the parameters of those names but at a few operations: one piece of our code reads them everywhere."""
    seen: dict[str, int] = dict.fromkeys(names, 0)
    thin = copy.deepcopy(document)
    for path in sorted(thin["paths"]):
        for operation in thin["paths"][path].values():
            for parameter in list(operation.get("parameters", [])):
                if parameter["name"] in names and parameter["in"] != "path":
                    seen[parameter["name"]] += 1
                    if seen[parameter["name"]] > keep:
                        operation["parameters"].remove(parameter)
    return thin


def exemplified(document: dict[str, Any], rows: dict[str, Any]) -> dict[str, Any]:
    """With keys of rows that are there as examples, so that a request with one edge is right in all else.

    What presses documents is left to chance.
    """
    words = {name: one["values"] for name, one in rows["dictionaries"].items()}
    named = {name.removeprefix("body."): words[one["dictionary"]] for name, one in rows["parameters"].items()}
    shown = copy.deepcopy(document)
    for name, schema in shown["components"]["schemas"].items():
        if name.endswith("InRequest"):
            for property_name, inner in schema.get("properties", {}).items():
                if property_name in named:
                    inner["examples"] = named[property_name][:1]
                if inner.get("items", {}).get("format") == "uuid" and f"{property_name}[*]" in named:
                    inner["examples"] = [named[f"{property_name}[*]"][:1]]
    for path, methods in shown["paths"].items():
        rows_of = words.get(path.split("/")[3], []) if not PRESSING.search(path) else []
        for parameter in [one for operation in methods.values() for one in operation.get("parameters", [])]:
            if parameter["in"] == "path" and rows_of:
                parameter["schema"]["examples"] = rows_of[:1]
    return shown


@dataclass
class Chosen:
    """A hook of schemathesis that leaves out what one piece of our code refuses alike everywhere.

    Of the wrong types for a place (null, a number, a list, …) one is sent, from place to place another one, and what
    is no JSON at all a few times: `common/test_inputs.py` holds that one parser and `Typed` fields read every body.
    Wrong ones in addresses are texts all, refused by the converter of the route or by the filter.
    """

    wrong: Counter[Place] = field(default_factory=Counter)  # types that were offered for a place
    sent: set[Place] = field(default_factory=set)
    foreign: Counter[bool] = field(default_factory=Counter)  # forms of a body that were offered, by whether it is read

    def filter_case(self, _context: HookContext, case: Case[Any]) -> bool:
        """Whether this one is sent."""
        edge = case.meta.phase.data if case.meta else None
        if not isinstance(edge, CoveragePhaseData):
            return True
        if edge.scenario == CoverageScenario.MALFORMED_CONTENT_TYPE:
            reads = bool(case.operation.body)
            self.foreign[reads] += 1
            return self.foreign[reads] <= 2
        if edge.scenario != CoverageScenario.INCORRECT_TYPE or edge.parameter_location == ParameterLocation.HEADER:
            return True
        place = (case.operation.label, str(edge.parameter_location), edge.parameter or "", edge.location or "")
        number = self.wrong[place]
        self.wrong[place] += 1
        chosen = number == zlib.crc32(repr(place).encode()) % SORTS
        if chosen:
            self.sent.add(place)
        return chosen
