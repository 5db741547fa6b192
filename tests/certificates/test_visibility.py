"""Who sees which issuers, campaigns and certificates: every role, the exact set."""

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser

from certificates.models import Campaign, Certificate, CertificateStatus, Issuer
from certificates.services import campaigns
from tests import factories
from tests.cast import World
from tests.certificates.orders import another_issuer, campaign, order, put
from volunteers.models import CoordinatorScope, User

Viewer = User | AnonymousUser


@pytest.fixture
def viewers(world: World) -> dict[str, Viewer]:
    """One for each role."""
    inactive = factories.coordinate(factories.user())
    User.objects.filter(pk=inactive.pk).update(is_active=False)
    return {
        "anonymous": AnonymousUser(),
        "ada": world.ada,
        "omar": world.omar,
        "mina": world.mina,
        "mallory": world.mallory,
        "carla": world.carla,
        "leer": factories.coordinate(factories.user(), district=world.cafe.district),
        "emden": factories.coordinate(factories.user(), district=world.club.district),
        "language": factories.coordinate(factories.user(), field=world.talking.field),
        "labour": factories.coordinate(factories.user(), field=factories.field("labour")),
        "inactive": User.objects.get(pk=inactive.pk),
        "root": User.objects.create_superuser(email="root@example.org"),
    }


def seen(model: Any, viewers: dict[str, Viewer], labels: dict[int, str]) -> dict[str, set[str]]:
    """What each of them sees, by label; no row twice."""
    found = {}
    for name, viewer in viewers.items():
        keys = list(model.objects.visible_to(viewer).values_list("pk", flat=True))
        assert len(keys) == len(set(keys))
        found[name] = {labels[key] for key in keys}
    return found


NONE: set[str] = set()
OUTSIDERS = dict.fromkeys(("anonymous", "omar", "mina", "inactive", "root"), NONE)


def test_issuers_are_for_whoever_coordinates(world: World, viewers: dict[str, Viewer]) -> None:
    another_issuer()
    labels = {issuer.pk: issuer.code for issuer in Issuer.objects.all()}
    both = {"NPA", "LEER"}
    assert seen(Issuer, viewers, labels) == OUTSIDERS | {
        "ada": NONE,
        "mallory": NONE,
        "carla": both,
        "leer": both,
        "emden": both,
        "language": both,
        "labour": both,
    }


def test_campaigns_are_for_their_scope_and_for_who_made_them(world: World, viewers: dict[str, Viewer]) -> None:
    leer, language = world.cafe.district, world.talking.field
    made: dict[str, Campaign] = {
        "all": campaign(world),
        "in leer": campaign(world, district=leer),
        "language": campaign(world, field=language),
        "language in leer": campaign(world, district=leer, field=language),
        "cafe": campaign(world, organisation=world.cafe),
        "by emden": campaign(world, actor=viewers["emden"], organisation=world.club),
    }
    labels = {one.pk: label for label, one in made.items()}
    assert seen(Campaign, viewers, labels) == OUTSIDERS | {
        "ada": NONE,
        "mallory": NONE,
        "carla": set(made),
        "leer": {"in leer", "language in leer"},
        "emden": {"by emden"},
        "language": {"language", "language in leer"},
        "labour": NONE,
    }


def test_certificates_are_for_the_holder_the_orderer_and_the_campaigns_scope(
    world: World, viewers: dict[str, Viewer]
) -> None:
    factories.confirmed(world.ada_volunteer, world.talking)
    factories.confirmed(world.mallory_volunteer, world.football)
    in_leer = campaign(world, district=world.cafe.district)
    everywhere = campaign(world)
    for one in (in_leer, everywhere):
        campaigns.order_campaign(actor=world.carla, campaign=one)
    labels = {
        order(world).pk: "ada by carla",
        order(world, actor=viewers["leer"]).pk: "ada by leer",
        order(world, actor=viewers["emden"], volunteer=world.mallory_volunteer).pk: "mallory by emden",
        Certificate.objects.get(campaign=in_leer).pk: "ada in leer",
        Certificate.objects.get(campaign=everywhere, volunteer=world.ada_volunteer).pk: "ada in all",
        Certificate.objects.get(campaign=everywhere, volunteer=world.mallory_volunteer).pk: "mallory in all",
    }
    assert seen(Certificate, viewers, labels) == OUTSIDERS | {
        "ada": {"ada by carla", "ada by leer", "ada in leer", "ada in all"},
        "mallory": {"mallory by emden", "mallory in all"},
        "carla": set(labels.values()),
        "leer": {"ada by leer", "ada in leer"},
        "emden": {"mallory by emden"},
        "language": NONE,
        "labour": NONE,
    }


def test_own_orders_are_out_of_sight_once_one_coordinates_no_more(world: World, viewers: dict[str, Viewer]) -> None:
    leer = viewers["leer"]
    made, ordered = campaign(world, actor=leer, district=world.cafe.district), order(world, actor=leer)
    assert Campaign.objects.visible_to(leer).get() == made
    assert Certificate.objects.visible_to(leer).get() == ordered
    CoordinatorScope.objects.filter(user=leer.pk).delete()
    assert not Campaign.objects.visible_to(leer).exists()
    assert not Certificate.objects.visible_to(leer).exists()


def test_verifiable_is_what_was_issued_at_some_time(world: World) -> None:
    for status in CertificateStatus.values:
        put(order(world), status)
    found = Certificate.objects.verifiable().values_list("status", flat=True)
    assert sorted(found) == ["issued", "replaced", "revoked"]
