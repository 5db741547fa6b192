"""Two who decide about the same certificate at the same moment."""

import datetime as dt
from functools import partial

import pytest
from django.db import IntegrityError, transaction

from certificates.models import Certificate, CertificateEvent, TemplateVersion
from certificates.services import ordering, queue, replacing, revoking, samples, templates
from tests.cast import World
from tests.concurrency.together import at_once, meeting, outcomes

pytestmark = pytest.mark.postgres

REVOCATION = {"code": "wrong_facts", "reason": "Die Stunden stimmen nicht."}


def issued(world: World) -> Certificate:
    certificate = ordering.request_certificate(
        actor=world.carla,
        volunteer=world.ada_volunteer,
        kind="thanks",
        issuer=world.issuer,
        start=dt.date(2026, 1, 1),
        end=dt.date(2026, 6, 30),
    )
    queue.drain()
    return Certificate.objects.get(pk=certificate.pk)


def lock(certificate: Certificate) -> None:
    list(Certificate.objects.filter(pk=certificate.pk).select_for_update())


def statuses() -> list[str]:
    return list(Certificate.objects.order_by("pk").values_list("status", flat=True))


def test_two_replacements_of_one_certificate_are_one(world: World) -> None:
    naive, both_looked = issued(world), meeting()

    @transaction.atomic
    def replace_unguarded() -> None:
        assert not naive.successors.exists()
        both_looked.wait()
        (new,) = ordering.numbered(
            actor=world.carla,
            people=[(world.ada_volunteer, None)],
            kind="thanks",
            issuer=world.issuer,
            period=(dt.date(2026, 1, 1), dt.date(2026, 6, 30)),
            replaces=naive,
        )
        new.save()

    # Both went on to order: the second one meets the unique constraint, a fault for whoever asked.
    assert [type(error) for error in at_once(replace_unguarded, replace_unguarded) if error] == [IntegrityError]

    old = issued(world)
    replace = partial(replacing.replace, actor=world.carla, certificate=old)
    assert outcomes(at_once(replace, replace, while_held=partial(lock, old))) == ["done", "replacement_pending"]
    assert (old.successors.count(), old.events.count()) == (1, 1)
    queue.drain()
    assert statuses() == ["replaced", "issued", "replaced", "issued"]


def test_revoke_against_what_takes_its_place_exactly_one_holds(world: World) -> None:
    naive, both_looked, revoked = issued(world), meeting(), meeting()
    new = replacing.replace(actor=world.carla, certificate=naive)

    def revoke_unguarded() -> None:
        row = Certificate.objects.get(pk=naive.pk)
        both_looked.wait()
        row.status, row.revoked_at, row.revoked_by = "revoked", row.issued_at, world.carla
        row.revocation_code, row.revocation_reason = REVOCATION.values()
        row.save()
        revoked.wait()

    def replace_unguarded() -> None:
        row = Certificate.objects.get(pk=naive.pk)
        both_looked.wait()
        revoked.wait()
        row.status, row.replaced_by = "replaced", new
        row.save()

    assert at_once(revoke_unguarded, replace_unguarded) == [None, None]
    naive.refresh_from_db()
    assert (naive.status, naive.revocation_reason) == ("replaced", "")  # the revocation is lost

    old = issued(world)
    new = replacing.replace(actor=world.carla, certificate=old)
    revoke = partial(revoking.revoke, actor=world.carla, certificate=old, **REVOCATION)
    results = at_once(revoke, queue.drain, while_held=partial(lock, old))
    assert set(outcomes(results)) <= {"done", "illegal_transition"}
    old.refresh_from_db()
    new.refresh_from_db()
    assert new.status == "issued"
    if isinstance(results[0], Exception):
        assert (old.status, old.replaced_by, old.revoked_at) == ("replaced", new, None)
    else:
        assert (old.status, old.replaced_by, old.revocation_reason) == ("revoked", None, REVOCATION["reason"])
    kept = list(CertificateEvent.objects.filter(certificate=old).order_by("pk").values_list("act", flat=True))
    assert kept == ["replacement_ordered", old.status]


def test_revoke_against_an_order_to_replace_leaves_no_half_of_either(world: World) -> None:
    old = issued(world)
    revoke = partial(revoking.revoke, actor=world.carla, certificate=old, **REVOCATION)
    replace = partial(replacing.replace, actor=world.carla, certificate=old)
    results = at_once(revoke, replace, while_held=partial(lock, old))
    assert not isinstance(results[0], Exception)  # taking back is never refused for a replacement on its way
    ordered = not isinstance(results[1], Exception)
    assert outcomes(results) == (["done", "done"] if ordered else ["done", "illegal_transition"])
    queue.drain()
    assert statuses() == (["revoked", "issued"] if ordered else ["revoked"])


def test_retry_against_another_replacement_leaves_one_successor(world: World) -> None:
    old = issued(world)
    failed = replacing.replace(actor=world.carla, certificate=old)
    Certificate.objects.filter(pk=failed.pk).update(status="failed", failure_reason="Papierstau")
    retry = partial(ordering.retry, actor=world.carla, certificate=failed)
    replace = partial(replacing.replace, actor=world.carla, certificate=old)
    results = outcomes(at_once(retry, replace, while_held=partial(lock, old)))
    assert results in (["done", "replacement_pending"], ["done", "illegal_transition"])
    assert old.successors.exclude(status="failed").count() == 1


def test_draft_edited_while_it_is_published_is_either_checked_or_refused(world: World) -> None:
    version = templates.create_template(actor=world.carla, title="Dank", kind="thanks")
    seen = TemplateVersion.objects.get(pk=version.pk)
    other = samples.shipped_layout("thanks") | {"title": "Anders"}
    results = at_once(
        partial(templates.publish, actor=world.carla, version=seen),
        partial(templates.edit_draft, actor=world.carla, version=version, layout=other),
    )
    assert outcomes(results) in (["changed_meanwhile", "done"], ["done", "illegal_transition"])
    now = TemplateVersion.objects.get(pk=version.pk)
    assert (now.status, now.layout["title"] == "Anders") in (("draft", True), ("published", False))
