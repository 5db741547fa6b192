"""HTML and CSS by WeasyPrint: the page as a Django project would write it, fonts and pictures from files.

It makes PDF/A-3a or PDF/UA-1, not both in one file.

Needs libpango (Debian: libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0).
"""

from dataclasses import asdict
from html import escape
from pathlib import Path
from tempfile import mkdtemp

from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from benchmarks.alternatives import Maker
from benchmarks.alternatives.page import FONTS, decoration_jpeg, decoration_svg, hand, logo, qr_svg, texts_of
from certificates.content import CertificateContent

_FACES = (
    ("Strong", "NotoSans-SemiBold.ttf"),
    ("Display", "NotoSerifDisplay-Medium.ttf"),
    *(("Sans", path.name) for path in sorted(FONTS.glob("*-Regular.ttf")) if path.name.startswith("NotoSans-")),
    *((path.stem, path.name) for path in sorted(FONTS.glob("*-Regular.?tf")) if not path.name.startswith("NotoSans-")),
)
_STYLE = """
@page { size: A4; margin: 0; background: url(PICTURE) 0 0 / 100% 100% no-repeat }
body { margin: 181pt 77pt 0; font: 12pt/20pt Sans, FALLBACK; color: #21262b; text-align: center }
p { margin: 0 }
h1 { font: 46pt/58pt Display; color: #0d4a54; margin: 16pt 0 }
.name { font: 34pt/46pt Display, FALLBACK; color: #0d4a54 }
.latin { font-size: 14pt } .text { margin: 36pt 20pt 14pt } .fact { font-size: 11pt; color: #575e63 }
.strong { font: 9.5pt/13.5pt Strong } .cell { font-size: 9.5pt; line-height: 13.5pt }
.foot { position: fixed; left: 77pt; right: 77pt; bottom: 67pt; text-align: left; font: 8.5pt/12.5pt Sans }
.logo { width: 100pt; height: 40pt } .scan { display: block; width: 130pt; height: 39pt }
.foot svg { float: right; width: 84pt; height: 84pt } .rule { border-top: .5pt solid #ccd6d6; margin: 12pt 0 8pt }
.hand { border-top: .6pt solid #575e63; width: 220pt; font-family: Strong; font-size: 10pt }
a { color: inherit; text-decoration: none }
"""


def maker(*, lines: bool) -> Maker:
    """Style sheet and fonts are read once."""
    folder = Path(mkdtemp(prefix="dankwerk-weasy-"))
    for name, data in {
        "decoration.jpg": decoration_jpeg(),
        "decoration.svg": decoration_svg().encode(),
        "logo.png": logo(),
        "hand.png": hand(),
    }.items():
        (folder / name).write_bytes(data)
    picture = "decoration.svg" if lines else "decoration.jpg"
    fallback = ", ".join(dict.fromkeys(family for family, _ in _FACES[2:]))
    faces = "".join(
        f"@font-face {{ font-family: {name}; src: url({(FONTS / file).as_uri()}) }}\n" for name, file in _FACES
    )
    configuration = FontConfiguration()
    base = f"{folder.as_uri()}/"
    style = CSS(
        string=faces + _STYLE.replace("FALLBACK", fallback).replace("PICTURE", picture),
        base_url=base,
        font_config=configuration,
    )

    def make(content: CertificateContent) -> bytes:
        page = HTML(string=_html(content), base_url=base)
        made: bytes = page.write_pdf(stylesheets=[style], font_config=configuration, pdf_variant="pdf/a-3a")
        return made

    return make


def _html(content: CertificateContent) -> str:
    texts = texts_of(content)
    said = {name: escape(value) for name, value in asdict(texts).items() if isinstance(value, str)}
    facts = "".join(f'<p class="fact">{escape(fact)}</p>' for fact in texts.facts)
    activities = "".join(
        f'<p class="strong">{escape(title)}</p><p class="cell">{escape(organisation)}</p>'
        for title, organisation in texts.activities
    )
    return f"""<!doctype html><html lang="{content.language}"><title>{said["title"]} – {said["name"]}</title>
<img class="logo" src="logo.png" alt="Logo">
<p>{said["issuer"]}</p><h1>{said["title"]}</h1><p>{said["opening"]}</p><p class="name">{said["name"]}</p>
<p class="latin">{said["name_latin"]}</p><p class="text">{said["text"]}</p>{facts}{activities}
<div class="foot">{qr_svg(texts.address)}<p>{said["where"]}</p><img class="scan" src="hand.png" alt="">
<p class="hand">{said["signatory"]}</p><p>{said["role"]}</p>
<div class="rule"></div><p>{said["identity"]}</p>
<p>{said["verify"]} <a href="{said["address"]}">{said["address"]}</a></p></div></html>"""
