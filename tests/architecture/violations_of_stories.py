"""What breaks each constraint of good examples and prizes; see `test_constraints.py`."""

import datetime as dt

from django.db import models
from django.utils import timezone

from recognition.models import StoryPicture
from tests.architecture.violating import Deed, change, first, twin

VIOLATIONS: dict[str, Deed] = {
    "story_submitted_with_who_and_when": lambda stage: change(stage.draft_story, submitted_at=timezone.now()),
    "story_published_with_who_and_when": lambda stage: change(stage.draft_story, published_at=timezone.now()),
    "story_withdrawn_with_when": lambda stage: change(stage.draft_story, withdrawn_at=timezone.now()),
    "story_reviewed_by_another": lambda stage: change(stage.published_story, published_by=models.F("submitted_by")),
    "story_says_something": lambda stage: change(stage.draft_story, text=""),
    "story_picture_has_words": lambda _stage: change(first(StoryPicture), alt=""),
    "story_picture_known_people": lambda _stage: change(first(StoryPicture), shows="somebody"),
    "story_picture_has_a_size": lambda _stage: change(first(StoryPicture), width=0),
    "story_person_once": lambda stage: twin(stage.story_person),
    "story_person_agreed_with_all_of_it": lambda stage: change(stage.story_person, agreed_at=timezone.now()),
    "story_adopted_once": lambda stage: twin(stage.story_adoption),
    "prize_call_once_a_year": lambda stage: twin(stage.prize_call),
    "prize_call_days_in_order": lambda stage: change(stage.prize_call, opens_on=dt.date(2100, 1, 1)),
    "prize_call_with_source": lambda stage: change(stage.prize_call, source=""),
}
