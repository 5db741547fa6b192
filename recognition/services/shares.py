"""What a milestone says where its holder shows it: its name and the day on which it was reached."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from recognition.models import Reached
from volunteers.services.sharing import Facts, Source

if TYPE_CHECKING:
    from volunteers.models import Volunteer


def _find(volunteer: "Volunteer", subject: UUID) -> Facts | None:
    """What was reached, while it stands: what lapsed says nothing."""
    found = _standing(volunteer).filter(uuid=subject).first()
    return _facts(found) if found is not None else None


def _mine(volunteer: "Volunteer") -> list[Facts]:
    return [_facts(one) for one in _standing(volunteer).order_by("-reached_on", "-programme__position")]


def _standing(volunteer: "Volunteer") -> "QuerySet[Reached]":
    return Reached.objects.standing().filter(volunteer=volunteer).select_related("programme")


def _facts(reached: Reached) -> Facts:
    return Facts(subject=reached.uuid, title=_(reached.programme.name), on=reached.reached_on)


SOURCE = Source(_find, _mine)
