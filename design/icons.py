"""The drawings of the app on a phone, from `icon.svg`. Needs Chromium; run `python design/icons.py`."""  # noqa: INP001 - a recipe, no package

import io
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

SITE = Path(__file__).resolve().parent.parent / "backend/site/static/site"
COLOUR = "#6d1f47"
# Phones cut a maskable drawing to a shape of their own: it has no corners, and leaves a tenth free on each side.
DRAWINGS = [("icon-192", 192, 1.0), ("icon-512", 512, 1.0), ("icon-512-maskable", 512, 0.8)]


def main() -> None:
    """Write the files."""
    drawing = (SITE / "icon.svg").read_text()
    target = SITE / "icons"
    target.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        for name, size, part in DRAWINGS:
            page = browser.new_page(viewport={"width": size, "height": size})
            ground = COLOUR if part < 1 else "transparent"
            style = f"body{{margin:0;background:{ground};display:grid;place-content:center;height:100vh}}"
            style += f"svg{{display:block;width:{size * part}px;height:{size * part}px}}"
            page.set_content(f"<style>{style}</style>{drawing}")
            picture = Image.open(io.BytesIO(page.screenshot(omit_background=True)))
            picture.quantize(64, dither=Image.Dither.NONE).save(target / f"{name}.png", optimize=True)
            page.close()
        browser.close()


if __name__ == "__main__":
    main()
