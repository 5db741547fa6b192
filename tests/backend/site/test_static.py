"""What every page brings along: light, complete, turned by the writing direction, from no other host."""

import gzip
import re
from pathlib import Path

import pytest
from django.conf import settings

from backend.common.templatetags import ui

ROOT = Path(settings.BASE_DIR)
SITE = ROOT / "backend/site/static/site"
SHEETS = sorted(path.name for path in (SITE / "css").glob("*.css"))
PACKAGES = ("backend", "volunteers", "recognition", "certificates")  # not all of the folder, where .venv lies
TEMPLATES = [path for package in PACKAGES for path in (ROOT / package).glob("**/templates/**/*.html")]
# A side of the screen instead of a side of the writing. A triangle drawn by borders is the same either way.
PHYSICAL = re.compile(
    r"[\s;{](?:margin|padding|border)-(?:left|right)\b|[\s;{](?:left|right):|(?:text-align|float): ?(?:left|right)"
)


def weight(*names: str) -> int:
    return sum(len(gzip.compress((SITE / name).read_bytes(), mtime=0)) for name in names)


@pytest.mark.parametrize("sheet", SHEETS)
def test_sheet_mirrors_and_asks_no_other_host(sheet: str) -> None:
    text = (SITE / "css" / sheet).read_text()
    assert PHYSICAL.findall(text) == []
    assert re.findall(r"@import|url\(\"?(?:https?:)?//", text) == []


def test_first_visit_is_light() -> None:
    """What all pages share of their 100 kB (150 kB from right to left). With Brotli it is lighter still."""
    assert weight("css/kern.css", "css/site.css", "icons.svg", "icon.svg") < 18_000
    latin = weight("fonts/fira-sans-latin-400.woff2", "fonts/fira-sans-latin-600.woff2")
    assert latin < 32_000
    assert latin + weight("fonts/fira-sans-cyrillic-400.woff2", "fonts/fira-sans-cyrillic-600.woff2") < 46_000
    assert latin + weight("fonts/vazirmatn-arabic-400.woff2", "fonts/vazirmatn-arabic-600.woff2") < 72_000


def test_fonts_of_the_sheet_are_there_with_their_licences() -> None:
    named = set(re.findall(r"\.\./fonts/([\w.-]+)", (SITE / "css/site.css").read_text()))
    there = {path.name for path in (SITE / "fonts").iterdir()}
    assert there == named | {"fira-sans.OFL.txt", "vazirmatn.OFL.txt"}


def test_every_icon_of_a_template_is_drawn() -> None:
    drawn = set(re.findall(r'<symbol id="([\w-]+)" viewBox="0 0 24 24">', (SITE / "icons.svg").read_text()))
    named = {name for path in TEMPLATES for name in re.findall(r'{% icon "([\w-]+)" %}', path.read_text())}
    assert len(named) > 10
    assert (named | set(ui._ICONS.values())) - drawn == set()
