"""How the demo tells what it does: figures as people write them, bars on a terminal, plain lines elsewhere."""

import sys
import time
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Any, Self

from django.conf import settings
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from tqdm import tqdm

from backend.demo.papers import PATIENCE_SECONDS, Progress
from volunteers.imports.report import ImportReport, RowError

PLAIN_SECONDS = 2.0  # between two lines about the press where there is no terminal
_BAR = "      {desc} {percentage:3.0f} % |{bar}| {n_fmt} / {total_fmt} "


def grouped(facts: Mapping[str, int]) -> dict[str, str]:
    """Each figure as 2.400; `minutes` also as whole `hours`."""
    shown = {name: number_format(figure, force_grouping=True) for name, figure in facts.items()}
    if "minutes" in facts:
        shown["hours"] = number_format(round(facts["minutes"] / 60), force_grouping=True)
    return shown


def seconds_since(started: float) -> str:
    """From `started`, on the monotonic clock, with one decimal."""
    return str(number_format(time.monotonic() - started, decimal_pos=1))


def about_import(report: ImportReport) -> list[str]:
    """The figures of the report, what was wrong by kind, and the first wrong row of each kind."""
    facts = grouped(
        {
            "rows": report.rows,
            "good": report.good,
            "bad": sum(report.bad.values()),
            "minutes": report.minutes,
            "people": report.people_created,
            "activities": report.activities_created,
            "duplicates": report.duplicates,
        }
    )
    kinds = ", ".join(f"{_kind(kind)}: {number}" for kind, number in report.bad.items())
    first: dict[str, RowError] = {}
    for error in report.errors:
        first.setdefault(error.kind, error)
    lines = [
        _("Zeilen: %(rows)s, davon richtig: %(good)s mit %(hours)s Stunden, schon da: %(duplicates)s") % facts,
        _("Neue Menschen: %(people)s, neue Tätigkeiten: %(activities)s") % facts,
        _("Falsch und weggelassen: %(bad)s") % facts + (f" ({kinds})" if kinds else ""),
    ]
    for error in first.values():
        where = {"line": error.line, "column": error.column or "–", "reason": error.reason}
        lines.append("  " + _("Zeile %(line)s, %(column)s: %(reason)s") % where)
    return lines


def _kind(kind: str) -> str:
    """A kind of wrong row in words; one that the sheet of the demo does not have, by its key."""
    words = {
        "name": _("ohne Namen"),
        "future": _("in der Zukunft"),
        "date": _("kein Datum"),
        "duration": _("keine Dauer"),
    }
    return words.get(kind, kind)


def about_press(seen: Progress) -> list[str]:
    """What came out of the press; and if it stands still, why, and what to do."""
    lines = [_("Ausgestellt: %(issued)s von %(total)s") % {"issued": seen.issued, "total": seen.total}]
    if seen.failed:
        lines.append(_("Nicht ausgestellt: %(failed)s. %(reason)s") % {"failed": seen.failed, "reason": seen.reason})
    elif seen.under_way and seen.reason:
        lines.append(_("Die Presse wartet: %(reason)s") % {"reason": seen.reason})
    elif seen.under_way:
        facts = {"seconds": int(PATIENCE_SECONDS), "waiting": seen.under_way}
        lines += [
            _("Seit %(seconds)s s tut sich nichts: Vermutlich läuft kein Celery-Worker.") % facts,
            _("Nichts ist verloren, bestellt bleiben: %(waiting)s. Gepresst wird, sobald er läuft:") % facts,
            f"  .venv/bin/celery --app=backend worker --pool=solo --beat --schedule={settings.VAR_DIR}/beat-schedule",
            _("Oder alles zusammen, mit der Weboberfläche: make run"),
        ]
    return lines


class Bar:
    """A bar on a terminal, nothing elsewhere. A context manager."""

    def __init__(self, label: str) -> None:
        """`label` stands before the bar."""
        self._label = label
        self._bar: tqdm[Any] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.close()

    def tell(self, done: int, of: int) -> None:
        """So far `done` of `of`, which stays the same."""
        if self._bar is None:
            shown = sys.stderr.isatty()
            self._bar = tqdm(desc=self._label, total=of, leave=False, disable=not shown, bar_format=_BAR)
        self._bar.update(done - self._bar.n)


class PressBar(Bar):
    """A bar on a terminal, elsewhere a line every few seconds."""

    def __init__(self, say: Callable[[str], None]) -> None:
        """`say` prints one line."""
        super().__init__(_("Urkunden"))
        self._say = say
        self._said = time.monotonic()

    def hear(self, seen: Progress) -> None:
        """The press is at `seen`."""
        self.tell(seen.issued + seen.failed, seen.total)
        now = time.monotonic()
        if not sys.stderr.isatty() and seen.under_way and now - self._said >= PLAIN_SECONDS:
            self._said = now
            self._say(_("%(issued)s von %(total)s gepresst …") % {"issued": seen.issued, "total": seen.total})
