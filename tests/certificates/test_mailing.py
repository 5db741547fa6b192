"""Mails about certificates: ordered by a person, sent once, in the language of the certificate."""

import datetime as dt
import logging
import re
import smtplib
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db.models import F
from django.db.models.functions import Now
from rest_framework.test import APIClient

from backend.common.errors import Conflict, Forbidden, Invalid
from backend.common.outbox import MOST_ATTEMPTS, message_id
from certificates.content import LANGUAGES
from certificates.models import Campaign, Certificate, CertificateMail
from certificates.services import campaigns, mail_texts, mailing, queue
from tests.cast import World
from tests.certificates.orders import campaign, helpers, issued, put
from volunteers.models import Volunteer

AsUser = Callable[..., APIClient]


def thanked(world: World, people: int, **changes: Any) -> Campaign:
    """An issued campaign for that many people, each with an address but the first."""
    keys = helpers(world, people)
    for key in keys[1:]:
        Volunteer.objects.filter(pk=key).update(email=f"helfer{key}@example.org")
    one = campaign(world, kind="thanks", **changes)
    campaigns.order_campaign(actor=world.carla, campaign=one)
    queue.drain()
    return one


def statuses() -> list[str]:
    """Of all mails, in their order."""
    return list(CertificateMail.objects.order_by("pk").values_list("status", flat=True))


# --- ordering ---


def test_issuing_sends_no_mail_by_itself(world: World) -> None:
    thanked(world, 3)
    assert mailing.outbox.send_due() == 0
    assert (CertificateMail.objects.count(), len(mail.outbox)) == (0, 0)


def test_order_makes_one_mail_for_each_who_can_be_reached_and_names_the_others(world: World) -> None:
    one = thanked(world, 3)
    assert mailing.order_mails(actor=world.carla, campaign=one) == 2
    assert statuses() == ["queued", "queued"]
    assert mailing.state(one) == {
        "issued": 3, "no_address": 1, "queued": 2, "sending": 0, "sent": 0, "failed": 0,
    }  # fmt: skip
    assert [paper.content["name"] for paper in mailing.without_address(one)] == ["Helfer00 Vorbild"]


def test_second_order_adds_those_issued_since_and_sends_nothing_twice(world: World) -> None:
    one = thanked(world, 3)
    late = Certificate.objects.filter(campaign=one).order_by("-number")[0]
    put(late, "queued")
    assert mailing.order_mails(actor=world.carla, campaign=one) == 1
    assert mailing.outbox.send_due() == 1
    queue.drain()
    assert mailing.order_mails(actor=world.carla, campaign=one) == 1
    assert mailing.order_mails(actor=world.carla, campaign=one) == 0
    assert mailing.outbox.send_due() == 1
    assert statuses() == ["sent", "sent"]
    assert len({message.to[0] for message in mail.outbox}) == 2


def test_order_for_a_campaign_without_an_issued_certificate_is_refused(world: World) -> None:
    helpers(world, 1)
    one = campaign(world)
    for _draft_then_ordered in range(2):
        with pytest.raises(Conflict) as refusal:
            mailing.order_mails(actor=world.carla, campaign=one)
        assert refusal.value.code == "nothing_issued"
        if one.status == "draft":
            campaigns.order_campaign(actor=world.carla, campaign=one)


def test_order_is_for_coordinators(world: World) -> None:
    one = thanked(world, 2)
    paper = Certificate.objects.all()[0]
    for actor in (world.ada, world.mina):
        with pytest.raises(Forbidden):
            mailing.order_mails(actor=actor, campaign=one)
        with pytest.raises(Forbidden):
            mailing.order_mail(actor=actor, certificate=paper)
    assert CertificateMail.objects.count() == 0


def test_order_without_a_mail_server_is_refused(world: World, settings: Any) -> None:
    settings.MAIL_GOES_OUT = False
    one = thanked(world, 2)
    with pytest.raises(Conflict) as refusal:
        mailing.order_mails(actor=world.carla, campaign=one)
    assert refusal.value.code == "no_mail_server"


def test_single_mail_is_ordered_once(world: World) -> None:
    paper = issued(world)
    first = mailing.order_mail(actor=world.carla, certificate=paper)
    mailing.outbox.send_due()
    again = mailing.order_mail(actor=world.carla, certificate=paper)
    assert (again.pk, again.status) == (first.pk, "sent")
    assert (mailing.outbox.send_due(), len(mail.outbox)) == (0, 1)


@pytest.mark.parametrize("status", ["queued", "failed", "revoked"])
def test_single_mail_is_for_a_valid_certificate(world: World, status: str) -> None:
    paper = put(issued(world), status)
    with pytest.raises(Conflict) as refusal:
        mailing.order_mail(actor=world.carla, certificate=paper)
    assert (refusal.value.code, refusal.value.extra) == ("not_issued", {"certificate_status": status})


def test_single_mail_to_nobody_is_refused(world: World) -> None:
    (key,) = helpers(world, 1)
    paper = issued(world, volunteer=Volunteer.objects.get(pk=key))
    with pytest.raises(Invalid) as refusal:
        mailing.order_mail(actor=world.carla, certificate=paper)
    assert (refusal.value.code, refusal.value.field) == ("no_address", "volunteer")


# --- what is sent ---


def test_mail_speaks_the_language_of_the_certificate_and_german_below(world: World) -> None:
    Volunteer.objects.filter(pk=world.ada_volunteer.pk).update(language="uk", name="Ада Приклад")
    world.ada_volunteer.refresh_from_db()
    paper = issued(world)
    mailing.order_mail(actor=world.carla, certificate=paper)
    assert mailing.outbox.send_due() == 1
    (message,) = mail.outbox
    row = CertificateMail.objects.get()
    assert message.subject == f"Дякуємо! Ваша грамота {paper.number_text}"
    assert message.to == ["ada@example.org"]
    ukrainian, german = message.body.split("\n--\n\n")
    assert ukrainian.startswith("Добрий день, Ада Приклад!")
    assert german.startswith("Guten Tag Ада Приклад,")
    for text in (ukrainian, german):
        assert f"http://127.0.0.1:8000/urkunde/{row.secret}\n" in text
        assert f"http://127.0.0.1:8000/v/{paper.code}\n" in text
        assert "Bündnis „Niedersachsen packt an“" in text
    assert message.attachments == []
    assert message.extra_headers == {
        "Message-ID": message_id(row), "Content-Language": "uk, de", "Auto-Submitted": "auto-generated",
    }  # fmt: skip


def test_message_id_is_stable_and_holds_neither_secret_nor_code(world: World) -> None:
    paper = issued(world)
    row = mailing.order_mail(actor=world.carla, certificate=paper)
    named = message_id(row)
    assert named == message_id(CertificateMail.objects.get())
    assert re.fullmatch(r"<[0-9a-f]{32}@127\.0\.0\.1>", named)
    assert not {row.secret, paper.code, str(row.uuid), row.uuid.hex} & {named[1:33]}


@pytest.mark.parametrize("language", LANGUAGES)
def test_text_of_each_language_has_all_that_it_needs(language: str) -> None:
    text = mail_texts.text_in(language)
    assert re.findall(r"\{(\w+)\}", text.subject) == ["number"]
    assert re.findall(r"\{(\w+)\}", text.body) == ["name", "issuer", "paper", "page", "withdraw"]
    assert (text is mail_texts.text_in("de")) == (language == "de")


def test_name_that_looks_like_a_placeholder_stays_a_name(world: World) -> None:
    Volunteer.objects.filter(pk=world.ada_volunteer.pk).update(name="{number} {0} %s")
    world.ada_volunteer.refresh_from_db()
    mailing.order_mail(actor=world.carla, certificate=issued(world))
    mailing.outbox.send_due()
    assert mail.outbox[0].body.startswith("Guten Tag {number} {0} %s,")


def test_address_is_looked_up_when_the_mail_leaves(world: World) -> None:
    mailing.order_mail(actor=world.carla, certificate=issued(world))
    Volunteer.objects.filter(pk=world.ada_volunteer.pk).update(email="neu@example.org")
    mailing.outbox.send_due()
    assert mail.outbox[0].to == ["neu@example.org"]


@pytest.mark.parametrize(
    ("harm", "code"),
    [
        (lambda paper: put(paper, "revoked"), "not_valid"),
        (lambda paper: Certificate.objects.filter(pk=paper.pk).update(volunteer=None), "no_address"),
    ],
)
def test_mail_that_became_pointless_fails_with_its_reason(
    world: World, harm: Callable[[Certificate], object], code: str
) -> None:
    paper = issued(world)
    mailing.order_mail(actor=world.carla, certificate=paper)
    harm(paper)
    assert mailing.outbox.send_due() == 1
    row = CertificateMail.objects.get()
    assert (row.status, row.failure_code, row.lease_token, len(mail.outbox)) == ("failed", code, None, 0)


# --- when it goes wrong ---


class Ailing(EmailBackend):
    """A mail server that takes the first mails and raises what the test says for the others."""

    takes = 0
    raises: Exception = OSError()

    def send_messages(self, messages: Any) -> int:
        if len(mail.outbox) >= Ailing.takes:
            raise Ailing.raises
        return super().send_messages(messages)


@pytest.fixture
def ailing(settings: Any) -> type[Ailing]:
    settings.EMAIL_BACKEND = f"{__name__}.Ailing"
    Ailing.takes, Ailing.raises = 0, OSError()
    return Ailing


@pytest.mark.parametrize(
    "error",
    [
        OSError("no route"),
        TimeoutError(),
        smtplib.SMTPServerDisconnected(),
        smtplib.SMTPAuthenticationError(535, b"no"),
    ],
)
def test_server_out_of_reach_stops_the_round_and_costs_the_others_no_attempt(
    world: World, ailing: type[Ailing], error: Exception, caplog: Any
) -> None:
    one = thanked(world, 5)
    mailing.order_mails(actor=world.carla, campaign=one)
    ailing.takes, ailing.raises = 1, error
    with caplog.at_level(logging.INFO):
        assert mailing.outbox.send_due() == 1
    assert statuses() == ["sent", "queued", "queued", "queued"]
    assert list(CertificateMail.objects.order_by("pk").values_list("attempts", flat=True)) == [1, 1, 0, 0]
    assert not mailing.outbox.pending()
    waits = set(
        CertificateMail.objects.filter(status="queued").annotate(wait=F("not_before") - Now()).values_list("wait")
    )
    assert all(dt.timedelta(seconds=50) < wait <= dt.timedelta(seconds=60) for (wait,) in waits)
    assert caplog.messages == [f"mails not sent: {type(error).__name__}"]
    ailing.takes = 9
    CertificateMail.objects.update(not_before=None)
    assert mailing.outbox.send_due() == 3
    assert len({message.to[0] for message in mail.outbox}) == len(mail.outbox) == 4


def test_server_out_of_reach_for_good_fails_the_mail_and_it_can_be_ordered_again(
    world: World, ailing: type[Ailing]
) -> None:
    one = thanked(world, 2)
    mailing.order_mails(actor=world.carla, campaign=one)
    for _attempt in range(MOST_ATTEMPTS):
        assert mailing.outbox.send_due() == 0
        CertificateMail.objects.update(not_before=None)
    assert CertificateMail.objects.values_list("status", "failure_code", "attempts").get() == (
        "failed",
        "unreachable",
        5,
    )
    ailing.takes = 1
    assert mailing.order_mails(actor=world.carla, campaign=one) == 1
    assert mailing.outbox.send_due() == 1
    sent = CertificateMail.objects.get()
    assert (sent.status, sent.failure_code, sent.failure_reason, sent.attempts) == ("sent", "", "", 1)


@pytest.mark.parametrize("error", [smtplib.SMTPRecipientsRefused({}), ValueError("header")])
def test_address_that_the_server_refuses_fails_alone(world: World, ailing: type[Ailing], error: Exception) -> None:
    one = thanked(world, 3)
    mailing.order_mails(actor=world.carla, campaign=one)
    ailing.takes, ailing.raises = 1, error
    assert mailing.outbox.send_due() == 2
    assert statuses() == ["sent", "failed"]
    assert CertificateMail.objects.get(status="failed").failure_code == "refused"


def test_mail_of_a_dead_worker_is_sent_again_under_the_same_id(world: World) -> None:
    mailing.order_mail(actor=world.carla, certificate=issued(world))
    mailing.outbox.claim(1)
    assert mailing.outbox.sweep() == 0
    assert mailing.outbox.send_due() == 0
    CertificateMail.objects.update(lease_until=Now() - dt.timedelta(seconds=1))
    assert mailing.outbox.sweep() == 1
    assert mailing.outbox.send_due() == 1
    assert statuses() == ["sent"]


def test_worker_whose_lease_was_lost_changes_nothing(world: World) -> None:
    mailing.order_mail(actor=world.carla, certificate=issued(world))
    lost = mailing.outbox.claim(1)
    CertificateMail.objects.update(lease_until=Now() - dt.timedelta(seconds=1))
    mailing.outbox.sweep()
    before = CertificateMail.objects.values().get()
    mailing.outbox.fail(lost[0], "x", "x")
    mailing.outbox.postpone(lost)
    mailing.outbox.deliver(lost)
    assert CertificateMail.objects.values().get() == before


def test_replacing_a_certificate_mails_nobody(world: World) -> None:
    from certificates.services import replacing

    old = issued(world, kind="thanks")
    mailing.order_mail(actor=world.carla, certificate=old)
    mailing.outbox.send_due()
    replacing.replace(actor=world.carla, certificate=old)
    queue.drain()
    assert (mailing.outbox.send_due(), CertificateMail.objects.count(), len(mail.outbox)) == (0, 1, 1)


# --- the link ---


def test_link_gives_the_paper_as_it_was_issued(world: World, client: Any) -> None:
    paper = issued(world)
    row = mailing.order_mail(actor=world.carla, certificate=paper)
    response = client.get(f"/urkunde/{row.secret}")
    assert (response.status_code, response["Content-Type"], len(response.content)) == (
        200,
        "application/pdf",
        paper.size,
    )
    assert {name: response[name] for name in ("X-Robots-Tag", "Referrer-Policy")} == {
        "X-Robots-Tag": "noindex, nofollow", "Referrer-Policy": "no-referrer",
    }  # fmt: skip
    assert "no-store" in response["Cache-Control"]
    assert statuses() == ["queued"]  # a scanner that opens links changes nothing


@pytest.mark.parametrize("status", ["revoked", "replaced"])
def test_link_to_a_paper_that_no_longer_holds_leads_to_the_page_that_says_so(
    world: World, client: Any, status: str
) -> None:
    issued(world)
    paper = issued(world)
    row = mailing.order_mail(actor=world.carla, certificate=paper)
    put(paper, status)
    response = client.get(f"/urkunde/{row.secret}")
    assert (response.status_code, response["Location"]) == (302, f"/v/{paper.code}")


@pytest.mark.parametrize("secret", ["x", "0" * 22, "%00", "ä" * 22])
def test_link_that_nobody_was_sent_is_unknown(world: World, client: Any, secret: str) -> None:
    mailing.order_mail(actor=world.carla, certificate=issued(world))
    assert client.get(f"/urkunde/{secret}").status_code == 404


# --- through the API ---


def test_mails_through_the_api_are_ordered_counted_and_never_tell_the_link(world: World, as_user: AsUser) -> None:
    one = thanked(world, 2)
    carla = as_user(world.carla)
    address = f"/api/v1/campaigns/{one.uuid}/mails"
    nobody = Certificate.objects.get(content__name="Helfer00 Vorbild")
    counts = {"issued": 2, "no_address": 1, "queued": 0, "sending": 0, "sent": 0, "failed": 0}
    unreachable = [{"certificate": str(nobody.uuid), "number": nobody.number_text, "name": "Helfer00 Vorbild"}]
    assert carla.get(address).json() == counts | {"unreachable": unreachable}
    answer = carla.post(address)
    assert answer.json() == counts | {"queued": 1, "unreachable": unreachable}
    row = CertificateMail.objects.get()
    assert row.secret not in answer.content.decode()
    single = carla.post(f"/api/v1/certificates/{row.certificate.uuid}/mail")
    assert (single.status_code, row.secret in single.content.decode(), CertificateMail.objects.count()) == (
        200,
        False,
        1,
    )
