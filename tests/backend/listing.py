"""Every endpoint that lists rows, with a way to make one more row that Carla sees."""

import datetime as dt
import uuid
from collections.abc import Callable
from itertools import count

from backend.common import clock
from certificates.models import CertificateAct, CertificateEvent, Issuer
from certificates.services import campaigns, ordering, templates
from recognition.models import (
    Prize,
    PrizeCall,
    Programme,
    ProgrammeRule,
    Reached,
    Story,
    StoryAdoption,
    StoryPerson,
    ThanksMessage,
)
from recognition.services import lists, obstacles, stories
from tests import factories
from tests.cast import World, make_volunteer
from volunteers.models import (
    Activity,
    ConfirmationLink,
    ConsentText,
    ContactAddress,
    Correction,
    CorrectionEvent,
    District,
    GuardianConsent,
    LedgerEvent,
    Organisation,
    Share,
    Takeover,
    Volunteer,
    Way,
)
from volunteers.services import correcting, merging, objecting, safety, sheets
from volunteers.services.protocol import Act, note

START, END = dt.date(2026, 1, 1), dt.date(2026, 12, 31)
_running = count(1)

Make = Callable[[World], object]


def _own(world: World) -> Volunteer:
    own = Volunteer.objects.filter(user=world.carla).first()
    return own or make_volunteer(world.carla, given="Carla", family="Beispiel")


def _event(world: World) -> LedgerEvent:
    entry = factories.hours(world.ada_volunteer, world.talking)
    return LedgerEvent.objects.create(
        entry=entry,
        organisation=world.cafe,
        activity=world.talking,
        at=entry.submitted_at,
        actor=world.ada,
        way=Way.API,
        to_status=entry.status,
        minutes=entry.minutes,
    )


def _list(world: World) -> object:
    number = next(_running)
    return lists.create_list(
        actor=world.carla,
        slug=f"liste-{number}",
        title=f"Liste {number}",
        district=world.cafe.district,
        period_start=START,
        period_end=END,
    )


def _certificate(world: World) -> object:
    return ordering.request_certificate(
        actor=world.carla, volunteer=world.ada_volunteer, kind="thanks", issuer=world.issuer, start=START, end=END
    )


def _campaign(world: World) -> object:
    return campaigns.create_campaign(
        actor=world.carla, title="Dank", kind="thanks", issuer=world.issuer, period_start=START, period_end=END
    )


def _certificate_event(world: World) -> object:
    certificate = ordering.request_certificate(
        actor=world.carla, volunteer=world.ada_volunteer, kind="thanks", issuer=world.issuer, start=START, end=END
    )
    return CertificateEvent.objects.create(
        certificate=certificate, at=certificate.queued_at, actor=world.carla, act=CertificateAct.NEEDS_REPLACING
    )


def _template(world: World) -> object:
    return templates.create_template(actor=world.carla, title="Dank in Grün", kind="thanks")


def _organisation(world: World) -> object:
    number = next(_running)
    return Organisation.objects.create(
        slug=f"verein-{number}", name=f"Verein {number}", kind="association", district=world.cafe.district
    )


def _activity(world: World) -> object:
    return Activity.objects.create(
        organisation=world.cafe,
        title=f"Angebot {next(_running)}",
        field=world.talking.field,
        district=world.talking.district,
    )


def _link(world: World) -> object:
    now = clock.now()
    return ConfirmationLink.objects.create(
        volunteer=_own(world),
        organisation=world.cafe,
        address="lena@example.net",
        token_digest=f"{next(_running):064}",
        created_at=now,
        expires_at=now + dt.timedelta(days=14),
    )


def _issuer(world: World) -> object:
    return Issuer.objects.create(
        code=f"X{next(_running)}", name="Kreis", place="Leer", signatory_name="Carla Beispiel", signatory_role="Leitung"
    )


def _correction(world: World) -> Correction:
    entry = factories.hours(world.ada_volunteer, world.talking, status="confirmed")
    return correcting.propose(actor=world.omar, entry=entry, minutes=-5, reason="Vertippt", way="api")


def _text(_world: World) -> ConsentText:
    text = ConsentText.objects.get(place="print", language="de", version="2026-11")
    text.pk, text.uuid, text.version = None, uuid.uuid4(), f"x{next(_running)}"
    text._state.adding = True
    text.save()
    return text


def _guardian(world: World) -> object:
    place = ("region_list", "organisation_list", "print")[next(_running) % 3]
    return GuardianConsent.objects.create(
        volunteer=_own(world),
        place=place,
        display_form="full_name",
        text=ConsentText.objects.get(place=place, language="de", version="2026-11"),
        proof="mail",
        status="refused",
        answered_at=clock.now(),
        guardian_name="Erika Beispiel",
        guardian_email="erika@example.org",
        person_agrees=True,
        recorded_by=world.carla,
        asked_at=clock.now(),
    )


def _hiding(world: World) -> object:
    district = District.objects.exclude(hidings__shown_at=None, hidings__isnull=False).order_by("pk")[0]
    return safety.hide_district(actor=world.carla, district=district, reason="Drohbriefe")


def _programme(_world: World) -> Programme:
    return Programme.objects.create(code=f"x{next(_running)}", name="Feier", kind="milestone")


def _rule(world: World) -> ProgrammeRule:
    return ProgrammeRule.objects.create(
        programme=_programme(world), version=1, rule={"needs": {"total_hours": 1}}, source="Beschluss"
    )


def _reached(world: World) -> Reached:
    rule = _rule(world)
    return Reached.objects.create(
        volunteer=world.ada_volunteer,
        programme=rule.programme,
        rule=rule,
        reached_on=END,
        minutes=60,
        basis={"from": "2026-01-01", "to": "2026-12-31", "entries": 1},
        evaluated_at=clock.now(),
    )


def _story(world: World) -> Story:
    number = next(_running)
    story = Story.objects.create(
        organisation=world.cafe,
        slug=f"beispiel-{number}",
        title=f"Beispiel {number}",
        summary="Kurz",
        text="Lang",
        field=world.talking.field,
        district=world.cafe.district,
        created_by=world.omar,
        changed_at=clock.now(),
        changed_by=world.omar,
    )
    return stories.submit_story(actor=world.omar, story=story)


def _story_person(world: World) -> StoryPerson:
    return StoryPerson.objects.create(
        story=_story(world), volunteer=world.ada_volunteer, asked_at=clock.now(), asked_by=world.omar
    )


def _story_adoption(world: World) -> StoryAdoption:
    return StoryAdoption.objects.create(
        story=_story(world), organisation=world.club, adopted_at=clock.now(), adopted_by=world.mallory
    )


def _prize(_world: World) -> Prize:
    told = {"about": "Feier", "website": "https://example.org", "rhythm": "im Mai", "source": "Aushang"}
    return Prize.objects.create(code=f"preis-{next(_running)}", name="Preis", awarded_by="Land", fields=[], **told)


def _prize_call(world: World) -> PrizeCall:
    return PrizeCall.objects.create(prize=_prize(world), year=2030, closes_on=dt.date(2030, 7, 1), source="Aushang")


def _message(world: World) -> ThanksMessage:
    words = {"text": "Danke", "written_at": clock.now(), "written_by": world.mina}
    return ThanksMessage.objects.create(side="organisation", organisation=world.cafe, people=1, **words)


def _share(world: World) -> Share:
    now = clock.now()
    return Share.objects.create(
        volunteer=_own(world),
        kind="milestone",
        subject=uuid.uuid4(),
        display_form="anonymous",
        token_hash=uuid.uuid4().hex,
        created_at=now,
        expires_at=now + dt.timedelta(days=30),
    )


LISTS: dict[str, Make] = {
    "stories": _story,
    "story-people": _story_person,
    "story-adoptions": _story_adoption,
    "prizes": _prize,
    "prize-calls": _prize_call,
    "programmes": _programme,
    "programme-rules": _rule,
    "reached": _reached,
    "waivers": lambda world: factories.waiver(factories.kept(world.cafe), world.cafe),
    "card-annexes": lambda world: factories.annex(_own(world), replaced_at=clock.now()),
    "annex-parts": lambda world: factories.annex_part(factories.annex(factories.helper()), world.cafe),
    "activities": _activity,
    "campaigns": _campaign,
    "certificate-events": _certificate_event,
    "certificates": _certificate,
    "competence-claims": lambda world: factories.claim(factories.kept(world.cafe), world.cafe),
    "confirmation-links": _link,
    "contact-addresses": lambda world: ContactAddress.objects.create(
        organisation=world.cafe, label="Büro", address=f"buero{next(_running)}@example.net"
    ),
    "consent-texts": _text,
    "district-hidings": _hiding,
    "guardian-consents": _guardian,
    "consents": lambda world: factories.consent(_own(world), withdrawn=True),
    "coordinator-scopes": lambda _world: factories.coordinate(factories.user()),
    "join-requests": lambda _world: factories.join_request(),
    "hours": lambda world: factories.hours(world.ada_volunteer, world.talking),
    "issuers": _issuer,
    "ledger-events": _event,
    "protocol-events": lambda world: note(act=Act.MEMBER_ADDED, actor=world.mina, organisation=world.cafe),
    "memberships": lambda world: factories.member(world.cafe),
    "organisations": _organisation,
    "thanks-messages": _message,
    "shares": _share,
    "obstacles": lambda world: obstacles.name_obstacle(
        actor=world.ada,
        place=obstacles.Place(world.talking.district, world.talking.field),
        category="money",
        audience="alliance",
        text=f"Fahrkarte {next(_running)}",
    ),
    "recognition-lists": _list,
    "template-versions": _template,
    "templates": _template,
    "volunteers": lambda world: factories.kept(world.cafe),
    "corrections": _correction,
    "correction-events": lambda world: CorrectionEvent.objects.get(correction=_correction(world)),
    "objections": lambda world: objecting.object_to(
        actor=world.ada,
        entry=factories.hours(world.ada_volunteer, world.talking, status="declined"),
        reason="Doch",
        way="api",
    ),
    "takeovers": lambda world: Takeover.objects.create(
        organisation=world.cafe,
        claimant=world.carla,
        status="withdrawn",
        said_name="Carla",
        begun_at=clock.now(),
        ended_at=clock.now(),
    ),
    "merges": lambda world: merging.merge(
        actor=world.mina, source=factories.kept(world.cafe), target=factories.kept(world.cafe), way="api"
    ),
    "sign-in-sheets": lambda world: sheets.make_sheet(
        actor=world.omar, activity=world.talking, form="own_days", blank_rows=2, way="api"
    ),
    "weekly-plans": lambda world: factories.plan(world.ada_volunteer, world.talking, by=world.omar),
}
