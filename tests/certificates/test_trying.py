"""How an order would come out: the picture of it, and nothing else."""

from typing import Any

import pytest

from backend.common.errors import Forbidden, Invalid
from certificates.models import Certificate, NumberSeries, TemplateVersion
from certificates.services import ordering, trying
from certificates.services.trying import NOBODYS_CODE, of_nobody, preview_order
from tests.cast import World
from tests.certificates.orders import END, START, issued, order, published
from volunteers.services import withdrawal

PNG = b"\x89PNG"


def test_preview_takes_no_number_and_leaves_the_template_unfrozen(world: World) -> None:
    version = published(world)
    picture = preview_order(
        actor=world.carla,
        width=400,
        volunteer=world.ada_volunteer,
        kind="thanks",
        issuer=world.issuer,
        start=START,
        end=END,
        template=version,
    )
    assert picture[:4] == PNG
    assert (Certificate.objects.count(), NumberSeries.objects.count()) == (0, 0)
    assert TemplateVersion.objects.get(pk=version.pk).frozen_at is None
    assert order(world).number == 1


def test_preview_shows_the_design_that_was_asked_for(world: World) -> None:
    wish: dict[str, Any] = {
        "volunteer": world.ada_volunteer,
        "kind": "thanks",
        "issuer": world.issuer,
        "start": START,
        "end": END,
    }
    house, blue = (
        preview_order(actor=world.carla, width=400, template=template, **wish) for template in (None, published(world))
    )
    assert house != blue


def test_preview_is_refused_like_the_order(world: World) -> None:
    wish: dict[str, Any] = {
        "volunteer": world.ada_volunteer,
        "kind": "record",
        "issuer": world.issuer,
        "start": START,
        "end": END,
    }
    with pytest.raises(Invalid) as refused:
        preview_order(actor=world.carla, width=400, **wish)
    assert (refused.value.code, refused.value.field) == ("no_confirmed_hours", "start")
    with pytest.raises(Forbidden):
        preview_order(actor=world.omar, width=400, **wish)


def test_content_of_nobody_verifies_as_nothing(world: World) -> None:
    content = of_nobody(issued(world).content)
    assert (content["number"], content["code"]) == (f"NPA-{content['issued_on'][:4]}-000000", NOBODYS_CODE)
    assert content["verify_url"].endswith(f"/v/{NOBODYS_CODE}")
    assert content["withdraw_url"] == withdrawal.sample_url()
    assert withdrawal.by_token(content["withdraw_url"].rpartition("/")[2]) is None


def test_trial_takes_no_number_and_cannot_be_kept(world: World) -> None:
    (row,) = ordering.numbered(
        actor=world.carla,
        people=[(world.ada_volunteer, None)],
        kind="thanks",
        issuer=world.issuer,
        period=(START, END),
        trial=True,
    )
    assert not NumberSeries.objects.exists()
    with pytest.raises(ValueError, match="unsaved related object"):
        row.save()
    assert trying.of_nobody(row.content)["name"] == world.ada_volunteer.name
