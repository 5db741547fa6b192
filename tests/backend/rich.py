import datetime as dt

from knox.models import get_token_model

from certificates.models import *
from certificates.services import ordering
from recognition.models import *
from recognition.services import lists
from tests.cast import make_volunteer
from volunteers.models import *
from volunteers.services import confirming, consent, logging


def rich(world):
    cora = world.carla
    Membership.objects.create(user=cora, organisation=world.cafe, role="manager")
    own = make_volunteer(cora, given="Carla", family="Beispiel")
    kept = Volunteer.objects.create(
        kept_by=world.cafe, name="Olga Ohnekonto", given_name="Olga", family_name="Ohnekonto"
    )
    day = dt.date(2026, 3, 1)
    entries = {}
    for n, v in enumerate([own, world.ada_volunteer, kept, world.ada_volunteer]):
        e, _ = (
            logging.log_hours(
                actor=cora, volunteer=v, activity=world.talking, day=day + dt.timedelta(n), minutes=60, way="api"
            )
            if v != world.ada_volunteer
            else (world.hours(day=day + dt.timedelta(n)), 1)
        )
        entries[n] = e
    declined = world.hours(day=day + dt.timedelta(9))
    confirming.decline(actor=world.omar, entry=declined, reason="Bitte prüfen", way="api")
    confirmed = world.hours(day=day + dt.timedelta(10))
    confirming.confirm(actor=world.omar, entry=confirmed, way="api")
    for v in (own, kept):
        e, _ = logging.log_hours(
            actor=cora, volunteer=v, activity=world.talking, day=day + dt.timedelta(20), minutes=60, way="api"
        )
        confirming.confirm(actor=world.omar, entry=e, way="api")
    c1 = consent.give_consent(actor=cora, volunteer=own, place="region_list", display_form="full_name")
    consent.give_consent(actor=cora, volunteer=kept, place="region_list", display_form="full_name")
    consent.give_consent(actor=world.ada, volunteer=world.ada_volunteer, place="region_list", display_form="full_name")
    common = dict(actor=cora, period_start=dt.date(2026, 1, 1), period_end=dt.date(2026, 12, 31))
    draft = ordering.create_campaign(**common, title="Entwurf", kind="thanks", issuer=world.issuer)
    ordered = ordering.create_campaign(**common, title="Bestellt", kind="record", issuer=world.issuer)
    ordering.order_campaign(actor=cora, campaign=ordered)
    certs = list(Certificate.objects.all())
    Certificate.objects.filter(pk=certs[0].pk).update(status="failed", failure_reason="Papierstau", failure_code="x")
    from certificates.services import queue

    queue.drain()
    draft_list = lists.create_list(
        **common, slug="entwurf", title="Entwurf", district=District.objects.get(ags="03457")
    )
    public = lists.create_list(**common, slug="danke-leer", title="Danke", district=District.objects.get(ags="03457"))
    lists.publish_list(actor=cora, recognition_list=public)
    scope = CoordinatorScope.objects.create(user=world.mina, kind="all")
    token = get_token_model().objects.create(user=cora)[1]
    u = lambda *rows: [str(r.uuid) for r in rows]
    d = {
        "hours": u(*entries.values(), declined, confirmed),
        "volunteer": u(own, kept, world.ada_volunteer),
        "organisation": u(world.cafe, world.club),
        "activity": u(world.talking),
        "issuer": u(world.issuer),
        "certificate": u(*certs),
        "campaign": u(draft, ordered),
        "list": u(draft_list, public),
        "consent": u(c1),
        "membership": u(*Membership.objects.all()),
        "scope": u(*CoordinatorScope.objects.all()),
        "district": ["03457", "03402"],
        "field": ["language", "living"],
        "day": ["2026-03-01", "2026-03-20", "2026-11-01"],
        "slug": ["danke-leer"],
    }
    b = lambda name, p=0.7: {"dictionary": name, "probability": p}
    config = {
        "dictionaries": {k: {"values": v} for k, v in d.items()},
        "parameters": {
            f"body.{n}": b(n) for n in ("organisation", "volunteer", "activity", "issuer", "district", "field", "day")
        }
        | {"body.entries[*]": b("hours")},
        "operations": [
            {"include-path-regex": f"^/api/v1/{p}/{{uuid}}", "parameters": {"path.uuid": b(n, 0.9)}}
            for p, n in {
                "hours": "hours",
                "volunteers": "volunteer",
                "organisations": "organisation",
                "activities": "activity",
                "issuers": "issuer",
                "certificates": "certificate",
                "campaigns": "campaign",
                "recognition-lists": "list",
                "consents": "consent",
                "memberships": "membership",
                "coordinator-scopes": "scope",
            }.items()
        ]
        + [
            {"include-path": "/api/v1/thanks/{slug}", "parameters": {"path.slug": b("slug")}},
            {"include-path": "/api/v1/districts/{ags}", "parameters": {"path.ags": b("district")}},
            {"include-path": "/api/v1/fields/{code}", "parameters": {"path.code": b("field")}},
        ],
    }
    return token, config
