"""Two imports of one sheet of card holders at the same moment, and one while a holder is forgotten."""

import io

import pytest

from tests import factories
from tests.cast import World
from tests.concurrency.together import at_once, meeting, outcomes
from volunteers.models import Organisation, Volunteer, VolunteerCard
from volunteers.services import cards, erasing
from volunteers.services.cards import CardReport, import_cards

pytestmark = pytest.mark.postgres

SHEET = "\n".join(["Name;Karte;Status", *(f"Person {number};Gold;ausgegeben" for number in range(20))])


def imported(world: World, sheet: str = SHEET) -> CardReport:
    source = io.BytesIO(sheet.encode())
    return import_cards(organisation=world.cafe, actor=None, source=source, create_people=True)


def test_two_imports_of_one_sheet_make_nobody_twice(world: World) -> None:
    reports = at_once(
        lambda: imported(world),
        lambda: imported(world),
        while_held=lambda: Organisation.objects.select_for_update(no_key=True).get(pk=world.cafe.pk),
    )
    assert sorted(report.new for report in reports) == [0, 20]
    assert (world.cafe.kept_volunteers.count(), VolunteerCard.objects.count()) == (20, 20)


def test_holder_who_is_forgotten_meanwhile_gets_no_card(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    person = factories.kept(world.cafe, "Bea", "Bada")
    between = meeting()
    hold = cards._Run._hold

    def forget_first(run: cards._Run) -> None:
        between.wait()
        between.wait()
        hold(run)

    def forget() -> None:
        between.wait()
        erasing.erase(actor=None, volunteer=Volunteer.objects.get(pk=person.pk))
        between.wait()

    monkeypatch.setattr(cards._Run, "_hold", forget_first)
    results = at_once(lambda: imported(world, "Name;Karte;Status\nBea Bada;Gold;ausgegeben"), forget)
    assert outcomes(results) == ["changed_meanwhile", "done"]
    assert VolunteerCard.objects.count() == 0
