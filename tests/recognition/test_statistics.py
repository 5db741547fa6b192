"""Published figures: counted once, told to everybody, and the same whatever happens afterwards."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.db import DatabaseError, transaction
from django.test import Client

from backend.common.errors import Conflict
from backend.site.figures import BREAKDOWNS
from recognition.models import PublishedCell, PublishedYear
from recognition.services import statistics
from recognition.suppression import CLOSEST_MINUTES, CLOSEST_PEOPLE
from tests import factories
from tests.cast import World
from tests.recognition.attacker import Published, Told, bounds
from tests.volunteers.test_figures import activity_in, give
from volunteers.models import District, DistrictMonth, HourEntry, VolunteerDetails
from volunteers.services import erasing, figures, safety, totals

MARCH = dt.date(2026, 3, 1)
Queries = Callable[[int], Any]


@pytest.fixture
def year(world: World) -> World:
    """2025: ten people in Leer, eight in Emden, seven in Lüneburg; all but ten hours apart."""
    give(world.talking, 10, minutes=300)
    give(world.football, 8, minutes=200)
    give(activity_in("03355"), 7, minutes=100)
    return world


def test_year_is_published_in_march_and_once(year: World) -> None:
    assert statistics.publish_due(today=dt.date(2026, 2, 28)) == []
    assert statistics.publish_due(today=MARCH) == [2025]
    assert statistics.publish_due(today=MARCH) == []
    assert statistics.years() == [2025]
    found = PublishedYear.objects.get()
    assert (found.people, found.minutes, found.organisations) == (25, 10 * 300 + 8 * 200 + 7 * 100, 3)
    assert PublishedCell.objects.filter(year=found).count() == 45 + 5 + 12 + 12 + 4


def test_year_of_too_few_people_waits(world: World) -> None:
    give(world.talking, 4, minutes=600)
    assert statistics.publish_due(today=MARCH) == []
    give(world.talking, 1)
    assert statistics.publish_due(today=MARCH) == [2025]


def test_hidden_cells_hold_no_number_anywhere(year: World) -> None:
    give(activity_in("03404"), 1, minutes=900)
    statistics.publish(year=2025)
    cells = PublishedCell.objects.filter(by="district", people=None).values_list("key", "minutes", "organisations")
    assert set(cells) == {("03404", None, None), ("03355", None, None)}


def test_published_figures_cannot_be_changed_or_deleted(year: World) -> None:
    statistics.publish(year=2025)
    for rows in (PublishedYear.objects.all(), PublishedCell.objects.all()):
        with pytest.raises(DatabaseError, match="never change"), transaction.atomic():
            rows.update(people=7)
        with pytest.raises(DatabaseError, match="never change"), transaction.atomic():
            rows._raw_delete(using="default")


def views() -> dict[str, str]:
    """What everybody reads, table by table, as a file."""
    found = {}
    for by in BREAKDOWNS:
        answer = Client().get(f"/zahlen.csv?nach={by}&jahr=2025")
        assert answer.status_code == 200
        found[by] = answer.content.decode()
    return found


def test_nothing_that_happens_later_shows(year: World) -> None:
    """Confirmed late, corrected, told one's gender, forgotten: whoever compares two views learns nothing."""
    statistics.publish(year=2025)
    before = views()
    give(year.football, 1, minutes=600)
    entry = HourEntry.objects.order_by("pk")[0]
    HourEntry.objects.filter(pk=entry.pk).update(correction=-240)
    totals.reconcile()
    VolunteerDetails.objects.create(volunteer=entry.volunteer, gender="diverse")
    now = figures.figures(by="gender", start=dt.date(2025, 1, 1), end=dt.date(2025, 12, 31), reach=figures.EVERYTHING)
    assert now.total.minutes == 5300 + 600 - 240
    erasing.erase(actor=None, volunteer=HourEntry.objects.order_by("pk")[1].volunteer)
    cache.clear()
    assert statistics.publish_due(today=MARCH) == []
    assert views() == before


def seen() -> Published:
    """The districts as everybody sees them, for the attacker; each person helped in one."""
    found = statistics.table(year=2025, by="district")
    assert found is not None
    assert found.total.people is not None
    assert found.total.minutes is not None
    told = {
        line.key: None if line.people is None else Told(line.people, line.minutes or 0, line.organisations)
        for line in found.lines
    }
    total = Told(found.total.people, found.total.minutes, found.total.organisations)
    return Published(total, told, days=365, once=True, smallest_first=False, one_place=True)


def test_district_out_of_public_sight_is_hidden_with_another_at_once(year: World) -> None:
    statistics.publish(year=2025)
    before = seen()
    assert None not in before.cells.values()
    Client().get("/zahlen?jahr=2025")  # remembered
    leer = District.objects.get(ags="03457")
    hiding = safety.hide_district(actor=year.carla, district=leer, reason="Drohbriefe")
    after = seen()
    assert {key for key, cell in after.cells.items() if cell is None} == {"03457", "03355"}
    for known in bounds(after).values():
        assert known.people[1] - known.people[0] >= CLOSEST_PEOPLE
        assert known.minutes[1] - known.minutes[0] >= CLOSEST_MINUTES
    for key, cell in after.cells.items():  # two views tell no more than the fuller one
        assert cell in {None, before.cells[key], (*(before.cells[key] or ())[:2], None)}
    assert "Leer: zu wenige für eine Angabe" in Client().get("/zahlen?jahr=2025").content.decode()
    safety.ask_to_show(actor=year.carla, hiding=hiding, reason="Vorbei")
    safety.show_district(actor=factories.coordinate(factories.user()), hiding=hiding)
    assert seen() == before


def test_district_hides_among_those_that_are_hidden_already(year: World) -> None:
    give(activity_in("03404"), 1, minutes=900)
    statistics.publish(year=2025)
    safety.hide_district(actor=year.carla, district=District.objects.get(ags="03402"), reason="Drohbriefe")
    after = seen()
    assert {key for key, cell in after.cells.items() if cell is None} == {"03404", "03355", "03402"}
    for known in bounds(after).values():
        assert known.people[1] - known.people[0] >= CLOSEST_PEOPLE


def test_organisations_are_told_where_they_do_not_tell_those_of_a_hidden_line(year: World) -> None:
    give(activity_in("03404"), 1, minutes=900)  # beside Lüneburg: two organisations are left for two lines
    statistics.publish(year=2025)

    def told(by: str) -> dict[str, int | None]:
        found = statistics.table(year=2025, by=by)
        assert found is not None
        return {line.key: line.organisations for line in found.lines if line.people}

    assert (told("district"), told("field")) == ({"03457": None, "03402": None}, {"language": 3, "living": 1})
    answer = Client().get("/zahlen?jahr=2025").content.decode()
    assert answer.count('<td class="numbers"><span class="meta">ohne Angabe</span></td>') == 2
    assert [line.split(";")[6] for line in views()["ort"].splitlines() if line.split(";")[5] in {"10", "8"}] == ["", ""]


def test_tables_that_disagree_are_not_published(year: World) -> None:
    DistrictMonth.objects.filter(month=dt.date(2025, 3, 1)).update(minutes=1)
    with pytest.raises(Conflict) as caught:
        statistics.publish(year=2025)
    assert caught.value.code == "figures_disagree"
    assert statistics.years() == []


def test_hours_so_far_need_people_and_a_closed_quarter(world: World) -> None:
    give(world.talking, 4, minutes=1440)
    give(world.talking, 1, month=4, minutes=1440)
    days = [dt.date(2025, 3, 31), dt.date(2025, 6, 30), dt.date(2025, 7, 1)]
    assert [statistics.hours_so_far(day) for day in days] == [None, None, 100]


def test_table_takes_the_same_queries_whatever_is_in_it(year: World, django_assert_num_queries: Queries) -> None:
    statistics.publish(year=2025)
    with django_assert_num_queries(3):
        statistics.table(year=2025, by="district")
    with django_assert_num_queries(2):
        statistics.table(year=2025, by="gender")
