"""A day at the language café: one of everything that the API can name, and everybody who may ask for it."""

import datetime as dt
from dataclasses import dataclass, fields
from typing import Any

from certificates.models import Campaign, Certificate, CertificateMail, CertificateStatus, Template, TemplateVersion
from certificates.services import campaigns, hiding, mailing, ordering, queue, templates
from recognition.models import RecognitionList
from recognition.services import lists
from tests.cast import World, give_second_factor, make_user
from tests.certificates.orders import published
from volunteers.models import (
    CompetenceClaim,
    Consent,
    CoordinatorScope,
    District,
    HourEntry,
    Membership,
    Organisation,
    ScopeKind,
    User,
    Volunteer,
)
from volunteers.services import competences, confirming, consent, logging

DAY = dt.date(2026, 3, 1)
START, END = dt.date(2026, 1, 1), dt.date(2026, 12, 31)


@dataclass
class Stage:
    """Ada's and the café's things; Dora coordinates another district, Root is the operator."""

    world: World
    dora: User
    root: User
    olga: Volunteer
    waiting: HourEntry
    declined: HourEntry
    confirmed: HourEntry
    consent: Consent
    claim: CompetenceClaim
    kept_claim: CompetenceClaim
    membership: Membership
    scope: CoordinatorScope
    certificate: Certificate
    failed: Certificate
    template: Template
    draft_version: TemplateVersion
    published_version: TemplateVersion
    draft_campaign: Campaign
    ordered_campaign: Campaign
    paused_campaign: Campaign
    mail: CertificateMail
    draft_list: RecognitionList
    published_list: RecognitionList

    def users(self) -> dict[str, User | None]:
        """Everybody, by role; None is nobody."""
        world = self.world
        return {
            "anonymous": None,
            "ada": world.ada,
            "omar": world.omar,
            "mina": world.mina,
            "carla": world.carla,
            "dora": self.dora,
            "mallory": world.mallory,
            "root": self.root,
        }


def set_stage(world: World) -> Stage:
    """Through the services, as it would come to be."""
    leer = District.objects.get(ags="03457")
    dora = make_user("dora@example.org", "Dora Beispiel")
    give_second_factor(dora)
    scope = CoordinatorScope.objects.create(
        user=dora, kind=ScopeKind.DISTRICT, district=District.objects.get(ags="03403")
    )
    kept = [_keep(world, given) for given in ("Olga", "Petro")]
    confirmed = _confirm(world, world.hours(day=DAY, note="Vokabeln geübt"))
    declined = confirming.decline(
        actor=world.omar, entry=world.hours(day=DAY + dt.timedelta(1)), reason="Das war ein Feiertag.", way="api"
    )
    for volunteer in kept:
        _confirm(world, _log_for(world, volunteer))
        _consent(world.mina, volunteer)
    order: dict[str, Any] = {"actor": world.carla, "issuer": world.issuer, "period_start": START, "period_end": END}
    draft_campaign = campaigns.create_campaign(**order, title="Dank zum Fest", kind="thanks")
    ordered_campaign = campaigns.create_campaign(**order, title="Nachweise", kind="record")
    campaigns.order_campaign(actor=world.carla, campaign=ordered_campaign)
    queue.drain()
    paused_campaign = campaigns.create_campaign(**order, title="Angehalten", kind="thanks")
    campaigns.order_campaign(actor=world.carla, campaign=paused_campaign)
    campaigns.pause(actor=world.carla, campaign=paused_campaign)
    draft_version = templates.create_template(actor=world.carla, title="Dank in Grün", kind="thanks")
    certificate = Certificate.objects.get(campaign=ordered_campaign, volunteer=world.ada_volunteer)
    for step in (hiding.hide_details, hiding.show_details):
        step(actor=world.ada, certificate=certificate)
    given = _consent(world.ada, world.ada_volunteer)
    scene: dict[str, Any] = {"actor": world.carla, "district": leer, "period_start": START, "period_end": END}
    return Stage(
        world=world,
        dora=dora,
        root=User.objects.create_superuser(email="root@example.org"),
        olga=kept[0],
        waiting=world.hours(day=DAY + dt.timedelta(2), note="Zum Amt begleitet"),
        declined=declined,
        confirmed=confirmed,
        consent=given,
        claim=_claim(world.ada, world.ada_volunteer),
        kept_claim=_claim(world.mina, kept[0]),
        membership=Membership.objects.get(user=world.omar),
        scope=scope,
        certificate=certificate,
        failed=_failed(world),
        template=draft_version.template,
        draft_version=draft_version,
        published_version=published(world, kind="record"),
        draft_campaign=draft_campaign,
        ordered_campaign=ordered_campaign,
        paused_campaign=paused_campaign,
        mail=mailing.order_mail(actor=world.carla, certificate=certificate),
        draft_list=lists.create_list(**scene, slug="entwurf", title="Danke im Entwurf"),
        published_list=lists.publish_list(
            actor=world.carla, recognition_list=lists.create_list(**scene, slug="danke-leer", title="Danke, Leer")
        ),
    )


def secrets_of(stage: Stage) -> set[str]:
    """What nobody outside the café and its coordination may ever read: names, addresses, keys, words, codes."""
    world = stage.world
    people = [world.ada, world.omar, world.mina, world.carla, stage.dora]
    volunteers = list(Volunteer.objects.exclude(pk=world.mallory_volunteer.pk))
    open_to_all = {"published_list", "template", "published_version"}  # the latter to whoever coordinates anything
    rows = [getattr(stage, field.name) for field in fields(stage) if field.name not in {"world", "root", *open_to_all}]
    certificates = list(Certificate.objects.all())
    return (
        {person.email for person in people}
        | {person.name for person in people}
        | {str(row.uuid) for row in [*people, *volunteers, *rows, *certificates, *HourEntry.objects.all()]}
        | {volunteer.name for volunteer in volunteers}
        | {certificate.code for certificate in certificates}
        | {certificate.number_text for certificate in certificates}
        | {stage.mail.secret, "Angehalten"}
        | {"Vokabeln", "Feiertag", "Zum Amt", "geduldig", "Dank zum Fest", "Danke im Entwurf"}
    )


def _keep(world: World, given: str) -> Volunteer:
    return Volunteer.objects.create(
        kept_by=world.cafe, name=f"{given} Ohnekonto", given_name=given, family_name="Ohnekonto"
    )


def _log_for(world: World, volunteer: Volunteer) -> HourEntry:
    entry, _new = logging.log_hours(
        actor=world.mina, volunteer=volunteer, activity=world.talking, day=DAY, minutes=60, way="api"
    )
    return entry


def _confirm(world: World, entry: HourEntry) -> HourEntry:
    return confirming.confirm(actor=world.omar, entry=entry, way="api")


def _consent(actor: User, volunteer: Volunteer) -> Consent:
    return consent.give_consent(actor=actor, volunteer=volunteer, place="region_list", display_form="full_name")


def _claim(actor: User, volunteer: Volunteer) -> CompetenceClaim:
    return competences.propose(
        actor=actor,
        volunteer=volunteer,
        organisation=Organisation.objects.get(slug="cafe"),
        competence="language_mediation",
        example="Hat geduldig übersetzt.",
    )


def _failed(world: World) -> Certificate:
    certificate = ordering.request_certificate(
        actor=world.carla, volunteer=world.ada_volunteer, kind="record", issuer=world.issuer, start=START, end=END
    )
    Certificate.objects.filter(pk=certificate.pk).update(
        status=CertificateStatus.FAILED, failure_code="press", failure_reason="Papierstau"
    )
    certificate.refresh_from_db()
    return certificate
