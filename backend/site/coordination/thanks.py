"""Thanks due: who reached something and was not thanked since, by place; certificates for exactly them; and the gap."""

import datetime as dt
import uuid
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from backend.common import clock
from backend.common.errors import Conflict, DomainError, Invalid
from backend.common.idempotency import once_from_form
from backend.common.spreadsheets import csv_download
from certificates.models import Certificate, CertificateKind, CertificateStatus, Issuer
from certificates.querysets import CertificateQuerySet
from certificates.services import campaigns
from recognition.models import Reached, ThanksDue
from recognition.services import thanks_due, thanks_gap
from recognition.services.thanks_due import Place, Where
from recognition.services.thanks_gap import Gap
from recognition.thanks_querysets import ThanksDueQuerySet
from tasks.certificates import wake
from volunteers.models import User
from volunteers.reach import Reach, reach_of
from volunteers.web.coordinating import actor_of, coordinators_only

PAGE = 50
SHOWN = 12  # places before one asks for all
LONGEST_TITLE = 120
# Each half has an index of its own.
ON_THE_WAY = Q(status=CertificateStatus.QUEUED) | Q(status=CertificateStatus.RENDERING)
# What narrows the page, by its name in the address.
NARROWS = {"district": "landkreis", "field": "feld", "organisation": "stelle", "programme": "wofuer"}
AXES = {
    "district": gettext_lazy("Landkreis oder Stadt"),
    "field": gettext_lazy("Handlungsfeld"),
    "organisation": gettext_lazy("Organisation"),
    "programme": gettext_lazy("Erreichtes"),
}


class _Pages(Paginator):  # type: ignore[type-arg]  # Django knows no types at runtime
    """Pages of who is due thanks: their number is known, and only those of the page are asked about further."""

    def __init__(self, rows: ThanksDueQuerySet, number: int) -> None:
        self._number = number
        super().__init__(rows.longest_first(), PAGE)

    @cached_property
    def count(self) -> int:
        return self._number

    def page(self, number: Any) -> Any:
        """With their names, and whether a certificate for them is on its way."""
        number = self.validate_number(number)
        rows: Any = self.object_list
        keys = rows.values("pk")[(number - 1) * PAGE : number * PAGE]
        ordered = _on_the_way().filter(volunteer=OuterRef("volunteer_id"))
        found = ThanksDue.objects.filter(pk__in=keys).longest_first().select_related("volunteer")
        return Page(list(found.annotate(ordered=Exists(ordered))), number, self)


@require_http_methods(["GET", "HEAD", "POST"])
@coordinators_only
def thanks_due_page(request: HttpRequest) -> HttpResponse:
    """Who waits, the longest first, and where they are; a POST orders for all of them."""
    actor, where = actor_of(request), _where(request)
    reach = reach_of(actor)
    refusal = ""
    if request.method == "POST":
        try:
            return redirect(once_from_form(request, lambda: _order(request, actor, reach, where)))
        except DomainError as error:
            refusal = str(error.detail)
    numbers = thanks_due.numbers(reach, where, under_way=_on_the_way().values("volunteer"))
    page = _Pages(thanks_due.due(reach, where), numbers.people).get_page(request.GET.get("seite"))
    axes = [by for by in AXES if getattr(where, by) is None]
    by = request.GET.get("nach", "")
    by = by if by in axes else next(iter(axes), "")
    places = thanks_due.places(by, reach, where) if by and numbers.people else []
    whole = "alle" in request.GET
    context = {
        "numbers": numbers,
        "without": numbers.people - numbers.under_way,
        "days": (clock.today() - numbers.oldest).days if numbers.oldest else 0,
        "page": page,
        "people": _with_what(list(page.object_list)),
        "by": by,
        "axis": AXES.get(by, ""),
        "axes": [(one, AXES[one], _address(where, nach=one)) for one in axes],
        "places": [(place, _narrowed(where, by, place)) for place in (places if whole else places[:SHOWN])],
        "more": 0 if whole else max(0, len(places) - SHOWN),
        "all": _address(where, nach=by, alle=""),
        "chosen": _chosen(where),
        "here": _address(where),
        "gap": reverse("coordination-thanks-gap") + _address(where),
        "once": uuid.uuid4(),
        "refusal": refusal,
    }
    return render(request, "coordination/thanks.html", context, status=409 if refusal else 200)


@require_safe
@coordinators_only
def thanks_gap_page(request: HttpRequest) -> HttpResponse:
    """How long thanks took, month by month, and how long it is taking; `?datei=csv` is the same as a file."""
    where = _where(request)
    found = thanks_gap.gap(reach_of(request.user), where, today=clock.today())
    if request.GET.get("datei") == "csv":
        return csv_download(f"dank-abstand-{clock.today():%Y-%m-%d}", _sheet(found))
    context = {
        "found": found,
        "late": thanks_gap.LATE,
        "chosen": _chosen(where),
        "due": reverse("coordination-thanks") + _address(where),
        "here": _address(where),
        "csv": _address(where, datei="csv"),
    }
    return render(request, "coordination/thanks_gap.html", context)


def _sheet(found: Gap) -> list[list[object]]:
    header: list[object] = [
        _("Monat"),
        _("Dank für Erreichtes"),
        _("Median in Tagen"),
        _("später als %(days)s Tage") % {"days": thanks_gap.LATE},
    ]
    named = [(f"{one.first:%Y-%m}", one.waits) for one in found.months]
    named += [(_("Insgesamt"), found.ended), (_("wartet heute"), found.going_on)]
    rows: list[list[object]] = [
        [name, one.number, "" if one.median is None else one.median, one.late] for name, one in named
    ]
    return [header, *rows]


def _where(request: HttpRequest) -> Where:
    """What the address narrows the page to. Raises Http404 for places where nothing is done, and unknown programmes."""
    asked: dict[str, Any] = {name: request.GET.get(key, "") for name, key in NARROWS.items()}
    try:
        asked["organisation"] = uuid.UUID(asked["organisation"]) if asked["organisation"] else None
    except ValueError as error:
        raise Http404 from error
    where = thanks_due.find_where(**asked)
    if where is None:
        raise Http404
    return where


def _query(where: Where) -> dict[str, str]:
    return {
        key: thanks_due.choice(name, one).key
        for name, key in NARROWS.items()
        if (one := getattr(where, name)) is not None
    }


def _address(where: Where, **more: str) -> str:
    return f"?{urlencode(_query(where) | more)}"


def _narrowed(where: Where, by: str, place: Place) -> str:
    return f"?{urlencode(_query(where) | {NARROWS[by]: place.key})}"


def _chosen(where: Where) -> list[tuple[str, str]]:
    """What the page is narrowed to, each with the address of the page without it."""
    query = _query(where)
    return [
        (thanks_due.choice(name, one).label, f"?{urlencode({k: v for k, v in query.items() if k != key})}")
        for name, key in NARROWS.items()
        if (one := getattr(where, name)) is not None
    ]


def _on_the_way() -> CertificateQuerySet:
    return Certificate.objects.filter(ON_THE_WAY, volunteer__isnull=False)


def _with_what(shown: list[Any]) -> list[dict[str, Any]]:
    """The people of one page, each with what they reached, the oldest first. One query."""
    rows = Reached.objects.filter(volunteer__in=[one.volunteer_id for one in shown], lapsed_at=None).unthanked()
    reached: dict[int, list[tuple[str, dt.date]]] = {}
    columns = rows.order_by("reached_on", "programme__position").values_list(
        "volunteer", "programme__name", "reached_on"
    )
    for volunteer, name, day in columns:
        reached.setdefault(volunteer, []).append((_(name), day))
    today = clock.today()
    return [
        {
            "person": one.volunteer,
            "days": (today - one.since).days,
            "reached": reached.get(one.volunteer_id, []),
            "ordered": one.ordered,
        }
        for one in shown
    ]


def _order(request: HttpRequest, actor: User, reach: Reach, where: Where) -> str:
    """A campaign for all who wait and for whom none is on its way; `action=order` starts it. Returns where it leads."""
    due = thanks_due.due(reach, where)
    keys = list(due.order_by("volunteer").values_list("volunteer", flat=True))
    if str(len(keys)) != request.POST.get("people"):
        sentence = _("Inzwischen sind es andere Menschen als vorhin. Bitte sehen Sie noch einmal hin.")
        raise Conflict(sentence, code="changed_meanwhile", field="people")
    ordered = _on_the_way().values_list("volunteer", flat=True)
    if not (left := sorted(set(keys) - set(ordered))):
        raise Conflict(_("Für alle diese Menschen ist schon eine Urkunde bestellt."), code="ordered_already")
    issuer = Issuer.objects.visible_to(actor).order_by("pk").first()
    if issuer is None:
        raise Invalid(_("Es gibt noch keinen Aussteller. Bitte lassen Sie ihn von der Betreuung anlegen."))
    today = clock.today()
    oldest = thanks_due.numbers(reach, where).oldest or today
    campaign = campaigns.create_campaign(
        actor=actor,
        title=_title(where, today),
        kind=CertificateKind.THANKS,
        issuer=issuer,
        period_start=oldest.replace(month=1, day=1),
        period_end=today,
        people=left,
        **where.place,
    )
    if request.POST.get("action") != "order":
        return reverse("coordination-campaign-design", args=[campaign.uuid])
    number = campaigns.order_campaign(actor=actor, campaign=campaign)
    transaction.on_commit(wake, robust=True)
    said = ngettext("Bestellt: eine Urkunde.", "Bestellt: %(number)s Urkunden.", number)
    messages.success(request, said % {"number": number})
    return reverse("coordination-campaign", args=[campaign.uuid])


def _title(where: Where, today: dt.date) -> str:
    """What it is for, where, and the day on which it was found out."""
    said = [thanks_due.choice(name, one).label for name in AXES if (one := getattr(where, name)) is not None]
    day = f"{today:%d.%m.%Y}"
    title = _("Fälliger Dank am %(day)s: %(where)s") % {"day": day, "where": ", ".join(said) or _("alle")}
    return title if len(title) <= LONGEST_TITLE else f"{title[: LONGEST_TITLE - 1]}…"
