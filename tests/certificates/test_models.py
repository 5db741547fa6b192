"""What the database itself refuses of certificates, campaigns and issuers."""

import datetime as dt
import uuid
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from certificates.models import Campaign, Certificate, Issuer, NumberSeries
from certificates.models.campaigns import TRANSITIONS as CAMPAIGN_TRANSITIONS
from certificates.models.certificates import TRANSITIONS, CertificateStatus
from tests.cast import World
from tests.certificates.orders import campaign, columns_at, order

NOW = timezone.now()
ISSUED = {"issued_at": NOW, "digest": "d" * 64, "size": 1, "engine_version": "x"}
LEASE = {"lease_token": uuid.uuid4(), "lease_until": NOW}


def refused(model: Any, constraint: str, **changes: Any) -> None:
    """Asserts that the database refuses the change by that constraint, and keeps the rows."""
    before = list(model.objects.values())
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        model.objects.update(**changes)
    assert list(model.objects.values()) == before


@pytest.mark.parametrize("status", ["issued", "revoked", "replaced"])
@pytest.mark.parametrize(
    "missing", [{"issued_at": None}, {"digest": ""}, {"size": None}, {"engine_version": ""}], ids=str
)
def test_certificate_once_issued_has_when_digest_size_and_engine(
    world: World, status: str, missing: dict[str, Any]
) -> None:
    order(world)
    certificate = order(world)
    columns = columns_at(certificate, status)
    rows = Certificate.objects.filter(pk=certificate.pk)
    with pytest.raises(IntegrityError, match="certificate_issued_with_digest"), transaction.atomic():
        rows.update(status=status, **columns | missing)
    assert rows.get().status == "queued"
    assert rows.update(status=status, **columns) == 1


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"status": "printed"}, "certificate_known_status"),
        ({"status": "rendering"}, "certificate_rendering_is_a_lease"),
        ({"status": "rendering", "lease_token": LEASE["lease_token"]}, "certificate_rendering_is_a_lease"),
        (LEASE, "certificate_rendering_is_a_lease"),
        ({"status": "issued", **ISSUED, **LEASE}, "certificate_rendering_is_a_lease"),
        ({"status": "failed"}, "certificate_failed_with_reason"),
    ],
    ids=range(6),
)
def test_certificate_has_what_its_status_says(world: World, changes: dict[str, Any], constraint: str) -> None:
    order(world)
    refused(Certificate, constraint, **changes)


def test_certificate_number_and_code_are_given_once(world: World) -> None:
    first, second = order(world), order(world)
    for change in ({"number": first.number}, {"code": first.code}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Certificate.objects.filter(pk=second.pk).update(**change)


def test_certificate_is_once_a_campaign_for_a_person(world: World) -> None:
    order(world)
    order(world)
    with pytest.raises(IntegrityError), transaction.atomic():
        Certificate.objects.update(campaign=campaign(world))
    assert Certificate.objects.filter(campaign=None).count() == 2


def test_certificate_is_called_by_its_number(world: World) -> None:
    certificate = order(world)
    assert str(certificate) == certificate.number_text == certificate.content["number"]
    assert Certificate(content={}).number_text == ""


def test_certificate_transitions_lead_to_a_paper_and_never_back() -> None:
    assert {str(status): {str(to) for to in targets} for status, targets in TRANSITIONS.items()} == {
        "queued": {"rendering", "failed"},
        "rendering": {"queued", "issued", "failed"},
        "failed": {"queued"},
        "issued": {"revoked", "replaced"},
        "revoked": set(),
        "replaced": set(),
    }
    assert set(TRANSITIONS) == set(CertificateStatus)


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"period_end": dt.date(2024, 12, 31)}, "campaign_period_in_order"),
        ({"status": "ordered"}, "campaign_ordered_with_when"),
        ({"ordered_at": NOW}, "campaign_ordered_with_when"),
        ({"status": "done"}, "campaign_ordered_with_when"),
        ({"minimum_minutes": 0}, "campaign_asks_for_hours"),
        ({"kind": "diploma"}, "campaign_known_kind"),
        ({"kind": "competence"}, "campaign_competence_somewhere"),
    ],
    ids=range(7),
)
def test_campaign_has_what_its_status_says(world: World, changes: dict[str, Any], constraint: str) -> None:
    campaign(world)
    refused(Campaign, constraint, **changes)


def test_campaign_transitions_are_those_of_its_drawing() -> None:
    assert {str(status): {str(to) for to in targets} for status, targets in CAMPAIGN_TRANSITIONS.items()} == {
        "draft": {"ordered", "cancelled"},
        "ordered": {"paused"},
        "paused": {"ordered"},
        "cancelled": set(),
    }


@pytest.mark.parametrize("code", ["", "N", "npa", "NPA-2", "NPÄ", "N A"])
def test_issuer_code_prints_in_every_number(world: World, code: str) -> None:
    refused(Issuer, "issuer_code_prints", code=code)
    Issuer.objects.update(code="A1B2C3D4E5")


def test_series_is_one_for_an_issuer_and_a_year(world: World) -> None:
    NumberSeries.objects.create(issuer=world.issuer, year=2026)
    NumberSeries.objects.create(issuer=world.issuer, year=2027)
    with pytest.raises(IntegrityError), transaction.atomic():
        NumberSeries.objects.create(issuer=world.issuer, year=2026)
