"""Taking over a record that an organisation kept, with the organisation's word. Decision 33.

Two ways that end in the same: the organisation hands out a code for a record; or somebody asks an organisation, which
says which record it is. Either is an offer for 30 days, and the person takes it. Then the record gets their account;
or, where they have a record of their own, goes into that (`services.merging`).

A wrong code, a used one, an expired one and somebody else's look the same, and an organisation that says no says no
more than that: nobody learns from an answer whether a record exists. How codes are made: `services.takeover_codes`.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Count, Max, Min, Q, Sum
from django.urls import reverse
from django.utils.translation import gettext as _

from backend.common import clock
from backend.common.errors import Conflict, Forbidden, Invalid
from backend.common.outbox import Pointless
from backend.common.transitions import move
from volunteers.models import (
    CompetenceClaim,
    ConfirmationLink,
    Consent,
    Correction,
    HourEntry,
    Mail,
    Merge,
    MergeBasis,
    Objection,
    Organisation,
    Takeover,
    TakeoverStatus,
    Volunteer,
    WeeklyPlan,
)
from volunteers.models.merges import UNDO_FOR
from volunteers.models.takeovers import OPEN_FOR, TRANSITIONS
from volunteers.reach import reach_of
from volunteers.services import mailing, merging, protocol, takeover_codes
from volunteers.services.holding import hold
from volunteers.services.obstacles import Obstacle, obstacles
from volunteers.services.people import check_line
from volunteers.services.plans import is_person
from volunteers.services.protocol import Act
from volunteers.text import blank, tidy

if TYPE_CHECKING:
    from volunteers.models import User

MAIL = "takeover_offered"
MOST_OPEN = 5  # questions of one person that wait
LONGEST = 200  # characters


@dataclass(frozen=True, slots=True)
class Preview:
    """What would come over: where the hours were, how many, from when to when. Minutes are confirmed ones."""

    organisation: Organisation
    entries: int
    minutes: int
    first: dt.date | None
    last: dt.date | None
    obstacles: list[Obstacle]


# --- the organisation's word ---


@transaction.atomic
def hand_out(*, actor: "User", volunteer: Volunteer, way: str) -> Takeover:
    """A code for a record that an organisation of the actor keeps. An earlier one for it is worth nothing from now on.

    Raises Forbidden (`not_keeper`, `own_record`), Conflict (`has_account`).
    """
    organisation = _check_keeps(actor, volunteer)
    hold(volunteer.pk)
    earlier = Takeover.objects.offered(clock.now()).filter(volunteer=volunteer, claimant=None)
    for one in list(earlier):
        withdraw(actor=actor, takeover=one, way=way)
    now = clock.now()
    takeover = Takeover(
        organisation=organisation,
        volunteer=volunteer,
        status=TakeoverStatus.OFFERED,
        begun_at=now,
        offered_by=actor,
        expires_at=now + OPEN_FOR,
    )
    takeover.code_hash = takeover_codes.hash_of(takeover)
    takeover.save(force_insert=True)
    _note(Act.TAKEOVER_OFFERED, takeover, actor, way)
    return takeover


@transaction.atomic
def agree(*, actor: "User", takeover: Takeover, volunteer: Volunteer, way: str) -> Takeover:
    """Say which kept record somebody's is who asked. Raises as `hand_out`; IllegalTransition."""
    if takeover.claimant_id == actor.pk:
        raise _own()
    if _check_keeps(actor, volunteer).pk != takeover.organisation_id:
        raise _not_keeper()
    now = clock.now()
    move(
        takeover,
        to=TakeoverStatus.OFFERED,
        transitions=TRANSITIONS,
        volunteer=volunteer,
        offered_by=actor,
        expires_at=now + OPEN_FOR,
    )
    _note(Act.TAKEOVER_AGREED, takeover, actor, way)
    claimant = takeover.claimant
    if claimant is not None:
        mailing.enqueue(
            kind=MAIL,
            key=f"{MAIL}:{takeover.uuid}",
            to=claimant.email,
            language=claimant.language,
            context={"takeover": str(takeover.uuid)},
        )
    return takeover


@transaction.atomic
def refuse(*, actor: "User", takeover: Takeover, way: str) -> Takeover:
    """Say no. Without a reason: whether there is a record is not the asker's to know. Raises Forbidden."""
    if takeover.claimant_id == actor.pk:
        raise _own()
    if takeover.organisation_id not in reach_of(actor).organisations:
        raise _not_keeper()
    move(takeover, to=TakeoverStatus.REFUSED, transitions=TRANSITIONS, ended_at=clock.now())
    _note(Act.TAKEOVER_REFUSED, takeover, actor, way)
    return takeover


# --- the person ---


@transaction.atomic
def ask(*, actor: "User", organisation: Organisation, name: str, when: str = "", way: str) -> Takeover:
    """Ask an organisation for a record that it may have kept. The answer is the same whether there is one.

    Raises Invalid (`name_missing`, `too_long`, `not_printable`, `organisation_inactive`), Conflict (`already_asked`,
    `too_many_questions`).
    """
    if not organisation.is_active:
        raise Invalid(
            _("Diese Organisation ist hier nicht mehr dabei."), code="organisation_inactive", field="organisation"
        )
    if blank(name):
        raise Invalid(_("Bitte gib deinen Namen an."), code="name_missing", field="name")
    said = {"name": tidy(name), "when": "" if blank(when) else tidy(when)}
    for field, text in said.items():
        check_line(text, field=field, most=LONGEST)
    if Takeover.objects.filter(claimant=actor, status=TakeoverStatus.ASKED).count() >= MOST_OPEN:
        raise Conflict(
            _("Du wartest schon auf mehrere Antworten. Danach kannst du weiter fragen."), code="too_many_questions"
        )
    try:
        with transaction.atomic():
            takeover = Takeover.objects.create(
                organisation=organisation,
                claimant=actor,
                status=TakeoverStatus.ASKED,
                said_name=said["name"],
                said_when=said["when"],
                begun_at=clock.now(),
            )
    except IntegrityError as error:
        raise Conflict(
            _("Dort hast du schon gefragt. Die Antwort steht dann hier."), code="already_asked", field="organisation"
        ) from error
    _note(Act.TAKEOVER_ASKED, takeover, actor, way)
    return takeover


@transaction.atomic
def withdraw(*, actor: "User", takeover: Takeover, way: str) -> Takeover:
    """Take back a question (the person), or a code or an offer (either side). Raises Forbidden, IllegalTransition."""
    asked = takeover.status == TakeoverStatus.ASKED
    speaks = not asked and takeover.organisation_id in reach_of(actor).organisations
    if takeover.claimant_id != actor.pk and not speaks:
        raise _not_keeper()
    move(takeover, to=TakeoverStatus.WITHDRAWN, transitions=TRANSITIONS, ended_at=clock.now())
    _note(Act.TAKEOVER_WITHDRAWN, takeover, actor, way)
    return takeover


def by_code(*, actor: "User", code: str) -> Takeover:
    """The offer behind a code. Raises Invalid (`code_unknown`), the same for wrong, used, expired and taken back."""
    hashes = takeover_codes.hashes(takeover_codes.as_meant(code))
    found = Takeover.objects.offered(clock.now()).filter(claimant=None, code_hash__in=hashes)
    takeover: Takeover | None = found.select_related("organisation", "volunteer").first()
    if takeover is None:
        raise _unknown()
    if takeover.offered_by_id == actor.pk:
        raise _own()
    return takeover


def preview(*, actor: "User", takeover: Takeover) -> Preview:
    """What would come over. No names, no notes: whoever holds the code need not be the person. Raises as `take`."""
    source = _offered(actor, takeover)
    counted = HourEntry.objects.filter(volunteer=source).aggregate(
        entries=Count("pk"),
        minutes=Sum("counted", filter=Q(status="confirmed"), default=0),
        first=Min("day"),
        last=Max("day"),
    )
    return Preview(takeover.organisation, obstacles=obstacles(_people(actor, source), actor), **counted)


@transaction.atomic
def take(*, actor: "User", takeover: Takeover, way: str) -> Takeover:
    """Take it over: the record gets the account, or goes into the record that the account has.

    Raises Invalid (`code_unknown`) for what is no offer to the actor any more, Forbidden (`own_takeover`), Conflict
    (`in_the_way`, as `merging.merge`; `erasure_under_way`, `already_volunteer`).
    """
    people = _people(actor, _offered(actor, takeover))
    held = hold(*(one.pk for one in people))
    source = _offered(actor, takeover)  # of two who have the same code one waited
    merge = None
    if len(people) > 1:
        target = held[people[1].pk]
        if target.user_id != actor.pk:
            raise _unknown()
        merge = merging.carry_out(
            actor=actor,
            source=held[source.pk],
            target=target,
            basis=MergeBasis.TAKEOVER,
            organisation=takeover.organisation,
            way=way,
        )
    else:
        target = _attach(actor, source)
    move(
        takeover,
        to=TakeoverStatus.TAKEN,
        transitions=TRANSITIONS,
        claimant=actor,
        merge=merge,
        code_hash="",
        ended_at=clock.now(),
    )
    _note(Act.TAKEN_OVER, takeover, actor, way, volunteer=target)
    return takeover


@transaction.atomic
def give_back(*, actor: "User", takeover: Takeover, way: str) -> Takeover:
    """Undo a takeover within 30 days: the person, or the organisation that gave its word.

    Where the record got the account, this is possible until the person did something of their own with it. Raises
    Forbidden (`not_keeper`), Conflict (`undo_too_late`, `used_since`; those of `merging.undo`), IllegalTransition.
    """
    if takeover.claimant_id != actor.pk and takeover.organisation_id not in reach_of(actor).organisations:
        raise _not_keeper()
    if takeover.merge is not None and takeover.status == TakeoverStatus.TAKEN:
        merging.undo(actor=actor, merge=takeover.merge, way=way)
        takeover.refresh_from_db()
    else:
        _detach(takeover)
    _note(Act.GIVEN_BACK, takeover, actor, way)
    return takeover


def facts(mail: Mail) -> Mapping[str, Any] | Pointless:
    """What the mail about an answered question says; pointless once it is taken, or too late."""
    found = Takeover.objects.offered(clock.now()).filter(uuid=mail.context["takeover"])
    takeover: Takeover | None = found.select_related("organisation").first()
    if takeover is None:
        return Pointless("not_offered", _("Diese Übernahme wartet nicht mehr."))
    page = f"{settings.PUBLIC_URL}{reverse('me-claim-offer', args=[takeover.uuid])}"
    return {"organisation": takeover.organisation.name, "until": takeover.expires_at, "page": page}


# --- within ---


def _people(actor: "User", source: Volunteer) -> list[Volunteer]:
    own = Volunteer.objects.filter(user=actor).first()
    return [source] if own is None else [source, own]


def _offered(actor: "User", takeover: Takeover) -> Volunteer:
    """The record that is offered to the actor now, read anew. Raises Invalid, Forbidden."""
    mine = Q(claimant=None) & ~Q(code_hash="") | Q(claimant=actor)
    found = Takeover.objects.offered(clock.now()).filter(mine, pk=takeover.pk).select_related("volunteer").first()
    if found is None or found.volunteer is None:
        raise _unknown()
    if found.offered_by_id == actor.pk:
        raise _own()
    return found.volunteer


def _attach(actor: "User", source: Volunteer) -> Volunteer:
    merging.check_nobody_leaves([source], actor.pk)
    if found := obstacles([source], actor):
        raise merging.in_the_way(found)
    try:
        with transaction.atomic():
            Volunteer.objects.filter(pk=source.pk).update(user=actor, kept_by=None, email=actor.email)
    except IntegrityError as error:  # they began a record of their own in this very moment
        raise Conflict(
            _("Du bist schon als Engagierte oder Engagierter angelegt."), code="already_volunteer"
        ) from error
    return source


def _detach(takeover: Takeover) -> None:
    people = hold(takeover.volunteer_id) if takeover.volunteer_id is not None else {}
    if takeover.status == TakeoverStatus.TAKEN:
        for person in people.values():
            _check_returnable(takeover, person)
    move(takeover, to=TakeoverStatus.RETURNED, transitions=TRANSITIONS)
    Volunteer.objects.filter(pk__in=people).update(user=None, kept_by=takeover.organisation_id, email="")


def _check_returnable(takeover: Takeover, person: Volunteer) -> None:
    if takeover.ended_at is not None and clock.now() >= takeover.ended_at + UNDO_FOR:
        raise merging.too_late()
    if person.erased_at is not None:
        raise merging.erased()
    user = takeover.claimant_id
    used = (
        person.user_id != user
        or person.merged_into_id is not None
        or HourEntry.objects.filter(volunteer=person, logged_by=user).exists()
        or Consent.objects.filter(volunteer=person, recorded_by=user).exists()
        or CompetenceClaim.objects.filter(volunteer=person, proposed_by=user).exists()
        or WeeklyPlan.objects.filter(volunteer=person).exists()
        or ConfirmationLink.objects.filter(volunteer=person).exists()
        or Correction.objects.filter(Q(proposed_by=user) | Q(decided_by=user), entry__volunteer=person).exists()
        or Objection.objects.filter(entry__volunteer=person, made_by=user).exists()
        or Merge.objects.standing().filter(target=person).exists()
    )
    if used:
        raise Conflict(
            _("Mit diesem Datensatz hat die Person schon selbst etwas getan. Bitte fragen Sie die Koordination."),
            code="used_since",
        )


def _check_keeps(actor: "User", volunteer: Volunteer) -> Organisation:
    """The organisation of the actor that keeps the record. Raises Forbidden, Conflict."""
    keeper = volunteer.kept_by
    if keeper is None or keeper.pk not in reach_of(actor).organisations:
        raise _not_keeper()
    if volunteer.user_id is not None or volunteer.merged_into_id is not None or volunteer.erased_at is not None:
        raise Conflict(_("Diesen Datensatz führt Ihre Organisation nicht mehr."), code="has_account", field="volunteer")
    if is_person(actor, volunteer):
        raise Forbidden(_("Über den eigenen Datensatz entscheidet hier jemand anderes: vier Augen."), code="own_record")
    return keeper


def _unknown() -> Invalid:
    return Invalid(
        _("Dieser Code gilt nicht: vielleicht ist er falsch abgeschrieben, schon benutzt oder älter als 30 Tage. "
          "Bitte frag die Organisation nach einem neuen."),
        code="code_unknown",
        field="code",
    )  # fmt: skip


def _own() -> Forbidden:
    return Forbidden(
        _("Das Wort der Organisation gibt jemand anderes: Bitten Sie ein zweites Mitglied."), code="own_takeover"
    )


def _not_keeper() -> Forbidden:
    return Forbidden(_("Das darf nur die Organisation, die den Datensatz führt."), code="not_keeper")


def _note(act: Act, takeover: Takeover, actor: "User", way: str, *, volunteer: Volunteer | None = None) -> None:
    protocol.note(
        act=act,
        actor=actor,
        way=way,
        volunteer=volunteer or takeover.volunteer,
        organisation=takeover.organisation,
        subject=takeover.uuid,
    )
