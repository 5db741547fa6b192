"""Taking certificates back, and the holder's say over their page."""

from functools import partial
from typing import Any

import pytest
import time_machine

from backend.common import clock
from backend.common.errors import Conflict, Forbidden, IllegalTransition, Invalid
from backend.common.models import said
from certificates.models import Certificate, CertificateEvent, CertificateStatus
from certificates.services import hiding, revoking
from tests import factories
from tests.cast import World
from tests.certificates.orders import campaign, issued, order, put
from volunteers.models import User

REASON = "Die Stunden stimmen nicht."


def revoke(certificate: Certificate, actor: User, **changes: Any) -> Certificate:
    wish: dict[str, Any] = {"actor": actor, "certificate": certificate, "code": "wrong_facts", "reason": REASON}
    return revoking.revoke(**wish | changes)


def test_revoked_certificate_says_who_when_and_why(world: World) -> None:
    certificate = issued(world)
    with time_machine.travel("2126-01-10T12:00:00Z", tick=False):
        _says_who_when_and_why(world, certificate)


def _says_who_when_and_why(world: World, certificate: Certificate) -> None:
    before = Certificate.objects.values().get()
    assert revoke(certificate, world.carla, reason=f" {REASON} ").status == "revoked"
    assert Certificate.objects.values().get() == before | {
        "status": "revoked",
        "revoked_at": clock.now(),
        "revoked_by_id": world.carla.pk,
        "revocation_code": "wrong_facts",
        "revocation_reason": REASON,
    }
    assert list(CertificateEvent.objects.values("certificate", "at", "actor", "act", "code", "other", text=said())) == [
        {
            "certificate": certificate.pk,
            "at": clock.now(),
            "actor": world.carla.pk,
            "act": "revoked",
            "code": "wrong_facts",
            "other": None,
            "text": REASON,
        }
    ]


@pytest.mark.parametrize("status", [status for status in CertificateStatus.values if status != "issued"])
def test_revoke_is_for_what_is_issued(world: World, status: str) -> None:
    order(world)
    certificate = put(order(world), status)
    before = Certificate.objects.filter(pk=certificate.pk).values().get()
    with pytest.raises(IllegalTransition) as refusal:
        revoke(certificate, world.carla)
    assert refusal.value.extra == {"status": status}
    assert Certificate.objects.filter(pk=certificate.pk).values().get() == before
    assert not CertificateEvent.objects.exists()


def test_revoke_needs_a_reason_for_people_and_a_known_code(world: World) -> None:
    certificate = issued(world)
    for changes, code, field in (
        ({"reason": "  "}, "reason_missing", "reason"),
        ({"code": "x"}, "unknown_reason", "code"),
    ):
        with pytest.raises(Invalid) as refusal:
            revoke(certificate, world.carla, **changes)
        assert (refusal.value.code, refusal.value.field) == (code, field)
    assert Certificate.objects.get().status == "issued"


def test_revoke_is_for_coordinators_of_that_scope(world: World) -> None:
    factories.confirmed(world.ada_volunteer, world.talking)
    leer = factories.coordinate(factories.user(), district=world.cafe.district)
    emden = factories.coordinate(factories.user(), district=world.club.district)
    mine, of_campaign, of_carla = issued(world, actor=leer), issued(world), issued(world)
    Certificate.objects.filter(pk=of_campaign.pk).update(campaign=campaign(world, district=world.cafe.district))
    allowed = {
        name: [_may(certificate, user) for certificate in (mine, of_campaign, of_carla)]
        for name, user in {
            "ada": world.ada,
            "omar": world.omar,
            "mina": world.mina,
            "mallory": world.mallory,
            "leer": leer,
            "emden": emden,
            "carla": world.carla,
            "root": User.objects.create_superuser(email="root@example.org"),
        }.items()
    }
    assert allowed == dict.fromkeys(("ada", "omar", "mina", "mallory", "emden", "root"), [False] * 3) | {
        "leer": [True, True, False],
        "carla": [True] * 3,
    }


def _may(certificate: Certificate, user: User) -> bool:
    try:
        revoking.answering_for(actor=user, certificate=certificate)
    except Forbidden as refusal:
        return refusal.code != "not_coordinator"
    return True


def test_nobody_decides_about_a_certificate_of_their_own(world: World) -> None:
    factories.coordinate(world.ada)
    with pytest.raises(Forbidden) as refusal:
        revoke(issued(world), world.ada)
    assert refusal.value.code == "own_certificate"
    assert Certificate.objects.get().status == "issued"


# --- hiding ---


def test_holder_hides_and_shows_the_details_and_each_step_is_kept_once(world: World) -> None:
    certificate = issued(world)
    for step, hidden in (
        (hiding.hide_details, True),
        (hiding.hide_details, True),
        (hiding.show_details, False),
        (hiding.show_details, False),
    ):
        assert (step(actor=world.ada, certificate=certificate).hidden_at is not None) == hidden
    events = CertificateEvent.objects.order_by("pk").values_list("act", "actor", said())
    assert list(events) == [("hidden", world.ada.pk, ""), ("shown", world.ada.pk, "")]


def test_hiding_is_the_holders_alone(world: World) -> None:
    certificate = issued(world)
    for step in (hiding.hide_details, hiding.show_details):
        for user in (world.carla, world.mallory, world.omar):
            with pytest.raises(Forbidden) as refusal:
                step(actor=user, certificate=certificate)
            assert refusal.value.code == "not_holder"
    assert not CertificateEvent.objects.exists()


@pytest.mark.parametrize("status", CertificateStatus.values)
def test_hiding_is_for_what_has_a_page(world: World, status: str) -> None:
    order(world)
    hide = partial(hiding.hide_details, actor=world.ada, certificate=put(order(world), status))
    if status in {"issued", "revoked", "replaced"}:
        assert hide().hidden_at is not None
        return
    with pytest.raises(Conflict) as refusal:
        hide()
    assert refusal.value.code == "not_issued"
