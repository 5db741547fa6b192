"""What each list of the API says of a row: the name in the answer, and the way to it in the ORM.

The exports say the same in the same names.
"""

from typing import Final, TypeAlias

Paths: TypeAlias = dict[str, str]

RECOGNITION_LISTS: Final[Paths] = {
    "uuid": "uuid",
    "slug": "slug",
    "version": "version",
    "title": "title",
    "district": "district__ags",
    "field": "field__code",
    "organisation": "organisation__uuid",
    "period_start": "period_start",
    "period_end": "period_end",
    "least_minutes": "least_minutes",
    "status": "status",
    "revision": "revision",
    "checked_at": "checked_at",
    "published_at": "published_at",
}
