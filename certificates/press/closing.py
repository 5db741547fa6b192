"""The end of every document: place and date, the line to sign on, the QR code, number, code and address to verify."""

from certificates.press.flow import Flow, place
from certificates.press.objects import text_string
from certificates.press.page import Link
from certificates.press.qr import qr_operators
from certificates.press.structure import Node
from certificates.press.styles import BODY, GREY, INK, LEFT, PALE, RIGHT, SIGNATORY, SMALL, WIDTH
from certificates.press.text import Line

_QR_SIZE = 84.0
_SIGNING_SPACE = 42.0
_LEFT_WIDTH = WIDTH - _QR_SIZE - 56


class Closing:
    """Set first, because its height decides where it goes; then written."""

    def __init__(self, flow: Flow) -> None:
        """Raises ContentError for a text that cannot be printed."""
        content, words = flow.content, flow.words
        issuer = content.issuer
        self._flow = flow
        self._where = flow.set("issuer.place", f"{issuer.place}, {words.date(content.issued_on)}", BODY, _LEFT_WIDTH)
        self._signatory = flow.set("issuer.signatory_name", issuer.signatory_name, SIGNATORY, _LEFT_WIDTH)
        self._role = flow.set("issuer.signatory_role", issuer.signatory_role, SMALL, _LEFT_WIDTH)
        identity = f"{words.number} {content.number} · {words.code} {content.code}"
        self._identity = flow.set("number", identity, SMALL)
        self._replaces: list[Line] = []
        if content.replaces.strip():
            self._replaces = flow.set("replaces", f"{words.replaces} {content.replaces}", SMALL)
        self._label = flow.set("verify_url", words.verify, SMALL)
        self._label_width = self._label[0].width * SMALL.size + 2.3
        self._address = flow.set("verify_url", content.verify_url, SMALL, WIDTH - self._label_width)
        signing = (
            len(self._where) * BODY.leading
            + _SIGNING_SPACE
            + len(self._signatory) * SIGNATORY.leading
            + len(self._role) * SMALL.leading
        )
        self._upper = max(signing, _QR_SIZE)
        small_lines = len(self._identity) + len(self._replaces) + len(self._address)
        self.height = self._upper + 26 + small_lines * SMALL.leading

    def write(self, top: float) -> None:
        """Writes the block with its upper edge at `top` on the current page."""
        flow, root = self._flow, self._flow.root
        page, content = flow.page, flow.content
        x, y = RIGHT - _QR_SIZE, top - _QR_SIZE
        flow.y = top
        flow.write(root.add("P"), self._where, BODY, width=_LEFT_WIDTH)
        flow.y -= _SIGNING_SPACE
        page.rule(LEFT, flow.y + 4, 220, GREY, 0.6)
        flow.write(root.add("P"), self._signatory, SIGNATORY, width=_LEFT_WIDTH)
        flow.write(root.add("P"), self._role, SMALL, width=_LEFT_WIDTH)
        box = f"/A<</O/Layout/Placement/Block/BBox[{x:.2f} {y:.2f} {x + _QR_SIZE:.2f} {top:.2f}]>>".encode()
        figure = root.add("Figure", b"/Alt" + text_string(flow.words.qr) + box)
        ink = " ".join(f"{part:g}" for part in INK)
        page.shape(figure, f"{ink} rg {qr_operators(content.verify_url, x, y, _QR_SIZE)}")
        flow.y = top - self._upper - 12
        page.rule(LEFT, flow.y, WIDTH, PALE)
        flow.y -= 8
        flow.write(root.add("P"), self._identity, SMALL)
        if self._replaces:
            flow.write(root.add("P"), self._replaces, SMALL)
        self._write_address(root.add("P"))

    def _write_address(self, node: Node) -> None:
        flow, page = self._flow, self._flow.page
        top = flow.y
        page.text(node, place(self._label, SMALL, top), SMALL)
        link = node.add("Link")
        x, width = LEFT + self._label_width, WIDTH - self._label_width
        flow.write(link, self._address, SMALL, x=x, width=width)
        longest = max(line.width for line in self._address) * SMALL.size
        flow.document.link(
            page,
            link,
            Link((x, flow.y, longest, top - flow.y), flow.content.verify_url, flow.words.verify_link),
        )
