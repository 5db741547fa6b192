"""How long things are kept, as dated data; and the nightly job that follows it.

A rule holds from one day to another, so that what was decided once can be changed without rewriting what was: the rule
of the day on which the job runs counts. Who keeps something registers how it finds what is over and how it lets it go,
in batches. Nothing in the ledger is deleted: words are emptied, people are pseudonymised (`services.erasing`).
"""

import datetime as dt
import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeAlias

from django.contrib.sessions.models import Session
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from backend.common import clock
from backend.common.models import IdempotencyRecord, Reason
from backend.common.outbox import MailStatus
from volunteers.models import (
    AddressChange,
    ConfirmationLink,
    EarlierVersion,
    ErasureWay,
    HourEntry,
    HourStatus,
    JoinRequest,
    JoinStatus,
    LedgerEvent,
    Mail,
    Merge,
    Share,
    SignInSheet,
    Takeover,
    Volunteer,
    VolunteerCard,
)
from volunteers.models.merges import UNDO_FOR
from volunteers.services import erasing, exporting, links, mailing, merging, sheets
from volunteers.services.forgetting import GONE

logger = logging.getLogger(__name__)

BATCH = 1000
DECIDED = "Entscheidung 26"
MERGED = "Entscheidung 33"
LIMITATION = "Art. 5 Abs. 1 Buchst. e DSGVO (Speicherbegrenzung)"


@dataclass(frozen=True, slots=True)
class Rule:
    """What is kept how long after its last step, from when to when that holds, and why. `years` are calendar years."""

    code: str
    what: str | Promise
    source: str
    days: int = 0
    years: int = 0
    valid_from: dt.date = dt.date(2026, 11, 1)
    valid_to: dt.date | None = None

    def before(self, day: dt.date) -> dt.date:
        """What ended before that day is over."""
        if not self.years:
            return day - dt.timedelta(days=self.days)
        past = day.year - self.years
        return day.replace(year=past, day=28) if (day.month, day.day) == (2, 29) else day.replace(year=past)


RULES: tuple[Rule, ...] = (
    Rule("idempotency", _("gemerkte Antworten auf Anfragen"), LIMITATION, days=1),
    Rule("exports", _("Kopien eigener Daten"), LIMITATION, days=exporting.KEEP.days),
    Rule("sessions", _("abgelaufene Anmeldungen"), LIMITATION, days=0),
    Rule("drafts", _("Entwürfe von Dankeslisten, guten Beispielen und Aktionen"), DECIDED, days=90),
    Rule("links", _("Adressen, an die Links gingen"), DECIDED, days=90),
    Rule("open_sheets", _("Unterschriftenlisten, an die niemand mehr dachte: werden abgeschlossen"), DECIDED, days=365),
    Rule("sheets", _("wer auf einer abgeschlossenen Unterschriftenliste stand"), DECIDED, days=90),
    Rule("merges", _("was beim Zusammenführen von Datensätzen wohin ging"), MERGED, days=UNDO_FOR.days),
    Rule("takeovers", _("Fragen und Codes zur Übernahme geführter Stunden"), MERGED, days=90),
    Rule("unconfirmed", _("Anfragen zum Beitritt, deren E-Mail-Adresse niemand bestätigte"), LIMITATION, days=7),
    Rule("joining", _("entschiedene und zurückgezogene Anfragen zum Beitritt"), LIMITATION, days=90),
    Rule("messages", _("Dankesgrüße, die niemanden erreichten oder entfernt wurden"), LIMITATION, days=90),
    Rule("shares", _("geteilte Links, die nirgends mehr hinführen"), LIMITATION, days=90),
    Rule("mails", _("dass und wohin eine E-Mail ging"), LIMITATION, days=90),
    Rule("addresses", _("abgeschlossene Änderungen einer Adresse"), LIMITATION, days=90),
    Rule("cards", _("Ehrenamtskarten, die abgelaufen oder zurückgegeben sind"), LIMITATION, years=1),
    Rule("annexes", _("Anlagen für die Ehrenamtskarte, und zurückgenommene Befreiungen"), LIMITATION, years=1),
    Rule("declined", _("Worte zu abgelehnten und zurückgezogenen Einträgen"), DECIDED, years=2),
    Rule("obstacles", _("Worte zu Hindernissen und wer sie nannte, nach dem letzten Schritt"), LIMITATION, years=2),
    Rule("hours", _("wem bestätigte Stunden gehörten, nach der letzten"), DECIDED, years=10),
)


class Handler(NamedTuple):
    """How one table follows a rule: `over` finds what is too old, `let_go` deals with a batch of its keys."""

    over: Callable[[dt.date], "models.QuerySet[Any]"]
    let_go: Callable[[list[int]], None]


Handlers: TypeAlias = list[tuple[str, Handler]]
_HANDLERS: Handlers = []


def register(code: str, handler: Handler) -> None:
    """Say at the start that a table follows the rule of that code."""
    _HANDLERS.append((code, handler))


def rules_on(day: dt.date) -> dict[str, Rule]:
    """The rules of a local date, by code."""
    return {
        rule.code: rule for rule in RULES if rule.valid_from <= day and (rule.valid_to is None or day <= rule.valid_to)
    }


def counts(day: dt.date | None = None) -> Iterator[tuple[Rule, int]]:
    """What would be let go now: each rule with the number of rows that are over. Changes nothing."""
    today = day or clock.today()
    for code, rule in rules_on(today).items():
        found = [handler.over(rule.before(today)).count() for one, handler in _HANDLERS if one == code]
        yield rule, sum(found)


def follow(*, seconds: float = 600.0) -> dict[str, int]:
    """Let go what is over, batch by batch, until nothing is left or the time is up. Returns how many rows, by rule.

    What is left comes the next night. A batch that fails is logged, and the next rule goes on.
    """
    until, today = time.monotonic() + seconds, clock.today()
    rules = rules_on(today)
    done = dict.fromkeys(rules, 0)
    for code, handler in _HANDLERS:
        if code not in rules:
            continue
        rows = handler.over(rules[code].before(today)).order_by("pk")
        try:
            while time.monotonic() < until and (keys := list(rows.values_list("pk", flat=True)[:BATCH])):
                handler.let_go(keys)
                done[code] += len(keys)
        except Exception as error:  # noqa: BLE001 - whatever it is, the other rules are as due as this one
            logger.error("retention %s stopped: %s", code, type(error).__name__)  # noqa: TRY400 - no names in logs
    return done


def start_of(day: dt.date) -> dt.datetime:
    """The first instant of a local date."""
    return dt.datetime.combine(day, dt.time(), tzinfo=timezone.get_default_timezone())


# --- what this app keeps ---


def _deleting(table: type[models.Model]) -> Callable[[list[int]], None]:
    def let_go(keys: list[Any]) -> None:
        table._default_manager.filter(pk__in=keys).delete()

    return let_go


@transaction.atomic
def _empty_words(keys: list[int]) -> None:
    """The entries and their events stay; what people wrote beside them goes."""
    Reason.blank(LedgerEvent.objects.filter(entry__in=keys, reason__isnull=False).values("reason"))
    EarlierVersion.objects.filter(entry__in=keys).delete()
    entries = HourEntry.objects.filter(pk__in=keys)
    entries.update(note="")
    entries.filter(status=HourStatus.DECLINED).update(decline_reason=GONE)


def _with_words(before: dt.date) -> "models.QuerySet[HourEntry]":
    said = LedgerEvent.objects.filter(entry=OuterRef("pk"), reason__isnull=False).exclude(reason__text="")
    words = ~Q(note="") | Q(status=HourStatus.DECLINED) & ~Q(decline_reason=GONE) | Exists(said)
    ended = [HourStatus.DECLINED, HourStatus.WITHDRAWN]
    return HourEntry.objects.filter(words, status__in=ended, submitted_at__lt=start_of(before))


def _long_gone(before: dt.date) -> "models.QuerySet[Volunteer]":
    """Whose last hour lies so far back, and one was confirmed. Who came later stays, with old hours imported since."""
    hours = HourEntry.objects.filter(volunteer=OuterRef("pk"))
    return Volunteer.objects.remembered().filter(
        ~Exists(hours.filter(day__gte=before)),
        Exists(hours.confirmed()),
        created_at__lt=start_of(before),
    )


def _pseudonymise(keys: list[int]) -> None:
    """Each in a transaction of their own. An account that is still in use stays, without its record."""
    since = start_of(rules_on(clock.today())["hours"].before(clock.today()))
    for volunteer in Volunteer.objects.select_related("user").filter(pk__in=keys):
        user = volunteer.user
        used = user is not None and (
            user.memberships.current().exists()
            or user.coordinator_scopes.exists()
            or user.is_staff
            or (user.last_login is not None and user.last_login >= since)
        )
        erasing.erase(actor=None, volunteer=volunteer, way=ErasureWay.PERIOD, keep_account=used)


def _links(before: dt.date) -> "models.QuerySet[ConfirmationLink]":
    """Ended so long ago, and either with an address still, or of no use to any entry."""
    confirmed = Exists(HourEntry.objects.filter(confirmed_link=OuterRef("pk")))
    return ConfirmationLink.objects.filter(~Q(address="") | ~confirmed, expires_at__lt=start_of(before))


def _takeovers(before: dt.date) -> "models.QuerySet[Takeover]":
    since = Coalesce("ended_at", "expires_at", "begun_at")
    return Takeover.objects.annotate(since=since).filter(since__lt=start_of(before))


def _mails(before: dt.date) -> "models.QuerySet[Mail]":
    return Mail.objects.filter(queued_at__lt=start_of(before)).exclude(status=MailStatus.SENDING)


def _unconfirmed(before: dt.date) -> "models.QuerySet[JoinRequest]":
    return JoinRequest.objects.filter(status=JoinStatus.ASKED, asked_at__lt=start_of(before))


def _joined(before: dt.date) -> "models.QuerySet[JoinRequest]":
    since = Coalesce("decided_at", "withdrawn_at")
    return JoinRequest.objects.closed().annotate(since=since).filter(since__lt=start_of(before))


def _shares(before: dt.date) -> "models.QuerySet[Share]":
    start = start_of(before)
    return Share.objects.filter(Q(ended_at__lt=start) | Q(expires_at__lt=start))


def _done(_number: int) -> None:
    """Their owners let them go all at once."""


register(
    "idempotency",
    Handler(lambda day: IdempotencyRecord.objects.filter(created_at__lt=start_of(day)), _deleting(IdempotencyRecord)),
)
register("exports", Handler(lambda _day: exporting.expired(), exporting.expire))
register("sessions", Handler(lambda _day: Session.objects.filter(expire_date__lt=clock.now()), _deleting(Session)))
register("links", Handler(_links, lambda _keys: _done(links.forget_old())))
register(
    "open_sheets",
    Handler(lambda day: SignInSheet.objects.forgotten_since(start_of(day)), sheets.close_forgotten),
)
register("sheets", Handler(lambda day: SignInSheet.objects.ended_before(start_of(day)), sheets.empty))
register("unconfirmed", Handler(_unconfirmed, _deleting(JoinRequest)))
register("joining", Handler(_joined, _deleting(JoinRequest)))
register("mails", Handler(_mails, lambda _keys: _done(mailing.forget_old())))
register(
    "addresses",
    Handler(lambda day: AddressChange.objects.filter(closed_at__lt=start_of(day)), _deleting(AddressChange)),
)
register("merges", Handler(lambda day: Merge.objects.filter(merged_at__lt=start_of(day)), merging.forget))
register("takeovers", Handler(_takeovers, _deleting(Takeover)))
register("shares", Handler(_shares, _deleting(Share)))
register("cards", Handler(VolunteerCard.objects.over, _deleting(VolunteerCard)))
register("declined", Handler(_with_words, _empty_words))
register("hours", Handler(_long_gone, _pseudonymise))
