"""The link that ends every consent: from mail and paper, without signing in, for ever, and nothing else."""

import pypdfium2
import pytest
from django.conf import settings
from django.core import mail
from django.test import Client

from backend.common.errors import Forbidden
from certificates.models import Certificate, CertificateMail
from certificates.services import files, mailing
from tests import factories
from tests.backend.stage import Stage
from tests.cast import World
from volunteers.models import Consent, GuardianConsent, ProtocolEvent, WithdrawalLink
from volunteers.services import withdrawal
from volunteers.services.protocol import Act


def path_of(address: str) -> str:
    return address.removeprefix(settings.PUBLIC_URL)


def test_link_ends_everything_of_its_person_and_nothing_of_others(world: World) -> None:
    for place in ("region_list", "print"):
        factories.consent(world.ada_volunteer, place=place)
    other = factories.consent(world.mallory_volunteer)
    address = path_of(withdrawal.url_of(world.ada_volunteer))
    for method in ("get", "head"):
        assert getattr(Client(), method)(address).status_code == 200
    assert Consent.objects.standing().count() == 3  # opening changes nothing
    for _ in range(2):
        assert Client(enforce_csrf_checks=True).post(address.upper().replace("/W/", "/w/")).status_code == 302
    assert list(Consent.objects.standing()) == [other]
    events = ProtocolEvent.objects.filter(act=Act.CONSENT_WITHDRAWN)
    assert [(event.actor_id, event.detail["why"]) for event in events] == [(None, "link")] * 2


def test_link_is_the_same_each_time_until_another_one_is_wanted(world: World) -> None:
    first = withdrawal.url_of(world.ada_volunteer)
    assert withdrawal.url_of(world.ada_volunteer) == first
    second = withdrawal.renew_link(actor=world.ada, volunteer=world.ada_volunteer)
    assert second != first
    assert withdrawal.url_of(world.ada_volunteer) == second
    answers = [Client().get(path_of(address)).status_code for address in (first, second, first[:-1] + "0")]
    assert answers == [404, 200, 404]
    assert WithdrawalLink.objects.count() == 2
    with pytest.raises(Forbidden):
        withdrawal.renew_link(actor=world.carla, volunteer=world.ada_volunteer)


def test_link_holds_and_the_database_keeps_nothing_of_the_person(world: World) -> None:
    token = withdrawal.url_of(world.ada_volunteer).rpartition("/")[2]
    assert (len(token), token.isalnum(), token.islower()) == (20, True, True)
    row = WithdrawalLink.objects.values().get()
    assert token not in str(row)
    assert world.ada_volunteer.uuid.hex[:8] not in token


def test_printed_link_outlives_the_key_of_the_installation(world: World, settings: object) -> None:
    old = path_of(withdrawal.url_of(world.ada_volunteer))
    settings.SECRET_KEY = "a new key, long enough for anybody who looks at it"  # type: ignore[attr-defined]  # pytest-django's
    new = path_of(withdrawal.url_of(world.ada_volunteer))
    assert new != old
    assert [Client().get(address).status_code for address in (old, new)] == [200, 200]
    withdrawal.renew_link(actor=world.ada, volunteer=world.ada_volunteer)
    assert [Client().get(address).status_code for address in (old, new)] == [404, 404]


def test_links_of_many_cost_the_same(world: World, django_assert_num_queries: object) -> None:
    people = [factories.helper("Kim", str(number)) for number in range(30)]
    found = withdrawal.urls_of(people)
    assert len(set(found.values())) == 30
    with django_assert_num_queries(1):  # type: ignore[operator]  # pytest-django's
        assert withdrawal.urls_of(people) == found


def test_paper_and_its_mail_carry_the_link(stage: Stage, settings: object) -> None:
    """On the page as a line, as a link one can click, and in the mail that brings the paper."""
    address = withdrawal.url_of(stage.world.ada_volunteer)
    paper = Certificate.objects.get(pk=stage.certificate.pk)
    with pypdfium2.PdfDocument(files.pdf_of(paper)) as document:
        text = "".join(page.get_textpage().get_text_range() for page in document)
    assert address in "".join(text.split())
    settings.MAIL_GOES_OUT = True  # type: ignore[attr-defined]  # pytest-django's
    mailing.outbox.send_due()
    assert CertificateMail.objects.get().status == "sent"
    assert [address in message.body for message in mail.outbox] == [True]


def test_withdrawing_ends_what_guardians_were_asked_as_well(stage: Stage) -> None:
    address = path_of(withdrawal.url_of(stage.world.ada_volunteer))
    assert "die offene Frage an die Sorgeberechtigten" in Client().get(address).content.decode()
    Client().post(address)
    assert list(GuardianConsent.objects.values_list("status")) == [("withdrawn",)]
    assert "Es gilt keine Einwilligung." in Client().get(address).content.decode()
