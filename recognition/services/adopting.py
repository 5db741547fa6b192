"""Doing likewise: an organisation adopts the good example of another one. It is counted; it is no contest."""

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from backend.common import clock
from backend.common.errors import Conflict, Invalid
from recognition.models import Story, StoryAdoption
from recognition.services import stories
from volunteers.models import Organisation
from volunteers.services.people import check_line
from volunteers.services.protocol import Act
from volunteers.text import tidy

if TYPE_CHECKING:
    from volunteers.models import User

LONGEST_NOTE = 500


@transaction.atomic
def adopt_story(*, actor: "User", story: Story, organisation: Organisation, note: str = "") -> StoryAdoption:
    """Say that the organisation does likewise; its name stands beside the example, the note only its own side reads.

    Raises Forbidden (`not_member`), Invalid (`not_published`, `own_example`, `too_long`, `not_printable`), Conflict
    (`already_adopted`).
    """
    stories.check_member(actor=actor, organisation=organisation)
    if not Story.objects.publicly_listed(clock.today()).filter(pk=story.pk).exists():
        raise Invalid(_("Das gibt es nicht, oder nicht für Sie."), code="not_published", field="story")
    if story.organisation_id == organisation.pk:
        raise Invalid(_("Das ist Ihr eigenes Beispiel."), code="own_example", field="organisation")
    note = tidy(note)
    check_line(note, field="note", most=LONGEST_NOTE)
    try:
        with transaction.atomic():
            adoption = StoryAdoption.objects.create(
                story=story, organisation=organisation, note=note, adopted_at=clock.now(), adopted_by=actor
            )
    except IntegrityError as error:
        sentence = _("Das hat Ihre Organisation schon übernommen.")
        raise Conflict(sentence, code="already_adopted", field="organisation") from error
    stories.tell(Act.STORY_ADOPTED, story, actor=actor, organisation=organisation)
    return adoption


@transaction.atomic
def end_adoption(*, actor: "User", adoption: StoryAdoption) -> StoryAdoption:
    """Say that the organisation stopped doing so. Raises Forbidden (`not_member`), Conflict (`already_ended`)."""
    stories.check_member(actor=actor, organisation=adoption.organisation)
    standing = StoryAdoption.objects.standing().filter(pk=adoption.pk)
    if not standing.update(ended_at=clock.now()):
        raise Conflict(_("Diese Übernahme ist schon beendet."), code="already_ended")
    adoption.refresh_from_db()
    stories.tell(Act.STORY_ADOPTION_ENDED, adoption.story, actor=actor, organisation=adoption.organisation)
    return adoption
