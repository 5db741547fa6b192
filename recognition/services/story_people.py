"""Who is named in a good example, or can be recognised on its picture: asked, agreed, taken back."""

import datetime as dt
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from backend.common import clock
from backend.common.errors import Conflict, Invalid
from backend.common.transitions import illegal
from recognition.models import AgreedBy, Story, StoryPerson, StoryStatus
from recognition.services import stories
from volunteers.models import Volunteer
from volunteers.services import consent
from volunteers.services.protocol import Act

if TYPE_CHECKING:
    from volunteers.models import User

VALID_FOR_DAYS = consent.VALID_FOR_DAYS


@transaction.atomic
def ask_person(*, actor: "User", story: Story, volunteer: Volunteer) -> StoryPerson:
    """Say that somebody is in a draft; they find the question on their own page, and a mail says so (`story_mails`).

    Raises Forbidden (`not_member`), IllegalTransition, Invalid (`not_known_there`), Conflict (`already_asked`).
    """
    stories.check_member(actor=actor, organisation=story.organisation)
    _check_draft(story)
    if not Volunteer.objects.known_at(story.organisation).filter(pk=volunteer.pk).exists():
        sentence = _("Diese Person hat bei Ihnen noch keine Stunden.")
        raise Invalid(sentence, code="not_known_there", field="volunteer")
    try:
        with transaction.atomic():
            return StoryPerson.objects.create(story=story, volunteer=volunteer, asked_at=clock.now(), asked_by=actor)
    except IntegrityError as error:
        raise Conflict(_("Diese Person ist schon gefragt."), code="already_asked", field="volunteer") from error


@transaction.atomic
def remove_person(*, actor: "User", person: StoryPerson) -> None:
    """Say that somebody is not in a draft any more. Raises Forbidden (`not_member`), IllegalTransition."""
    stories.check_member(actor=actor, organisation=person.story.organisation)
    _check_draft(person.story)
    StoryPerson.objects.filter(pk=person.pk).delete()


@transaction.atomic
def agree(*, actor: "User", person: StoryPerson, revision: int, of_age: bool = False) -> StoryPerson:
    """Agree to what the example says in that revision, for two years.

    The person, who is of age; for somebody without account the managers of the organisation that keeps them, who hold
    a signed paper (under 18 with the signature of a guardian, and until the day before the 18th birthday). Raises
    Forbidden (`not_yours`), Conflict (`changed_meanwhile`), Invalid (`guardian_needed`, `age_unknown`),
    IllegalTransition for an example that was withdrawn.
    """
    volunteer = person.volunteer
    consent.check_speaks_for(actor=actor, volunteer=volunteer)
    story = Story.objects.select_for_update(of=("self",)).get(pk=person.story_id)
    if story.status == StoryStatus.WITHDRAWN:
        raise illegal(story.status)
    if revision != story.revision:
        sentence = _("Das Beispiel wurde inzwischen geändert. Bitte lies es noch einmal.")
        raise Conflict(sentence, code="changed_meanwhile", field="revision")
    consent.lock(volunteer)
    expires_on = clock.today() + dt.timedelta(days=VALID_FOR_DAYS)
    basis, born = _basis(volunteer, of_age=of_age), consent.birth_date_of(volunteer)
    if basis == AgreedBy.PAPER and born and (consent.age_of(volunteer) or 0) < consent.OF_AGE:
        expires_on = min(expires_on, consent.eighteenth(born) - dt.timedelta(days=1))
    StoryPerson.objects.filter(pk=person.pk).update(
        revision=story.revision, agreed_at=clock.now(), basis=basis, expires_on=expires_on, ended_at=None
    )
    person.refresh_from_db()
    stories.tell(Act.STORY_CONSENT_GIVEN, story, actor=actor, volunteer=volunteer, basis=basis.value)
    return person


@transaction.atomic
def end(*, actor: "User", person: StoryPerson) -> StoryPerson:
    """Say no, or take back a yes: from that moment nobody reads the example in public. Again is the same.

    Raises Forbidden (`not_yours`).
    """
    consent.check_speaks_for(actor=actor, volunteer=person.volunteer)
    end_all(volunteer=person.volunteer, actor=actor, only=person)
    person.refresh_from_db()
    return person


def end_all(*, volunteer: Volunteer, actor: "User | None", only: StoryPerson | None = None) -> int:
    """End what somebody agreed to and was asked, in all examples or in one. Returns how many yeses that were.

    The caller is in a transaction and allowed to.
    """
    rows = StoryPerson.objects.filter(volunteer=volunteer, ended_at=None)
    if only is not None:
        rows = rows.filter(pk=only.pk)
    found = list(rows.select_related("story__organisation").select_for_update(of=("self",)).order_by("pk"))
    StoryPerson.objects.filter(pk__in=[row.pk for row in found]).update(ended_at=clock.now())
    for row in found:
        stories.tell(Act.STORY_CONSENT_ENDED, row.story, actor=actor, volunteer=volunteer)
    return sum(row.agreed_at is not None for row in found)


def standing(volunteer: Volunteer) -> int:
    """How many consents of theirs to be in a good example hold today."""
    return StoryPerson.objects.agreeing(clock.today()).filter(volunteer=volunteer).count()


def asked(volunteer: Volunteer) -> int:
    """How many questions to be in a good example they have not answered."""
    return StoryPerson.objects.asking(clock.today()).filter(volunteer=volunteer).count()


def _basis(volunteer: Volunteer, *, of_age: bool) -> AgreedBy:
    if volunteer.user_id is None:
        return AgreedBy.PAPER
    age = consent.age_of(volunteer)
    if age is not None and age < consent.OF_AGE:
        raise Invalid(
            _("Das geht erst mit 18 Jahren. Bitte sag der Organisation, dass sie dich in der Geschichte weglässt."),
            code="guardian_needed",
            field="volunteer",
        )
    if age is None and not of_age:
        raise Invalid(_("Bitte bestätige, dass du volljährig bist."), code="age_unknown", field="of_age")
    return AgreedBy.AFFIRMED if age is None else AgreedBy.ADULT


def _check_draft(story: Story) -> None:
    status = Story.objects.select_for_update(of=("self",)).values_list("status", flat=True).get(pk=story.pk)
    if status != StoryStatus.DRAFT:
        raise illegal(status)
