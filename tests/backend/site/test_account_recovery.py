"""The pages of help for who lost their mailbox, and what its mails say to whom."""

import re

import pytest
from django.core import mail
from django.test import Client

from tests import factories
from tests.cast import World
from volunteers.models import AddressChange, User


@pytest.fixture
def address(world: World) -> str:
    factories.hours(world.ada_volunteer, world.talking)
    return f"/stelle/{world.cafe.uuid}/adresse-aendern"


def as_browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def ask(world: World, address: str) -> AddressChange:
    form = {"volunteer": str(world.ada_volunteer.pk), "email": "neu@example.net", "evidence": "War hier."}
    assert as_browser(world.mina).post(address, form)["Location"] == address
    return AddressChange.objects.get()


def link_in(message: mail.EmailMessage) -> str:
    found = re.search(r"https?://[^/]+(/\S+)", str(message.body))
    assert found is not None
    return found.group(1)


def test_change_goes_its_way_over_the_pages_and_tells_both_mailboxes(world: World, address: str) -> None:
    User.objects.filter(pk=world.ada.pk).update(language="uk")
    change = ask(world, address)
    assert [message.to for message in mail.outbox] == [["ada@example.org"]]
    decision = {"change": str(change.uuid), "decision": "approve"}
    page = as_browser(world.mina).post(address, decision, follow=True).content.decode()
    assert "Zustimmen muss eine zweite Person." in page
    as_browser(world.omar).post(address, decision)
    change.refresh_from_db()
    assert change.status == "approved"
    assert [message.to for message in mail.outbox] == [["ada@example.org"], ["ada@example.org"], ["neu@example.net"]]
    old, new = link_in(mail.outbox[1]), link_in(mail.outbox[2])
    assert old.startswith("/uk/adresse/")
    nobody = Client()
    assert "sofort ändern" in nobody.get(old.removeprefix("/uk")).content.decode()
    assert "sofort ändern" not in nobody.get(new.removeprefix("/uk")).content.decode()
    change.refresh_from_db()
    assert change.status == "approved"  # looking changes nothing: scanners open links
    assert nobody.post(new, {"decision": "confirm"}).status_code == 403
    nobody.post(old, {"decision": "confirm"})
    assert User.objects.get(pk=world.ada.pk).email == "neu@example.net"
    assert nobody.get(old)["Referrer-Policy"] == "no-referrer"


def test_change_is_stopped_at_the_desk(world: World, address: str) -> None:
    change = ask(world, address)
    as_browser(world.omar).post(address, {"change": str(change.uuid), "decision": "stop"})
    change.refresh_from_db()
    assert change.status == "stopped"


def test_desk_of_another_organisation_and_its_changes_are_not_there(world: World, address: str) -> None:
    change = ask(world, address)
    mallory = as_browser(world.mallory)
    assert mallory.get(address).status_code == 404
    own = f"/stelle/{world.club.uuid}/adresse-aendern"
    for key in (str(change.uuid), "kein Schlüssel"):
        assert mallory.post(own, {"change": key, "decision": "approve"}).status_code == 404
    assert as_browser(world.ada).get(address).status_code == 404
    assert Client().get("/adresse/falsch").status_code == 404


def test_form_that_is_refused_keeps_what_was_typed_and_offers_ones_own_people_alone(world: World, address: str) -> None:
    form = {"volunteer": str(world.ada_volunteer.pk), "email": "ada@example.org", "evidence": "War hier."}
    page = as_browser(world.mina).post(address, form).content.decode()
    assert "Das ist die bisherige Adresse." in page
    assert "War hier." in page
    assert "Mallory" not in page
    assert "Neue Adresse beantragen" not in as_browser(world.omar).get(address).content.decode()
