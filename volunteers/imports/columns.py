"""Which column means what: known headers in German and English, and what `--map` or a page says instead."""

import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from volunteers.imports.faults import Column, ImportFileError
from volunteers.imports.values import Unit, shown

# What somebody says of the columns: by title, or by place (from 0) where titles are missing or stand twice.
Said: TypeAlias = Mapping[str, str] | Mapping[int, str] | Mapping[str | int, str]

_TITLE_SHOWN = 100  # characters of a header that are kept
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})

_WORDS: Mapping[Column, tuple[str, ...]] = {
    Column.SURNAME: ("nachname", "familienname", "zuname", "surname", "last name", "lastname", "family name"),
    Column.FIRST_NAME: (
        "vorname",
        "vornamen",
        "rufname",
        "first name",
        "firstname",
        "given name",
        "forename",
    ),
    Column.NAME: (
        *(
            "name",
            "vollstaendiger name",
            "vor und nachname",
            "vorname nachname",
            "nachname vorname",
            "full name",
        ),
        *("engagierte", "engagierter", "engagierte r", "ehrenamtliche", "ehrenamtlicher", "ehrenamtliche r"),
        *(
            "freiwillige",
            "freiwilliger",
            "freiwillige r",
            "helfer",
            "helferin",
            "helfer in",
            "person",
            "volunteer",
        ),
    ),
    Column.EMAIL: (
        *("e mail", "email", "mail", "e mail adresse", "email adresse", "mailadresse", "emailadresse"),
        *("e mail address", "email address"),
    ),
    Column.DATE: ("datum", "einsatztag", "einsatzdatum", "datum des einsatzes", "date", "day"),
    Column.ACTIVITY: (
        "taetigkeit",
        "aktivitaet",
        "angebot",
        "einsatz",
        "aufgabe",
        "projekt",
        "activity",
        "offer",
        "project",
    ),
    Column.FIELD: ("handlungsfeld", "field", "field of action"),
    Column.NOTE: (
        *("bemerkung", "bemerkungen", "notiz", "notizen", "anmerkung", "anmerkungen", "kommentar", "hinweis"),
        *("note", "notes", "comment", "comments", "remark", "remarks"),
    ),
}
_DURATIONS = ("dauer", "zeitaufwand", "arbeitszeit", "duration")
_COUNTS = (
    "zeit",
    "aufwand",
    "anzahl",
    "time",
)  # a duration only with its unit: "Zeit" alone may be a time of day
_HOUR_WORDS = (
    "stunden",
    "stunde",
    "std",
    "stdn",
    "h",
    "hours",
    "hour",
    "hrs",
    "hh mm",
    "h mm",
    "stunden h",
    "stunden std",
)
_MINUTE_WORDS = ("minuten", "min", "minutes", "mins", "minuten min")


def _durations(units: Iterable[str]) -> list[str]:
    """`minuten`, and as in "Dauer (min)", "Dauer in Minuten", "Anzahl Minuten"."""
    return [
        *units,
        *(f"{word}{joint}{unit}" for word in (*_DURATIONS, *_COUNTS) for joint in (" ", " in ") for unit in units),
    ]


_KNOWN: Mapping[str, Column] = {
    **{word: column for column, words in _WORDS.items() for word in words},
    **dict.fromkeys(["stundenzahl", *_DURATIONS, *_durations(_HOUR_WORDS)], Column.HOURS),
    **dict.fromkeys(_durations(_MINUTE_WORDS), Column.MINUTES),
}
# What a person may write on the right of --map besides the codes themselves.
_GERMAN_FIELDS: Mapping[str, Column] = {
    **dict.fromkeys(["ignorieren", "weglassen"], Column.IGNORE),
    **{word: column for word, column in _KNOWN.items() if column not in {Column.HOURS, Column.MINUTES}},
    "stunden": Column.HOURS,
    "dauer": Column.HOURS,
    "minuten": Column.MINUTES,
}
_NAMES = frozenset({Column.NAME, Column.SURNAME, Column.FIRST_NAME})
_DURATION_COLUMNS = frozenset({Column.HOURS, Column.MINUTES})
_TWINS: Mapping[Column, tuple[Column, ...]] = {
    Column.SURNAME: (Column.SURNAME, Column.NAME, Column.FIRST_NAME),
    Column.NAME: (Column.NAME, Column.SURNAME, Column.FIRST_NAME),
    Column.FIRST_NAME: (Column.FIRST_NAME, Column.NAME, Column.SURNAME),
    Column.HOURS: (Column.HOURS, Column.MINUTES),
    Column.MINUTES: (Column.MINUTES, Column.HOURS),
}


def plain(header: str) -> str:
    """A header as it is compared: words of small letters and digits, `ä` as `ae`, one space between them."""
    small = unicodedata.normalize("NFC", header).casefold().translate(_UMLAUTS)
    return " ".join("".join(character if character.isalnum() else " " for character in small).split())


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What the columns of one kind of sheet may mean.

    `known` are headers as `plain` gives them, `aliases` what a person may call a meaning. Of each group in `needed` one
    column must be there.
    """

    columns: tuple[Column, ...]
    known: Mapping[str, Column]
    aliases: Mapping[str, Column]
    needed: tuple[tuple[Promise, frozenset[Column]], ...]
    example: str

    def recognise(self, header: str) -> Column | None:
        """What a known header means; None for one we do not know."""
        return self.known.get(plain(header))

    def count(self, titles: Iterable[str], mapped: Collection[str] = ()) -> int:
        """How many of the titles are known, or named by the person."""
        return sum(bool(self.recognise(title)) or plain(title) in mapped for title in titles)


NEEDED_NAME = (gettext_lazy("Name (oder Nachname und Vorname)"), _NAMES)
HOURS = Vocabulary(
    columns=(
        *(Column.SURNAME, Column.FIRST_NAME, Column.NAME, Column.EMAIL, Column.DATE, Column.ACTIVITY, Column.FIELD),
        *(Column.HOURS, Column.MINUTES, Column.NOTE, Column.IGNORE),
    ),
    known=_KNOWN,
    aliases=_GERMAN_FIELDS,
    needed=(
        NEEDED_NAME,
        (gettext_lazy("Datum"), frozenset({Column.DATE})),
        (gettext_lazy("Tätigkeit"), frozenset({Column.ACTIVITY})),
        (gettext_lazy("Stunden (oder Minuten)"), _DURATION_COLUMNS),
    ),
    example="Nachname;Vorname;Datum;Tätigkeit;Stunden",
)


@dataclass(frozen=True, slots=True)
class Layout:
    """Where each column stands. `header` are the titles as the file has them, trimmed."""

    header: tuple[str, ...]
    places: Mapping[Column, int]

    @property
    def unit(self) -> Unit:
        """What a number without a unit means in the column of durations."""
        return "minutes" if Column.MINUTES in self.places else "hours"

    def cell(self, cells: Sequence[str], column: Column) -> str:
        """The row's cell; empty where the file has no such column or the row ends before it."""
        place = self.places.get(column)
        return cells[place] if place is not None and place < len(cells) else ""

    def title(self, column: Column) -> str:
        """The file's own header for that column, or for what stands in its place; empty where there is none."""
        for twin in _TWINS.get(column, (column,)):
            if twin in self.places:
                return self.header[self.places[twin]]
        return ""


def lay_out(header: Sequence[str], overrides: Said, vocabulary: Vocabulary = HOURS) -> Layout:
    """The layout of a file from its header row. `overrides` win over what is recognised.

    Raises ImportFileError `no_header`, `columns` (required ones missing, or two of the same) or `map`.
    """
    titles = tuple(title.strip()[:_TITLE_SHOWN] for title in header)
    mapped = _mapped(titles, overrides, vocabulary)
    if not mapped and not vocabulary.count(titles):
        sentence = _(
            "In der ersten Zeile steht keine bekannte Überschrift. Gefunden: %(found)s. "
            "Bitte setzen Sie eine Kopfzeile wie %(example)s an den Anfang, "
            "oder ordnen Sie die Spalten mit --map zu."
        )
        facts = {"found": _listed(titles), "example": vocabulary.example}
        raise ImportFileError(sentence % facts, code="no_header")
    taken = set(mapped.values())
    if taken & _DURATION_COLUMNS:
        taken |= _DURATION_COLUMNS  # who names one column for the duration means no other
    found: dict[Column, list[int]] = {}
    for place, title in enumerate(titles):
        column = mapped.get(place) or vocabulary.recognise(title)
        if column is None or column is Column.IGNORE or (place not in mapped and column in taken):
            continue
        found.setdefault(column, []).append(place)
    if Column.NAME in found and Column.FIRST_NAME in found and Column.SURNAME not in found:
        found[Column.SURNAME] = found.pop(Column.NAME)  # beside "Vorname", a German "Name" is the surname
    _refuse_doubles(titles, found)
    _refuse_gaps(titles, found, vocabulary)
    return Layout(titles, {column: places[0] for column, places in found.items()})


def _mapped(titles: Sequence[str], overrides: Said, vocabulary: Vocabulary) -> dict[int, Column]:
    mapped: dict[int, Column] = {}
    for header, field in overrides.items():
        if isinstance(header, int):
            if header < len(titles):  # another header line may be shorter
                mapped[header] = field_named(field, vocabulary)
            continue
        places = [place for place, title in enumerate(titles) if plain(title) == plain(header)]
        if not places:
            sentence = _("--map: eine Spalte „%(column)s“ gibt es in der Datei nicht. Gefunden: %(found)s.")
            raise ImportFileError(sentence % {"column": shown(header), "found": _listed(titles)}, code="map")
        mapped.update(dict.fromkeys(places, field_named(field, vocabulary)))
    return mapped


def field_named(name: str, vocabulary: Vocabulary = HOURS) -> Column:
    """The field meant on the right of `--map`: `first_name`, `Vorname`, `ignore`. Raises ImportFileError `map`."""
    code = name.strip().lower()
    column = next((one for one in vocabulary.columns if one == code), None) or vocabulary.aliases.get(plain(name))
    if column is None:
        sentence = _("--map: ein Feld „%(field)s“ gibt es nicht. Möglich sind: %(fields)s.")
        facts = {"field": shown(name), "fields": ", ".join(vocabulary.columns)}
        raise ImportFileError(sentence % facts, code="map")
    return column


def _refuse_doubles(titles: Sequence[str], found: Mapping[Column, list[int]]) -> None:
    durations = sorted(place for column in _DURATION_COLUMNS for place in found.get(column, []))
    groups = [places for column, places in found.items() if column not in _DURATION_COLUMNS]
    for places in [*groups, durations]:
        if len(places) > 1:
            sentence = _(
                "Diese Spalten bedeuten dasselbe: %(columns)s. Bitte sagen Sie, welche wegbleibt, "
                "zum Beispiel mit --map „%(example)s=ignore“."
            )
            named = [titles[place] for place in places]
            raise ImportFileError(sentence % {"columns": _listed(named), "example": shown(named[-1])}, code="columns")


def _refuse_gaps(titles: Sequence[str], found: Mapping[Column, list[int]], vocabulary: Vocabulary) -> None:
    missing = [str(label) for label, columns in vocabulary.needed if not columns & found.keys()]
    if missing:
        sentence = _(
            "Es fehlen Spalten: %(missing)s. Gefunden: %(found)s. Bitte ergänzen Sie sie, "
            "oder ordnen Sie vorhandene Spalten mit --map zu, zum Beispiel --map „Einsatz am=date“."
        )
        raise ImportFileError(sentence % {"missing": ", ".join(missing), "found": _listed(titles)}, code="columns")


def _listed(titles: Sequence[str]) -> str:
    """The headers of a file for a sentence: at most twenty, each shortened."""
    named = [f"„{shown(title)}“" for title in titles[:20] if title]
    return ", ".join([*named, "…"] if len(titles) > 20 else named) or _("nichts")
