"""Before a campaign starts: the riskiest are pressed and shown, and nothing of it stays."""

import uuid
from typing import Any

import pytest

from backend.common.errors import Forbidden, Invalid, NotFound
from certificates.models import Campaign, Certificate, NumberSeries
from certificates.services import campaigns, checking
from certificates.services.checking import Checked
from tests import factories
from tests.cast import World
from tests.certificates.orders import campaign, helpers, published
from volunteers.models import Activity, Volunteer
from volunteers.reach import reach_of
from volunteers.services import withdrawal

LONG = "Wolfeschlegelsteinhausenbergerdorff " * 5


def person(world: World, name: str, *, latin: str = "x", activities: int = 1) -> Volunteer:
    """Somebody kept by the café, with an hour at that many of its activities."""
    one = Volunteer.objects.create(kept_by=world.cafe, name=name, name_latin=latin)
    places = [world.talking] + [
        Activity.objects.create(
            organisation=world.cafe,
            title=f"Ein weiteres Angebot {index}",
            field=world.talking.field,
            district=world.cafe.district,
        )
        for index in range(1, activities)
    ]
    for place in places:
        factories.confirmed(one, place, minutes=60)
    return one


def found(world: World, **changes: Any) -> dict[str, Checked]:
    """What the check says, by name."""
    return {one.name: one for one in checking.check(actor=world.carla, campaign=campaign(world, **changes)).checked}


def test_check_finds_each_kind_of_risk_among_many(world: World) -> None:
    for index in range(30):
        person(world, f"Kim Muster {index:02d}")
    person(world, LONG.strip())
    person(world, "ياسمين الحداد", latin="")
    person(world, "ስላም አበበ", latin="Selam Abebe")
    person(world, "Fleiß Ig", activities=7)
    said = found(world)
    assert len(said) == checking.MOST
    risks = {name: one.risks for name, one in said.items() if not name.startswith("Kim Muster")}
    assert risks == {
        LONG.strip(): ["longest_name"],
        "ياسمين الحداد": ["rare_script", "right_to_left", "no_latin_name"],
        "ስላም አበበ": ["rare_script"],
        "Fleiß Ig": ["most_activities", "longest_title"],
    }
    assert next(iter(said)) == LONG.strip()
    assert {one.printable for one in said.values()} == {True}


def test_check_of_a_few_shows_them_all(world: World) -> None:
    helpers(world, 3)
    assert sorted(found(world)) == ["Helfer00 Vorbild", "Helfer01 Vorbild", "Helfer02 Vorbild"]


def test_check_says_which_field_cannot_be_printed_and_why(world: World) -> None:
    helpers(world, 1)
    bad = person(world, "Kim \U00012000")
    one = found(world)[bad.name]
    assert (one.volunteer, one.printable, one.field) == (bad.uuid, False, "name")
    assert one.reason.startswith("Das Zeichen U+12000 ")
    assert bad.name not in one.reason


def test_check_and_preview_leave_nothing_behind(world: World) -> None:
    helpers(world, 2)
    draft, version = campaign(world, kind="thanks", template=published(world)), None
    before = (Campaign.objects.values().get(), NumberSeries.objects.count(), Certificate.objects.count())
    (first, _second) = checking.check(actor=world.carla, campaign=draft).checked
    checking.preview(actor=world.carla, campaign=draft, volunteer=first.volunteer, width=200)
    assert (Campaign.objects.values().get(), NumberSeries.objects.count(), Certificate.objects.count()) == before
    draft.refresh_from_db()
    version = draft.template_version
    assert version is not None
    assert version.frozen_at is None  # nothing was ordered with it


def test_contents_of_a_check_are_those_of_the_order_but_for_number_and_code(world: World) -> None:
    helpers(world, 1)
    draft = campaign(world)
    people = list(Volunteer.objects.filter(kept_by=world.cafe))
    (shown,) = checking._contents(draft, people, actor=world.carla, reach=reach_of(world.carla))
    campaigns.order_campaign(actor=world.carla, campaign=draft)
    ordered = Certificate.objects.get().content
    assert (shown["number"], shown["code"]) == ("NPA-2026-000000", "A" * 16)
    assert shown["verify_url"].endswith("/v/" + "A" * 16)
    assert shown["withdraw_url"] == withdrawal.sample_url() != ordered["withdraw_url"]
    own = ("number", "code", "verify_url", "withdraw_url", "status", "issued_on")
    assert {name: shown[name] for name in shown if name not in own} == {
        name: ordered[name] for name in ordered if name not in own
    }


def test_preview_is_a_picture_of_the_asked_width(world: World) -> None:
    (key,) = helpers(world, 1)
    one = Volunteer.objects.get(pk=key)
    picture = checking.preview(actor=world.carla, campaign=campaign(world), volunteer=one.uuid, width=200)
    assert picture[:8] == b"\x89PNG\r\n\x1a\n"
    assert int.from_bytes(picture[16:20], "big") == 200


def test_preview_of_what_cannot_be_printed_says_so(world: World) -> None:
    bad = person(world, "Kim \U00012000")
    with pytest.raises(Invalid) as refusal:
        checking.preview(actor=world.carla, campaign=campaign(world), volunteer=bad.uuid, width=200)
    assert (refusal.value.code, refusal.value.field) == ("not_printable", "name")


def test_preview_shows_nobody_whom_the_rule_does_not_find(world: World) -> None:
    helpers(world, 1)
    draft = campaign(world)
    for stranger in (world.ada_volunteer.uuid, uuid.uuid4()):
        with pytest.raises(NotFound):
            checking.preview(actor=world.carla, campaign=draft, volunteer=stranger, width=200)


def test_preview_stays_within_what_one_coordinates(world: World) -> None:
    (key,) = helpers(world, 1)
    one = Volunteer.objects.get(pk=key)
    emden = factories.coordinate(factories.user(), district=world.club.district)
    with pytest.raises(NotFound):
        checking.preview(actor=emden, campaign=campaign(world), volunteer=one.uuid, width=200)
    with pytest.raises(Forbidden):
        checking.preview(actor=world.mina, campaign=campaign(world), volunteer=one.uuid, width=200)


def test_check_of_nobody_is_refused(world: World) -> None:
    with pytest.raises(Invalid) as refusal:
        checking.check(actor=world.carla, campaign=campaign(world))
    assert refusal.value.code == "nobody_due"
    with pytest.raises(Forbidden):
        checking.check(actor=world.mina, campaign=campaign(world))


@pytest.mark.parametrize(
    ("name", "scripts"),
    [
        ("Ada Beispiel", {"LATIN"}),
        ("Łukasz Žižek", {"LATIN"}),
        ("小龙", {"CJK"}),
        ("Іван Ivan", {"CYRILLIC", "LATIN"}),
        ("12 – 3", set()),
    ],
)
def test_scripts_of_a_name_are_those_of_its_letters(name: str, scripts: set[str]) -> None:
    assert checking.scripts_of(name) == scripts
