"""What an import found and did."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from volunteers.imports.columns import Layout
from volunteers.imports.faults import RowFault

NAMED = 200  # of those whom an import would create: enough to look at


@dataclass(frozen=True, slots=True)
class RowError:
    """One wrong row: the line on which it starts (the header is line 1), the file's header of the column, why."""

    line: int
    column: str
    kind: str
    reason: str


@dataclass(frozen=True, slots=True)
class ImportReport:
    """`good` rows are right, whether `imported` now or already there (`duplicates`). Times are whole minutes.

    Rows, good, bad and minutes are the same for a dry run, the import and every repetition of it. `new_people` and
    `new_activities` name the first `NAMED` of those created, for the eyes of who imports alone: no file says them.
    """

    rows: int
    good: int
    bad: Mapping[str, int]
    minutes: int
    minutes_per_activity: Mapping[str, int]
    errors: Sequence[RowError]
    imported: int
    duplicates: int
    people_created: int
    activities_created: int
    dry_run: bool
    encoding: str
    separator: str
    new_people: Sequence[str] = ()
    new_activities: Sequence[str] = ()

    def as_json(self) -> dict[str, Any]:
        """The report as plain values, in the order in which a person reads it."""
        return {
            "rows": self.rows,
            "good": self.good,
            "bad": dict(self.bad),
            "minutes": self.minutes,
            "minutes_per_activity": dict(self.minutes_per_activity),
            "errors": [
                {"line": error.line, "column": error.column, "kind": error.kind, "reason": error.reason}
                for error in self.errors
            ],
            "imported": self.imported,
            "duplicates": self.duplicates,
            "people_created": self.people_created,
            "activities_created": self.activities_created,
            "dry_run": self.dry_run,
            "encoding": self.encoding,
            "separator": self.separator,
        }


@dataclass(slots=True)
class Tally:
    """The report while it grows. An activity is called as the file first spells it, so every run says the same."""

    rows: int = 0
    imported: int = 0
    duplicates: int = 0
    people_created: int = 0
    activities_created: int = 0
    titles: dict[str, str] = field(default_factory=dict)
    minutes: dict[str, int] = field(default_factory=dict)
    errors: list[RowError] = field(default_factory=list)
    new_people: list[str] = field(default_factory=list)
    new_activities: list[str] = field(default_factory=list)

    def name(self, *, people: Sequence[str], activities: Sequence[str]) -> None:
        """Remember whom and what is created, as far as anybody reads a list."""
        self.new_people += people[: NAMED - len(self.new_people)]
        self.new_activities += activities[: NAMED - len(self.new_activities)]

    def good(self, title_key: str, minutes: int, *, new: bool) -> None:
        """Count a right row."""
        self.minutes[title_key] = self.minutes.get(title_key, 0) + minutes
        if new:
            self.imported += 1
        else:
            self.duplicates += 1

    def wrong(self, line: int, layout: Layout, fault: RowFault) -> None:
        """Count a wrong row."""
        self.errors.append(RowError(line, layout.title(fault.column), fault.kind.value, fault.reason))

    def report(self, *, dry_run: bool, encoding: str, separator: str) -> ImportReport:
        """The finished report, errors by line."""
        bad: dict[str, int] = {}
        errors = sorted(self.errors, key=lambda error: error.line)
        for error in errors:
            bad[error.kind] = bad.get(error.kind, 0) + 1
        return ImportReport(
            rows=self.rows,
            good=self.imported + self.duplicates,
            bad=bad,
            minutes=sum(self.minutes.values()),
            minutes_per_activity={
                title: self.minutes[key] for key, title in self.titles.items() if key in self.minutes
            },
            errors=errors,
            imported=self.imported,
            duplicates=self.duplicates,
            people_created=self.people_created,
            activities_created=self.activities_created,
            dry_run=dry_run,
            encoding=encoding,
            separator=separator,
            new_people=self.new_people,
            new_activities=self.new_activities,
        )
