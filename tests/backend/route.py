"""What a row of the tables of routes says."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

ROLES = ("anonymous", "ada", "omar", "mina", "carla", "dora", "mallory", "root")

Things = dict[str, Any]


@dataclass(frozen=True)
class Route:
    """One method of one address. `expected` is a status for each role in the order of ROLES; one status holds for all.

    `about` names the things whose keys stand in the address, `body` makes the JSON from all things.
    """

    method: str
    pattern: str
    expected: str
    about: str = ""
    body: Callable[[Things], Any] | None = field(default=None, compare=False)

    def __str__(self) -> str:
        return f"{self.method} /{self.pattern}"

    def address(self, things: Things) -> str:
        names = iter(self.about.split())
        return "/" + re.sub(r"<\w+:\w+>", lambda _: str(things[next(names)]), self.pattern)

    def statuses(self) -> dict[str, int]:
        given = [int(status) for status in self.expected.split()]
        return dict(zip(ROLES, given * (len(ROLES) // len(given)), strict=True))
