"""The map of Lower Saxony: 45 districts, coloured by quantiles of a figure. It prints and needs no script."""

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

OUTLINES = Path(__file__).parent / "data" / "lower-saxony-districts.svg"
LICENCE = "https://www.govdata.de/dl-de/by-2-0"  # of the outlines; named wherever the map is shown
CLASSES = 4


@dataclass(frozen=True, slots=True)
class Area:
    """A district: its outline as path data, and its class: `none`, `hidden` or `1` (lowest) to `4`."""

    ags: str
    outline: str
    tone: str
    number: int | None


@dataclass(frozen=True, slots=True)
class Step:
    """A class of the legend, from the lowest to the highest figure in it."""

    tone: str
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Map:
    """All areas, and the classes that occur. `hidden` says whether some tell nothing."""

    areas: list[Area]
    steps: list[Step]
    hidden: bool
    empty: bool


def draw(numbers: Mapping[str, int]) -> Map:
    """Colour the districts by their figures; one that is missing is hidden, 0 is none.

    1. Sort the figures above 0. 2. Cut them into four classes of as equal size as can be, and never between equals:
    two districts with the same figure have the same colour. 3. The legend names the figures that really occur.
    """
    ranked = sorted(number for number in numbers.values() if number)
    tone_of: dict[int, int] = {}
    for rank, number in enumerate(ranked):
        tone_of.setdefault(number, rank * CLASSES // len(ranked) + 1)
    areas = []
    for ags, outline in outlines().items():
        told = numbers.get(ags)
        tone = "hidden" if told is None else str(tone_of[told]) if told else "none"
        areas.append(Area(ags, outline, tone, told))
    steps = []
    for step in sorted(set(tone_of.values())):
        within = [number for number, each in tone_of.items() if each == step]
        steps.append(Step(str(step), min(within), max(within)))
    tones = {area.tone for area in areas}
    return Map(areas, steps, hidden="hidden" in tones, empty="none" in tones)


@functools.cache
def outlines() -> dict[str, str]:
    """Path data by AGS, in a box of 600 x 523."""
    root = ET.parse(OUTLINES).getroot()  # noqa: S314 - a file of our own
    return {path.attrib["id"]: path.attrib["d"] for path in root}
