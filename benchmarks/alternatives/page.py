"""What stands on a Dankurkunde, in words and pictures, for whoever draws it."""

import base64
import datetime as dt
import io
import json
import math
import zlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pypdfium2
import segno
from PIL import Image, ImageDraw, ImageFilter

from certificates.content import CertificateContent
from certificates.press import fonts
from certificates.press.document import PAGE_HEIGHT, PAGE_WIDTH, About, Document
from certificates.press.layout import Layout, parse_layout, shipped
from certificates.press.plate import decoration as plate_of
from certificates.press.wording import wording

FONTS = Path(fonts.__file__).parent
_SCRIPTS = (
    ("Arabic", 0x0600, 0x06FF, "NotoNaskhArabic-Regular.ttf"),
    ("Hebrew", 0x0590, 0x05FF, "NotoSerifHebrew-Regular.ttf"),
    ("Ethiopic", 0x1200, 0x139F, "NotoSerifEthiopic-Regular.ttf"),
    ("Georgian", 0x10A0, 0x10FF, "NotoSerifGeorgian-Regular.ttf"),
    ("Devanagari", 0x0900, 0x097F, "NotoSerifDevanagari-Regular.ttf"),
    ("Han", 0x4E00, 0x9FFF, "NotoSansCJKsc-Regular.otf"),
)


@dataclass(frozen=True)
class Texts:
    """Each line of the page, ready to be set."""

    issuer: str
    title: str
    opening: str
    name: str
    name_latin: str
    text: str
    facts: tuple[str, ...]
    activities: tuple[tuple[str, str], ...]
    where: str
    signatory: str
    role: str
    identity: str
    verify: str
    address: str


def texts_of(content: CertificateContent) -> Texts:
    """The texts of a Dankurkunde."""
    words = wording(content.language)
    facts = [content.role] if content.role else []
    if content.period:
        facts.append(words.span(content.period))
    if content.minutes_total:
        facts.append(words.duration_words(content.minutes_total))
    return Texts(
        issuer=content.issuer.name,
        title=words.title["thanks"],
        opening=words.thanks_opening,
        name=content.name,
        name_latin=content.name_latin,
        text=words.thanks_text[content.unpaid],
        facts=tuple(facts),
        activities=tuple((activity.title, activity.organisation) for activity in content.activities),
        where=f"{content.issuer.place}, {words.date(content.issued_on)}",
        signatory=content.issuer.signatory_name,
        role=content.issuer.signatory_role,
        identity=f"{words.number} {content.number} · {words.code} {content.code}",
        verify=words.verify,
        address=content.verify_url,
    )


def script_font(name: str) -> str | None:
    """The file of the font that a name needs beside the Latin one, if it needs one."""
    for _, first, last, file in _SCRIPTS:
        if any(first <= ord(character) <= last for character in name):
            return file
    return None


def qr_svg(address: str) -> str:
    """The QR code as segno draws it."""
    buffer = io.BytesIO()
    segno.make(address, error="m", micro=False).save(buffer, kind="svg", border=0, xmldecl=False)
    return buffer.getvalue().decode()


@cache
def decoration_jpeg() -> bytes:
    """The decoration as a picture of 100 dots an inch: what is quick, and looks it in print."""
    about = About(title="", author="", subject="", language="de", date=dt.date(2026, 1, 1))
    document = Document(about, {"P0": plate_of(shipped("thanks").decoration, mirrored=False)})
    document.page("P0")
    opened = pypdfium2.PdfDocument(document.finish())
    image = opened[0].render(scale=100 / 72).to_pil().convert("RGB")
    opened.close()
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=75)
    return buffer.getvalue()


@cache
def decoration_steps() -> list[tuple[str, list[float]]]:
    """The decoration as the press has it: operators of PDF with their figures, in points from the lower left corner."""
    form = plate_of(shipped("thanks").decoration, mirrored=False)
    drawn = zlib.decompress(form.split(b"stream\n", 1)[1].rsplit(b"endstream", 1)[0])
    steps: list[tuple[str, list[float]]] = []
    figures: list[float] = []
    for token in drawn.decode().split():
        if token[-1].isdigit() or token[-1] == ".":
            figures.append(float(token))
        else:
            steps.append((token, figures))
            figures = []
    return steps


@cache
def decoration_svg() -> str:  # noqa: C901 - one branch an operator
    """The same as SVG."""
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {PAGE_WIDTH} {PAGE_HEIGHT}">']
    out.append(f'<g transform="matrix(1 0 0 -1 0 {PAGE_HEIGHT})">')
    opened, path = [0], ""
    stroke = fill = "#000"
    width = 1.0
    for operator, figures in decoration_steps():
        said = " ".join(f"{figure:g}" for figure in figures)
        if operator == "q":
            opened.append(0)
        elif operator == "Q":
            out.append("</g>" * opened.pop())
        elif operator == "cm":
            out.append(f'<g transform="matrix({said})">')
            opened[-1] += 1
        elif operator == "w":
            (width,) = figures
        elif operator in {"RG", "rg"}:
            colour = "#" + "".join(f"{round(255 * part):02x}" for part in figures)
            stroke, fill = (colour, fill) if operator == "RG" else (stroke, colour)
        elif operator in {"m", "l", "c"}:
            path += operator.upper() + said
        elif operator == "re":
            x, y, across, up = figures
            path += f"M{x:g} {y:g}h{across:g}v{up:g}h{-across:g}z"
        elif operator == "h":
            path += "z"
        elif operator in {"S", "f", "f*"}:
            paint = f'fill="none" stroke="{stroke}" stroke-width="{width:g}"' if operator == "S" else f'fill="{fill}"'
            out.append(f'<path d="{path}" {paint} fill-rule="evenodd"/>')
            path = ""
    return "".join([*out, "</g>" * sum(opened), "</g></svg>"])


@cache
def logo() -> bytes:
    """A PNG of 600 x 240 with soft edges, as an association has one."""
    image = Image.new("RGBA", (1200, 480))
    draw = ImageDraw.Draw(image)
    for i in range(12):
        x, y = 240 + 120 * math.cos(i * math.pi / 6), 240 + 120 * math.sin(i * math.pi / 6)
        draw.ellipse((x - 60, y - 60, x + 60, y + 60), fill=(20 + i * 18, 90, 160 - 8 * i, 150))
    draw.rounded_rectangle((480, 160, 1160, 320), 40, fill=(20, 90, 160, 255))
    return _png(image.filter(ImageFilter.GaussianBlur(2)).resize((600, 240)))


@cache
def hand() -> bytes:
    """A PNG of 400 x 120: a signature in blue ink, transparent around it."""
    image = Image.new("RGBA", (800, 240))
    points = [(40 + 7 * i, 120 + 70 * math.sin(i / 6) * math.cos(i / 17)) for i in range(100)]
    ImageDraw.Draw(image).line(points, fill=(10, 20, 120, 255), width=7, joint="curve")
    return _png(image.resize((400, 120)))


def _png(image: Image.Image) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


@cache
def layout() -> Layout:
    """The Dankurkunde that ships here, with the two pictures."""
    data = json.loads(shipped("thanks").model_dump_json())
    picture = {"type": "image", "data": base64.b64encode(logo()).decode(), "alt": "Logo", "width": 35, "height": 14}
    data["elements"].insert(0, picture | {"align": "middle"})
    data["foot"][0]["columns"][0]["elements"][0]["image"] = base64.b64encode(hand()).decode()
    return parse_layout(data)
