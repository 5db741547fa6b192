"""Good examples: draft, submit, review, publish, withdraw. Beside it: `story_people`, `story_pictures`, `adopting`."""

import datetime as dt
import secrets
import unicodedata
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F
from django.utils.text import slugify
from django.utils.translation import gettext as _

from backend.common import clock
from backend.common.errors import Conflict, Forbidden, Invalid
from backend.common.transitions import illegal, move
from recognition.models import Story, StoryPerson, StoryStatus
from recognition.models.stories import TRANSITIONS
from volunteers.models import Activity, District, FieldOfAction, Organisation
from volunteers.reach import reach_of
from volunteers.services.people import check_line
from volunteers.services.protocol import Act, note
from volunteers.text import blank, tidy

if TYPE_CHECKING:
    from volunteers.models import User

LONGEST_REASON = 500  # characters
# Characters, as the model says; None where a line break is no part of it.
_LINES = {"title": 120, "summary": 300, "partners": 300}
_PARAGRAPHS = {"text": 6000, "audience": 1000, "needs": 1000}
_NEEDED = ("title", "summary", "text")
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})


@transaction.atomic
def create_story(
    *,
    actor: "User",
    organisation: Organisation,
    title: str,
    summary: str,
    text: str,
    field: FieldOfAction,
    district: District,
    audience: str = "",
    needs: str = "",
    partners: str = "",
    started_on: dt.date | None = None,
    activity: Activity | None = None,
) -> Story:
    """A draft, by a member of the organisation. `text`, `audience` and `needs` may have paragraphs.

    Raises Forbidden (`not_member`), Invalid (`missing`, `too_long`, `not_printable`, `day_in_future`,
    `activity_of_another_organisation`).
    """
    check_member(actor=actor, organisation=organisation)
    said = _checked(
        organisation,
        {"title": title, "summary": summary, "text": text, "audience": audience, "needs": needs, "partners": partners},
        started_on,
        activity,
    )
    return Story.objects.create(
        organisation=organisation,
        slug=_slug(said["title"]),
        field=field,
        district=district,
        created_by=actor,
        changed_at=clock.now(),
        changed_by=actor,
        **said,
    )


@transaction.atomic
def change_story(
    *,
    actor: "User",
    story: Story,
    title: str,
    summary: str,
    text: str,
    field: FieldOfAction,
    district: District,
    audience: str = "",
    needs: str = "",
    partners: str = "",
    started_on: dt.date | None = None,
    activity: Activity | None = None,
) -> Story:
    """Change a draft. Its address stays; whoever is in it is asked anew, for other words.

    Raises as `create_story`, and IllegalTransition.
    """
    check_member(actor=actor, organisation=story.organisation)
    said = _checked(
        story.organisation,
        {"title": title, "summary": summary, "text": text, "audience": audience, "needs": needs, "partners": partners},
        started_on,
        activity,
    )
    touch(story, actor=actor, field=field, district=district, **said)
    return story


@transaction.atomic
def submit_story(*, actor: "User", story: Story) -> Story:
    """Hand a draft to the coordinators. Raises Forbidden, IllegalTransition, Invalid (`consent_missing`)."""
    check_member(actor=actor, organisation=story.organisation)
    found = _locked(story, StoryStatus.DRAFT)
    _check_consents(found)
    move(story, to=StoryStatus.SUBMITTED, transitions=TRANSITIONS, submitted_at=clock.now(), submitted_by=actor)
    tell(Act.STORY_SUBMITTED, story, actor=actor)
    return story


@transaction.atomic
def publish_story(*, actor: "User", story: Story, revision: int) -> Story:
    """A coordinator's word that the public may read it. `revision` is what they looked at.

    Raises Forbidden (`beyond_scope`, `own_story` for members of the organisation), IllegalTransition, Conflict
    (`changed_meanwhile`), Invalid (`consent_missing`).
    """
    check_coordinates(actor=actor, story=story)
    reach = reach_of(actor)
    found = _locked(story, StoryStatus.SUBMITTED)
    if found.organisation_id in reach.organisations or actor.pk in {found.submitted_by_id, found.changed_by_id}:
        sentence = _("Veröffentlichen muss jemand, der nicht zu dieser Organisation gehört.")
        raise Forbidden(sentence, code="own_story")
    if revision != found.revision:
        sentence = _("Das Beispiel wurde inzwischen geändert. Bitte sehen Sie es sich noch einmal an.")
        raise Conflict(sentence, code="changed_meanwhile", field="revision")
    _check_consents(found)
    move(story, to=StoryStatus.PUBLISHED, transitions=TRANSITIONS, published_at=clock.now(), published_by=actor)
    tell(Act.STORY_PUBLISHED, story, actor=actor)
    return story


@transaction.atomic
def return_story(*, actor: "User", story: Story, reason: str) -> Story:
    """What was submitted becomes a draft again, with a reason for the organisation.

    Raises Forbidden, IllegalTransition, Invalid (`reason_missing`, `too_long`).
    """
    check_coordinates(actor=actor, story=story)
    if blank(reason):
        raise Invalid(_("Bitte schreiben Sie einen Grund dazu."), code="reason_missing", field="reason")
    _check_reason(reason)
    _locked(story, StoryStatus.SUBMITTED)
    _to_draft(story)
    tell(Act.STORY_RETURNED, story, actor=actor, reason=reason)
    return story


@transaction.atomic
def withdraw_story(*, actor: "User", story: Story, reason: str = "") -> Story:
    """Take it off every public page at once: a member of the organisation, or a coordinator.

    Raises Forbidden, IllegalTransition, Invalid (`too_long`).
    """
    if story.organisation_id not in reach_of(actor).organisations:
        check_coordinates(actor=actor, story=story)
    _check_reason(reason)
    move(story, to=StoryStatus.WITHDRAWN, transitions=TRANSITIONS, withdrawn_at=clock.now())
    tell(Act.STORY_WITHDRAWN, story, actor=actor, reason=reason)
    return story


@transaction.atomic
def reopen_story(*, actor: "User", story: Story) -> Story:
    """Make what was withdrawn a draft again. Raises Forbidden, IllegalTransition."""
    check_member(actor=actor, organisation=story.organisation)
    _locked(story, StoryStatus.WITHDRAWN)
    _to_draft(story)
    tell(Act.STORY_REOPENED, story, actor=actor)
    return story


@transaction.atomic
def discard_story(*, actor: "User", story: Story) -> None:
    """Delete a draft with its picture. Raises Forbidden, IllegalTransition."""
    check_member(actor=actor, organisation=story.organisation)
    _locked(story, StoryStatus.DRAFT)
    drop(Story.objects.filter(pk=story.pk, status=StoryStatus.DRAFT), actor=actor, why="discarded")


def drop(stories: "Any", *, actor: "User | None", why: str) -> int:
    """Delete these examples with everything that is theirs, and say so in the protocol. `why` is a code.

    The caller is in a transaction and allowed to. Returns how many.
    """
    rows = list(stories.select_related("organisation").order_by("pk"))
    for row in rows:
        note(
            act=Act.STORY_DELETED,
            actor=actor,
            organisation=row.organisation,
            subject=row.uuid,
            detail={"why": why, "status": row.status},
        )
    Story.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return len(rows)


def touch(story: Story, *, actor: "User", **changes: Any) -> None:
    """Change a draft; its next revision begins. Raises IllegalTransition for anything that is no draft."""
    drafts = Story.objects.filter(pk=story.pk, status=StoryStatus.DRAFT)
    told = {"changed_at": clock.now(), "changed_by": actor, "revision": F("revision") + 1}
    changed = drafts.update(**told, **changes)
    story.refresh_from_db()
    if not changed:
        raise illegal(story.status)


def check_member(*, actor: "User", organisation: Organisation) -> None:
    """Raises Forbidden (`not_member`)."""
    if organisation.pk not in reach_of(actor).organisations:
        raise Forbidden(_("Sie gehören nicht zu dieser Organisation."), code="not_member", field="organisation")


def check_coordinates(*, actor: "User", story: Story) -> None:
    """A coordinator of its district, its organisation's district or its field. Raises Forbidden (`beyond_scope`)."""
    reach = reach_of(actor)
    own = reach.coordinates_place(district_id=story.district_id, field_id=story.field_id)
    if not (own or story.organisation.district_id in reach.districts):
        sentence = _("Dieses Beispiel gehört nicht zu dem, was Sie koordinieren.")
        raise Forbidden(sentence, code="beyond_scope")


def tell(act: Act, story: Story, *, actor: "User | None", reason: str = "", **more: Any) -> None:
    """One line of the protocol about that example."""
    note(
        act=act,
        actor=actor,
        organisation=more.pop("organisation", story.organisation),
        volunteer=more.pop("volunteer", None),
        subject=story.uuid,
        detail={"revision": story.revision, **more},
        reason=reason,
    )


def _locked(story: Story, status: StoryStatus) -> Story:
    """The row as it stands, held to the end of the transaction. Raises IllegalTransition."""
    found = Story.objects.select_for_update(of=("self",)).get(pk=story.pk)
    if found.status != status:
        story.refresh_from_db()
        raise illegal(found.status)
    story.status = found.status
    return found


def _to_draft(story: Story) -> None:
    told = {
        "submitted_at": None,
        "submitted_by": None,
        "published_at": None,
        "published_by": None,
        "withdrawn_at": None,
    }
    move(story, to=StoryStatus.DRAFT, transitions=TRANSITIONS, changed_at=clock.now(), **told)


def _check_consents(story: Story) -> None:
    people = StoryPerson.objects.filter(story=story)
    if people.exclude(pk__in=people.agreeing(clock.today()).values("pk")).exists():
        raise Invalid(
            _("Noch haben nicht alle zugestimmt, die darin vorkommen. Fragen Sie nach, oder lassen Sie sie weg."),
            code="consent_missing",
            field="people",
        )


def _check_reason(reason: str) -> None:
    if len(reason) > LONGEST_REASON:
        raise Invalid(_("Bitte kürzer: höchstens 500 Zeichen."), code="too_long", field="reason")


def _checked(
    organisation: Organisation, words: dict[str, str], started_on: dt.date | None, activity: Activity | None
) -> dict[str, Any]:
    """What is told, tidied. Raises Invalid."""
    said: dict[str, Any] = {}
    for name, given in words.items():
        if name in _NEEDED and blank(given):
            raise Invalid(_("Bitte füllen Sie dieses Feld aus."), code="missing", field=name)
        if name in _LINES:
            said[name] = tidy(given)
            check_line(said[name], field=name, most=_LINES[name])
        else:
            said[name] = paragraphs(given)
            check_line(said[name].replace("\n", " "), field=name, most=_PARAGRAPHS[name])
    if started_on is not None and started_on > clock.today():
        raise Invalid(_("Dieser Tag liegt in der Zukunft."), code="day_in_future", field="started_on")
    if activity is not None and activity.organisation_id != organisation.pk:
        sentence = _("Diese Tätigkeit gehört einer anderen Organisation.")
        raise Invalid(sentence, code="activity_of_another_organisation", field="activity")
    return said | {"started_on": started_on, "activity": activity}


def paragraphs(text: str) -> str:
    """NFC, each line tidy, at most one empty line between paragraphs, none at the ends."""
    lines = [tidy(line) for line in unicodedata.normalize("NFC", text).replace("\r\n", "\n").split("\n")]
    kept = [line for number, line in enumerate(lines) if line or (number and lines[number - 1])]
    return "\n".join(kept).strip("\n")


def _slug(title: str) -> str:
    """An address from the title, and four letters that tell two of the same title apart."""
    words = slugify(title.translate(_UMLAUTS))[:70].strip("-") or "beispiel"
    return f"{words}-{secrets.token_hex(2)}"
