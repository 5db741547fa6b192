"""What breaks each constraint of thanks due and of campaigns for chosen people; see `test_constraints.py`."""

import datetime as dt

from certificates.models import ChosenPerson
from recognition.models import Helped, ThanksDue, ThanksGiven
from tests.architecture.violating import Deed, change, first
from tests.backend.stage import Stage


def helped_twice(stage: Stage) -> None:
    for _time in range(2):
        Helped.objects.create(volunteer=stage.olga, activity=stage.world.talking)


def chosen_twice(stage: Stage) -> None:
    for _time in range(2):
        ChosenPerson.objects.create(campaign=stage.draft_campaign, volunteer=stage.olga)


VIOLATIONS: dict[str, Deed] = {
    "thanks_given_by_known_way": lambda _stage: change(first(ThanksGiven), way="shout"),
    "thanks_due_for_something": lambda stage: ThanksDue.objects.create(
        volunteer=stage.olga, since=dt.date(2026, 1, 1), number=0
    ),
    "helped_once": helped_twice,
    "chosen_once_a_campaign": chosen_twice,
}
