"""What an order may wish for: language, kind, place, design; and what it tells strangers."""

import datetime as dt
import hashlib
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from backend.common.errors import Invalid
from certificates.content import parse_content
from certificates.models import Certificate
from certificates.press import press
from certificates.press.layout import parse_layout
from certificates.services import keys, queue, templates
from tests import factories
from tests.cast import World
from tests.certificates.orders import END, START, another_issuer, order, published

# --- in which language ---


@pytest.mark.parametrize(
    ("own", "wish", "spoken"),
    [
        ("uk", {}, ("uk", "de")),
        ("de", {}, ("de", "")),
        ("de-simple", {}, ("de-simple", "")),
        ("pt", {}, ("de", "")),  # no texts in it
        ("uk", {"language": "en"}, ("en", "de")),
        ("uk", {"beside": "none"}, ("uk", "")),
        ("uk", {"beside": "ru"}, ("uk", "ru")),
        ("uk", {"language": "de", "beside": "uk"}, ("de", "uk")),
        ("de", {"beside": "de"}, ("de", "")),
    ],
)
def test_order_speaks_the_persons_language_unless_another_is_wished(
    world: World, own: str, wish: dict[str, str], spoken: tuple[str, str]
) -> None:
    world.ada_volunteer.language = own
    certificate = order(world, **wish)
    content = parse_content(certificate.content)
    assert (certificate.language, content.language, content.beside) == (spoken[0], *spoken)


@pytest.mark.parametrize("field", ["language", "beside"])
def test_order_in_a_language_that_certificates_do_not_speak_is_refused(world: World, field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        order(world, **{field: "pt"})
    assert (refusal.value.code, refusal.value.field) == ("unknown_language", field)
    assert "de-simple" in str(refusal.value)


# --- for strangers ---


def test_order_names_issuer_and_status_and_hides_the_address(world: World) -> None:
    first, second = (parse_content(order(world).content) for _ in range(2))
    assert first.did == second.did == "did:web:127.0.0.1%3A8000"
    for content in (first, second):
        salted = ("ada@example.org" + content.recipient_salt).encode()
        assert content.recipient_hash == "sha256$" + hashlib.sha256(salted).hexdigest()
        assert content.status
        assert content.status.list == "http://127.0.0.1:8000/status/1"
    assert first.recipient_salt != second.recipient_salt
    assert first.status != second.status
    rows = Certificate.objects.order_by("pk").values_list("status_list", "status_index")
    assert list(rows) == [(1, content.status.index) for content in (first, second) if content.status]


def test_order_for_somebody_without_address_names_no_recipient(world: World) -> None:
    content = order(world, volunteer=factories.kept(world.cafe)).content
    assert not {"recipient_hash", "recipient_salt"} & content.keys()


def test_order_without_a_seal_has_no_place_in_a_status_list(world: World, settings: Settings) -> None:
    settings.SEAL = keys.UNSEALED
    certificate = order(world)
    assert (certificate.status_list, certificate.status_index, certificate.content["status"]) == (None, None, None)


# --- competence ---


def competent(world: World, *, minutes: int = 80 * 60) -> None:
    """Ada has those hours at the café in 2025, and a competence that it confirmed."""
    for day in range(8):
        factories.confirmed(
            world.ada_volunteer, world.talking, minutes=minutes // 8, day=START + dt.timedelta(days=day)
        )
    factories.claim(world.ada_volunteer, world.cafe, status="confirmed")


def test_order_of_a_competence_certificate_is_of_one_year_at_one_organisation(world: World) -> None:
    competent(world)
    factories.confirmed(world.ada_volunteer, world.football, minutes=600)
    factories.confirmed(world.ada_volunteer, world.talking, minutes=600, day=dt.date(2024, 5, 1))
    certificate = order(
        world, kind="competence", organisation=world.cafe, age_affirmed=True, start=START, end=dt.date(2025, 3, 1)
    )
    assert (certificate.period_start, certificate.period_end, certificate.organisation) == (START, END, world.cafe)
    content = parse_content(certificate.content)
    assert (content.minutes_total, [one.code for one in content.competences]) == (4800, ["teamwork"])
    assert press(content).startswith(b"%PDF")


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"organisation": None}, "organisation_missing", "organisation"),
        ({"end": END + dt.timedelta(days=1)}, "more_than_a_year", "end"),
        ({"age_affirmed": False}, "age_unknown", "age_affirmed"),
        ({"start": dt.date(2024, 1, 1), "end": dt.date(2024, 12, 31)}, "too_few_hours", "start"),
    ],
    ids=range(4),
)
def test_order_of_a_competence_certificate_that_is_not_due_is_refused(
    world: World, changes: dict[str, Any], code: str, field: str
) -> None:
    competent(world)
    wish = {"kind": "competence", "organisation": world.cafe, "age_affirmed": True} | changes
    with pytest.raises(Invalid) as refusal:
        order(world, **wish)
    assert (refusal.value.code, refusal.value.field) == (code, field)
    assert not Certificate.objects.exists()


def test_competence_certificate_counts_hours_in_the_orderers_scope_alone(world: World) -> None:
    competent(world)
    emden = factories.coordinate(factories.user(), district=world.club.district)
    with pytest.raises(Invalid) as refusal:
        order(world, actor=emden, kind="competence", organisation=world.cafe, age_affirmed=True)
    assert refusal.value.code == "too_few_hours"


# --- at one organisation, with a template ---


def test_order_at_one_organisation_counts_its_hours_alone(world: World) -> None:
    factories.confirmed(world.ada_volunteer, world.talking, minutes=30)
    factories.confirmed(world.ada_volunteer, world.football, minutes=500)
    certificate = order(world, kind="record", organisation=world.cafe)
    assert (certificate.organisation, certificate.content["minutes_total"]) == (world.cafe, 30)


def test_order_with_a_template_freezes_its_version_and_is_pressed_with_it(world: World) -> None:
    version = published(world, kind="record")
    factories.confirmed(world.ada_volunteer, world.talking)
    plain, designed = order(world, kind="record"), order(world, kind="record", template=version)
    version.refresh_from_db()
    frozen_at = version.frozen_at
    assert frozen_at is not None
    queue.drain()
    for certificate, layout in ((plain, None), (designed, parse_layout(version.layout))):
        certificate.refresh_from_db()
        expected = press(parse_content(certificate.content), layout, seal=keys.current_seal())
        assert certificate.digest == hashlib.sha256(expected).hexdigest()
    order(world, kind="record", template=version)
    version.refresh_from_db()
    assert version.frozen_at == frozen_at


def test_order_with_a_template_that_does_not_fit_the_order_is_refused(world: World) -> None:
    factories.confirmed(world.ada_volunteer, world.talking)
    of_another_issuer = published(world, kind="record", issuer=another_issuer())
    draft = templates.create_template(actor=world.carla, title="Entwurf", kind="record")
    retired = templates.retire(actor=world.carla, version=published(world, kind="record"))
    for version, kind, code in (
        (draft, "record", "template_not_published"),
        (retired, "record", "template_not_published"),
        (published(world, kind="record"), "thanks", "template_of_another_kind"),
        (of_another_issuer, "record", "template_of_another_issuer"),
    ):
        with pytest.raises(Invalid) as refusal:
            order(world, kind=kind, template=version)
        assert (refusal.value.code, refusal.value.field) == (code, "template")
    fitting = order(world, kind="record", template=of_another_issuer, issuer=of_another_issuer.template.issuer)
    assert fitting.template_version == of_another_issuer
