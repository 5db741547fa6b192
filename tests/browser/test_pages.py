"""Every page, in German and Arabic: nobody is kept out, nothing is odd, nothing is heavy."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
from playwright.sync_api import Page as BrowserPage
from playwright.sync_api import ViewportSize

from tests.backend.routes import ROUTES
from tests.backend.test_routes import things_of
from tests.browser import pages
from tests.browser.conftest import Visitor
from tests.browser.house import House

Regular = Callable[[str], Visitor]

AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text()
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# The rules whose answer hangs on colours, widths and what is shown; the others are answered by the first run.
LOOKS = ["color-contrast", "link-in-text-block", "target-size", "scrollable-region-focusable", "meta-viewport"]
# In forced colours the contrast is the reader's own, and axe reads a fill colour there that Chromium does not paint.
FORCED = [rule for rule in LOOKS if rule != "color-contrast"]
DESK: ViewportSize = {"width": 1280, "height": 800}
PHONE: ViewportSize = {"width": 320, "height": 640}


def findings(page: BrowserPage, rules: dict[str, Any]) -> list[str]:
    """What axe finds once the page is drawn as it is now, one line for each place."""
    page.evaluate("() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))")
    options = {"runOnly": rules, "resultTypes": ["violations"], "preload": False}
    found = page.evaluate("(options) => axe.run(document, options)", options)
    return [
        f"{violation['id']} {' '.join(node['target'])}: {node['failureSummary']}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]


def too_wide(page: BrowserPage) -> str:
    """What stands out over the edge, if the page can be scrolled sideways."""
    return str(
        page.evaluate("""() => {
          const width = document.documentElement.clientWidth;
          if (document.documentElement.scrollWidth <= width) return "";
          const cut = (element) => {  // what scrolls or ends inside something else widens no page
            for (let up = element.parentElement; up && up !== document.body; up = up.parentElement)
              if (getComputedStyle(up).overflowX !== "visible") return true;
            return false;
          };
          const out = [...document.querySelectorAll("body *")].filter((element) => {
            const box = element.getBoundingClientRect();
            return box.width && (box.right > width + 0.5 || box.left < -0.5) && !cut(element);
          });
          return out.map((element) => `${element.tagName}.${element.className}`).slice(0, 6).join(" ") || "?";
        }""")
    )


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
    root = page.locator("html")
    direction = "rtl" if language == "ar" else "ltr"
    if (root.get_attribute("lang"), root.get_attribute("dir")) != (language, direction):
        wrong.append(f"language: {root.get_attribute('lang')} {root.get_attribute('dir')}")
    if (headings := page.locator("h1").count()) != 1:
        wrong.append(f"h1: {headings}")
    page.evaluate(AXE)
    looks = {"type": "rule", "values": LOOKS}
    wrong += findings(page, {"type": "tag", "values": WCAG})
    page.emulate_media(color_scheme="dark")
    wrong += [f"dark: {finding}" for finding in findings(page, looks)]
    page.emulate_media(color_scheme="light", forced_colors="active")
    forced = {"type": "rule", "values": FORCED}
    wrong += [f"forced colours: {finding}" for finding in findings(page, forced)]
    page.emulate_media(forced_colors="none")
    page.set_viewport_size(PHONE)
    wrong += [f"320 px: {finding}" for finding in findings(page, {"type": "tag", "values": WCAG})]
    if out := too_wide(page):
        wrong.append(f"320 px: wider than the screen: {out}")
    visitor.letters(32)
    if out := too_wide(page):
        wrong.append(f"320 px, text of 200 %: wider than the screen: {out}")
    wrong += visitor.watch.look()
    assert not wrong, "\n".join(wrong)


def test_every_excuse_is_needed() -> None:
    found = {page.route.pattern for page in pages.pages()} | set(pages.NOT_PAGES)
    every = {route.pattern for route in ROUTES if route.method == "GET"}
    assert set(pages.NOT_PAGES) - every == set()
    assert found - every == set()
