"""Sheets of people who hold an Ehrenamtskarte, with the columns in which freinet-online exports them.

Salutation, title, care-of and address stand in such a sheet, too: nothing of them is taken.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from volunteers.imports.columns import HOURS, NEEDED_NAME, Layout, Vocabulary, plain
from volunteers.imports.faults import Column, Kind, RowFault
from volunteers.imports.rows import check_width
from volunteers.imports.values import parse_day, parse_email, parse_name, shown
from volunteers.text import fold

_PERSON = (Column.SURNAME, Column.FIRST_NAME, Column.NAME, Column.EMAIL)
_WORDS: Mapping[Column, tuple[str, ...]] = {
    Column.CARD: ("inhaber ehrenamtskarte", "ehrenamtskarte", "karte", "kartenart", "kartentyp", "art der karte"),
    Column.VALID_UNTIL: (
        *("eak datum", "gueltig bis", "gueltigkeit", "ablaufdatum", "ablauf", "karte gueltig bis"),
        *("valid until", "expires", "expiration date"),
    ),
    Column.STATUS: ("eak karten status", "kartenstatus", "karten status", "status", "stand"),
}
_KNOWN: Mapping[str, Column] = {
    **{word: column for word, column in HOURS.known.items() if column in _PERSON},
    **{word: column for column, words in _WORDS.items() for word in words},
}
CARDS = Vocabulary(
    columns=(*_PERSON, Column.CARD, Column.VALID_UNTIL, Column.STATUS, Column.IGNORE),
    known=_KNOWN,
    aliases=_KNOWN,
    needed=(
        NEEDED_NAME,
        (gettext_lazy("Karte (Gold oder Blau)"), frozenset({Column.CARD})),
        (gettext_lazy("Stand der Karte"), frozenset({Column.STATUS})),
    ),
    example="Nachname;Vorname;Karte;Gültig bis;Status",
)

# Codes, and how the words for them begin, as `plain` writes them.
KINDS: Mapping[str, tuple[str, ...]] = {
    "gold": ("gold",),
    "blue": ("blau", "blue", "standard"),
}
STATUSES: Mapping[str, tuple[str, ...]] = {
    "ordered": ("beantragt", "bestellt", "bearbeitung", "gedruckt", "ordered"),
    "issued": (
        *("verschickt", "versandt", "versendet", "ausgegeben", "ausgehaendigt", "ausgestellt", "uebergeben"),
        *("zugestellt", "gueltig", "aktiv", "issued", "active"),
    ),
    "expired": ("abgelaufen", "erloschen", "ungueltig", "expired"),
    "returned": (
        *("zurueckgegeben", "zurueckgeschickt", "eingezogen", "entzogen", "gesperrt", "verloren", "storniert"),
        "returned",
    ),
}


class CardRow(NamedTuple):
    """What a right row says. `line` is where it starts; `kind` and `status` are codes of models.cards."""

    line: int
    name: str
    given: str
    family: str
    email: str
    kind: str
    valid_until: dt.date | None
    status: str
    name_key: str


def parse_card(layout: Layout, line: int, cells: Sequence[str]) -> CardRow:
    """The values of a row. Raises RowFault for the first thing wrong."""
    check_width(layout, cells)
    person = parse_name(
        given=layout.cell(cells, Column.FIRST_NAME),
        family=layout.cell(cells, Column.SURNAME),
        full=layout.cell(cells, Column.NAME),
    )
    email = parse_email(layout.cell(cells, Column.EMAIL))
    kind = _kind(layout.cell(cells, Column.CARD))
    status = _status(layout.cell(cells, Column.STATUS))
    until = layout.cell(cells, Column.VALID_UNTIL)
    valid_until = _day(until) if until.strip() else None
    if valid_until is None and (kind, status) == ("blue", "issued"):
        reason = _("Bei der blauen Karte fehlt, bis wann sie gilt. Bitte tragen Sie es ein, zum Beispiel 01.12.2029.")
        raise RowFault(Kind.DATE, Column.VALID_UNTIL, reason)
    return CardRow(line, person.name, person.given, person.family, email, kind, valid_until, status, fold(person.name))


def _day(text: str) -> dt.date:
    try:
        return parse_day(text)
    except RowFault as fault:
        raise RowFault(fault.kind, Column.VALID_UNTIL, fault.reason) from None


def _kind(text: str) -> str:
    words = plain(text).split()
    found = [kind for kind, beginnings in KINDS.items() if any(word.startswith(beginnings) for word in words)]
    if len(found) != 1:
        reason = _("„%(value)s“ ist keine Art der Karte. Bitte schreiben Sie Gold oder Blau.")
        raise RowFault(Kind.CARD, Column.CARD, reason % {"value": shown(text)})
    return found[0]


def _status(text: str) -> str:
    words = plain(text).split()
    found = [status for status, beginnings in STATUSES.items() if any(word.startswith(beginnings) for word in words)]
    if len(found) != 1 or "nicht" in words:
        reason = _(
            "Den Stand „%(value)s“ kennen wir nicht. Bitte schreiben Sie beantragt, ausgegeben, abgelaufen oder "
            "zurückgegeben."
        )
        raise RowFault(Kind.STATUS, Column.STATUS, reason % {"value": shown(text)})
    return found[0]
