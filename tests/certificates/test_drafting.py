"""A campaign's draft is changed until it is ordered; never beyond what its editor coordinates."""

from typing import Any

import pytest

from backend.common.errors import Forbidden, IllegalTransition, Invalid
from certificates.models import Campaign
from certificates.services import campaigns, checking
from tests import factories
from tests.cast import World
from tests.certificates.orders import campaign, helpers, published


def test_draft_says_what_it_was_changed_to(world: World) -> None:
    draft, version = campaign(world), published(world, kind="record")
    campaigns.edit_draft(
        actor=world.carla, campaign=draft, title="Anders", organisation=world.cafe, template=version, language="uk"
    )
    found = Campaign.objects.get()
    assert (found.title, found.organisation, found.template_version, found.language, found.kind) == (
        "Anders",
        world.cafe,
        version,
        "uk",
        "record",
    )


def test_ordered_campaign_is_changed_no_more(world: World) -> None:
    helpers(world, 1)
    ordered, seen_before = campaign(world), Campaign.objects.get()
    campaigns.order_campaign(actor=world.carla, campaign=ordered)
    with pytest.raises(IllegalTransition):
        campaigns.edit_draft(actor=world.carla, campaign=seen_before, title="Zu spät")
    assert Campaign.objects.get().title == "Dank 2025"


@pytest.mark.parametrize(
    ("changes", "error", "field"),
    [
        ({"language": "xx"}, Invalid, "language"),
        ({"period_end": factories.DAY.replace(year=2024)}, Invalid, "period_end"),
        ({"kind": "thanks", "template": "record"}, Invalid, "template"),
    ],
)
def test_change_that_cannot_be_printed_is_refused(
    world: World, changes: dict[str, Any], error: type[Exception], field: str
) -> None:
    draft = campaign(world)
    if "template" in changes:
        changes = changes | {"template": published(world, kind="record")}
    with pytest.raises(error) as refused:
        campaigns.edit_draft(actor=world.carla, campaign=draft, **changes)
    assert refused.value.field == field  # type: ignore[attr-defined]  # it is a DomainError
    assert (Campaign.objects.get().language, Campaign.objects.get().kind) == ("", "record")


def test_change_beyond_the_scope_is_refused(world: World) -> None:
    emden = factories.coordinate(factories.user(), district=factories.district("03402"))
    draft = campaign(world, actor=emden, district=factories.district("03402"))
    with pytest.raises(Forbidden):
        campaigns.edit_draft(actor=emden, campaign=draft, district=None)


def test_examples_are_the_riskiest_names_and_press_nothing(world: World) -> None:
    helpers(world, 3)
    arabic = factories.kept(world.cafe, "ياسمين", "الحداد")
    factories.confirmed(arabic, world.talking)
    found = checking.examples(actor=world.carla, campaign=campaign(world), most=2)
    assert [(one.name, one.risks) for one in found] == [
        ("Helfer00 Vorbild", ["longest_name"]),
        ("ياسمين الحداد", ["longest_name", "rare_script", "right_to_left", "no_latin_name"]),
    ]
    assert checking.examples(actor=world.carla, campaign=campaign(world, minimum_minutes=6000)) == []
