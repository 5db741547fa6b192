"""Hours from a sheet: a file in, a report out. Importing the same file again adds nothing.

The file is judged to its end before its first row is written; then each batch is one short transaction. A run that
was killed is completed by the next one. Memory does not depend on the number of right rows.
"""

import datetime as dt
import hashlib
import sqlite3
import uuid as uuids
from collections.abc import Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from django.db import connection, transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from backend.common import clock
from backend.common.errors import Invalid
from volunteers import bounds
from volunteers.imports.columns import Layout, Said
from volunteers.imports.faults import Column, ImportFileError, Kind, RowFault
from volunteers.imports.reading import open_table
from volunteers.imports.report import ImportReport, Tally
from volunteers.imports.rows import Row
from volunteers.imports.scratch import Scratch, StagedRow
from volunteers.imports.values import shown
from volunteers.models import Activity, HourEntry, HourStatus, Organisation, Volunteer, Way
from volunteers.querysets import VolunteerQuerySet
from volunteers.services import events, forgetting
from volunteers.services.holding import check_there
from volunteers.services.import_staging import Progress, check_may_import, fields_of_action, stage
from volunteers.text import fold

if TYPE_CHECKING:
    from volunteers.models import User

BATCH = 1000
_NAMESPACE = uuids.UUID("6f0c5bd4-5a0e-5d0b-9a53-0f2b8a3f6f11")  # of imported entries; changing it would double them


def import_hours(
    *,
    organisation: Organisation,
    actor: "User | None",
    source: Path | BinaryIO,
    columns: Said | None = None,
    header_line: int | None = None,
    create_activities: bool = False,
    dry_run: bool = False,
    on_progress: Progress | None = None,
) -> ImportReport:
    """Import the hours of one sheet for one organisation; they wait there for confirmation.

    `columns` is `{header or place: field}` where the file's headers are not known ones, `header_line` the line of them
    where it is not the first one or cannot be guessed. `on_progress(step, done, of)` counts
    bytes while reading and rows while writing. With `dry_run` nothing is written and the report is the same.

    1. Read the whole file into a scratch database: values, and what is wrong with a row by itself.
    2. In batches, by day: leave what is there already; find or make person and activity; keep to the person's day;
       write entries and their events in one transaction.

    Rows that are wrong are in the report, not raised. Raises ImportFileError for the file as a whole, Forbidden
    (`not_yours`) for an actor who does not belong to the organisation, Invalid (`organisation_inactive`).
    """
    check_may_import(actor=actor, organisation=organisation)
    tell = on_progress or (lambda _step, _done, _of: None)
    try:
        with open_table(source, columns or {}, header_line=header_line) as table, Scratch.open() as scratch:
            fields = fields_of_action()
            tally = Tally()
            stage(table, scratch, tally, fields, tell, size=BATCH)
            run = _Run(
                organisation=organisation,
                actor=actor,
                create_activities=create_activities,
                dry_run=dry_run,
                layout=table.layout,
                fields=fields,
                scratch=scratch,
                tally=tally,
            )
            done, total = 0, scratch.count()
            for batch in scratch.batches(BATCH):
                run.settle(batch)
                done += len(batch)
                tell("write", done, total)
            return tally.report(dry_run=dry_run, encoding=table.encoding, separator=table.separator)
    except sqlite3.Error:  # the scratch database alone raises this; Django wraps its own
        sentence = _(
            "Auf diesem Rechner fehlt Platz für die Zwischenablage des Imports. "
            "Bitte schaffen Sie Platz und starten Sie den Import noch einmal; was schon da ist, kommt nicht doppelt."
        )
        raise ImportFileError(sentence, code="no_space") from None


@dataclass(slots=True)
class _Wish:
    """A new row with its person (a key; negative while the person is new) and its activity (without key while new)."""

    row: Row
    import_key: str
    person: int
    activity: Activity


@dataclass(slots=True)
class _New:
    """Whom and what a batch would create: people by their negative keys, activities by folded title."""

    people: dict[int, Volunteer] = field(default_factory=dict)
    activities: dict[str, Activity] = field(default_factory=dict)


@dataclass(slots=True)
class _Run:
    """One import from its first batch to its last."""

    organisation: Organisation
    actor: "User | None"
    create_activities: bool
    dry_run: bool
    layout: Layout
    fields: Mapping[str, int]
    scratch: Scratch
    tally: Tally
    activities: dict[str, Activity] = field(default_factory=dict)
    last_activity: int = 0
    last_person: int = 0
    knows_guests: bool = False
    new_keys: "count[int]" = field(default_factory=lambda: count(-1, -1))
    planned: dict[tuple[int, dt.date], int] = field(default_factory=dict)  # of a dry run, for the day it stands at

    def settle(self, batch: Sequence[StagedRow]) -> None:
        """Judge one batch and write what is new and right, in one transaction.

        1. One import of an organisation at a time passes here, so that two of the same file make no one twice. The
           lock leaves room for the foreign keys of those who log hours there meanwhile.
        2. Learn who and what came since the last batch. 3. Leave aside what is there. 4. Person and activity.
        5. Room in the person's day. 6. Write.
        """
        with nullcontext() if self.dry_run else transaction.atomic():
            if not self.dry_run:
                Organisation.objects.select_for_update(no_key=True).get(pk=self.organisation.pk)
            self._learn()
            new = _New()
            accepted = self._with_room(self._wishes(self._not_there(batch), new))
            self._keep(accepted, new)
            if accepted and not self.dry_run:
                self._write(accepted, new)

    def _learn(self) -> None:
        """People and activities of the organisation that this run does not know yet: all of them at first.

        Who only has hours there, and is kept elsewhere or has an account, is asked for once: that question reads all
        of the organisation's entries.
        """
        if not self.knows_guests:
            guests = Volunteer.objects.filter(pk__in=self.organisation.hours.values("volunteer"))
            self._know(guests.exclude(kept_by=self.organisation))
            self.knows_guests = True
        kept = self.organisation.kept_volunteers.filter(pk__gt=self.last_person)
        self.last_person = self._know(kept) or self.last_person
        for activity in self.organisation.activities.filter(pk__gt=self.last_activity).order_by("pk"):
            self.last_activity = activity.pk
            self.activities.setdefault(fold(activity.title), activity)

    def _know(self, people: VolunteerQuerySet) -> int:
        """Remember them by name and address; returns the highest key, 0 if there is nobody."""
        last = 0

        def found() -> Iterator[tuple[str, str, int]]:
            nonlocal last
            for last, name, email, account in (
                people.order_by("pk").values_list("pk", "name", "email", "user__email").iterator(BATCH)
            ):
                yield fold(name), (email or account or "").lower(), last

        self.scratch.know(found())
        return last

    def _not_there(self, batch: Sequence[StagedRow]) -> list[tuple[Row, str]]:
        """The rows without an entry, with their import keys. Whatever became of an entry, its row is there."""
        keys = [self._import_key(staged) for staged in batch]
        erased = {one: key for key in keys for one in forgetting.keys_of_erased(key)}
        found = HourEntry.objects.filter(organisation=self.organisation, import_key__in=[*keys, *erased])
        there = {erased.get(str(key), key) for key in found.values_list("import_key", flat=True)}
        new = []
        for staged, key in zip(batch, keys, strict=True):
            if key in there:
                self.tally.good(staged.row.title_key, staged.row.minutes, new=False)
            else:
                new.append((staged.row, key))
        return new

    def _import_key(self, staged: StagedRow) -> str:
        """64 hexadecimal digits: the same for the same row of the same sheet, at this organisation."""
        said = self.organisation.uuid.bytes + staged.digest + staged.occurrence.to_bytes(8)
        return hashlib.sha256(said).hexdigest()

    def _wishes(self, rows: Sequence[tuple[Row, str]], new: _New) -> list[_Wish]:
        """Person and activity for each row; those whom nobody knows yet are put into `new`."""
        namesakes = self.scratch.namesakes({row.name_key for row, _key in rows})
        wishes = []
        for row, key in rows:
            try:
                activity = self._activity(row)
                found = namesakes[row.name_key].find(row.email)
            except RowFault as fault:
                self.tally.wrong(row.line, self.layout, fault)
                continue
            if isinstance(found, str):
                person = next(self.new_keys)
                new.people[person] = Volunteer(
                    name=row.name,
                    given_name=row.given,
                    family_name=row.family,
                    email=found,
                    kept_by=self.organisation,
                )
                namesakes[row.name_key].add(found, person)
            else:
                person = found
            if row.title_key not in self.activities:
                self.activities[row.title_key] = new.activities[row.title_key] = activity
            wishes.append(_Wish(row, key, person, activity))
        return wishes

    def _activity(self, row: Row) -> Activity:
        """The organisation's activity of that title; its own field stands, whatever the row says. Else a new one."""
        activity = self.activities.get(row.title_key)
        if activity is not None:
            try:
                bounds.check_activity_period(activity, row.day)
            except Invalid as error:
                raise RowFault(Kind.ACTIVITY_PERIOD, Column.DATE, error.detail) from None
            return activity
        if not self.create_activities:
            reason = _(
                "Eine Tätigkeit „%(title)s“ gibt es nicht. Bitte legen Sie sie an, oder berichtigen Sie die Zelle."
            )
            raise RowFault(Kind.ACTIVITY, Column.ACTIVITY, reason % {"title": shown(row.title)})
        if not row.field:
            reason = _("Die Tätigkeit „%(title)s“ ist neu, und ihr Handlungsfeld fehlt. Bitte tragen Sie es ein.")
            raise RowFault(Kind.FIELD, Column.FIELD, reason % {"title": shown(row.title)})
        return Activity(
            organisation=self.organisation,
            title=self.tally.titles[row.title_key],
            field_id=self.fields[fold(row.field)],
            district_id=self.organisation.district_id,
        )

    def _with_room(self, wishes: Sequence[_Wish]) -> list[_Wish]:
        """Those that fit into 1440 minutes of their person and day over all organisations, earlier lines first."""
        taken = self._taken(wishes)
        accepted = []
        for wish in wishes:
            place = (wish.person, wish.row.day)
            try:
                bounds.check_room(wish.row.minutes, taken=taken.get(place, 0))
            except Invalid as error:
                self.tally.wrong(wish.row.line, self.layout, RowFault(Kind.DAY_FULL, Column.HOURS, error.detail))
                continue
            taken[place] = taken.get(place, 0) + wish.row.minutes
            self.tally.good(wish.row.title_key, wish.row.minutes, new=True)
            accepted.append(wish)
        if self.dry_run and wishes:
            last = wishes[-1].row.day
            self.planned = {place: minutes for place, minutes in taken.items() if place[1] == last}
        return accepted

    def _taken(self, wishes: Sequence[_Wish]) -> dict[tuple[int, dt.date], int]:
        """Minutes waiting or confirmed, by person and day, over all organisations: at least for all that is wished.

        Locks the people: their entries are logged one after another, here as in `services.logging`.
        """
        people = sorted({wish.person for wish in wishes if wish.person > 0})
        days = sorted({wish.row.day for wish in wishes})
        if not self.dry_run:
            locked = Volunteer.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=people).order_by("pk")
            people = check_there(locked.values_list("pk", "merged_into_id"))
        taken = (
            HourEntry.objects.occupying()
            .filter(volunteer__in=people, day__in=days)
            .values_list("volunteer_id", "day")
            .annotate(total=Sum("counted"))
        )
        return {(person, day): total for person, day, total in taken} | self.planned

    def _keep(self, accepted: Sequence[_Wish], new: _New) -> None:
        """Create the people and activities that accepted rows need; forget the others."""
        titles = {wish.row.title_key for wish in accepted}
        for title in new.activities.keys() - titles:
            del self.activities[title]
        activities = [activity for title, activity in new.activities.items() if title in titles]
        needed = {wish.person for wish in accepted}
        people = {key: person for key, person in new.people.items() if key in needed}
        self.tally.activities_created += len(activities)
        self.tally.people_created += len(people)
        self.tally.name(people=[one.name for one in people.values()], activities=[one.title for one in activities])
        if self.dry_run:
            self.scratch.know((fold(person.name), person.email, key) for key, person in people.items())
        else:
            Activity.objects.bulk_create(activities)
            Volunteer.objects.bulk_create(people.values())

    def _write(self, accepted: Sequence[_Wish], new: _New) -> None:
        """The entries, waiting for confirmation, and the event of each: one prepared statement and one more.

        Most columns are the same in all rows and are prepared once; `bulk_create` takes three times as long.
        """
        now = clock.now()
        fields = [column for column in HourEntry._meta.concrete_fields if not (column.primary_key or column.generated)]
        same = HourEntry(organisation=self.organisation, way=Way.IMPORT, logged_by=self.actor, submitted_at=now)
        prepared = {one.attname: one.get_db_prep_save(getattr(same, one.attname), connection) for one in fields}

        def values(wish: _Wish) -> list[Any]:
            own = {
                "uuid": uuids.uuid5(_NAMESPACE, wish.import_key),
                "volunteer_id": new.people[wish.person].pk if wish.person < 0 else wish.person,
                "activity_id": wish.activity.pk,
                "day": wish.row.day,
                "minutes": wish.row.minutes,
                "note": wish.row.note,
                "import_key": wish.import_key,
            }
            return [
                one.get_db_prep_save(own[one.attname], connection) if one.attname in own else prepared[one.attname]
                for one in fields
            ]

        columns = ", ".join(column for one in fields if (column := one.column))
        marks = ", ".join(["%s"] * len(fields))
        # Only the model's own names enter the statement; every value is a parameter.
        statement = f"INSERT INTO {HourEntry._meta.db_table} ({columns}) VALUES ({marks})"  # noqa: S608
        with connection.cursor() as cursor:
            cursor.executemany(statement, [values(wish) for wish in accepted])
        events.record_each(
            self.organisation.hours.filter(import_key__in=[wish.import_key for wish in accepted]),
            actor=self.actor,
            way=Way.IMPORT,
            at=now,
            from_status="",
            to_status=HourStatus.SUBMITTED,
        )
