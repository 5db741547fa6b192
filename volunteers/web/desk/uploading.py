"""A sheet between its upload and its import: what its columns mean, and where it is meanwhile.

It is kept nowhere: it travels in the page, sealed, for an hour. So there is nothing to clear up after whoever looks and
goes away.
"""

import base64
import io
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backend.common.errors import Invalid
from backend.common.spreadsheets import csv_download
from backend.common.uploads import is_too_large, read_up_to
from volunteers.imports.columns import Vocabulary
from volunteers.imports.faults import Column, ImportFileError
from volunteers.imports.mending import rows_to_mend
from volunteers.imports.reading import Glimpse, glimpse, is_to_mend
from volunteers.imports.values import shown
from volunteers.models import ImportKind
from volunteers.services import import_columns
from volunteers.web.desk.place import Desk

MOST_BYTES = 1_000_000  # some 15,000 rows; sealed and in letters it stays below settings.DATA_UPLOAD_MAX_MEMORY_SIZE
MOST_COLUMNS = 80
SHOWN_ROWS = 5
SHOWN_ERRORS = 200
KEPT_SECONDS = 3600
MEANINGS = {
    Column.NAME: gettext_lazy("Name (Vor- und Nachname)"),
    Column.FIRST_NAME: gettext_lazy("Vorname"),
    Column.SURNAME: gettext_lazy("Nachname"),
    Column.EMAIL: gettext_lazy("E-Mail-Adresse"),
    Column.DATE: gettext_lazy("Datum"),
    Column.ACTIVITY: gettext_lazy("Tätigkeit"),
    Column.FIELD: gettext_lazy("Handlungsfeld"),
    Column.HOURS: gettext_lazy("Dauer in Stunden"),
    Column.MINUTES: gettext_lazy("Dauer in Minuten"),
    Column.NOTE: gettext_lazy("Bemerkung"),
    Column.CARD: gettext_lazy("Karte (Gold oder Blau)"),
    Column.VALID_UNTIL: gettext_lazy("gültig bis"),
    Column.STATUS: gettext_lazy("Stand der Karte"),
    Column.IGNORE: gettext_lazy("– nicht übernehmen –"),
}
# What can be mended by saying what the columns mean.
ABOUT_COLUMNS = {"columns", "no_header", "map"}


@dataclass(slots=True)
class Upload:
    """A file under examination. `said` is what the selects of the page say, by place; empty for a new file."""

    kind: ImportKind
    vocabulary: Vocabulary
    data: bytes
    sealed: str
    header_line: int | None = None
    said: dict[int, str] = field(default_factory=dict)
    ticked: frozenset[str] = frozenset()
    look: Glimpse = field(default_factory=Glimpse)
    meanings: list[str] = field(default_factory=list)
    complaint: str = ""

    @property
    def header(self) -> list[tuple[str, str]]:
        """Each title with what it is taken for."""
        return list(zip((title.strip() for title in self.look.titles), self.meanings, strict=True))

    @property
    def described(self) -> list[tuple[str, str, list[str]]]:
        """Each title with what it is taken for, and what stands first in its column."""
        return [
            (title, meaning, [row[place] for row in self.look.rows if place < len(row) and row[place].strip()][:3])
            for place, (title, meaning) in enumerate(self.header)
        ]

    @property
    def leaves_out(self) -> bool:
        """Whether a column of the file is not taken: somebody should see that."""
        own = int(is_to_mend(self.look.titles))
        return Column.IGNORE.value in self.meanings[own:]

    @property
    def columns(self) -> dict[int, str]:
        """What every column means, by place."""
        return dict(enumerate(self.meanings))

    @property
    def lines(self) -> list[tuple[int, str]]:
        """The first lines, to choose the one with the titles."""
        return [(line, shown(" · ".join(filter(None, map(str.strip, cells))))) for line, cells in self.look.lines]

    @property
    def choices(self) -> list[tuple[str, Any]]:
        """What a column may mean."""
        return [(column.value, MEANINGS[column]) for column in self.vocabulary.columns]

    @property
    def options(self) -> str:
        """What was examined: an import of anything else is examined first."""
        return repr((self.meanings, self.look.header_line, sorted(self.ticked)))

    def source(self) -> io.BytesIO:
        """The file, from its beginning."""
        return io.BytesIO(self.data)


early = read_up_to(MOST_BYTES)


def examined(request: HttpRequest, desk: Desk, kind: ImportKind, vocabulary: Vocabulary) -> Upload:
    """The file that was sent, or the one of the preview, with what its columns mean. Raises Invalid."""
    given = _given(request, desk, kind, vocabulary)
    given.look = glimpse(given.source(), SHOWN_ROWS, header_line=given.header_line, vocabulary=vocabulary)
    titles = given.look.titles
    if len(titles) > MOST_COLUMNS:
        sentence = _("Die Liste hat mehr als %(most)s Spalten. Bitte löschen Sie die, die hier niemand braucht.")
        raise Invalid(sentence % {"most": MOST_COLUMNS}, field="datei")
    given.meanings = import_columns.recall(
        organisation=desk.organisation, kind=kind, titles=titles, vocabulary=vocabulary
    )
    for place, code in given.said.items():
        if place < len(titles):
            given.meanings[place] = code
    return given


def tried(given: Upload, run: Callable[[], Any]) -> Any:
    """What the import says; None, and a complaint, where somebody has to say what the columns mean. Raises Invalid."""
    try:
        return run()
    except ImportFileError as error:
        if error.code not in ABOUT_COLUMNS or not given.look.titles:
            raise
        given.complaint = _("Wir erkennen nicht alle Spalten. Bitte sagen Sie unten, was in welcher Spalte steht.")
        return None


def remember(desk: Desk, given: Upload) -> None:
    """The next sheet with this header needs no explanation."""
    import_columns.remember(
        organisation=desk.organisation,
        kind=given.kind,
        titles=given.look.titles,
        meanings=given.meanings,
        vocabulary=given.vocabulary,
    )


def to_mend(given: Upload, reasons: Mapping[int, str]) -> HttpResponse:
    """The wrong rows as a file."""
    rows = rows_to_mend(
        given.source(),
        reasons,
        columns=given.columns,
        header_line=given.look.header_line,
        vocabulary=given.vocabulary,
    )
    return csv_download("zu-berichtigen", rows)


def _given(request: HttpRequest, desk: Desk, kind: ImportKind, vocabulary: Vocabulary) -> Upload:
    # The request may be read for the first time here, with the handler that `early` gave it.
    file = request.FILES.get("datei")
    if is_too_large(request):
        raise Invalid(
            _("Die Datei ist größer als 1 MB. Bitte teilen Sie die Liste, zum Beispiel nach Monaten."), field="datei"
        )
    ticked = frozenset(name for name in ("taetigkeiten", "personen") if name in request.POST)
    signer = signing.TimestampSigner(salt=f"desk-import {kind} {desk.user.pk} {desk.organisation.pk}")
    if file is not None:
        data = file.read()
        sealed = signer.sign(base64.b64encode(zlib.compress(data)).decode("ascii"))
        return Upload(kind, vocabulary, data, sealed, ticked=ticked)
    sealed = request.POST.get("inhalt", "")
    if not sealed:
        raise Invalid(_("Bitte wählen Sie eine Datei aus."), field="datei")
    try:
        data = zlib.decompress(base64.b64decode(signer.unsign(sealed, max_age=KEPT_SECONDS)))
    except signing.BadSignature as error:
        raise Invalid(_("Die Vorschau ist abgelaufen. Bitte wählen Sie die Datei noch einmal aus.")) from error
    before = request.POST.get("kopfzeile-war", "")
    line = request.POST.get("kopfzeile", before)
    # Another line has other columns: what was said of those before holds no longer.
    said = _said(request.POST, vocabulary) if line == before else {}
    number = int(line) if line.isdecimal() and len(line) < 10 else None
    return Upload(kind, vocabulary, data, sealed, number, said, ticked)


def _said(fields: Mapping[str, Any], vocabulary: Vocabulary) -> dict[int, str]:
    """What the selects of the page say of each column, by its place."""
    possible = {column.value for column in vocabulary.columns}
    said = {}
    for place in range(MOST_COLUMNS):
        code = fields.get(f"spalte-{place + 1}")
        if code is not None:
            said[place] = code if code in possible else Column.IGNORE.value
    return said
