"""Where people help: which activities they gave hours to that count, out of the ledger."""

from collections.abc import Sequence

from django.db import transaction

from backend.common.bulk import insert_many
from recognition.models import Helped
from volunteers.models import HourEntry, Volunteer


@transaction.atomic
def refresh(keys: Sequence[int]) -> int:
    """Write down anew where these people (at most some thousand) help. Returns how many rows that changed."""
    there = set(_pairs(keys))
    written = Helped.objects.filter(volunteer__in=keys).values_list("volunteer", "activity", "pk")
    known = {(volunteer, activity): pk for volunteer, activity, pk in written}
    new, gone = there - known.keys(), known.keys() - there
    if new:
        people = Volunteer.objects.remembered().filter(pk__in={volunteer for volunteer, _activity in new})
        held = people.order_by("pk").select_for_update(of=("self",), no_key=True)  # or somebody is forgotten meanwhile
        left = set(held.values_list("pk", flat=True))
        insert_many([Helped(volunteer_id=one, activity_id=place) for one, place in sorted(new) if one in left])
    Helped.objects.filter(pk__in=[known[pair] for pair in gone]).delete()
    return len(new) + len(gone)


def forget_merged() -> None:
    """Nobody helps any more as a record that went into another one: its hours are there."""
    Helped.objects.exclude(volunteer__merged_into=None).delete()


def _pairs(keys: Sequence[int]) -> list[tuple[int, int]]:
    """Person and activity of every hour that counts, each pair once; from the index alone."""
    hours = HourEntry.objects.counting().filter(volunteer__in=keys).order_by()
    return list(hours.values_list("volunteer", "activity").distinct())
