"""How much somebody at a desk has to do: 200 waiting entries, the odd ones one by one, in at most 20 actions."""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from playwright.sync_api import Locator, Page, expect

from backend.common import clock
from tests import factories
from tests.browser.conftest import Visitor
from tests.browser.house import House
from volunteers.models import Activity, EarlierVersion, HourEntry, Organisation, User, Volunteer, Way

Visit = Callable[..., Visitor]
MANY, MOST_ACTIONS = 200, 20
BEFORE = 200  # days ago: when each of them was confirmed for the first time
WEEK = dt.timedelta(weeks=1)


@dataclass
class Hand:
    """Somebody at mouse and keyboard. Each click, each key and each typed field is one action."""

    page: Page
    actions: list[str] = field(default_factory=list)

    def click(self, target: Locator) -> None:
        self.actions.append("click")
        target.click()

    def press(self, key: str) -> None:
        self.actions.append(f"key {key}")
        self.page.keyboard.press(key)

    def type(self, target: Locator, words: str) -> None:
        self.actions.append("type")
        target.fill(words)


@dataclass
class Backlog:
    """A desk with 200 waiting entries. `right` and `wrong` are the keys of the odd ones, by what is true of them."""

    desk: Organisation
    confirmer: User
    right: list[str]
    wrong: list[str]


def a_quarter_of_a_year(house: House) -> Backlog:
    """Fourteen people come weekly, one or two days a week; ten entries are odd, as they are in real life."""
    world = house.stage.world
    desk = Organisation.objects.create(
        slug="nachbarn", name="Nachbarschaftshilfe", kind="association", district=world.cafe.district
    )
    talk, walk = (
        Activity.objects.create(organisation=desk, title=title, field=world.talking.field, district=desk.district)
        for title in ("Sprachtandem", "Begleitung")
    )
    confirmer = factories.member(desk)
    people = [factories.helper(given, "Muster") for given in "ABCDEFGHIJKLMN"]
    for one in people:
        factories.confirmed(one, talk, day=clock.today() - dt.timedelta(days=BEFORE))
    newcomer = factories.helper("Neu", "Muster")
    lately = clock.today() - dt.timedelta(days=3)

    def entry(volunteer: Volunteer, activity: Activity, day: dt.date, minutes: int) -> HourEntry:
        return HourEntry(
            volunteer=volunteer,
            activity=activity,
            organisation=desk,
            day=day,
            minutes=minutes,
            way=Way.PAGE,
            logged_by=volunteer.user,
            submitted_at=clock.now(),
        )

    def rhythms() -> Iterator[HourEntry]:
        for number, one in enumerate(people):
            for week in range(13):
                yield entry(one, talk if number % 2 else walk, lately - number * dt.timedelta(1) - week * WEEK, 90)
        for week in range(8):  # and somebody on a second day
            yield entry(people[0], talk, lately - dt.timedelta(days=1) - week * WEEK, 120)

    def odd() -> list[tuple[bool, HourEntry]]:
        day = lately - dt.timedelta(days=2)
        long_ago = clock.today() - dt.timedelta(days=400)
        return [
            (False, entry(people[0], walk, lately, 90)),  # a second time, beside that of the rhythm
            (False, entry(people[1], walk, day, 900)),  # fifteen hours: 1:30 was meant
            (True, entry(people[2], talk, day - WEEK, 540)),  # the summer party
            (True, entry(people[3], talk, day, 540)),
            (True, entry(people[4], talk, long_ago, 60)),
            (True, entry(people[5], talk, day, 45)),  # put right after it was declined
            (True, entry(newcomer, talk, day, 60)),
            (True, entry(newcomer, talk, day - WEEK, 60)),
            (True, entry(people[6], walk, long_ago - WEEK, 60)),
            (True, entry(people[7], walk, day, 500)),
        ]

    usual = list(rhythms())
    special = odd()
    made = HourEntry.objects.bulk_create([*usual, *(one for _true, one in special)])
    assert len(made) == MANY
    sent_again = special[5][1]
    EarlierVersion.objects.create(entry=sent_again, day=sent_again.day, minutes=450, reason="Die Dauer stimmt nicht")
    return Backlog(
        desk,
        confirmer,
        right=[str(one.uuid) for true, one in special if true],
        wrong=[str(one.uuid) for true, one in special if not true],
    )


def test_two_hundred_entries_are_decided_in_twenty_actions(visit: Visit, house: House) -> None:
    backlog = house.backstage(a_quarter_of_a_year, house)
    visitor = visit(backlog.confirmer, viewport={"width": 1280, "height": 900})
    page = visitor.go(f"/stelle/{backlog.desk.uuid}/freigabe")
    expect(page.locator("main")).to_contain_text(f"{MANY} Einträge warten")
    # Eleven are shown as odd: the ten, and that of the rhythm beside the one that came twice.
    expect(page.locator(".desk-odd > input")).to_have_count(11)
    hand = Hand(page)
    for key in backlog.wrong:
        hand.click(page.locator(f"#e-{key}"))
    hand.press("a")
    hand.type(page.get_by_label("Grund für alle"), "Das passt nicht zu dem, was wir wissen.")
    hand.click(page.get_by_role("button", name="2 Einträge ablehnen"))
    hand.click(page.get_by_role("link", name="Weiter mit der Freigabe"))
    for key in backlog.right:
        hand.click(page.locator(f"#e-{key}"))
    hand.press("b")  # held for ten seconds
    hand.press("e")  # which sends what was held
    expect(page.locator("[data-undo-text]")).to_contain_text("190 –")
    visitor.go("/ich")  # who leaves has decided
    house.own.until(lambda: house.backstage(_decided, backlog) == (2, MANY - 2), "everything is decided")
    assert len(hand.actions) <= MOST_ACTIONS, hand.actions
    assert house.backstage(_declined, backlog) == sorted(backlog.wrong)


def _decided(backlog: Backlog) -> tuple[int, int]:
    waited = HourEntry.objects.filter(organisation=backlog.desk).exclude(day=clock.today() - dt.timedelta(days=BEFORE))
    return waited.filter(status="declined").count(), waited.confirmed().count()


def _declined(backlog: Backlog) -> list[str]:
    keys = HourEntry.objects.filter(organisation=backlog.desk, status="declined").values_list("uuid", flat=True)
    return sorted(map(str, keys))
