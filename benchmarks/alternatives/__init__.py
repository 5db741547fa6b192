"""The Dankurkunde as others would make it, with a logo and a scanned signature.

Each module offers `maker()`, which prepares what can be prepared and returns a function from content to PDF. They get
what makes them fast: texts that are ready, the fonts that ship here (smaller than the originals), style sheet, compiler
and key kept from one to the next. They draw the same page; only typst makes it archivable and accessible.
"""

from collections.abc import Callable
from importlib import import_module
from typing import NamedTuple

from certificates.content import CertificateContent

Maker = Callable[[CertificateContent], bytes]


class Alternative(NamedTuple):
    """`least` is the ratio to reach: its time by that of a sealed certificate of the press.

    `lines`: it draws the decoration as the press does. Without, it gets a JPEG, which is not the same page any more.
    """

    module: str
    title: str
    lines: bool
    least: int


ALTERNATIVES = (
    Alternative("weasy", "WeasyPrint, PDF/A-3a, unsigned", lines=True, least=50),
    Alternative("platypus", "ReportLab platypus as in its manual, unsigned", lines=True, least=40),
    Alternative("typesetter", "typst, signed with pyHanko", lines=True, least=18),
    Alternative("weasy", "WeasyPrint, decoration as a JPEG", lines=False, least=0),
    Alternative("platypus", "ReportLab platypus, decoration as a JPEG", lines=False, least=0),
    Alternative("typesetter", "typst and pyHanko, decoration as a JPEG", lines=False, least=0),
)


def maker_of(alternative: Alternative) -> Maker:
    """Prepares it. Raises ImportError where its package is missing, OSError where a system library is."""
    made: Maker = import_module(f"benchmarks.alternatives.{alternative.module}").maker(lines=alternative.lines)
    return made
