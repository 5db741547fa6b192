"""Mail scanners open every link of every mail: by GET and HEAD nothing happens, and no secret address is passed on."""

import datetime as dt
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.apps import apps
from django.conf import settings
from django.core import mail
from django.test import Client
from django.test.signals import template_rendered

from backend.accounts import mails
from backend.accounts import recovery as telling
from backend.common import clock
from certificates.services import mailing as certificate_mails
from recognition.services import story_mails
from tests import factories
from tests.backend.stage import Stage
from volunteers.models import AddressChange, ConfirmationLink, Consent, DataExport, VolunteerDetails
from volunteers.services import asking, claiming, consent_mails, digests, guardians, joining, links, mailing, news

pytestmark = pytest.mark.usefixtures("staged")

ROOT = Path(settings.BASE_DIR)
TEXTS = [ROOT / "volunteers/web/templates/volunteers/mails", ROOT / "backend/accounts/templates/accounts/mails"]
SECRET = {"b", "m", "w", "e", "a", "urkunde", "adresse"}  # first parts of addresses that are secrets
SILENT = {"common.heartbeat"}


def every_mail(stage: Stage) -> list[mail.EmailMessage]:
    """One of each kind, sent as the jobs and pages send them."""
    world = stage.world
    ConfirmationLink.objects.update(created_at=clock.now() - links.REMIND_AFTER)
    links.remind_due()
    digests.send(dt.date(2026, 3, 2))  # a Monday
    Consent.objects.update(expires_on=clock.today() + dt.timedelta(days=10))
    consent_mails.remind_expiring()
    ada = {"volunteer": world.ada_volunteer.uuid.hex}
    device = {"browser": "Firefox", "system": "Linux"}
    direct = {"consent_of_age": ada, "consent_new_text": ada | {"version": "another"}, "new_device": device}
    for kind, context in direct.items():
        mailing.enqueue(kind=kind, key=kind, to=world.ada.email, language="de", context=context)
    VolunteerDetails.objects.create(volunteer=world.ada_volunteer, birth_date=clock.today() - dt.timedelta(days=5500))
    asked: dict[str, Any] = {"place": "print", "display_form": "full_name", "guardian_name": "Eva Beispiel"}
    guardians.ask_guardian(actor=world.ada, volunteer=world.ada_volunteer, guardian_email="eva@example.net", **asked)
    news.send()  # an entry of Ada's was declined a moment ago
    ready = {"ready_at": clock.now(), "expires_at": clock.now() + dt.timedelta(days=1), "size": 1}
    DataExport.objects.filter(pk=stage.data_file.pk).update(status="ready", **ready)
    told = {"export": str(stage.data_file.uuid)}
    mailing.enqueue(kind="export_ready", key="export_ready", to=world.mina.email, language="de", context=told)
    annex = {"part": str(stage.part.uuid), "user": str(world.omar.uuid)}
    mailing.enqueue(kind="annex_asked", key="annex_asked", to=world.omar.email, language="de", context=annex)
    story_mails.ask_due()
    claiming.agree(actor=world.mina, takeover=stage.takeover, volunteer=stage.olga, way="page")
    asking.ask_for_oneself(actor=world.omar)
    joining.ask(wish="volunteer", name="Neu Dazu", email="neu@example.net", district=world.cafe.district)
    joining.admit(actor=world.carla, request=stage.join_request)
    joining.decline(actor=world.carla, request=factories.join_request(), reason="Das passt nicht.")
    mailing.outbox.send_due()
    certificate_mails.outbox.send_due()
    change = AddressChange.objects.create(
        user=world.ada,
        organisation=world.cafe,
        old_email=world.ada.email,
        new_email="neu@example.net",
        evidence="War hier.",
        requested_at=clock.now(),
        requested_by=world.mina,
    )
    telling.tell_requested(change)
    telling.tell_approved(change)
    for name in ("code", "proof"):
        mails.send(name, to=world.ada.email, language="de", code="1234-5678")
    mails.send("changed", to=world.ada.email, language="de", change="totp_activated", url=settings.PUBLIC_URL)
    return list(mail.outbox)


def links_of(message: mail.EmailMessage) -> set[str]:
    """What a scanner finds: in the text and in the headers."""
    told = "\n".join([str(message.body), *map(str, message.extra_headers.values())])
    return {found.rstrip(">.,;") for found in re.findall(r"https?://[^\s>]+", told)}


def first_part(link: str) -> str:
    """Of `https://…/b/secret` the `b`."""
    return urlsplit(link).path.strip("/").split("/")[0]


def everything() -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table."""
    tables = [model for model in apps.get_models(include_auto_created=True) if model._meta.label_lower not in SILENT]
    return {model._meta.label_lower: list(model._base_manager.order_by("pk").values_list()) for model in tables}


def test_no_link_of_any_mail_does_anything_by_get_or_head(stage: Stage) -> None:
    rendered: set[str] = set()

    def note(template: Any, **_more: Any) -> None:
        rendered.add(Path(template.name or "").name)

    template_rendered.connect(note)
    try:
        messages = every_mail(stage)
    finally:
        template_rendered.disconnect(note)
    texts = {path.name for folder in TEXTS for path in folder.glob("*.txt")}
    assert texts - rendered == set()  # a mail that is not in `every_mail` is not crawled
    found = set().union(*map(links_of, messages))
    assert set(map(first_part, found)) >= {"b", "m", "e", "a", "urkunde", "v", "stelle"}
    before = everything()
    scanner = Client()
    for link in sorted(found):
        parts = urlsplit(link)
        assert f"{parts.scheme}://{parts.netloc}" == settings.PUBLIC_URL
        for method in (scanner.get, scanner.head):
            answer: Any = method(
                parts.path, query_params=dict(pair.split("=") for pair in parts.query.split("&") if pair)
            )
            assert (link, answer.status_code) in {(link, 200), (link, 302)}
            if first_part(link) in SECRET:
                assert (link, answer["Referrer-Policy"]) == (link, "no-referrer")
                assert (link, "public" in answer.get("Cache-Control", "")) == (link, False)
    after = everything()
    assert {name for name in before if before[name] != after[name]} == set()
    assert before["volunteers.confirmationlink"]
    assert before["volunteers.hourentry"]


def test_every_mail_says_why_it_came_and_those_that_come_by_themselves_how_to_stop_them(stage: Stage) -> None:
    every_mail(stage)
    stopped = {
        message.subject: [message.extra_headers.get(f"List-Unsubscribe{rest}") for rest in ("", "-Post")]
        for message in mail.outbox
        if "List-Unsubscribe" in message.extra_headers
    }
    bodies = {message.subject: message.body for message in mail.outbox}
    assert {subject for subject in stopped if "Ihre Bestätigung" in subject} == {
        "Ada Beispiel bittet um Ihre Bestätigung",
        "Erinnerung: Ada Beispiel bittet um Ihre Bestätigung",
        "Ein Eintrag wartet auf Ihre Bestätigung",
    }
    for link, how in stopped.values():
        assert (str(link)[0], how, str(link)[-1]) == ("<", "List-Unsubscribe=One-Click", ">")
    assert [subject for subject in stopped if "Ihre Bestätigung" in subject and "weil" not in bodies[subject]] == []
    assert {message.content_subtype for message in mail.outbox} == {"plain"}
    assert [message.subject for message in mail.outbox if getattr(message, "alternatives", None)] == []
