"""A day at the language café: one of everything that the API can name, and everybody who may ask for it."""

import datetime as dt
from dataclasses import dataclass, fields
from typing import Any

from django.utils import timezone

from backend.common import clock
from certificates.models import Campaign, Certificate, CertificateMail, CertificateStatus, Template, TemplateVersion
from certificates.services import campaigns, hiding, mailing, ordering, queue, templates
from recognition.models import (
    AnnexPart,
    CardAnnex,
    Obstacle,
    Programme,
    ProgrammeRule,
    Reached,
    RecognitionList,
    Waiver,
)
from recognition.services import evaluating, lists
from tests import factories
from tests.backend import stage_of_obstacles, stage_of_stories, stage_of_thanks
from tests.cast import World, give_second_factor, make_user
from tests.certificates.orders import published
from volunteers.models import (
    CompetenceClaim,
    ConfirmationLink,
    Consent,
    ConsentText,
    ContactAddress,
    CoordinatorScope,
    Correction,
    DataExport,
    District,
    DistrictHiding,
    GuardianConsent,
    HourEntry,
    JoinRequest,
    Membership,
    Merge,
    Objection,
    Organisation,
    ScopeKind,
    SignInSheet,
    Takeover,
    User,
    Volunteer,
    WeeklyPlan,
)
from volunteers.services import (
    claiming,
    competences,
    confirming,
    consent,
    contacts,
    correcting,
    links,
    logging,
    merging,
    objecting,
    plans,
    safety,
    sharing,
    sheets,
)

DAY = dt.date(2026, 3, 1)
START, END = dt.date(2026, 1, 1), dt.date(2026, 12, 31)


@dataclass
class Stage(stage_of_stories.Stories, stage_of_thanks.Thanks):
    """Ada's and the café's things; Dora coordinates another district, Root is the operator."""

    world: World
    dora: User
    root: User
    olga: Volunteer
    petro: Volunteer
    waiting: HourEntry
    declined: HourEntry
    confirmed: HourEntry
    consent: Consent
    claim: CompetenceClaim
    kept_claim: CompetenceClaim
    plan: WeeklyPlan
    sheet: SignInSheet
    correction: Correction
    kept_correction: Correction
    objection: Objection
    link: ConfirmationLink
    question: GuardianConsent
    text: ConsentText
    hiding: DistrictHiding
    contact: ContactAddress
    membership: Membership
    join_request: JoinRequest
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
    copy: DataExport
    takeover: Takeover
    merge: Merge
    data_file: DataExport
    draft_list: RecognitionList
    checked_list: RecognitionList
    published_list: RecognitionList
    programme: Programme
    programme_rule: ProgrammeRule
    reached: Reached
    waiver: Waiver
    annex: CardAnnex
    part: AnnexPart
    obstacle: Obstacle
    desk_obstacle: Obstacle

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
    evaluating.evaluate([world.ada_volunteer.pk])
    reached = Reached.objects.get(volunteer=world.ada_volunteer)
    annex = factories.annex(world.ada_volunteer)
    scene: dict[str, Any] = {"actor": world.carla, "district": leer, "period_start": START, "period_end": END}
    return Stage(
        world=world,
        dora=dora,
        root=User.objects.create_superuser(email="root@example.org"),
        olga=kept[0],
        petro=kept[1],
        waiting=world.hours(day=DAY + dt.timedelta(2), note="Zum Amt begleitet"),
        declined=declined,
        confirmed=confirmed,
        consent=given,
        claim=_claim(world.ada, world.ada_volunteer),
        kept_claim=_claim(world.mina, kept[0]),
        plan=_plan(world),
        sheet=_sheet(world, kept[0]),
        correction=correcting.propose(
            actor=world.ada, entry=confirmed, minutes=-30, reason="Früher gegangen", way="api"
        ),
        kept_correction=correcting.propose(
            actor=world.mina,
            entry=HourEntry.objects.get(volunteer=kept[0]),
            minutes=15,
            reason="Länger geblieben",
            way="api",
        ),
        objection=objecting.object_to(actor=world.ada, entry=declined, reason="Wir hatten geöffnet", way="api"),
        link=links.ask(actor=world.ada, organisation=world.cafe, email="lena@example.net", way="api"),
        question=_question(world),
        text=given.text,
        hiding=safety.hide_district(actor=world.carla, district=District.objects.get(ags="03404"), reason="Drohbriefe"),
        contact=contacts.add_contact(
            actor=world.mina, organisation=world.cafe, name="Teamleitung", email="leitung@example.net"
        ),
        membership=Membership.objects.get(user=world.omar),
        join_request=factories.join_request(
            "member", organisation=world.cafe, email="gesa@example.net", message="Ich kenne die Runde."
        ),
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
        copy=DataExport.objects.create(user=world.ada, status="failed", requested_at=timezone.now()),
        takeover=claiming.ask(
            actor=world.ada, organisation=world.cafe, name="Ada Lang", when="Dienstags im Winter", way="api"
        ),
        merge=merging.merge(actor=world.mina, source=_keep(world, "Petra"), target=kept[1], way="api"),
        data_file=_data_file(world),
        draft_list=lists.create_list(**scene, slug="entwurf", title="Danke im Entwurf"),
        checked_list=factories.checked(lists.create_list(**scene, slug="geprueft", title="Danke nach Prüfung")),
        published_list=lists.publish_list(
            actor=world.carla,
            recognition_list=factories.checked(lists.create_list(**scene, slug="danke-leer", title="Danke, Leer")),
        ),
        programme=reached.programme,
        programme_rule=reached.rule,
        reached=reached,
        **stage_of_stories.tell(world),
        **stage_of_thanks.say(world, certificate),
        waiver=factories.waiver(world.ada_volunteer, world.cafe),
        annex=annex,
        part=factories.annex_part(annex, world.cafe),
        **stage_of_obstacles.name(world, confirmed),
    )


def secrets_of(stage: Stage) -> set[str]:
    """What nobody outside the café and its coordination may ever read: names, addresses, keys, words, codes."""
    world = stage.world
    people = [world.ada, world.omar, world.mina, world.carla, stage.dora]
    volunteers = list(Volunteer.objects.exclude(pk=world.mallory_volunteer.pk))
    # The latter two to whoever coordinates anything.
    open_to_all = {"published_list", "contact", "text", "template", "published_version", "programme", "programme_rule"}
    open_to_all |= stage_of_stories.OPEN_TO_ALL
    rows = [getattr(stage, field.name) for field in fields(stage) if field.name not in {"world", "root", *open_to_all}]
    certificates = list(Certificate.objects.all())
    return (
        stage_of_stories.SECRETS
        | stage_of_thanks.SECRETS
        | {person.email for person in people}
        | {person.name for person in people}
        | {str(row.uuid) for row in [*people, *volunteers, *rows, *certificates, *HourEntry.objects.all()]}
        | {volunteer.name for volunteer in volunteers}
        | {certificate.code for certificate in certificates}
        | {certificate.number_text for certificate in certificates}
        | {stage.mail.secret, "Angehalten", stage.link.address, stage.contact.address, str(links.token_of(stage.link))}
        | {
            "Vokabeln",
            "Feiertag",
            "Zum Amt",
            "geduldig",
            "Dank zum Fest",
            "Früher gegangen",
            "Ada Lang",
            "Dienstags im Winter",
            "Länger geblieben",
            "Wir hatten",
            "Danke im Entwurf",
            "Danke nach Prüfung",
            "Drohbriefe",
            "Drohanruf",
            "Montags kein Raum",
            "Erika Beispiel",
            sharing.url_of(stage.share.uuid).rpartition("/")[2],
            "Gesa Neuling",
            "gesa@example.net",
            "kenne die Runde",
        }
    )


def _question(world: World) -> GuardianConsent:
    """As if Ada had been young when she asked."""
    return GuardianConsent.objects.create(
        volunteer=world.ada_volunteer,
        place="print",
        display_form="full_name",
        text=ConsentText.objects.get(place="print", language="de", version="2026-11"),
        proof="mail",
        guardian_name="Erika Beispiel",
        guardian_email="erika@example.org",
        person_agrees=True,
        recorded_by=world.ada,
        asked_at=clock.now(),
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
    return consent.give_consent(
        actor=actor, volunteer=volunteer, place="region_list", display_form="full_name", of_age=True
    )


def _claim(actor: User, volunteer: Volunteer) -> CompetenceClaim:
    return competences.propose(
        actor=actor,
        volunteer=volunteer,
        organisation=Organisation.objects.get(slug="cafe"),
        competence="language_mediation",
        example="Hat geduldig übersetzt.",
    )


def _plan(world: World) -> WeeklyPlan:
    return plans.propose(
        actor=world.ada,
        volunteer=world.ada_volunteer,
        activity=world.talking,
        weekdays=[0],
        minutes=90,
        starts_on=clock.today(),
        ends_on=clock.today() + dt.timedelta(days=90),
        way="api",
    )


def _data_file(world: World) -> DataExport:
    """Mina's, of the café's hours; not built."""
    asked: dict[str, Any] = {"of": "organisation", "organisation": world.cafe, "kinds": ["hours"], "form": "csv"}
    reach = {"everything": False, "managed": [world.cafe.pk], "districts": [], "fields": []}
    return DataExport.objects.create(
        user=world.mina, status="failed", requested_at=timezone.now(), reach=reach, **asked
    )


def _sheet(world: World, volunteer: Volunteer) -> SignInSheet:
    return sheets.make_sheet(
        actor=world.mina,
        activity=world.talking,
        form="days",
        days=[DAY],
        volunteers=[volunteer],
        blank_rows=2,
        way="api",
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
