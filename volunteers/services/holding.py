"""Holding people while something about their hours is decided: the locks that logging, correcting and merging share.

A person's row stands for their hours. Whoever adds to a day, corrects, or merges locks it first, and entries after it;
whoever needs two people locks them in order of their keys. So nobody waits for each other in a circle.
"""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from backend.common.errors import Conflict
from volunteers.models import HourEntry, Volunteer


def hold(*keys: int) -> dict[int, Volunteer]:
    """Lock these people, read as they stand now, by key. Call it in a transaction."""
    rows = Volunteer.objects.select_for_update(of=("self",), no_key=True).select_related("user")
    return {one.pk: one for one in rows.filter(pk__in=keys).order_by("pk")}


def hold_for_hours(key: int) -> Volunteer:
    """Lock one person to whom hours are to be added. Raises Conflict (`person_merged`)."""
    volunteer: Volunteer = Volunteer.objects.select_for_update(of=("self",), no_key=True).get(pk=key)
    if volunteer.merged_into_id is not None:
        raise merged_meanwhile()
    return volunteer


def hold_owner(entry: HourEntry) -> Volunteer:
    """Lock whose entry it is, and read the entry anew. Raises Conflict (`person_merged`) where it moved meanwhile.

    Locking the other person as well could make two wait for each other: whoever merges holds both.
    """
    volunteer = hold_for_hours(entry.volunteer_id)
    entry.refresh_from_db()
    if entry.volunteer_id != volunteer.pk:
        raise merged_meanwhile()
    return volunteer


def check_there(people: Iterable[tuple[int, int | None]]) -> list[int]:
    """Keys of locked people, given with the key of what they were merged into. Raises Conflict (`person_merged`)."""
    found = dict(people)
    if any(found.values()):
        raise merged_meanwhile()
    return list(found)


def merged_meanwhile() -> Conflict:
    """The refusal for a record that went into another one while somebody was looking at it."""
    return Conflict(
        _("Dieser Datensatz wurde gerade mit einem anderen zusammengeführt. Bitte laden Sie die Seite neu."),
        code="person_merged",
        field="volunteer",
    )
