"""Good examples for the stage: one at each station, somebody asked, somebody who does likewise; and a prize."""

from dataclasses import dataclass
from typing import Any

from recognition.models import Prize, PrizeCall, Story, StoryAdoption, StoryPerson
from recognition.services import adopting, stories, story_people, story_pictures
from tests.cast import World
from tests.recognition.pictures import photo

# Words of the draft and of what was handed in: nobody outside reads them.
SECRETS = {"Tee im Entwurf", "Davon weiß", "Eingereichter Garten", "Das liest erst"}
# What others may see: the second is Mallory's own.
OPEN_TO_ALL = {"published_story", "story_adoption", "prize", "prize_call"}


@dataclass
class Stories:
    """What the café told."""

    draft_story: Story
    submitted_story: Story
    published_story: Story
    story_person: StoryPerson
    story_adoption: StoryAdoption
    prize: Prize
    prize_call: PrizeCall


def tell(world: World) -> dict[str, Any]:
    """By Omar for the café. Ada is in the draft; Carla published one, and Mallory's club does so too."""
    draft = _draft(world, "Tee im Entwurf", "Davon weiß noch niemand.")
    submitted = _draft(world, "Eingereichter Garten", "Das liest erst die Koordination.")
    published = _draft(world, "Tee und Wörter", "Deutsch am Küchentisch.")
    story_pictures.set_picture(actor=world.omar, story=published, data=photo(), alt="Eine Teekanne.", shows="nobody")
    stories.submit_story(actor=world.omar, story=submitted)
    stories.submit_story(actor=world.omar, story=published)
    stories.publish_story(actor=world.carla, story=published, revision=published.revision)
    return {
        "draft_story": draft,
        "submitted_story": submitted,
        "published_story": published,
        "story_person": story_people.ask_person(actor=world.omar, story=draft, volunteer=world.ada_volunteer),
        "story_adoption": adopting.adopt_story(actor=world.mallory, story=published, organisation=world.club),
        "prize": Prize.objects.get(code="niedersachsenpreis"),
        "prize_call": PrizeCall.objects.get(prize__code="niedersachsenpreis", year=2026),
    }


def _draft(world: World, title: str, text: str) -> Story:
    return stories.create_story(
        actor=world.omar,
        organisation=world.cafe,
        title=title,
        summary=f"{title}: kurz erzählt.",
        text=text,
        field=world.talking.field,
        district=world.cafe.district,
        activity=world.talking,
    )
