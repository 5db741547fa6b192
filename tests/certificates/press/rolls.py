"""Lists of thanks on paper, to try and to judge."""

import dataclasses
import datetime as dt
from collections.abc import Iterator

from certificates.press.roll import Roll
from tests.certificates.press.samples import people

DAY = dt.date(2026, 11, 23)
ADDRESS = "https://dankwerk.example/danke/landkreis-leer"
LATIN = tuple(f"Person{number:03} Beispiel" for number in range(150))
PLAIN = Roll("Danke, Leer", "Landkreis Leer", dt.date(2026, 1, 1), DAY, LATIN[:7], 0, ADDRESS, DAY)
OF_EVERY_SCRIPT = dataclasses.replace(PLAIN, names=tuple(person["name"] for person in people()), unnamed=4)


def every_roll() -> Iterator[tuple[str, Roll]]:
    """Names in every script, one page and several, and a list on which all wish to stay unnamed; each with a name."""
    yield "roll-scripts", OF_EVERY_SCRIPT
    yield "roll-plain", PLAIN
    yield "roll-pages", dataclasses.replace(PLAIN, names=LATIN, unnamed=1)
    yield "roll-unnamed", dataclasses.replace(PLAIN, names=(), unnamed=12)
