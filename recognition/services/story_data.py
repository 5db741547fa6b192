"""What good examples keep about people: for them, after them, with them; how long; and what roles may take along."""

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.db import models, transaction
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from recognition import columns_of_stories as api
from recognition.models import Story, StoryPerson, StoryStatus
from recognition.services import stories
from volunteers.models.privacy import ExportOf
from volunteers.services import exports, retention
from volunteers.services.export import Source, Tables
from volunteers.services.export_columns import columns
from volunteers.services.exports import Kind, Role, Rows

if TYPE_CHECKING:
    from volunteers.models import User, Volunteer
    from volunteers.services.erasing import Subject

_WORDS = ("title", "summary", "text", "audience", "needs", "partners", "picture__alt")
_SHORTEST = 4  # letters of a name that is looked for in the words of an example
_IN_WORK = (StoryStatus.DRAFT, StoryStatus.WITHDRAWN)


def forget(subject: "Subject") -> None:
    """Examples that name or show somebody who is forgotten are deleted: nobody can say which of the words are theirs.

    Also those in whose words the whole name stands although nobody asked. Adoptions go with them; the protocol stays.
    """
    person = subject.volunteer
    if person is None:
        return
    found = Q(people__volunteer=person)
    for name in {person.name, person.name_latin}:
        if len(name) >= _SHORTEST:
            for column in _WORDS:
                found |= Q(**{f"{column}__icontains": name})
    keys = Story.objects.filter(found).values("pk")
    stories.drop(Story.objects.filter(pk__in=keys), actor=subject.actor, why="erased")


def moving(source: "Volunteer", target: "Volunteer") -> "models.QuerySet[StoryPerson]":
    """What goes with a record into another one: all but where the other one is asked, too."""
    theirs = StoryPerson.objects.filter(volunteer=target)
    return StoryPerson.objects.filter(volunteer=source).exclude(story__in=theirs.values("story"))


def _tables(user: "User") -> Tables:
    rows: Any = StoryPerson.objects.filter(volunteer__user=user).order_by("pk")
    yield (
        "good_examples",
        rows.values(
            "asked_at", "agreed_at", "basis", "expires_on", "ended_at",
            story_title=F("story__title"), story_text=F("story__text"), agreed_revision=F("revision"),
        ).iterator(chunk_size=1000),
    )  # fmt: skip


def _over(before: dt.date) -> "models.QuerySet[Story]":
    """Drafts, and what was withdrawn, that nobody touched since then."""
    since = retention.start_of(before)
    return Story.objects.filter(
        Q(status=StoryStatus.DRAFT, changed_at__lt=since) | Q(status=StoryStatus.WITHDRAWN, withdrawn_at__lt=since)
    )


def _let_go(keys: list[int]) -> None:
    with transaction.atomic():
        stories.drop(Story.objects.filter(pk__in=keys, status__in=_IN_WORK), actor=None, why="period")


DRAFTS = retention.Handler(_over, _let_go)

_DECIDED = "what somebody does for an organisation or the alliance is told by `decisions`"

SOURCE = Source(
    tables=_tables,
    covers={"recognition.StoryPerson.volunteer": "good_examples"},
    excuses={
        "recognition.Story.created_by": _DECIDED,
        "recognition.Story.changed_by": _DECIDED,
        "recognition.Story.submitted_by": _DECIDED,
        "recognition.Story.published_by": _DECIDED,
        "recognition.StoryPicture.affirmed_by": _DECIDED,
        "recognition.StoryPerson.asked_by": _DECIDED,
        "recognition.StoryAdoption.adopted_by": _DECIDED,
    },
)


def _own(role: Role) -> Rows:
    return Story.objects.with_adoptions().filter(organisation=role.organisation)


def _coordinated(role: Role) -> Rows:
    return Story.objects.with_adoptions().in_scope(role.reach)


def register_exports() -> None:
    """Once the apps are there."""
    headings = {
        "organisation": "Schlüssel der Organisation",
        "summary": "in zwei Sätzen",
        "text": "die Geschichte",
        "audience": "für wen und wozu",
        "needs": "was es braucht",
        "partners": "mit wem zusammen",
        "started_on": "seit wann",
        "revision": "Fassung",
        "picture_alt": "Bild in Worten",
        "picture_shows": "wer zu erkennen ist",
        "adopted": "so oft übernommen",
        "submitted_at": "eingereicht am",
        "published_at": "veröffentlicht am",
    }
    told = columns(Story, api.STORIES, headings=headings, types={"adopted": "number"})
    about = _("Geschichten mit Stand und Zahl der Übernahmen; ohne Bilder")
    for of, find in ((ExportOf.ORGANISATION, _own), (ExportOf.COORDINATION, _coordinated)):
        exports.register(Kind(of, "stories", _("Gute Beispiele"), about, Story, told, find))
