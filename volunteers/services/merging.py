"""Two records of one person made one, and taken apart again within 30 days. Decision 33.

1. Lock both people in order of their keys, then the entries that go. 2. Judge by what the locks show who may, and what
stands in the way. 3. Move every row of the source to the target, and write down which. 4. Of consents keep the more
careful reading. 5. Say so in the protocol. All in one transaction: an organisation's totals do not change, for they
count entries by organisation, activity and month; a person's total is read from the entries themselves.

The steps of an entry (LedgerEvent) are not rewritten: they belong to the entry, whoever's it is.
"""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from django.db import models, transaction
from django.utils.translation import gettext as _

from backend.common import clock
from backend.common.errors import Conflict, Forbidden
from volunteers.models import (
    CompetenceClaim,
    ConfirmationLink,
    Erasure,
    HourEntry,
    Merge,
    MergeBasis,
    Organisation,
    PlanStatus,
    SignInRow,
    Takeover,
    TakeoverStatus,
    Volunteer,
    VolunteerCard,
    VolunteerDetails,
    WeeklyPlan,
)
from volunteers.models.competences import STANDING
from volunteers.reach import Reach, reach_of
from volunteers.services import consent, merged_consents, protocol
from volunteers.services.holding import hold
from volunteers.services.obstacles import Obstacle, confirmed_by, identity_of, obstacles
from volunteers.services.plans import is_person
from volunteers.services.protocol import Act

if TYPE_CHECKING:
    from volunteers.models import User

PART_OF_ANOTHER = "Zusammengeführt"  # what stands where the name stood; nobody is shown it

Which: TypeAlias = Callable[[Volunteer, Volunteer], "models.QuerySet[Any]"]


class _Part(NamedTuple):
    model: type[models.Model]
    which: Which


_PARTS: dict[str, _Part] = {}


def register(name: str, model: type[models.Model], which: Which | None = None) -> None:
    """Say at the start that rows of `model`, by their column `volunteer`, go with a person.

    `which` says which of the source's rows can go to the target; without it all of them. The others stay where they
    are, out of sight, and are there again when it is undone.
    """
    _PARTS[name] = _Part(model, which or (lambda source, _target: model._default_manager.filter(volunteer=source)))


def moving() -> dict[str, type[models.Model]]:
    """What goes with a person, by name."""
    return {name: part.model for name, part in _PARTS.items()}


@transaction.atomic
def merge(*, actor: "User", source: Volunteer, target: Volunteer, way: str) -> Merge:
    """Make `source` part of `target`: afterwards only the latter is a person to be found.

    A member of an organisation for two records without account that it keeps; a coordinator for two people in their
    scope. Raises Forbidden (`own_record`, `needs_the_person`, `not_for_both`), Conflict (`same_record`, `has_account`,
    `two_accounts`, `already_merged`, `erased`, `erasure_under_way`; `in_the_way`, with the days of each obstacle in
    `extra`).
    """
    source, target = _held(source, target)
    organisation = _authority(actor, source, target)
    return carry_out(
        actor=actor,
        source=source,
        target=target,
        basis=MergeBasis.COORDINATION if organisation is None else MergeBasis.ORGANISATION,
        organisation=organisation,
        way=way,
    )


def carry_out(
    *,
    actor: "User",
    source: Volunteer,
    target: Volunteer,
    basis: MergeBasis,
    organisation: Organisation | None,
    way: str,
) -> Merge:
    """The merge itself, for who was found entitled: here and in `services.claiming`. Both are locked by `hold`."""
    _check_mergeable(source, target)
    entries = HourEntry.objects.filter(volunteer=source).select_for_update(of=("self",), no_key=True).order_by("pk")
    len(entries.values_list("pk"))  # whoever decides on one of them now is waited for
    if found := obstacles([source, target]):
        raise in_the_way(found)
    moved: dict[str, Any] = {name: _move(part, source, target) for name, part in _PARTS.items()}
    moved["filled"] = _fill(actor, source, target)
    merged_consents.settle(actor=actor, source=source, target=target)
    Volunteer.objects.filter(pk=source.pk).update(merged_into=target)
    done = Merge.objects.create(
        source=source,
        target=target,
        basis=basis,
        organisation=organisation,
        merged_at=clock.now(),
        merged_by=actor,
        moved=moved,
    )
    protocol.note(
        act=Act.PEOPLE_MERGED,
        actor=actor,
        way=way,
        volunteer=target,
        organisation=organisation,
        subject=done.uuid,
        detail={"basis": basis.value, "source": str(source.uuid), "entries": len(moved["hours"])},
    )
    return done


@transaction.atomic
def undo(*, actor: "User", merge: Merge, way: str) -> Merge:
    """Take two records apart again, within 30 days: what went and is still there goes back.

    What was logged since stays with the target, and so does what somebody confirmed meanwhile whose own the source's
    hours would be. Consents that ended stay ended. The organisation that gave its word may, a coordinator in whose
    scope the target is, and the person themselves. Raises Forbidden (`not_yours`), Conflict (`already_undone`,
    `undo_too_late`, `erased`, `merged_again`).
    """
    source, target = _held(merge.source, merge.target)
    merge.refresh_from_db(fields=["undone_at", "undone_by"])
    _check_may_undo(actor, merge, target)
    _check_undoable(merge, source, target)
    back = {name: _give_back(part, merge.moved.get(name, ()), source, target) for name, part in _PARTS.items()}
    _empty(merge.moved.get("filled", ()), source, target)
    Volunteer.objects.filter(pk=source.pk).update(merged_into=None)
    merge.undone_at, merge.undone_by = clock.now(), actor
    merge.save(update_fields=["undone_at", "undone_by"])
    Takeover.objects.filter(merge=merge, status=TakeoverStatus.TAKEN).update(status=TakeoverStatus.RETURNED)
    protocol.note(
        act=Act.MERGE_UNDONE,
        actor=actor,
        way=way,
        volunteer=target,
        organisation=merge.organisation,
        subject=merge.uuid,
        detail={
            "source": str(source.uuid),
            "entries": back["hours"],
            "stayed": len(merge.moved.get("hours", ())) - back["hours"],
        },
    )
    return merge


@transaction.atomic
def forget(keys: list[int]) -> None:
    """Drop merges that cannot be undone any more, with what only undoing needed: the other name, what stayed behind."""
    gone = Merge.objects.standing().filter(pk__in=keys)
    people = Volunteer.objects.filter(pk__in=list(gone.values_list("source", flat=True)), erased_at=None)
    CompetenceClaim.objects.filter(volunteer__in=people).delete()
    VolunteerDetails.objects.filter(volunteer__in=people).delete()
    people.update(name=PART_OF_ANOTHER, name_latin="", given_name="", family_name="", email="")
    Merge.objects.filter(pk__in=keys).delete()


def may_undo(*, actor: "User", merge: Merge, reach: Reach | None = None) -> bool:
    """Whether that is for this actor to decide; not whether it is still possible."""
    reach = reach or reach_of(actor)
    return (
        merge.target_id == reach.volunteer_id
        or merge.organisation_id in reach.organisations
        or _coordinates(reach, merge.target)
    )


def in_the_way(found: Iterable[Obstacle]) -> Conflict:
    """The refusal that lists what two people's hours have against being one's."""
    return Conflict(
        _("Diese beiden Datensätze lassen sich so nicht zusammenführen. Bitte klären Sie erst, was dagegen steht."),
        code="in_the_way",
        extra={one.code: " ".join(day.isoformat() for day in one.days) for one in found},
    )


# --- who may, and when ---


def _held(source: Volunteer, target: Volunteer) -> tuple[Volunteer, Volunteer]:
    if source.pk == target.pk:
        raise Conflict(_("Das ist zweimal derselbe Datensatz."), code="same_record", field="into")
    held = hold(source.pk, target.pk)
    return held[source.pk], held[target.pk]


def _authority(actor: "User", source: Volunteer, target: Volunteer) -> Organisation | None:
    """The organisation whose word it is, None for the coordination. Raises Forbidden."""
    reach = reach_of(actor)
    if is_person(actor, source) or is_person(actor, target):
        raise Forbidden(_("Über den eigenen Datensatz entscheidet hier jemand anderes: vier Augen."), code="own_record")
    without_account = source.user_id is None and target.user_id is None
    if without_account and source.kept_by_id == target.kept_by_id and source.kept_by_id in reach.organisations:
        return source.kept_by
    if _coordinates(reach, source, target):
        return None
    if not without_account and reach.organisations:
        raise Forbidden(
            _("Diese Person hat ein eigenes Konto. Geben Sie ihr einen Code, dann übernimmt sie die Stunden selbst."),
            code="needs_the_person",
            field="into",
        )
    raise Forbidden(
        _("Das darf die Organisation, die beide Datensätze führt, oder die Koordination."), code="not_for_both"
    )


def _coordinates(reach: Reach, *people: Volunteer) -> bool:
    if not reach.coordinates:
        return False
    return Volunteer.objects.in_scope(reach).filter(pk__in=[one.pk for one in people]).count() == len(people)


def _check_mergeable(source: Volunteer, target: Volunteer) -> None:
    people = (source, target)
    if any(one.erased_at for one in people):
        raise erased()
    if any(one.merged_into_id for one in people):
        raise Conflict(_("Einer der beiden ist schon zusammengeführt. Bitte laden Sie neu."), code="already_merged")
    if source.user_id is not None and target.user_id is not None:
        raise Conflict(
            _("Beide haben ein eigenes Konto. Welches bleibt, kann nur die Person selbst entscheiden."),
            code="two_accounts",
        )
    if source.user_id is not None:
        raise Conflict(
            _("Der Datensatz mit dem Konto bleibt. Bitte führen Sie den anderen mit ihm zusammen."),
            code="has_account",
            field="volunteer",
        )
    check_nobody_leaves(people, target.user_id)


def check_nobody_leaves(people: Iterable[Volunteer], user_id: int | None) -> None:
    """Raises Conflict (`erasure_under_way`) where one of them, or that account, is about to be forgotten."""
    wishes = models.Q(volunteer__in=list(people))
    if user_id is not None:
        wishes |= models.Q(user=user_id)
    if Erasure.objects.open().filter(wishes).exists():
        raise Conflict(
            _("Hier ist eine Löschung verlangt. Bis darüber entschieden ist, bleibt alles, wie es ist."),
            code="erasure_under_way",
        )


def _check_may_undo(actor: "User", merge: Merge, target: Volunteer) -> None:
    if not may_undo(actor=actor, merge=merge) or (
        is_person(actor, target) and target.user_id != actor.pk  # kept under the actor's own address: four eyes
    ):
        raise Forbidden(
            _("Das entscheiden die Person selbst, die Organisation, die zugestimmt hat, oder die Koordination."),
            code="not_yours",
        )


def _check_undoable(merge: Merge, source: Volunteer, target: Volunteer) -> None:
    if merge.undone_at is not None:
        raise Conflict(_("Das ist schon rückgängig gemacht."), code="already_undone")
    if source.erased_at or target.erased_at:
        raise erased()
    if clock.now() >= merge.until:
        raise too_late()
    if target.merged_into_id is not None:
        raise Conflict(
            _("Der Datensatz ist inzwischen selbst mit einem anderen zusammengeführt. Bitte machen Sie das zuerst "
              "rückgängig."),
            code="merged_again",
        )  # fmt: skip


def too_late() -> Conflict:
    """The refusal after 30 days."""
    return Conflict(_("Das ging 30 Tage lang. Jetzt bleibt es, wie es ist."), code="undo_too_late")


def erased() -> Conflict:
    """The refusal where one of the two was forgotten."""
    return Conflict(_("Die Angaben dieser Person sind gelöscht. Daran lässt sich nichts mehr ändern."), code="erased")


# --- what goes, and what comes back ---


def _move(part: _Part, source: Volunteer, target: Volunteer) -> list[int]:
    rows = part.which(source, target).select_for_update(of=("self",), no_key=True).order_by("pk")
    keys = list(rows.values_list("pk", flat=True))
    part.model._default_manager.filter(pk__in=keys).update(volunteer=target)
    return keys


def _give_back(part: _Part, keys: Iterable[int], source: Volunteer, target: Volunteer) -> int:
    rows = part.model._default_manager.filter(pk__in=list(keys), volunteer=target)
    if part.model is HourEntry:
        rows = rows.exclude(confirmed_by(identity_of([source])))
    there = list(rows.select_for_update(of=("self",), no_key=True).order_by("pk").values_list("pk", flat=True))
    return part.model._default_manager.filter(pk__in=there).update(volunteer=source)


def _fill(actor: "User", source: Volunteer, target: Volunteer) -> list[str]:
    """What protects people and only the source says: whose hours these are, by address, and how young somebody is."""
    filled = []
    if source.email and not target.email and target.user_id is None:
        Volunteer.objects.filter(pk=target.pk).update(email=source.email)
        filled.append("email")
    born = consent.birth_date_of(source)
    if born is not None and consent.birth_date_of(target) is None:
        VolunteerDetails.objects.update_or_create(volunteer=target, defaults={"birth_date": born})
        consent.follow_birth_date(actor=actor, volunteer=target)
        filled.append("birth_date")
    return filled


def _empty(filled: Iterable[str], source: Volunteer, target: Volunteer) -> None:
    if "email" in filled:
        Volunteer.objects.filter(pk=target.pk, user=None, email=source.email).update(email="")
    if "birth_date" in filled:
        VolunteerDetails.objects.filter(volunteer=target, birth_date=consent.birth_date_of(source)).update(
            birth_date=None, print_birth_date=False
        )


def _plans(source: Volunteer, target: Volunteer) -> "models.QuerySet[WeeklyPlan]":
    """All but proposals for what the target has a proposal for as well, and plans that the target would confirm."""
    proposed = WeeklyPlan.objects.filter(volunteer=target, status=PlanStatus.PROPOSED)
    rows = WeeklyPlan.objects.filter(volunteer=source).exclude(
        status=PlanStatus.PROPOSED, activity__in=proposed.values("activity")
    )
    return rows if target.user_id is None else rows.exclude(confirmer=target.user_id)


def _competences(source: Volunteer, target: Volunteer) -> "models.QuerySet[CompetenceClaim]":
    """All but those that the target has at the same organisation, and those that the target decided on (four eyes)."""
    same = CompetenceClaim.objects.filter(
        volunteer=target,
        organisation=models.OuterRef("organisation"),
        competence=models.OuterRef("competence"),
        status__in=STANDING,
    )
    rows = CompetenceClaim.objects.filter(~models.Exists(same), volunteer=source)
    users, addresses = identity_of([source, target])
    mine = models.Q(decided_by__in=users) | models.Q(decided_by__email__in=addresses)
    return rows.exclude(models.Q(decided_by__isnull=False) & mine)


def _cards(source: Volunteer, target: Volunteer) -> "models.QuerySet[VolunteerCard]":
    """All but those of which the target has the like: a card is there once."""
    same = VolunteerCard.objects.filter(
        volunteer=target, organisation=models.OuterRef("organisation"), kind=models.OuterRef("kind")
    )
    return VolunteerCard.objects.filter(~models.Exists(same), volunteer=source)


register("hours", HourEntry)
register("plans", WeeklyPlan, _plans)
register("links", ConfirmationLink)
register("competences", CompetenceClaim, _competences)
register("cards", VolunteerCard, _cards)
register("sheet_rows", SignInRow)
