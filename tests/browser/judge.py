"""What keeps somebody out of a page: axe judges it as it stands, in the dark, in forced colours, on a phone."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import axe_playwright_python
from playwright.sync_api import Page, ViewportSize

if TYPE_CHECKING:
    from tests.browser.conftest import Visitor

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# The rules whose answer hangs on more than the document. Other colours ask for the first; where something stands
# elsewhere or is shown otherwise than before, all are asked; on a phone every rule there is.
COLOURS = ["color-contrast", "link-in-text-block"]
PLACES = ["target-size", "scrollable-region-focusable"]
# In forced colours the contrast is the reader's own, and axe reads a fill colour there that Chromium does not paint.
FORCED = ["link-in-text-block"]
PHONE: ViewportSize = {"width": 320, "height": 640}

# For each new document: as a script of the context it is parsed once. axe's usual report writes down the source and the
# address of everything that is right as well; ours tells what is wrong.
SCRIPT = (
    Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text()
    + """
axe.configure({ noHtml: true });
{
  const HOW = ["display", "visibility", "opacity", "position", "zIndex", "overflow", "float", "clip", "clipPath",
    "transform", "pointerEvents"];
  const standing = () => [...document.querySelectorAll("body *")].map((element) => {
    const box = element.getBoundingClientRect(), style = getComputedStyle(element);
    const within = [element.scrollWidth, element.scrollHeight, element.clientWidth, element.clientHeight];
    return [box.x, box.y, box.width, box.height, ...within, ...HOW.map((name) => style[name])].join();
  }).join(" ");
  let stood;
  globalThis.judged = async (rules, ifMoved) => {
    await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
    const stands = standing();
    if (stands !== stood && ifMoved.length) rules = { type: "rule", values: [...rules.values, ...ifMoved] };
    stood = stands;
    const reporter = (results, options, tell) => tell(results.flatMap((rule) => rule.violations.map((place) => {
      const reasons = [...place.any, ...place.all, ...place.none].map((check) => check.message);
      return `${rule.id} ${place.node.selector.join(" ")}: ${reasons.join("; ")}`;
    })));
    return axe.run(document, { runOnly: rules, preload: false, reporter });
  };
}
"""
)


def judge(visitor: "Visitor") -> list[str]:
    """All that axe finds, and what stands out over the edge, one line for each place. Leaves the page on a phone."""
    page = visitor.page
    found = _findings(page)
    page.emulate_media(color_scheme="dark")
    found += [f"dark: {finding}" for finding in _findings(page, COLOURS)]
    page.emulate_media(color_scheme="light", forced_colors="active")
    found += [f"forced colours: {finding}" for finding in _findings(page, FORCED)]
    page.emulate_media(forced_colors="none")
    page.set_viewport_size(PHONE)
    found += [f"320 px: {finding}" for finding in _findings(page)]
    if out := _too_wide(page):
        found.append(f"320 px: wider than the screen: {out}")
    visitor.letters(32)
    if out := _too_wide(page):
        found.append(f"320 px, text of 200 %: wider than the screen: {out}")
    return found


def _findings(page: Page, rules: Sequence[str] = ()) -> list[str]:
    """What axe finds once the page is drawn as it is now, by those rules or by all."""
    asked = {"type": "rule", "values": list(rules)} if rules else {"type": "tag", "values": WCAG}
    return list(page.evaluate("([asked, ifMoved]) => judged(asked, ifMoved)", [asked, PLACES if rules else []]))


def _too_wide(page: Page) -> str:
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
