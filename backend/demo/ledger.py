"""What the example alliance does with hours: log them, import a sheet, decide."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction

from backend.common import clock
from backend.demo.alliance import CAFE, CONFIRMER, DECLINE_REASONS, MANAGER
from backend.demo.founding import leader_of
from backend.demo.hours import Fate, Planned, plan
from backend.demo.people import everybody
from volunteers.imports.report import ImportReport
from volunteers.models import Activity, HourEntry, HourStatus, Organisation, User, Volunteer, Way
from volunteers.services import confirming, links, logging
from volunteers.services.import_staging import Progress
from volunteers.services.importing import import_hours

SHEET = Path(settings.BASE_DIR) / "volunteers" / "data" / "demo" / "stundenliste.csv"
SUPERVISOR = "einsatzleitung@example.org"  # has no account
LEFT_AT_DESK = 40  # imported entries that a newcomer finds at the desk: the newest ones


@transaction.atomic
def log_entries(tell: Callable[[int, int], None]) -> dict[str, int]:
    """Everybody's hours, one by one: by the people themselves, by their organisation for those without an account.

    All or nothing. Returns entries, minutes and people; `tell(done, of)` counts entries.
    """
    planned = list(plan(everybody(), clock.today()))
    entries = HourEntry.objects.filter(uuid__in=[one.uuid for one in planned])
    if not entries.exists():
        volunteers = {
            volunteer.name: volunteer
            for volunteer in Volunteer.objects.filter(name__in={one.person.name for one in planned})
        }
        activities = {
            (activity.organisation.slug, activity.title): activity
            for activity in Activity.objects.select_related("organisation")
        }
        leaders = _leaders()
        for done, one in enumerate(planned, start=1):
            volunteer = volunteers[one.person.name]
            logging.log_hours(
                uuid=one.uuid,
                actor=volunteer.user or leaders[one.person.home],
                volunteer=volunteer,
                activity=activities[one.person.home, one.title],
                day=one.day,
                minutes=one.minutes,
                note=one.note,
                way=Way.API if volunteer.user else Way.PAGE,
            )
            tell(done, len(planned))
    return {
        "entries": entries.count(),
        "minutes": entries.total_minutes(),
        "people": entries.values("volunteer").distinct().count(),
    }


def import_sheet(tell: Progress) -> ImportReport:
    """The café's sheet. A run that was cut short is completed by the next one: no row comes twice."""
    return import_hours(
        organisation=Organisation.objects.get(slug=CAFE),
        actor=User.objects.get(email=MANAGER.email),
        source=SHEET,
        create_activities=True,
        on_progress=tell,
    )


@transaction.atomic
def decide() -> dict[str, int]:
    """Most hours are confirmed in bulk, some declined, corrected, withdrawn; the newest are left for whoever tries it.

    All or nothing. Returns entries by status, and minutes: the confirmed ones.
    """
    if not HourEntry.objects.confirmed().exists():
        fates: dict[Fate, list[Planned]] = defaultdict(list)
        for one in plan(everybody(), clock.today()):
            fates[one.fate].append(one)
        _decline(fates[Fate.DECLINED] + fates[Fate.RESUBMITTED])
        _resubmit(fates[Fate.RESUBMITTED])
        _withdraw(fates[Fate.WITHDRAWN])
        _confirm(fates[Fate.CONFIRMED])
        _ask_by_mail()
    found = {status: HourEntry.objects.filter(status=status).count() for status in HourStatus.values}
    return found | {"minutes": HourEntry.objects.confirmed().total_minutes()}


def _leaders() -> dict[str, User]:
    return {organisation.slug: leader_of(organisation) for organisation in Organisation.objects.all()}


def _deciders() -> dict[str, User]:
    """Who confirms at each organisation: its leader, at the café Omar. Never the person whose hours they are."""
    return _leaders() | {CAFE: User.objects.get(email=CONFIRMER.email)}


def _decline(planned: Sequence[Planned]) -> None:
    deciders = _deciders()
    for index, one in enumerate(planned):
        confirming.decline(
            actor=deciders[one.person.home],
            entry=HourEntry.objects.get(uuid=one.uuid),
            reason=DECLINE_REASONS[index % len(DECLINE_REASONS)],
            way=Way.PAGE,
        )


def _resubmit(planned: Sequence[Planned]) -> None:
    leaders = _leaders()
    for one in planned:
        entry = HourEntry.objects.select_related("volunteer__user").get(uuid=one.uuid)
        actor = entry.volunteer.user or leaders[one.person.home]
        logging.resubmit(actor=actor, entry=entry, minutes=entry.minutes - 15, way=Way.PAGE)


def _withdraw(planned: Sequence[Planned]) -> None:
    leaders = _leaders()
    for one in planned:
        entry = HourEntry.objects.select_related("volunteer__user").get(uuid=one.uuid)
        logging.withdraw(actor=entry.volunteer.user or leaders[one.person.home], entry=entry, way=Way.PAGE)


def _ask_by_mail() -> None:
    """Somebody asks a supervisor without an account for their word: the mail lies in the mailbox of the demo."""
    asking = HourEntry.objects.waiting().filter(volunteer__user__isnull=False).select_related("volunteer__user")
    entry = asking.order_by("pk").first()
    if entry is not None and entry.volunteer.user is not None:
        links.ask(actor=entry.volunteer.user, organisation=entry.organisation, email=SUPERVISOR, way=Way.PAGE)


def _confirm(planned: Sequence[Planned]) -> None:
    asked: dict[str, list[UUID]] = defaultdict(list)
    for one in planned:
        asked[one.person.home].append(one.uuid)
    imported = HourEntry.objects.filter(organisation__slug=CAFE, way=Way.IMPORT).order_by("-day", "pk")
    asked[CAFE] += imported.values_list("uuid", flat=True)[LEFT_AT_DESK:]
    deciders = _deciders()
    for slug, uuids in asked.items():
        for start in range(0, len(uuids), confirming.MOST_AT_ONCE):
            batch = uuids[start : start + confirming.MOST_AT_ONCE]
            for decided in confirming.confirm_many(actor=deciders[slug], uuids=batch, way=Way.PAGE):
                if decided.error is not None:
                    raise decided.error
