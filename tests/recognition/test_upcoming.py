"""What the public would see of a draft: the rows that publishing makes."""

import datetime as dt

import pytest

from recognition.models import RecognitionList
from recognition.services import lists, showing
from tests import factories
from tests.cast import World


@pytest.mark.parametrize("number", [2, 3])
def test_draft_shows_what_it_would_show_once_published(world: World, number: int) -> None:
    for index in range(number):
        person = factories.kept(world.cafe, f"Helfer{index}", "Vorbild")
        factories.confirmed(person, world.talking)
        factories.consent(person, form="anonymous" if index == 1 else "full_name")
    factories.confirmed(world.ada_volunteer, world.talking)  # did not consent
    gone = factories.kept(world.cafe, "Weg", "Genommen")
    factories.confirmed(gone, world.talking)
    factories.consent(gone, withdrawn=True)
    draft: RecognitionList = lists.create_list(
        actor=world.carla,
        slug="danke",
        title="Danke",
        period_start=dt.date(2025, 1, 1),
        period_end=dt.date(2025, 12, 31),
        district=world.cafe.district,
    )
    upcoming = showing.examine(draft).rows
    assert len(upcoming) == (3 if number == 3 else 0)
    if number == 3:
        assert upcoming == showing.public_rows(
            lists.publish_list(actor=world.carla, recognition_list=factories.checked(draft))
        )
        assert (upcoming.names, upcoming.unnamed) == (["Helfer0 Vorbild", "Helfer2 Vorbild"], 1)
