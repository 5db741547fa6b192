"""Bytes to rows of cells: what kind of file it is, its encoding, its separator; then a stream, however long it is.

A file is read once as bytes (`survey`) and once as text. Memory does not depend on its length: no line may be longer
than `LINE_LIMIT`, no cell longer than the csv module's own limit (131,072 characters).
"""

import codecs
import contextlib
import csv
import io
import itertools
import shutil
import tempfile
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import AnyStr, BinaryIO

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backend.common.spreadsheets import unharmed
from volunteers.imports.columns import HOURS, Layout, Said, Vocabulary, lay_out, plain
from volunteers.imports.faults import ImportFileError

SEPARATORS = (";", ",", "\t", "|")
LINE_LIMIT = 1_000_000  # characters
_AHEAD = 256 * 1024  # characters looked at for the header, which may span lines
_CHUNK = 1 << 20  # bytes
HEADERS_LOOKED_AT = 10  # rows that are not blank
_SURELY = 3  # known headers in a row further down, where the first row has none or one
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_NOT_IN_1252 = (b"\x81", b"\x8d", b"\x8f", b"\x90", b"\x9d")
# What people send instead of CSV, by its first bytes.
_OTHERS = (
    (b"%PDF", gettext_lazy("ein PDF")),
    (b"PK\x03\x04", gettext_lazy("eine Excel-Mappe, eine LibreOffice-Tabelle oder ein ZIP-Archiv")),
    (b"\xd0\xcf\x11\xe0", gettext_lazy("eine alte Excel-Mappe")),
    (b"\x89PNG", gettext_lazy("ein Bild")),
    (b"\xff\xd8\xff", gettext_lazy("ein Bild")),
    (b"GIF8", gettext_lazy("ein Bild")),
    (b"\x1f\x8b", gettext_lazy("ein gepacktes Archiv")),
    (b"SQLite format 3", gettext_lazy("eine Datenbank")),
    (b"{\\rtf", gettext_lazy("ein Textdokument")),
    (b"<", gettext_lazy("eine Webseite oder ein XML-Dokument")),
    (b'{"', gettext_lazy("eine JSON-Datei")),
    (b"[{", gettext_lazy("eine JSON-Datei")),
)


@dataclass(frozen=True, slots=True)
class Table:
    """An open sheet. `rows` gives, once, each row that is not blank with the line (1-based) on which it starts.

    `header_line` is the line of the titles; what stands above it is left out.
    """

    encoding: str
    separator: str
    layout: Layout
    rows: Iterator[tuple[int, list[str]]]
    size: int
    stream: BinaryIO
    header_line: int = 1

    def position(self) -> int:
        """How many of the `size` bytes are read."""
        return self.stream.tell()


@dataclass(frozen=True, slots=True)
class Glimpse:
    """The beginning of a file: the first `lines` with their numbers, the titles, and a few rows below them."""

    lines: Sequence[tuple[int, list[str]]] = ()
    header_line: int = 0
    titles: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()


@contextmanager
def open_table(
    source: Path | BinaryIO, overrides: Said, *, header_line: int | None = None, vocabulary: Vocabulary = HOURS
) -> Iterator[Table]:
    """Open a file, or a binary stream that may be an upload or a pipe; `overrides` as in `columns.lay_out`.

    The titles stand in the first row that is not blank; or, where that one is not known at all, in the one of the
    first ten that surely is; or on `header_line`. Raises ImportFileError here for what the first looks show, and while
    reading `rows` for the rest.
    """
    with ExitStack() as stack:
        stream = _opened(source, stack)
        encoding = survey(stream)
        size = stream.tell()
        stream.seek(0)
        text = io.TextIOWrapper(stream, encoding, newline="")
        stack.callback(text.detach)  # the caller's stream stays open
        lines = _lines(text)
        ahead = _look_ahead(lines)
        mapped = {plain(header) for header in overrides if isinstance(header, str)}
        separator, rows = _begin(ahead, lines, mapped, vocabulary)
        first = list(itertools.islice(rows, HEADERS_LOOKED_AT))
        if not first:
            raise ImportFileError(_("Die Datei ist leer. Bitte prüfen Sie, ob es die richtige ist."), code="empty_file")
        place = _place_of_header(first, header_line, mapped, vocabulary)
        line, titles = first[place]
        below: Iterator[tuple[int, list[str]]] = itertools.chain(first[place + 1 :], rows)
        below = _unharmed(below)  # as our own exports and sheets of errors are written
        layout = lay_out(titles, overrides, vocabulary)
        yield Table(encoding, separator, layout, below, size, stream, line)


def glimpse(stream: BinaryIO, most: int, *, header_line: int | None = None, vocabulary: Vocabulary = HOURS) -> Glimpse:
    """The titles and at most `most` rows as they stand, whatever they mean; empty for an empty file.

    For whoever still has to say what the columns mean. Raises ImportFileError as `open_table`.
    """
    encoding = survey(stream)
    stream.seek(0)
    text = io.TextIOWrapper(stream, encoding, newline="")
    try:
        ahead = _look_ahead(_lines(text))
    finally:
        text.detach()
    _separator, rows = _begin(ahead, iter(()), (), vocabulary)
    first = list(itertools.islice(rows, HEADERS_LOOKED_AT + most))
    if not first:
        return Glimpse()
    place = _place_of_header(first[:HEADERS_LOOKED_AT], header_line, (), vocabulary)
    line, titles = first[place]
    below = [cells for _line, cells in first[place + 1 : place + 1 + most]]
    return Glimpse(first[:HEADERS_LOOKED_AT], line, titles, below)


def what_is_wrong() -> str:
    """The title of the column that we put before wrong rows, for people who mend them."""
    return _("Was nicht stimmt")


def is_to_mend(titles: Sequence[str]) -> bool:
    """Whether these are the titles of such a file of ours, which is read without that column."""
    return bool(titles) and plain(titles[0]) == plain(what_is_wrong())


def _unharmed(rows: Iterator[tuple[int, list[str]]]) -> Iterator[tuple[int, list[str]]]:
    for line, cells in rows:
        yield line, [unharmed(cell) for cell in cells]


def _begin(
    ahead: list[str], lines: Iterator[str], mapped: Collection[str], vocabulary: Vocabulary
) -> tuple[str, Iterator[tuple[int, list[str]]]]:
    """The separator, and all rows that are not blank."""
    separator = _declared(ahead)
    skipped = 0
    if separator:
        del ahead[0]
        skipped = 1
    separator = separator or sniff(ahead, mapped, vocabulary)
    return separator, _rows(itertools.chain(ahead, lines), separator, skipped)


def _place_of_header(
    first: Sequence[tuple[int, list[str]]], line: int | None, mapped: Collection[str], vocabulary: Vocabulary
) -> int:
    """Which of the rows has the titles."""
    if line is not None:
        return next((place for place, (number, _cells) in enumerate(first) if number == line), 0)
    known = [vocabulary.count(cells, mapped) for _number, cells in first]
    best = max(range(len(first)), key=known.__getitem__)
    return best if known[0] < 2 and known[best] >= _SURELY else 0


def survey(stream: BinaryIO) -> str:
    """The encoding of the whole stream, read to its end: utf-8-sig, utf-16, utf-8 or cp1252.

    1. A byte order mark decides, and then every byte must agree with it.
    2. Without one it is UTF-8 if all of it is.
    3. Else it is Windows-1252, unless umlauts were valid UTF-8 before the first byte that is not: then the file was
       put together from two encodings or damaged, and reading it as Windows-1252 would turn names into nonsense.

    Raises ImportFileError `not_csv`, `nul` or `encoding`.
    """
    stream.seek(0)
    chunk = stream.read(_CHUNK)
    _refuse_others(chunk)
    marked = next((encoding for bom, encoding in _BOMS if chunk.startswith(bom)), None)
    decoder = codecs.getincrementaldecoder(marked or "utf-8")()
    line, broken_line, accents, is_1252 = 1, 0, False, True
    while True:
        final = not chunk
        text = ""
        try:
            text = "" if broken_line else decoder.decode(chunk, final)
        except UnicodeDecodeError as error:
            before = error.object[: error.start]
            broken_line = line + before.count(b"\n")
            if marked or accents or not before.isascii():
                raise _undecodable(broken_line) from None
        accents = accents or not text.isascii()
        is_1252 = is_1252 and not any(byte in chunk for byte in _NOT_IN_1252)
        if marked == "utf-16":
            _refuse_nul(text, "\0", "\n", line)
            line += text.count("\n")
        else:
            _refuse_nul(chunk, b"\0", b"\n", line)
            line += chunk.count(b"\n")
        if final:
            break
        chunk = stream.read(_CHUNK)
    if broken_line and not is_1252:
        raise _undecodable(broken_line)
    return marked or ("cp1252" if broken_line else "utf-8")


def sniff(ahead: Iterable[str], mapped: Collection[str], vocabulary: Vocabulary = HOURS) -> str:
    """The separator under which one of the first rows has the most known headers, then the first row the most cells.

    `mapped` are the headers that `--map` names, as `columns.plain` gives them.
    """

    def known(separator: str) -> tuple[int, int, int]:
        rows: list[list[str]] = []
        # A quote that is not closed further down must not hide the header.
        with contextlib.suppress(csv.Error):
            for cells in csv.reader(ahead, delimiter=separator, strict=True):
                if any(map(str.strip, cells)):
                    rows.append(cells)
                if len(rows) == HEADERS_LOOKED_AT:
                    break
        if not rows:
            return 0, 0, 0
        return max(vocabulary.count(cells, mapped) for cells in rows), len(rows[0]), max(map(len, rows))

    return max(SEPARATORS, key=known)  # the first of equals


def _opened(source: Path | BinaryIO, stack: ExitStack) -> BinaryIO:
    """A stream that can be read twice; a pipe is copied to a temporary file first."""
    if isinstance(source, Path):
        try:
            source = stack.enter_context(source.open("rb"))
        except OSError:
            sentence = _("Die Datei gibt es nicht, oder sie lässt sich nicht lesen. Bitte prüfen Sie Ort und Rechte.")
            raise ImportFileError(sentence, code="unreadable") from None
    if source.seekable():
        return source
    copy = stack.enter_context(tempfile.TemporaryFile())  # noqa: SIM115 - the stack is the context manager
    shutil.copyfileobj(source, copy)
    return copy


def _lines(text: io.TextIOWrapper) -> Iterator[str]:
    number = 0
    while line := text.readline(LINE_LIMIT):
        number += 1
        if len(line) >= LINE_LIMIT:
            raise _cell_too_long(number)
        yield line


def _look_ahead(lines: Iterator[str]) -> list[str]:
    """The first lines, until there is surely a header among them."""
    ahead: list[str] = []
    length = 0
    for line in lines:
        ahead.append(line)
        length += len(line)
        if length >= _AHEAD or len(ahead) >= 50:
            break
    return ahead


def _declared(ahead: list[str]) -> str | None:
    """The separator of Excel's own first line `sep=;`."""
    first = ahead[0].strip("\r\n").lower() if ahead else ""
    return next((separator for separator in SEPARATORS if first == f"sep={separator}"), None)


def _rows(lines: Iterable[str], separator: str, skipped: int) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(lines, delimiter=separator, strict=True)
    while True:
        start = skipped + reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            if "limit" in str(error):
                raise _cell_too_long(start) from None
            sentence = _(
                "In Zeile %(line)s ist ein Anführungszeichen nicht geschlossen oder steht an falscher Stelle. "
                "Bitte berichtigen Sie die Zeile, oder speichern Sie die Datei neu als CSV."
            )
            raise ImportFileError(sentence % {"line": start}, code="quote") from None
        if any(map(str.strip, cells)):
            yield start, cells


def _refuse_others(head: bytes) -> None:
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    for magic, what in _OTHERS:
        if start.startswith(magic):
            sentence = _(
                "Das ist %(what)s, keine CSV-Datei. Bitte öffnen Sie die Liste im Tabellenprogramm "
                "und speichern Sie sie mit „Speichern unter“ als „CSV UTF-8“."
            )
            raise ImportFileError(sentence % {"what": what}, code="not_csv")


def _refuse_nul(text: AnyStr, nul: AnyStr, newline: AnyStr, line: int) -> None:
    place = text.find(nul)
    if place >= 0:
        sentence = _(
            "In Zeile %(line)s stehen NUL-Zeichen: das ist keine Textdatei, oder sie ist beschädigt. "
            "Bitte speichern Sie die Liste im Tabellenprogramm neu als „CSV UTF-8“."
        )
        raise ImportFileError(sentence % {"line": line + text.count(newline, 0, place)}, code="nul")


def _undecodable(line: int) -> ImportFileError:
    sentence = _(
        "In Zeile %(line)s stehen Zeichen, die sich nicht lesen lassen. "
        "Bitte öffnen Sie die Liste im Tabellenprogramm und speichern Sie sie neu als „CSV UTF-8“."
    )
    return ImportFileError(sentence % {"line": line}, code="encoding")


def _cell_too_long(line: int) -> ImportFileError:
    sentence = _(
        "In oder nach Zeile %(line)s ist eine Zelle viel zu lang. Meist fehlt dort ein schließendes Anführungszeichen. "
        "Bitte berichtigen Sie die Zeile."
    )
    return ImportFileError(sentence % {"line": line}, code="cell_too_long")
