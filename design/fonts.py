"""The fonts of the pages: only the letters we write, without the hints for old screens. Run by `npm run build`."""  # noqa: INP001 - a recipe, no package

import shutil
from pathlib import Path

from fontTools import subset

SOURCE = Path("node_modules/@fontsource")
TARGET = Path(__file__).resolve().parent.parent / "backend/site/static/site/fonts"

# Each range stands once more in site.css as `unicode-range`: a page fetches only the files whose letters it shows.
LATIN = (
    "U+20-7E,U+A0-FF,U+131,U+152-153,U+2BC,U+2C6,U+2DA,U+2DC,U+304,U+308,U+2009,U+2010-2015,U+2018-201E,"
    "U+2020-2022,U+2026,U+202F,U+2030,U+2032-2033,U+2039-203A,U+20AC,U+2122,U+2190-2193,U+2212"
)
# Turkish, Kurdish, Polish, Romanian, Azerbaijani, the large ẞ, the lira.
LATIN_EXT = "U+100-130,U+132-151,U+154-17F,U+18F,U+218-21B,U+259,U+1E9E,U+20BA"
FILES = [
    ("fira-sans", "latin", LATIN),
    ("fira-sans", "latin-ext", LATIN_EXT),
    ("fira-sans", "cyrillic", "*"),
    ("vazirmatn", "arabic", "*"),
]
FEATURES = {"fira-sans": ["kern", "liga", "locl", "ccmp", "mark", "mkmk", "tnum"], "vazirmatn": ["*"]}


def main() -> None:
    """Write the files and the licences."""
    TARGET.mkdir(parents=True, exist_ok=True)
    for family, script, letters in FILES:
        for weight in (400, 600):
            options = subset.Options(flavor="woff2", hinting=False, layout_features=FEATURES[family])
            font = subset.load_font(SOURCE / family / "files" / f"{family}-{script}-{weight}-normal.woff2", options)
            subsetter = subset.Subsetter(options)
            subsetter.populate(unicodes=subset.parse_unicodes(letters) if letters != "*" else list(font.getBestCmap()))
            subsetter.subset(font)
            subset.save_font(font, TARGET / f"{family}-{script}-{weight}.woff2", options)
        shutil.copyfile(SOURCE / family / "LICENSE", TARGET / f"{family}.OFL.txt")


if __name__ == "__main__":
    main()
