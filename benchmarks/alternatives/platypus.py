"""ReportLab's page layout engine as in its manual: a story of paragraphs, built anew for each request.

Fonts are registered where they are used, as most code that one finds does. Arabic comes out unjoined and reversed.
"""

import io
from html import escape
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, Literal

from reportlab import rl_config
from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.graphics.shapes import Drawing
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Image, Paragraph, SimpleDocTemplate, Spacer

from benchmarks.alternatives import Maker
from benchmarks.alternatives.page import FONTS, decoration_jpeg, decoration_steps, hand, logo, script_font, texts_of
from certificates.content import CertificateContent

_FACES = {"Sans": "NotoSans-Regular.ttf", "Strong": "NotoSans-SemiBold.ttf", "Display": "NotoSerifDisplay-Medium.ttf"}
_QR_SIZE = 84


def maker(*, lines: bool) -> Maker:
    """Only the decoration is prepared."""
    folder = Path(mkdtemp(prefix="dankwerk-platypus-"))
    for name, picture in (("decoration.jpg", decoration_jpeg()), ("logo.png", logo()), ("hand.png", hand())):
        (folder / name).write_bytes(picture)
    rl_config.useA85 = 0  # the default writes pictures as text, which would cost it twice the time of all the rest

    def make(content: CertificateContent) -> bytes:
        return _make(content, folder, lines=lines)

    return make


def _make(content: CertificateContent, folder: Path, *, lines: bool) -> bytes:
    texts = texts_of(content)
    script = script_font(texts.name)
    # It cannot read the compact font format of the Chinese font: such a name is drawn with boxes, but it is drawn.
    faces = _FACES | ({"Script": script} if script and script.endswith(".ttf") else {})
    for name, file in faces.items():
        pdfmetrics.registerFont(TTFont(name, FONTS / file))
    name_font = "Script" if "Script" in faces else "Display"

    def said(text: str, font: str, size: float, leading: float, alignment: Literal[0, 1] = 1) -> Paragraph:
        style = ParagraphStyle("one", fontName=font, fontSize=size, leading=leading, alignment=alignment)
        return Paragraph(escape(text), style)

    def draw_decoration(canvas: Any, _: Any) -> None:
        if lines:
            _draw_lines(canvas)
        else:
            canvas.drawImage(folder / "decoration.jpg", 0, 0, *A4)

    widget = QrCodeWidget(texts.address, barLevel="M")
    left, bottom, right, top = widget.getBounds()
    code = Drawing(
        _QR_SIZE, _QR_SIZE, transform=[_QR_SIZE / (right - left), 0, 0, _QR_SIZE / (top - bottom), 0, 0], hAlign="RIGHT"
    )
    code.add(widget)
    story = [
        Image(folder / "logo.png", 100, 40, mask="auto"),
        said(texts.issuer, "Strong", 11, 16),
        said(texts.title, "Display", 46, 58),
        said(texts.opening, "Sans", 13, 20),
        said(texts.name, name_font, 34, 46),
        said(texts.name_latin, "Sans", 14, 20),
        Spacer(1, 20),
        said(texts.text, "Sans", 12, 20),
        Spacer(1, 10),
        *(said(fact, "Sans", 11, 17) for fact in texts.facts),
        Spacer(1, 10),
    ]
    for title, organisation in texts.activities:
        story += [said(title, "Strong", 9.5, 13.5), said(organisation, "Sans", 9.5, 13.5)]
    story += [
        Spacer(1, 10),
        code,
        said(texts.where, "Sans", 10, 15, 0),
        Image(folder / "hand.png", 130, 39, mask="auto", hAlign="LEFT"),
        said(texts.signatory, "Strong", 10, 14, 0),
        said(texts.role, "Sans", 8.5, 12.5, 0),
        said(texts.identity, "Sans", 8.5, 12.5, 0),
        Paragraph(
            f'{escape(texts.verify)} <a href="{escape(texts.address)}">{escape(texts.address)}</a>',
            ParagraphStyle("link", fontName="Sans", fontSize=8.5, leading=12.5),
        ),
    ]
    buffer = io.BytesIO()
    document = SimpleDocTemplate(buffer, pagesize=A4, topMargin=175, leftMargin=77, rightMargin=77, bottomMargin=60)
    document.build(story, onFirstPage=draw_decoration, onLaterPages=draw_decoration)
    return buffer.getvalue()


def _draw_lines(canvas: Any) -> None:
    canvas.saveState()
    path = canvas.beginPath()
    simple = {
        "cm": canvas.transform,
        "w": canvas.setLineWidth,
        "RG": canvas.setStrokeColorRGB,
        "rg": canvas.setFillColorRGB,
        "q": canvas.saveState,
        "Q": canvas.restoreState,
    }
    for operator, figures in decoration_steps():
        if operator in simple:
            simple[operator](*figures)
        elif operator in {"m", "l", "c", "re", "h"}:
            names = {"m": path.moveTo, "l": path.lineTo, "c": path.curveTo, "re": path.rect, "h": path.close}
            names[operator](*figures)
        elif operator in {"S", "f", "f*"}:
            canvas.drawPath(path, stroke=int(operator == "S"), fill=int(operator != "S"))
            path = canvas.beginPath()
    canvas.restoreState()
