"""What the lists of good examples and prizes say of a row in the API: see `columns`."""

from typing import Final

from recognition.columns import Paths

STORIES: Final[Paths] = {
    "uuid": "uuid",
    "slug": "slug",
    "organisation": "organisation__uuid",
    "title": "title",
    "summary": "summary",
    "text": "text",
    "audience": "audience",
    "needs": "needs",
    "partners": "partners",
    "started_on": "started_on",
    "activity": "activity__uuid",
    "field": "field__code",
    "district": "district__ags",
    "status": "status",
    "revision": "revision",
    "picture_alt": "picture__alt",
    "picture_shows": "picture__shows",
    "adopted": "adopted",
    "submitted_at": "submitted_at",
    "published_at": "published_at",
}

STORY_PEOPLE: Final[Paths] = {
    "uuid": "uuid",
    "story": "story__uuid",
    "volunteer": "volunteer__uuid",
    "asked_at": "asked_at",
    "revision": "revision",
    "agreed_at": "agreed_at",
    "basis": "basis",
    "expires_on": "expires_on",
    "ended_at": "ended_at",
}

STORY_ADOPTIONS: Final[Paths] = {
    "uuid": "uuid",
    "story": "story__uuid",
    "organisation": "organisation__uuid",
    "note": "note",
    "adopted_at": "adopted_at",
    "ended_at": "ended_at",
}

PRIZES: Final[Paths] = {
    "uuid": "uuid",
    "code": "code",
    "name": "name",
    "awarded_by": "awarded_by",
    "about": "about",
    "website": "website",
    "rhythm": "rhythm",
    "fields": "fields",
    "source": "source",
}

PRIZE_CALLS: Final[Paths] = {
    "uuid": "uuid",
    "prize": "prize__code",
    "year": "year",
    "motto": "motto",
    "opens_on": "opens_on",
    "closes_on": "closes_on",
    "source": "source",
}
