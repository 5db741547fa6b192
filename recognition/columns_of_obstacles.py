"""What the API says of obstacles: names in the answer, ways in the ORM (`ObstacleQuerySet.shown_to`)."""

from typing import Final

from recognition.columns import Paths

OBSTACLES: Final[Paths] = {
    "uuid": "uuid",
    "side": "side",
    "category": "category",
    "text": "text",
    "district": "district__ags",
    "field": "field__code",
    "audience": "audience",
    "named": "named",
    "volunteer": "shown_volunteer",
    "organisation": "shown_organisation",
    "entry": "shown_entry",
    "status": "status",
    "made_on": "made_on",
    "changed_on": "changed_on",
}
