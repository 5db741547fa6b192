"""Naming what stands in the way, and dealing with it.

Naming is no decision: it stands in the obstacle alone, not in the protocol, where more people would read who spoke.
Taking back deletes. What the coordination does with one is written there, by its UUID. Decision 37.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Case, F, Q, QuerySet, Value, When
from django.utils.translation import gettext as _

from backend.common import clock
from backend.common.errors import Conflict, Forbidden, Invalid, NotFound
from backend.common.transitions import illegal, move
from recognition.models import (
    Obstacle,
    ObstacleAnswer,
    ObstacleAudience,
    ObstacleCategory,
    ObstacleSide,
    ObstacleStatus,
)
from recognition.models.obstacles import MOST_CHARACTERS, OVER, TRANSITIONS
from volunteers.models import CoordinatorScope, District, FieldOfAction, HourEntry, Membership, Organisation
from volunteers.reach import reach_of
from volunteers.services.holding import hold_for_hours
from volunteers.services.people import check_line
from volunteers.services.protocol import Act, note
from volunteers.text import blank, tidy

if TYPE_CHECKING:
    from volunteers.models import User


@dataclass(frozen=True, slots=True)
class Place:
    """Where an obstacle counts; `entry` and its organisation where it goes with hours."""

    district: District
    field: FieldOfAction
    entry: HourEntry | None = None

    @classmethod
    def given(
        cls,
        *,
        entry: HourEntry | None = None,
        district: District | None = None,
        field: FieldOfAction | None = None,
    ) -> "Place":
        """That of the entry's activity; without an entry both others are needed. Raises Invalid (`place_missing`)."""
        if entry is not None:
            return cls(entry.activity.district, entry.activity.field, entry)
        if district is None or field is None:
            raise Invalid(
                _("Bitte geben Sie an, wo das ist: einen Eintrag, oder Landkreis und Handlungsfeld."),
                code="place_missing",
                field="field" if district else "district",
            )
        return cls(district, field)


@transaction.atomic
def name_obstacle(
    *,
    actor: "User",
    place: Place,
    category: str,
    audience: str,
    text: str = "",
    named: bool = False,
    organisation: Organisation | None = None,
) -> Obstacle:
    """Say what stands in the way: as somebody who helps, or with `organisation` for that one, as its member.

    The same again on the same day is the first one, so sending twice is once. Raises Forbidden (`not_member`,
    `not_yours` for hours of somebody else), Invalid (`no_record` without a record of one's own, `text_missing` for
    something else without words, `too_long`, `not_printable`, `no_organisation` for an audience that is not there),
    Conflict (`person_merged`).
    """
    words = _words(text, required=category == ObstacleCategory.OTHER)
    made = Obstacle(
        district=place.district,
        field=place.field,
        entry=place.entry,
        category=category,
        audience=audience,
        text=words,
        made_on=clock.today(),
        changed_on=clock.today(),
    )
    if organisation is None:
        _speak_for_oneself(made, actor, named=named)
    else:
        _speak_for(organisation, made, actor)
    if audience == ObstacleAudience.ORGANISATION and (organisation is not None or place.entry is None):
        raise Invalid(
            _("Es ist keine Organisation dabei, der es gezeigt werden könnte."),
            code="no_organisation",
            field="audience",
        )
    earlier = Obstacle.objects.filter(
        **{name: getattr(made, name) for name in ("side", "volunteer", "organisation", "entry", "district", "field")},
        **{name: getattr(made, name) for name in ("category", "audience", "text", "named", "made_on")},
    ).first()
    if earlier is not None:
        return earlier
    made.save(force_insert=True)
    return made


@transaction.atomic
def withdraw(*, actor: "User", obstacle: Obstacle) -> None:
    """Take it back: it is deleted, with what was answered. By who named it, or a member of the organisation that did.

    Raises Forbidden (`not_yours`).
    """
    if not is_own(actor=actor, obstacle=obstacle):
        raise Forbidden(_("Das nimmt zurück, wer es genannt hat."), code="not_yours")
    obstacle.delete()


@transaction.atomic
def mark(*, actor: "User", obstacle: Obstacle) -> Obstacle:
    """A coordinator takes it in hand, or takes it up again. Raises Forbidden (`not_coordinator`, `own_obstacle`),
    NotFound where it was taken back meanwhile, IllegalTransition.
    """
    _hold(obstacle)
    _check_may_deal(actor, obstacle)
    move(obstacle, to=ObstacleStatus.IN_HAND, transitions=TRANSITIONS, changed_on=clock.today())
    _note(Act.OBSTACLE_MARKED, obstacle, actor)
    return obstacle


@transaction.atomic
def answer(*, actor: "User", obstacle: Obstacle, text: str, status: str) -> Obstacle:
    """A coordinator's words to who named it, and where it stands by them: in hand (still), solved, or it remains.

    Raises Forbidden (`not_coordinator`, `own_obstacle`), Invalid (`answer_missing`, `too_long`, `not_printable`),
    Conflict (`words_gone`: nobody is left who could read it), NotFound where it was taken back meanwhile,
    IllegalTransition.
    """
    _hold(obstacle)
    _check_may_deal(actor, obstacle)
    if blank(text):
        raise Invalid(
            _("Bitte schreiben Sie eine Antwort. Wer das Hindernis genannt hat, liest sie."),
            code="answer_missing",
            field="text",
        )
    words = _words(text)
    if obstacle.emptied_on is not None:
        raise Conflict(_("Die Worte sind gelöscht, und niemand ist mehr da, der eine Antwort läse."), code="words_gone")
    if status == ObstacleStatus.OPEN:
        raise illegal(obstacle.status)
    if status != obstacle.status or status in OVER:
        move(obstacle, to=status, transitions=TRANSITIONS, changed_on=clock.today())
    ObstacleAnswer.objects.create(obstacle=obstacle, text=words, said_by=actor, said_on=clock.today())
    Obstacle.objects.filter(pk=obstacle.pk).update(changed_on=clock.today())
    _note(Act.OBSTACLE_ANSWERED, obstacle, actor)
    return obstacle


def is_own(*, actor: "User", obstacle: Obstacle) -> bool:
    """Whether it is the actor's own word, or that of an organisation they act for."""
    reach = reach_of(actor)
    if obstacle.side == ObstacleSide.ORGANISATION:
        return obstacle.organisation_id in reach.organisations
    return obstacle.volunteer_id is not None and obstacle.volunteer_id == reach.volunteer_id


def readers(*, actor: "User", place: Place, organisation: Organisation | None = None) -> dict[str, int]:
    """How many people could read it at this moment, by audience; whoever names it not counted. Two queries.

    `organisation`: for which it is named; its members always read it.
    """
    scopes = CoordinatorScope.objects.filter(user__is_active=True).exclude(user=actor)
    near = Q(district=place.district) | Q(field=place.field)
    alliance: set[int] = set()
    local: set[int] = set()
    for user, kind in scopes.filter(Q(kind="all") | near).values_list("user", "kind"):
        (alliance if kind == "all" else local).add(user)
    about = organisation.pk if organisation is not None else place.entry.organisation_id if place.entry else None
    members: set[int] = set()
    if about is not None:
        current = Membership.objects.current().filter(organisation_id=about, user__is_active=True)
        members = set(current.exclude(user=actor).values_list("user", flat=True))
    if organisation is not None:
        return {
            ObstacleAudience.ALLIANCE: len(alliance | members),
            ObstacleAudience.COORDINATION: len(alliance | local | members),
        }
    found: dict[str, int] = {
        ObstacleAudience.ALLIANCE: len(alliance - members),
        ObstacleAudience.COORDINATION: len((alliance | local) - members),
    }
    return found if about is None else found | {ObstacleAudience.ORGANISATION: len(alliance | local | members)}


def empty(rows: "QuerySet[Obstacle]") -> None:
    """Let words and people go, with what was answered; the rest is counted on. In the caller's transaction."""
    keys = list(rows.values_list("pk", flat=True))
    ObstacleAnswer.objects.filter(obstacle__in=keys).delete()
    Obstacle.objects.filter(pk__in=keys).update(
        text="",
        volunteer=None,
        named_by=None,
        entry=None,
        named=False,
        emptied_on=clock.today(),
        # An organisation with one helper would tell who that was.
        organisation=Case(When(side="volunteer", then=Value(None)), default=F("organisation")),
    )


def _speak_for_oneself(made: Obstacle, actor: "User", *, named: bool) -> None:
    key = reach_of(actor).volunteer_id
    if key is None:
        raise Invalid(
            _("Hindernisse nennt, wer hilft, oder eine Organisation. Bitte geben Sie an, für welche Sie sprechen."),
            code="no_record",
            field="organisation",
        )
    made.side, made.named = ObstacleSide.VOLUNTEER, named
    made.volunteer = hold_for_hours(key)  # one after another, so that the same twice is found
    if made.entry is not None:
        if made.entry.volunteer_id != key:
            raise _not_yours()
        made.organisation_id = made.entry.organisation_id


def _speak_for(organisation: Organisation, made: Obstacle, actor: "User") -> None:
    if organisation.pk not in reach_of(actor).organisations:
        raise Forbidden(_("Sie gehören nicht zu dieser Organisation."), code="not_member", field="organisation")
    if made.entry is not None and made.entry.organisation_id != organisation.pk:
        raise _not_yours()
    made.organisation = Organisation.objects.select_for_update(of=("self",), no_key=True).get(pk=organisation.pk)
    made.side, made.named_by = ObstacleSide.ORGANISATION, actor


def _check_may_deal(actor: "User", obstacle: Obstacle) -> None:
    if not Obstacle.objects.coordinated_by(actor).filter(pk=obstacle.pk).exists():
        if is_own(actor=actor, obstacle=obstacle) and reach_of(actor).coordinates:
            raise _own_obstacle()
        raise Forbidden(_("Damit befasst sich die Koordination."), code="not_coordinator")
    if is_own(actor=actor, obstacle=obstacle):
        raise _own_obstacle()


def _hold(obstacle: Obstacle) -> None:
    """Lock it and read it as it stands now. Raises NotFound where it was taken back meanwhile."""
    try:
        obstacle.refresh_from_db(from_queryset=Obstacle.objects.select_for_update(of=("self",), no_key=True))
    except Obstacle.DoesNotExist as error:
        raise NotFound(_("Das gibt es nicht, oder nicht für Sie.")) from error


def _words(text: str, *, required: bool = False) -> str:
    """Tidy lines, "" for nothing to be seen. Raises Invalid (`text_missing`, `too_long`, `not_printable`)."""
    lines = [] if blank(text) else [tidy(line) for line in text.strip().splitlines()]
    if required and not lines:
        raise Invalid(_("Bitte beschreiben Sie, was es ist."), code="text_missing", field="text")
    for line in lines:
        check_line(line, field="text", most=MOST_CHARACTERS)
    words = "\n".join(lines)
    check_line(words.replace("\n", " "), field="text", most=MOST_CHARACTERS)
    return words


def _note(act: Act, obstacle: Obstacle, actor: "User") -> None:
    """By its key alone: neither person nor place stand in the protocol."""
    note(act=act, actor=actor, subject=obstacle.uuid, detail={"status": obstacle.status})


def _not_yours() -> Forbidden:
    return Forbidden(_("Diese Stunden gehören jemand anderem."), code="not_yours", field="entry")


def _own_obstacle() -> Forbidden:
    return Forbidden(_("Mit dem, was man selbst nennt, befasst sich jemand anderes."), code="own_obstacle")
