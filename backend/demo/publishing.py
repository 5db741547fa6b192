"""Thanks in public: who consents in which form, and the lists."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Count, Max, Min

from backend.common import clock
from backend.demo.alliance import ALIAS_FIRST, ALIAS_SECOND, ALLIANCE, CAFE, DISTRICT, FIELD, LEER, SignIn
from recognition.models import RecognitionList
from recognition.services import evaluating, fairness, lists, showing, statistics, thanks_due
from volunteers.models import (
    Consent,
    DisplayForm,
    District,
    FieldOfAction,
    HourEntry,
    Membership,
    Organisation,
    Place,
    Role,
    User,
    Volunteer,
)
from volunteers.reach import Reach
from volunteers.services.consent import give_consent, withdraw_consent

# What each next person says, for a region's list and for an organisation's. None is the default: not published.
_WISHES: tuple[tuple[DisplayForm | None, DisplayForm | None], ...] = (
    (DisplayForm.FULL_NAME, DisplayForm.FULL_NAME),
    (DisplayForm.FIRST_NAME, DisplayForm.FIRST_NAME),
    (None, None),
    (DisplayForm.FULL_NAME, None),
    (DisplayForm.ALIAS, DisplayForm.FIRST_NAME),
    (DisplayForm.ANONYMOUS, DisplayForm.ALIAS),
    (None, DisplayForm.FULL_NAME),
)
_WITHDRAWS_EACH = 20


@dataclass(frozen=True, slots=True)
class Thanks:
    """A list to come, drafted and published by `by`, and checked by a second person."""

    slug: str
    title: str
    by: SignIn
    checked_by: SignIn


LISTS = (
    Thanks("landkreis-leer", "Danke, Landkreis Leer", DISTRICT, ALLIANCE),
    Thanks("sprachfoerderung", "Danke fürs gemeinsame Deutschlernen", FIELD, ALLIANCE),
    Thanks(CAFE, "Danke vom Sprachcafé Leer", ALLIANCE, DISTRICT),
)
REVIEWED_SLUG = "leer-fuenfzig-stunden"


@dataclass(frozen=True, slots=True)
class Shown:
    """A published list as the public sees it."""

    slug: str
    title: str
    names: int
    unnamed: int


def published() -> bool:
    """Whether the lists are there. They are the last step, so all of the demo is."""
    return RecognitionList.objects.filter(slug=LISTS[-1].slug).exists()


@transaction.atomic
def gather_consents() -> dict[str, int]:
    """Who agrees to be named where, and how; a few change their mind. All or nothing.

    Returns people (with a valid consent), silent (without one), withdrawn, and valid consents by display form.
    """
    if not Consent.objects.exists():
        given = []
        leaders: dict[int | None, int] = dict(
            Membership.objects.filter(role=Role.MANAGER).values_list("organisation", "user")
        )
        users = User.objects.in_bulk()
        for index, volunteer in enumerate(Volunteer.objects.order_by("pk")):
            speaker = volunteer.user_id or leaders[volunteer.kept_by_id]  # for who has no account: who keeps the paper
            given += _consents_of(index, volunteer, users[speaker])
        for consent in given[::_WITHDRAWS_EACH]:
            withdraw_consent(actor=consent.recorded_by, consent=consent)
    valid = Consent.objects.valid_on(clock.today())
    people = valid.values("volunteer").distinct().count()
    forms = dict(valid.values_list("display_form").annotate(number=Count("pk")))
    return {
        "people": people,
        "silent": Volunteer.objects.count() - people,
        "withdrawn": Consent.objects.exclude(withdrawn_at=None).count(),
        **{form: forms.get(form, 0) for form in DisplayForm.values},
    }


def _consents_of(index: int, volunteer: Volunteer, actor: User) -> list[Consent]:
    consents = []
    for place, wish in zip((Place.REGION_LIST, Place.ORGANISATION_LIST), _WISHES[index % len(_WISHES)], strict=True):
        if wish is None:
            continue
        # Whose name is one piece, without first and last, stands there with all of it.
        form = DisplayForm.FULL_NAME if wish == DisplayForm.FIRST_NAME and not volunteer.family_name else wish
        alias = _alias(index) if form == DisplayForm.ALIAS else ""
        consents.append(
            give_consent(actor=actor, volunteer=volunteer, place=place, display_form=form, alias=alias, of_age=True)
        )
    return consents


def _alias(index: int) -> str:
    """Another one for each of the two in a round of wishes who want one."""
    number = 2 * (index // len(_WISHES)) + index % 2
    return f"{ALIAS_FIRST[number % 7]} {ALIAS_SECOND[(number // 7 + number) % 7]}"


def publish_figures() -> list[int]:
    """The years that are over, counted for the page of figures; with who was thanked, by gender."""
    published = statistics.publish_due()
    fairness.count_due()
    return published


@transaction.atomic
def publish() -> list[Shown]:
    """A list of the district, one of the field and one of the organisation, over all confirmed hours, or nothing."""
    if not published():
        days = HourEntry.objects.confirmed().aggregate(first=Min("day"), last=Max("day"))
        scopes: tuple[dict[str, Any], ...] = (
            {"district": District.objects.get(ags=LEER)},
            {"field": FieldOfAction.objects.get(code="language")},
            {"organisation": Organisation.objects.get(slug=CAFE)},
        )
        for thanks, scope in zip(LISTS, scopes, strict=True):
            actor = User.objects.get(email=thanks.by.email)
            draft = lists.create_list(
                actor=actor,
                slug=thanks.slug,
                title=thanks.title,
                period_start=days["first"],
                period_end=days["last"],
                **scope,
            )
            second = User.objects.get(email=thanks.checked_by.email)
            lists.check_list(actor=second, recognition_list=draft, revision=draft.revision)
            lists.publish_list(actor=actor, recognition_list=draft)
        # Waits for a second person to look.
        lists.create_list(
            actor=User.objects.get(email=DISTRICT.email),
            slug=REVIEWED_SLUG,
            title="Danke für fünfzig Stunden in Leer",
            period_start=days["first"],
            period_end=days["last"],
            least_minutes=50 * 60,
            district=District.objects.get(ags=LEER),
        )
    return [_shown(thanks) for thanks in LISTS]


def _shown(thanks: Thanks) -> Shown:
    rows = showing.public_rows(RecognitionList.objects.get(slug=thanks.slug))
    return Shown(slug=thanks.slug, title=thanks.title, names=len(rows.names), unnamed=rows.unnamed)


def find_out() -> dict[str, int]:
    """Who reached what, as a worker finds out each minute: `people` who are due thanks, for how much they `reached`."""
    evaluating.follow()
    found = thanks_due.numbers(Reach(everything=True))
    return {"people": found.people, "reached": found.reached}
