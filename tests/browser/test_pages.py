"""Every page, in German and Arabic: nobody is kept out, nothing is odd, nothing is heavy."""

from collections.abc import Callable

import pytest
from playwright.sync_api import ViewportSize

from tests.backend.routes import ROUTES
from tests.backend.test_routes import things_of
from tests.browser import pages
from tests.browser.conftest import Visitor
from tests.browser.house import House
from tests.browser.judge import judge

Regular = Callable[[str], Visitor]

DESK: ViewportSize = {"width": 1280, "height": 800}


@pytest.mark.parametrize("language", ["de", "ar"])
@pytest.mark.parametrize("looked_at", pages.pages(), ids=str)
def test_page(looked_at: pages.Page, language: str, db: None, regular: Regular, house: House) -> None:
    """One visit; all that is wrong with it is told at once."""
    visitor = regular(looked_at.role).anew(DESK)
    address = looked_at.address(house.backstage(things_of, house.stage), language)
    page = visitor.go(address)
    wrong = visitor.watch.look()
    if page.url != house.address + address:
        wrong.append(f"elsewhere: {page.url}")
    weight = visitor.watch.weigh()
    if weight.total > looked_at.budget(language) or weight.script > pages.SCRIPTS:
        wrong.append(f"heavy: {weight}")
    root = """() => {
      const { lang, dir } = document.documentElement;
      return [lang, dir, document.querySelectorAll("h1").length];
    }"""
    if (found := page.evaluate(root)) != [language, "rtl" if language == "ar" else "ltr", 1]:
        wrong.append(f"language, direction, number of h1: {found}")
    wrong += judge(visitor)
    wrong += visitor.watch.look()
    assert not wrong, "\n".join(wrong)


# Faults that show in one look alone: each must be found there and nowhere else.
PLANTED = """
button { all: revert; inline-size: 3rem; block-size: 3rem; }
.letters { inline-size: 13rem; }
@media (prefers-color-scheme: dark) { .dark { color: #666; background: #555; } }
@media (forced-colors: active) { .forced button { font-size: 6px; inline-size: 8px; block-size: 8px; padding: 0; } }
@media (max-width: 30em) {
  .desk { display: none; }
  .wide { inline-size: 330px; }
  .small button { font-size: 6px; inline-size: 8px; block-size: 8px; padding: 0; }
}
@media (min-width: 31em) { .phone { display: none; } }
"""
BED = """
<p class="dark">Im Dunkeln</p>
<p class="forced"><button>a</button><button>b</button></p>
<p class="small"><button>c</button><button>d</button></p>
<img class="desk" src="/static/site/icon.svg"><img class="phone" src="/static/site/icon.svg">
<p class="wide">breit</p><p class="letters">groß</p>
"""
HARVEST = [
    "image-alt .desk: ",
    "dark: color-contrast .dark: ",
    "forced colours: target-size .forced > button:nth-child(1): ",
    "forced colours: target-size .forced > button:nth-child(2): ",
    "320 px: image-alt .phone: ",
    "320 px: target-size .small > button:nth-child(1): ",
    "320 px: target-size .small > button:nth-child(2): ",
    "320 px: wider than the screen: ",
    "320 px, text of 200 %: wider than the screen: ",
]


def test_fault_is_found_in_the_one_look_that_shows_it(db: None, regular: Regular) -> None:
    visitor = regular("anonymous").anew(DESK)
    plant = """([style, html]) => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(style);
      document.adoptedStyleSheets.push(sheet);
      document.querySelector("main").innerHTML = html;
    }"""
    visitor.go("/impressum").evaluate(plant, [PLANTED, BED])
    found = judge(visitor)
    assert [finding[: len(beginning)] for finding, beginning in zip(found, HARVEST, strict=True)] == HARVEST
    assert ["P.wide" in finding for finding in found[-2:]] == [True, True]
    assert ["P.letters" in finding for finding in found[-2:]] == [False, True]


def test_every_excuse_is_needed() -> None:
    found = {page.route.pattern for page in pages.pages()} | set(pages.NOT_PAGES)
    every = {route.pattern for route in ROUTES if route.method == "GET"}
    assert set(pages.NOT_PAGES) - every == set()
    assert found - every == set()
