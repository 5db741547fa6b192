"""Ehrenamtskarten from a sheet: whose they are, until when they hold, where they stand. Never an address.

A sheet is the whole truth about its rows: importing it again adds nothing, and a card that it tells otherwise changes.
A card that is missing in a sheet stays: sheets may be a part of what there is.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from django.conf import settings
from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from backend.common import clock
from backend.common.errors import Conflict, Forbidden, Invalid
from volunteers.imports.cards import CARDS, CardRow, parse_card
from volunteers.imports.columns import Layout, Said
from volunteers.imports.faults import Column, ImportFileError, Kind, RowFault
from volunteers.imports.matching import Namesakes
from volunteers.imports.reading import open_table
from volunteers.imports.report import RowError
from volunteers.models import CardSource, ForgottenHolder, Organisation, Volunteer, VolunteerCard
from volunteers.reach import reach_of
from volunteers.services.protocol import Act, note
from volunteers.text import fold

if TYPE_CHECKING:
    from volunteers.models import User
    from volunteers.services.erasing import Subject

BATCH = 500
MOST_ROWS = 20_000  # they are judged and written in one go


class Outcome(StrEnum):
    """What a right row does."""

    NEW = "new"
    NEW_PERSON = "new_person"
    CHANGED = "changed"
    SAME = "same"


class CardResult(NamedTuple):
    """A right row. `before` is the status that a changed card had, `name` what the sheet calls the person."""

    line: int
    name: str
    kind: str
    valid_until: dt.date | None
    status: str
    outcome: Outcome
    before: str = ""


@dataclass(slots=True)
class CardReport:
    """Every row once: right in `results`, wrong in `errors`, both by line."""

    results: list[CardResult] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)

    def count(self, *outcomes: Outcome) -> int:
        """How many right rows do that."""
        return sum(result.outcome in outcomes for result in self.results)

    @property
    def new(self) -> int:
        """Cards that nobody knew."""
        return self.count(Outcome.NEW, Outcome.NEW_PERSON)

    @property
    def people(self) -> int:
        """Records to be made."""
        return self.count(Outcome.NEW_PERSON)

    @property
    def changed(self) -> int:
        """Cards that are told otherwise than before."""
        return self.count(Outcome.CHANGED)

    @property
    def same(self) -> int:
        """Cards that stand as they stood."""
        return self.count(Outcome.SAME)


@transaction.atomic
def import_cards(
    *,
    organisation: Organisation,
    actor: "User | None",
    source: Path | BinaryIO,
    columns: Said | None = None,
    header_line: int | None = None,
    create_people: bool = False,
    dry_run: bool = False,
) -> CardReport:
    """Import a sheet of card holders for one organisation, whole or, with `dry_run`, not at all.

    1. Read all rows. 2. Find each person: by the card that this name had here before, else among the people known
    here. 3. Who is unknown gets a kept record with `create_people`, unless they asked to be forgotten. 4. Write.

    Rows that are wrong are in the report, not raised. Raises ImportFileError for the file as a whole, Forbidden
    (`not_yours`), Invalid (`organisation_inactive`), Conflict (`changed_meanwhile`).
    """
    _check_may_import(actor, organisation)
    # One import of an organisation at a time: two of the same sheet make no one twice.
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    report = CardReport()
    with open_table(source, columns or {}, header_line=header_line, vocabulary=CARDS) as table:
        layout = table.layout
        rows = []
        for number, (line, cells) in enumerate(table.rows):
            if number == MOST_ROWS:
                sentence = _("Die Liste hat mehr als %(most)s Zeilen. Bitte teilen Sie sie.") % {"most": MOST_ROWS}
                raise ImportFileError(sentence, code="too_many_rows")
            try:
                rows.append(parse_card(layout, line, cells))
            except RowFault as fault:
                report.errors.append(_wrong(layout, line, fault))
    run = _Run(organisation, layout, create_people, report)
    run.learn(rows)
    for row in rows:
        try:
            run.settle(row)
        except RowFault as fault:
            report.errors.append(_wrong(layout, row.line, fault))
    report.errors.sort(key=lambda error: error.line)
    if not dry_run:
        run.write()
        if report.new or report.changed:
            detail: dict[str, str | int | bool | list[str] | None] = {
                "new": report.new,
                "changed": report.changed,
                "people": report.people,
            }
            note(act=Act.CARDS_IMPORTED, actor=actor, organisation=organisation, detail=detail)
    return report


def forget(subject: "Subject") -> None:
    """The person's cards go. What stays is a keyed hash, so that the next sheet brings nobody back."""
    if subject.volunteer is None:
        return
    cards = VolunteerCard.objects.filter(volunteer=subject.volunteer)
    ForgottenHolder.objects.bulk_create(
        [ForgottenHolder(organisation_id=one.organisation_id, holder=one.holder) for one in cards],
        ignore_conflicts=True,
    )
    cards.delete()


def holder_keys(organisation: Organisation, name: str, email: str) -> list[str]:
    """Keyed hashes over what a sheet calls a person: by the present key of the installation and those before it."""
    said = f"{organisation.uuid}\n{fold(name)}\n{email}"
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return [salted_hmac("volunteers.cards.holder", said, secret=one, algorithm="sha256").hexdigest() for one in secrets]


def _check_may_import(actor: "User | None", organisation: Organisation) -> None:
    if not organisation.is_active:
        raise Invalid(_("Diese Organisation ist nicht mehr aktiv."), code="organisation_inactive")
    if actor is not None and organisation.pk not in reach_of(actor).organisations:
        raise Forbidden(_("Karten übernimmt nur, wer zu der Organisation gehört."), code="not_yours")


def _wrong(layout: Layout, line: int, fault: RowFault) -> RowError:
    return RowError(line, layout.title(fault.column), fault.kind.value, fault.reason)


@dataclass(slots=True)
class _Run:
    """One import. People who are new have no key yet; cards are found by person and kind."""

    organisation: Organisation
    layout: Layout
    create_people: bool
    report: CardReport
    namesakes: dict[str, Namesakes] = field(default_factory=lambda: defaultdict(Namesakes))
    cards: dict[tuple[int, str], VolunteerCard] = field(default_factory=dict)
    holders: dict[str, int] = field(default_factory=dict)
    forgotten: set[str] = field(default_factory=set)
    people: list[Volunteer] = field(default_factory=list)
    seen: dict[tuple[int, str], CardRow] = field(default_factory=dict)
    wanted: dict[tuple[int, str], VolunteerCard] = field(default_factory=dict)
    told: set[tuple[int, str]] = field(default_factory=set)  # those that are not as they were
    now: dt.datetime = field(default_factory=clock.now)

    def learn(self, rows: Sequence[CardRow]) -> None:
        """Who is known here, what cards they have, who was forgotten. The same few queries however many rows."""
        known = Volunteer.objects.known_at(self.organisation).order_by("pk")
        for key, name, email, account in known.values_list("pk", "name", "email", "user__email"):
            self.namesakes[fold(name)].add((email or account or "").lower(), key)
        for row in rows:
            if row.email:
                self.namesakes[row.name_key].named.add(row.email)
        for card in VolunteerCard.objects.filter(organisation=self.organisation).select_related("volunteer"):
            person = card.volunteer
            if person.merged_into is None:
                self.cards[person.pk, card.kind] = card
            while person.merged_into is not None:  # a card that could not go along still says who is meant
                person = person.merged_into
            self.holders[card.holder] = person.pk
        forgotten = ForgottenHolder.objects.filter(organisation=self.organisation)
        self.forgotten = set(forgotten.values_list("holder", flat=True))

    def settle(self, row: CardRow) -> None:
        """Judge one row. Raises RowFault."""
        keys = holder_keys(self.organisation, row.name, row.email)
        person, new = self._person(row, keys)
        place = (person, row.kind)
        earlier = self.seen.setdefault(place, row)
        if earlier is not row:
            if (earlier.valid_until, earlier.status) != (row.valid_until, row.status):
                reason = _("Zeile %(line)s sagt von derselben Karte etwas anderes. Bitte löschen Sie die falsche.")
                raise RowFault(Kind.TWICE, Column.CARD, reason % {"line": earlier.line})
            self._tell(row, Outcome.SAME)
            return
        card = self.cards.get(place)
        if card is None:
            self._tell(row, Outcome.NEW_PERSON if new else Outcome.NEW)
            card = VolunteerCard(volunteer_id=person, organisation=self.organisation, kind=row.kind)
        elif (card.valid_until, card.status) == (row.valid_until, row.status):
            self._tell(row, Outcome.SAME)
        else:
            self._tell(row, Outcome.CHANGED, before=card.get_status_display())
        told = (row.valid_until, row.status, keys[0])
        if (card.valid_until, card.status, card.holder) != told:
            self.told.add(place)
        card.valid_until, card.status, card.holder = told
        card.source, card.imported_at = CardSource.FREINET, self.now
        self.wanted[place] = card

    def write(self) -> None:
        """People first, then their cards. Raises Conflict."""
        self._hold()
        Volunteer.objects.bulk_create(self.people)
        for (person, _kind), card in self.wanted.items():
            if person < 0:
                card.volunteer = self.people[-person - 1]
        fresh = [card for place, card in self.wanted.items() if place not in self.cards]
        told = [card for place, card in self.wanted.items() if place in self.cards and place in self.told]
        same = [card.pk for place, card in self.wanted.items() if place in self.cards and place not in self.told]
        VolunteerCard.objects.bulk_create(fresh, batch_size=BATCH)
        columns = ["valid_until", "status", "holder", "source", "imported_at"]
        VolunteerCard.objects.bulk_update(told, columns, batch_size=BATCH)
        for start in range(0, len(same), BATCH):  # `bulk_update` takes many times as long
            VolunteerCard.objects.filter(pk__in=same[start : start + BATCH]).update(imported_at=self.now)

    def _hold(self) -> None:
        """Nobody is forgotten or becomes part of another while they get a card: it would stay with nobody."""
        keys = {person for person, _kind in self.wanted if person > 0}
        held = Volunteer.objects.remembered().filter(pk__in=keys).order_by("pk")
        if len(held.select_for_update(of=("self",), no_key=True).values_list("pk")) != len(keys):
            raise Conflict(
                _("Gerade hat sich an einer dieser Personen etwas geändert. Bitte prüfen Sie die Datei noch einmal."),
                code="changed_meanwhile",
            )

    def _tell(self, row: CardRow, outcome: Outcome, *, before: str = "") -> None:
        self.report.results.append(
            CardResult(row.line, row.name, row.kind, row.valid_until, row.status, outcome, before)
        )

    def _person(self, row: CardRow, keys: Sequence[str]) -> tuple[int, bool]:
        """Whose card it is, and whether they are new with this row; negative keys are those of new people."""
        for key in keys:
            if key in self.holders:
                return self.holders[key], False
        found = self.namesakes[row.name_key].find(row.email)
        if isinstance(found, int):
            return found, False
        if self.forgotten.intersection(keys):
            reason = _(
                "Wer hier so hieß, hat um Löschung gebeten. Ist es jemand anderes? Dann legen Sie die Person unter "
                "„Leute“ von Hand an und importieren die Zeile noch einmal."
            )
            raise RowFault(Kind.FORGOTTEN_PERSON, Column.SURNAME, reason)
        if not self.create_people:
            reason = _(
                "Diese Person ist hier nicht bekannt. Bitte prüfen Sie die Schreibweise, oder lassen Sie unbekannte "
                "Personen anlegen."
            )
            raise RowFault(Kind.UNKNOWN_PERSON, Column.SURNAME, reason)
        self.people.append(
            Volunteer(
                name=row.name,
                given_name=row.given,
                family_name=row.family,
                email=found,
                kept_by=self.organisation,
            )
        )
        person = -len(self.people)
        self.namesakes[row.name_key].add(found, person)
        return person, True
