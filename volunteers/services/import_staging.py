"""The first half of an import of hours: who may, and reading a sheet to its end before anything is written."""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Literal

from django.utils.translation import gettext as _

from backend.common import clock
from backend.common.errors import Forbidden, Invalid
from volunteers import bounds
from volunteers.imports.faults import Column, Kind, RowFault
from volunteers.imports.reading import Table
from volunteers.imports.report import Tally
from volunteers.imports.rows import Row, parse_row
from volunteers.imports.scratch import Scratch
from volunteers.imports.values import shown
from volunteers.models import FieldOfAction, Organisation
from volunteers.reach import reach_of
from volunteers.text import fold

if TYPE_CHECKING:
    from volunteers.models import User

Step = Literal["read", "write"]
Progress = Callable[[Step, int, int], None]


def check_may_import(*, actor: "User | None", organisation: Organisation) -> None:
    """Members of an active organisation; None is the operator. Raises Forbidden (`not_yours`), Invalid."""
    if not organisation.is_active:
        raise Invalid(_("Diese Organisation nimmt keine Stunden mehr an."), code="organisation_inactive")
    if actor is not None and organisation.pk not in reach_of(actor).organisations:
        raise Forbidden(_("Stunden importiert nur, wer zu der Organisation gehört."), code="not_yours")


def fields_of_action() -> dict[str, int]:
    """Keys of the fields of action in use, by folded name and by code."""
    fields = FieldOfAction.objects.valid_on(clock.today())
    return {spelling: one.pk for one in fields for spelling in (fold(one.name), one.code)}


def stage(
    table: Table, scratch: Scratch, tally: Tally, fields: Mapping[str, int], tell: Progress, *, size: int
) -> None:
    """Read every row; keep the right ones, `size` at a time, and count the wrong ones."""
    today = clock.today()
    rows: list[Row] = []
    for line, cells in table.rows:
        tally.rows += 1
        try:
            row = parse_row(table.layout, line, cells)
            _check_by_itself(row, today, fields)
        except RowFault as fault:
            tally.wrong(line, table.layout, fault)
        else:
            tally.titles.setdefault(row.title_key, row.title)
            rows.append(row)
        if len(rows) == size:
            scratch.add(rows)
            rows.clear()
            tell("read", table.position(), table.size)
    scratch.add(rows)
    tell("read", table.size, table.size)


def _check_by_itself(row: Row, today: dt.date, fields: Mapping[str, int]) -> None:
    try:
        bounds.check_day(row.day, today=today)
    except Invalid as error:
        raise RowFault(Kind.FUTURE, Column.DATE, error.detail) from None
    if row.field and fold(row.field) not in fields:
        reason = _("Ein Handlungsfeld „%(value)s“ gibt es nicht. Bitte berichtigen oder leeren Sie die Zelle.")
        raise RowFault(Kind.FIELD, Column.FIELD, reason % {"value": shown(row.field)})
