"""Orders that tests of certificates begin with."""

import datetime as dt
from typing import Any

from django.utils import timezone

from certificates.models import Campaign, Certificate, Issuer, TemplateVersion
from certificates.services import campaigns, ordering, queue, samples, templates
from tests import factories
from tests.cast import World

ISSUED_ONCE = ("issued", "revoked", "replaced")
START, END = dt.date(2025, 1, 1), dt.date(2025, 12, 31)


def order(world: World, **changes: Any) -> Certificate:
    """Carla orders a Dankurkunde for Ada over the year 2025."""
    wish: dict[str, Any] = {
        "actor": world.carla,
        "volunteer": world.ada_volunteer,
        "kind": "thanks",
        "issuer": world.issuer,
        "start": START,
        "end": END,
    }
    return ordering.request_certificate(**wish | changes)


def queued(world: World, number: int) -> list[Certificate]:
    """That many waiting certificates, oldest first."""
    return [order(world) for _ in range(number)]


def campaign(world: World, **changes: Any) -> Campaign:
    """Carla's draft: records for everyone with an hour in 2025."""
    wish: dict[str, Any] = {
        "actor": world.carla,
        "title": "Dank 2025",
        "kind": "record",
        "issuer": world.issuer,
        "period_start": START,
        "period_end": END,
        "minimum_minutes": 60,
    }
    return campaigns.create_campaign(**wish | changes)


def columns_at(certificate: Certificate, status: str) -> dict[str, Any]:
    """What the other columns must be at that status, as the constraints ask; a successor is any other certificate."""
    at_work, revoked = status == "rendering", status == "revoked"
    now = timezone.now()
    return {
        "lease_token": certificate.uuid if at_work else None,
        "lease_until": now if at_work else None,
        "failure_reason": "Papierstau" if status == "failed" else "",
        "revoked_at": now if revoked else None,
        "revoked_by": certificate.ordered_by if revoked else None,
        "revocation_code": "wrong_facts" if revoked else "",
        "revocation_reason": "Die Stunden stimmen nicht." if revoked else "",
        "replaced_by": Certificate.objects.exclude(pk=certificate.pk).first() if status == "replaced" else None,
    } | ({"issued_at": now, "digest": "d" * 64, "size": 1, "engine_version": "x"} if status in ISSUED_ONCE else {})


def put(certificate: Certificate, status: str) -> Certificate:
    """Behind the back of all services: the row as it stands at that status."""
    columns = columns_at(certificate, status)
    if certificate.digest:  # it keeps its own
        columns = {name: value for name, value in columns.items() if name not in {"issued_at", "digest", "size"}}
    Certificate.objects.filter(pk=certificate.pk).update(status=status, **columns)
    certificate.refresh_from_db()
    return certificate


def another_issuer(code: str = "LEER") -> Issuer:
    """A second one, with numbers of its own."""
    return Issuer.objects.create(
        code=code, name="Landkreis Leer", place="Leer", signatory_name="Carla Beispiel", signatory_role="Koordination"
    )


def helpers(world: World, number: int, *, minutes: int = 60) -> list[int]:
    """That many people with confirmed hours at the café; their keys."""
    people = [factories.kept(world.cafe, f"Helfer{index:02d}", "Vorbild") for index in range(number)]
    for person in people:
        factories.confirmed(person, world.talking, minutes=minutes)
    return [person.pk for person in people]


def issued(world: World, **changes: Any) -> Certificate:
    """An order as it is once a worker was there."""
    certificate = order(world, **changes)
    queue.drain()
    certificate.refresh_from_db()
    return certificate


def published(world: World, *, kind: str = "thanks", issuer: Issuer | None = None) -> TemplateVersion:
    """A published version of a template of Carla's, in another colour than the shipped design; past its check."""
    layout = samples.shipped_layout(kind)
    for style in layout["styles"].values():
        style["colour"] = "#123456"
    version = templates.create_template(actor=world.carla, title="In Blau", kind=kind, issuer=issuer, layout=layout)
    TemplateVersion.objects.filter(pk=version.pk).update(
        status="published", published_at=timezone.now(), published_by=world.carla
    )
    version.refresh_from_db()
    return version
