"""The annex for the municipality: the hours at every organisation, and each organisation's word on its own. Four eyes.

The state lets every organisation confirm the years and the average on the application (freiwilligenserver.de, Wie läuft
die Beantragung im Detail ab?). Here the figures come from the ledger; who confirms them says that they are right, and
that nobody was paid. An annex stands until a newer one replaces it, and is of no use once it says more than is true.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from backend.common import clock
from backend.common.errors import Conflict, Forbidden, Invalid
from backend.common.outbox import Pointless
from backend.common.transitions import move
from recognition.card_querysets import WaiverQuerySet
from recognition.models import AnnexPart, AnnexPartStatus, CardAnnex, ProgrammeKind, ProgrammeRule, Waiver
from recognition.models.card import PART_TRANSITIONS
from recognition.rules import Hours, Rule, parse
from recognition.rules.evaluation import starts
from recognition.rules.facts import months_after
from recognition.rules.language import EVIDENCE, Volume
from recognition.services import standing
from recognition.services.reading import NO_HOURS, hours_of
from volunteers.models import DigestRhythm, HourEntry, Mail, Membership, User, Volunteer
from volunteers.reach import reach_of
from volunteers.services import mailing
from volunteers.services.confirming import check_reason, is_same_person
from volunteers.services.protocol import Act, note

if TYPE_CHECKING:
    from volunteers.models import Organisation

MAIL = "annex_asked"
TOPIC = "karte"  # what somebody stops who wants no more of these mails
MOST_ACTIVITIES = 8  # of an organisation
_MOST_YEARS = 3  # a page is as wide as it is; no rule so far asked for more


@dataclass(frozen=True, slots=True)
class Figures:
    """What an annex says of one organisation; columns of AnnexPart."""

    helped_since: dt.date
    minutes: int
    by_year: dict[str, int]
    by_span: list[int]

    def covers(self, part: AnnexPart) -> bool:
        """Whether all that the part says is there still. More may have come."""
        return (
            self.minutes >= part.minutes
            and self.helped_since <= part.helped_since
            and all(self.by_year.get(year, 0) >= minutes for year, minutes in part.by_year.items())
            and all(now >= then for now, then in zip(self.by_span, part.by_span, strict=True))
        )


def years_of(rule: Rule) -> int:
    """For how many years running a rule asks, as far as an annex shows them."""
    return min(rule.needs.years if isinstance(rule.needs, Volume) else 1, _MOST_YEARS)


def spans(end: dt.date, number: int) -> list[tuple[dt.date, dt.date]]:
    """Stretches of twelve months that lie one behind another, both days included, the last first."""
    ends = [months_after(end, -12 * back) for back in range(number + 1)]
    return [(before + dt.timedelta(days=1), last) for last, before in pairwise(ends)]


@transaction.atomic
def make(*, actor: User, volunteer: Volunteer) -> CardAnnex:
    """Put the annex together as the hours stand today, and ask every organisation; it replaces the one before.

    Where today's says the same already, it stays, with what was confirmed. Raises Forbidden (`not_yours`), Conflict
    (`no_rule`, `nothing_to_show`).
    """
    if reach_of(actor).volunteer_id != volunteer.pk:
        raise Forbidden(_("Eine Anlage gibt es nur für sich selbst."), code="not_yours")
    Volunteer.objects.select_for_update(of=("self",), no_key=True).get(pk=volunteer.pk)
    today, now = clock.today(), clock.now()
    rule = ProgrammeRule.objects.filter(programme__kind=ProgrammeKind.CARD).valid_on(today).first()
    if rule is None:
        raise Conflict(_("Im Moment gilt keine Regel für die Karte."), code="no_rule")
    start = dt.date(today.year - years_of(parse(rule.rule)), 1, 1)
    found = _figures(volunteer, rule, start, today)
    if not found and not Waiver.objects.held_on(today).filter(volunteer=volunteer).exists():
        raise Conflict(
            _("Es gibt noch keine bestätigten Stunden, die in einer Anlage stehen könnten."), code="nothing_to_show"
        )
    (card, *_others) = standing.of(volunteer, day=today, kinds=(ProgrammeKind.CARD,))
    before = CardAnnex.objects.standing().filter(volunteer=volunteer).first()
    if before is not None:
        same = (before.period_end, before.rule_id) == (today, rule.pk) and _told(before) == found
        if same and (before.met, before.waiver) == (card.holds, card.waiver):
            return before
        CardAnnex.objects.filter(pk=before.pk).update(replaced_at=now)
    annex = CardAnnex.objects.create(
        volunteer=volunteer,
        rule=rule,
        period_start=start,
        period_end=today,
        met=card.holds,
        waiver=card.waiver,
        made_at=now,
    )
    for organisation, figures in found.items():
        part = AnnexPart.objects.create(
            annex=annex,
            organisation_id=organisation,
            helped_since=figures.helped_since,
            minutes=figures.minutes,
            by_year=figures.by_year,
            by_span=figures.by_span,
        )
        _ask(part, but=actor)
    note(act=Act.CARD_ANNEX_MADE, actor=actor, volunteer=volunteer, subject=annex.uuid)
    return annex


def outdated(annex: CardAnnex) -> bool:
    """Whether it says more than is true by now: a correction took hours, or the waiver. Three queries at most."""
    if annex.waiver and not waivers_in(annex).filter(kind=annex.waiver).exists():
        return True
    now = _figures(annex.volunteer, annex.rule, annex.period_start, annex.period_end)
    return not all(part.organisation_id in now and now[part.organisation_id].covers(part) for part in annex.parts.all())


def waivers_in(annex: CardAnnex) -> WaiverQuerySet:
    """The waivers that an annex names: those that held on its last day."""
    return Waiver.objects.held_on(annex.period_end).filter(volunteer=annex.volunteer_id).order_by("kind", "pk")


def activities_in(annex: CardAnnex) -> dict[int, tuple[str, ...]]:
    """Titles of what the person did in the period, by key of the organisation, most hours first. One query."""
    days = HourEntry.objects.counting().filter(day__gte=annex.period_start, day__lte=annex.period_end)
    own = days.filter(volunteer=annex.volunteer_id).order_by().values_list("organisation", "activity__title")
    found: dict[int, list[str]] = {}
    for place, title, _minutes in own.annotate(minutes=Sum("counted")).order_by("-minutes", "activity__title"):
        found.setdefault(place, []).append(title)
    return {place: tuple(titles[:MOST_ACTIVITIES]) for place, titles in found.items()}


@transaction.atomic
def confirm(*, actor: User, part: AnnexPart) -> AnnexPart:
    """The organisation's word: so long, so much, unpaid.

    Raises Forbidden (`own_hours`, `not_confirmer`), Conflict (`annex_replaced`, `hours_changed`), IllegalTransition.
    """
    _check_may_decide(actor, part)
    if outdated(part.annex):
        raise Conflict(
            _("Seit der Anfrage wurden Stunden korrigiert. Die Person muss die Anlage neu anlegen."),
            code="hours_changed",
        )
    move(
        part,
        to=AnnexPartStatus.CONFIRMED,
        transitions=PART_TRANSITIONS,
        decided_at=clock.now(),
        decided_by=actor,
        decline_reason="",
    )
    _note(Act.CARD_PART_CONFIRMED, actor, part)
    return part


@transaction.atomic
def decline(*, actor: User, part: AnnexPart, reason: str) -> AnnexPart:
    """Not so, or not any more, with a reason that the person reads. Raises as `confirm`; Invalid (`reason_missing`)."""
    _check_may_decide(actor, part)
    reason = check_reason(reason)
    move(
        part,
        to=AnnexPartStatus.DECLINED,
        transitions=PART_TRANSITIONS,
        decided_at=clock.now(),
        decided_by=actor,
        decline_reason=reason,
    )
    _note(Act.CARD_PART_DECLINED, actor, part, reason)
    return part


def decide(*, actor: User, part: AnnexPart, confirmed: bool, reason: str = "") -> AnnexPart:
    """One of both. Raises Invalid (`reason_needless`) for a reason beside a yes, and as they do."""
    if not confirmed:
        return decline(actor=actor, part=part, reason=reason)
    if reason:
        raise Invalid(_("Eine Bestätigung braucht keinen Grund."), code="reason_needless", field="reason")
    return confirm(actor=actor, part=part)


def facts(mail: Mail) -> Mapping[str, Any] | Pointless:
    """Whose desk the mail leads to, when it leaves."""
    part = AnnexPart.objects.standing().filter(uuid=mail.context["part"], status=AnnexPartStatus.ASKED)
    found = part.select_related("organisation").first()
    user = User.objects.filter(uuid=mail.context["user"], is_active=True).first()
    current = Membership.objects.current().filter(user=user, organisation=found.organisation) if found else None
    if found is None or user is None or current is None or not current.exists():
        return Pointless("decided", _("Es wartet nichts mehr."))
    return {"organisation": found.organisation.name, "desk": found.organisation.uuid}


# --- what an annex says ---


def _figures(volunteer: Volunteer, rule: ProgrammeRule, start: dt.date, end: dt.date) -> dict[int, Figures]:
    """Of each organisation with hours in the period, by key in order of their minutes. One query."""
    asked = parse(rule.rule)
    weak = asked.evidence == EVIDENCE[0]
    hours = dict(hours_of([volunteer.pk], evidence=not weak)).get(volunteer.pk, NO_HOURS)
    counting = hours.at_least(asked.evidence).until(end)
    found = {key: _of(part, asked, start, end) for key, part in counting.by_organisation.items() if part.days}
    shown = [(key, one) for key, one in found.items() if one.minutes]
    return dict(sorted(shown, key=lambda item: (-item[1].minutes, item[0])))


def _of(hours: Hours, rule: Rule, start: dt.date, end: dt.date) -> Figures:
    years = range(start.year, end.year + 1)
    return Figures(
        helped_since=dt.date.fromordinal(starts(hours)[-1]),
        minutes=hours.between(start.toordinal(), end.toordinal()),
        by_year={
            str(year): hours.between(dt.date(year, 1, 1).toordinal(), dt.date(year, 12, 31).toordinal())
            for year in years
        },
        by_span=[hours.between(first.toordinal(), last.toordinal()) for first, last in spans(end, years_of(rule))],
    )


def _told(annex: CardAnnex) -> dict[int, Figures]:
    return {
        one.organisation_id: Figures(one.helped_since, one.minutes, one.by_year, one.by_span)
        for one in annex.parts.all()
    }


# --- who is asked, and who may answer ---


def _ask(part: AnnexPart, *, but: User) -> None:
    """A mail to who confirms there, unless the organisation wants none; never to the person."""
    members = User.objects.filter(
        pk__in=Membership.objects.current()
        .filter(organisation=part.organisation_id, organisation__is_active=True)
        .exclude(organisation__digest=DigestRhythm.NEVER)
        .values("user"),
        is_active=True,
    )
    for user in members.exclude(email="").exclude(pk=but.pk).only("uuid", "email", "language"):
        mailing.enqueue(
            kind=MAIL,
            key=f"{MAIL}:{part.uuid}:{user.uuid}",
            to=user.email,
            language=user.language,
            context={"part": str(part.uuid), "user": str(user.uuid)},
        )


def _may_decide(actor: User, organisation: "Organisation") -> bool:
    """Whether somebody speaks for the organisation: its members, and who coordinates its district."""
    reach = reach_of(actor)
    return reach.everything or organisation.pk in reach.organisations or organisation.district_id in reach.districts


def _check_may_decide(actor: User, part: AnnexPart) -> None:
    volunteer = part.annex.volunteer
    if is_same_person(actor=actor, user_id=volunteer.user_id, email=volunteer.email):
        raise Forbidden(
            _("Eigene Stunden bestätigt immer jemand anderes: ein zweites Mitglied oder die Koordination."),
            code="own_hours",
        )
    if not _may_decide(actor, part.organisation):
        raise Forbidden(_("Bestätigen kann nur die Organisation, bei der geholfen wurde."), code="not_confirmer")
    # One after another with `make`, which replaces an annex.
    held = CardAnnex.objects.standing().select_for_update(of=("self",), no_key=True).filter(pk=part.annex_id)
    if not held.exists():
        raise Conflict(_("Inzwischen gibt es eine neuere Anlage."), code="annex_replaced")


def _note(act: Act, actor: User, part: AnnexPart, reason: str = "") -> None:
    note(
        act=act,
        actor=actor,
        volunteer=part.annex.volunteer,
        organisation=part.organisation,
        subject=part.uuid,
        detail={"minutes": part.minutes},
        reason=reason,
    )
