"""Links to one's own things: only by their holder, as they chose, for a time, and never of others."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.test import Client

from backend.common.errors import DomainError, Invalid
from certificates.models import Certificate, CertificateStatus
from certificates.services import revoking
from tests import factories
from tests.backend.stage import Stage
from volunteers.models import District, Share, Volunteer, VolunteerDetails
from volunteers.services import erasing, safety, sharing, withdrawal

pytestmark = [pytest.mark.usefixtures("staged"), pytest.mark.sqlite]


def share(stage: Stage, **changes: Any) -> Share:
    wish: dict[str, Any] = {"kind": "certificate", "subject": stage.certificate.uuid, "display_form": "first_name"}
    return sharing.share(actor=stage.world.ada, **wish | {"days": 30, "of_age": True} | changes)


def seen(found: Share) -> sharing.Shown | None:
    return sharing.shown(sharing.url_of(found.uuid).rpartition("/")[2])


def page(found: Share, more: str = "") -> Any:
    return Client().get(sharing.url_of(found.uuid).removeprefix(settings.PUBLIC_URL) + more)


def test_link_shows_what_its_holder_chose_and_nothing_else(stage: Stage) -> None:
    plain, full = (
        seen(share(stage, display_form="anonymous")),
        share(stage, display_form="full_name", with_hours=True, with_proof=True),
    )
    assert plain is not None
    assert (plain.name, plain.minutes, plain.proof, plain.by) == ("", None, "", stage.world.issuer.name)
    content = stage.certificate.content
    shown = seen(full)
    assert shown is not None
    assert (shown.name, shown.minutes, shown.proof) == ("Ada Beispiel", content["minutes_total"], content["verify_url"])
    said = page(full).content.decode()
    for word in ("Sprachcafé", "Sprechrunde", "Carla", "Omar", str(stage.world.ada_volunteer.uuid), "example.org"):
        assert word not in said
    assert full.token_hash not in sharing.url_of(full.uuid)


def test_page_and_picture_are_kept_for_seconds_and_in_no_search_engine(stage: Stage) -> None:
    found = share(stage, display_form="full_name")
    html, picture = page(found), page(found, ".png")
    assert (html.status_code, picture["Content-Type"], picture.content[:8]) == (200, "image/png", b"\x89PNG\r\n\x1a\n")
    for answer in (html, picture):
        assert answer["X-Robots-Tag"] == "noindex, nofollow"
        assert answer["Cache-Control"] == "public, max-age=10, s-maxage=20, stale-while-revalidate=10"
        assert answer.cookies == {}
    assert f'property="og:image" content="{sharing.url_of(found.uuid)}.png"' in html.content.decode()
    assert int.from_bytes(picture.content[16:20], "big") == 1200


def revoke(stage: Stage) -> None:
    revoking.revoke(actor=stage.world.carla, certificate=stage.certificate, code="wrong_facts", reason="Falsch")


def withdraw(stage: Stage) -> None:
    link = withdrawal.url_of(stage.world.ada_volunteer).removeprefix(settings.PUBLIC_URL)
    assert Client().post(link).status_code == 302


def hide(stage: Stage) -> None:
    leer = District.objects.get(ags="03457")
    safety.hide_district(actor=stage.world.carla, district=leer, reason="Drohbriefe")


ENDS: dict[str, Any] = {
    "by its holder": lambda stage: sharing.end(actor=stage.world.ada, share=stage.share),
    "by another link": share,
    "by the withdrawal of everything": withdraw,
    "by a revoked paper": revoke,
    "by a hidden district": hide,
    "by an erasure": lambda stage: erasing.erase(actor=None, volunteer=stage.world.ada_volunteer),
}


@pytest.mark.parametrize("how", ENDS)
def test_link_leads_nowhere_once_it_ended(stage: Stage, how: str) -> None:
    found = stage.share
    assert page(found).status_code == 200
    ENDS[how](stage)
    assert (page(found).status_code, page(found, ".png").status_code) == (404, 404)


def test_link_runs_out(stage: Stage) -> None:
    with time_machine.travel(stage.share.expires_at, tick=False):
        assert seen(stage.share) is None


def test_milestone_that_lapsed_is_shown_no_more(stage: Stage) -> None:
    found = share(stage, kind="milestone", subject=stage.reached.uuid, display_form="anonymous")
    shown = seen(found)
    assert shown is not None
    assert (shown.title, shown.on, shown.minutes) == ("Erste Stunde", stage.reached.reached_on, None)
    type(stage.reached).objects.update(lapsed_at=found.created_at, lapsed_why="hours")
    assert seen(found) is None


def test_nobody_shows_what_is_not_theirs(stage: Stage) -> None:
    world = stage.world
    others = Certificate.objects.filter(volunteer=stage.olga, status=CertificateStatus.ISSUED).first()
    assert others is not None
    for user, subject in (
        (world.mallory, stage.certificate.uuid),
        (world.ada, others.uuid),
        (world.carla, others.uuid),
    ):
        with pytest.raises(Invalid) as refusal:
            sharing.share(actor=user, kind="certificate", subject=subject, display_form="anonymous", days=30)
        assert refusal.value.code == "does_not_exist"
    assert [Share.objects.visible_to(user).count() for user in (world.ada, world.mina, world.carla, stage.root)] == [
        1, 0, 0, 0,
    ]  # fmt: skip


def test_under_18_no_name_is_shown(stage: Stage) -> None:
    ada = stage.world.ada_volunteer
    found = share(stage, display_form="full_name")
    born = dt.date(found.created_at.year - 17, 1, 1)
    VolunteerDetails.objects.update_or_create(volunteer=ada, defaults={"birth_date": born})
    shown = seen(found)
    assert shown is not None
    assert shown.name == ""  # told later, and counts at once
    with pytest.raises(DomainError) as refusal:
        share(stage)
    assert refusal.value.code == "under_age"
    assert seen(share(stage, display_form="anonymous")) is not None


def test_name_that_no_font_has_leaves_a_picture_without_it(stage: Stage) -> None:
    found = share(stage, display_form="full_name")
    Volunteer.objects.filter(pk=found.volunteer_id).update(name="\U00013000\U00013001")
    assert page(found, ".png").status_code == 200


def test_pages_of_the_holder_make_a_link_and_take_it_back(
    stage: Stage, django_assert_num_queries: Callable[[int], Any]
) -> None:
    client = Client()
    client.force_login(stage.world.ada)
    assert len(client.get("/ich/teilen").context["things"]) == 2  # a paper and a milestone
    address = f"/ich/teilen/milestone/{stage.reached.uuid}"
    assert client.get(address).context["share"] is None
    assert client.post(address, {"display_form": "full_name", "days": "30"}).status_code == 400  # of age?
    assert client.post(address, {"display_form": "first_name", "days": "30", "of_age": "on"}).status_code == 302
    made = client.get(address).context["address"]
    assert "Ada B." in Client().get(made.removeprefix(settings.PUBLIC_URL)).content.decode()
    assert client.post(address, {"end": "1"}).status_code == 302
    assert Client().get(made.removeprefix(settings.PUBLIC_URL)).status_code == 404
    with django_assert_num_queries(8):
        paper = client.get(f"/ich/teilen/certificate/{stage.certificate.uuid}")
    profile = paper.context["profile"]
    assert profile["linkedin"].startswith("https://www.linkedin.com/profile/add?startTask=CERTIFICATION_NAME&name=")
    assert "Ada" not in profile["linkedin"]


def test_newsletter_says_only_what_is_public(stage: Stage) -> None:
    world = stage.world
    client = Client()
    client.force_login(world.mina)
    factories.confirmed(factories.helper("Kim"), world.talking)
    said = client.get(f"/stelle/{world.cafe.uuid}/newsletter").context
    page = f"{settings.PUBLIC_URL}/mitmachen/{world.cafe.uuid}"
    assert said["text"].splitlines() == [
        "Sprachcafé",
        "",
        "Sprachcafé ist Teil des Bündnisses „Niedersachsen packt an“.",
        "",
        "Hier kann man mitmachen:",
        "- Sprechrunde (Sprachförderung)",
        "",
        f"Mehr über uns: {page}",
    ]
    assert f'<a href="{page}">Mehr über uns</a>' in said["html"]
    english = client.get(f"/stelle/{world.cafe.uuid}/newsletter?sprache=en").context["text"]
    assert english.endswith(f"{settings.PUBLIC_URL}/en/mitmachen/{world.cafe.uuid}")
    hide(stage)
    assert client.get(f"/stelle/{world.cafe.uuid}/newsletter").context["listed"] is False
