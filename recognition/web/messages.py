"""Messages of thanks: what one got and wrote, at the desk of an organisation, and read by coordinators."""

import datetime as dt
import uuid as uuids
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from backend.common import clock
from backend.common.errors import DomainError
from backend.common.pages import complain, typed
from recognition.models import ThanksMessage
from recognition.services import messages as services
from volunteers.models import HourEntry, Organisation, Party, Volunteer, Way
from volunteers.reach import reach_of
from volunteers.web.coordinating import actor_of, coordinators_only
from volunteers.web.desk.place import Desk, at_desk
from volunteers.web.me.own import helping

ON_A_PAGE = 20
MOST_SHOWN = 50  # of those that wait, the oldest first
MOST_LISTED = 200  # people to choose among, one by one


def _text(label: Any, hint: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=services.LONGEST,
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
        error_messages={"required": gettext_lazy("Hier fehlen noch ein paar Worte.")},
    )


class OwnForm(forms.Form):
    """Whom one thanks, and how."""

    organisation = forms.UUIDField(
        label=gettext_lazy("Wem möchtest du danken?"),
        widget=forms.Select(),
        error_messages={"required": gettext_lazy("Bitte wähle die Organisation.")},
    )
    text = _text(gettext_lazy("Dein Dank"), gettext_lazy("Ein, zwei Sätze reichen. In jeder Sprache."))

    def __init__(self, data: QueryDict | None, *, organisations: list[Organisation]) -> None:
        """`organisations` are those where the person helped."""
        super().__init__(data, label_suffix="")
        known = [(str(each.uuid), each.name) for each in organisations]
        field: Any = self.fields["organisation"]
        field.widget.choices = known if len(known) == 1 else [("", "–"), *known]


class PeriodForm(forms.Form):
    """When people helped: by default this year."""

    von = forms.DateField(
        label=gettext_lazy("Geholfen von"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    bis = forms.DateField(label=gettext_lazy("bis"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


class DeskForm(forms.Form):
    """To all who helped in the period, or to some of them."""

    an = forms.ChoiceField(
        label=gettext_lazy("An wen geht die Nachricht?"),
        widget=forms.RadioSelect,
        choices=[
            ("alle", gettext_lazy("an alle, die in dieser Zeit geholfen haben")),
            ("einige", gettext_lazy("nur an die, die ich ankreuze")),
        ],
    )
    text = _text(
        gettext_lazy("Ihr Dank"), gettext_lazy("Alle lesen dieselben Worte. Niemand sieht, wer sie noch bekommt.")
    )


class CoordinationForm(forms.Form):
    """To whom at one organisation thanks are due, in the name of the alliance."""

    organisation = forms.ModelChoiceField(
        label=gettext_lazy("Menschen welcher Organisation?"),
        help_text=gettext_lazy("Alle dort, die etwas erreicht haben und noch keinen Dank bekamen."),
        queryset=Organisation.objects.none(),
        to_field_name="uuid",
    )
    text = _text(gettext_lazy("Ihr Dank"), gettext_lazy("Eine zweite Person aus der Koordination liest ihn zuerst."))


@require_http_methods(["GET", "HEAD", "POST"])
@helping
def mine(request: HttpRequest, volunteer: Volunteer) -> HttpResponse:
    """What one got and wrote, and a form; a POST with `message` withdraws or reports that one."""
    helped_at = HourEntry.objects.counting().filter(volunteer=volunteer).values("organisation")
    organisations = list(Organisation.objects.filter(pk__in=helped_at).order_by("name", "pk"))
    answering = request.method == "POST" and "message" in request.POST
    if answering:
        _answer(request, {"withdraw": services.withdraw, "report": services.report})
        return redirect("me-thanks")
    form = OwnForm(typed(request), organisations=organisations)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        chosen = next((each for each in organisations if each.uuid == data["organisation"]), None)
        try:
            if chosen is None:
                raise Http404
            services.thank_organisation(actor=actor_of(request), organisation=chosen, text=data["text"], way=Way.PAGE)
        except DomainError as error:
            complain(form, error)
        else:
            messages.success(request, _("Danke! Die Koordination liest es kurz, dann kommt es an."))
            return redirect("me-thanks")
    got = ThanksMessage.objects.received_by(volunteer).select_related("organisation").order_by("-decided_at", "-pk")
    wrote = ThanksMessage.objects.filter(volunteer=volunteer).select_related("organisation").order_by("-pk")
    context = {
        "form": form,
        "organisations": organisations,
        "page": Paginator(got, ON_A_PAGE).get_page(request.GET.get("seite")),
        "wrote": wrote[:ON_A_PAGE],
    }
    return render(request, "recognition/me_thanks.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def desk(request: HttpRequest, desk: Desk) -> HttpResponse:
    """What the organisation got and wrote, and a form to the people who helped there in a period."""
    if request.method == "POST" and "message" in request.POST:
        _answer(request, {"withdraw": services.withdraw, "report": services.report})
        return redirect("desk-thanks", desk.organisation.uuid)
    today, sent = clock.today(), typed(request)
    asked = sent if sent is not None else request.GET
    this_year = {"von": dt.date(today.year, 1, 1).isoformat(), "bis": today.isoformat()}
    period = PeriodForm({name: asked.get(name) or day for name, day in this_year.items()}, label_suffix="")
    valid = period.is_valid()
    within = {"start": period.cleaned_data["von"], "end": period.cleaned_data["bis"]} if valid else {}
    people = services.reachable(desk.organisation, **within).exclude(user=desk.user).order_by("name", "pk")
    if not valid:
        people = people.none()
    form = DeskForm(sent, label_suffix="", initial={"an": "alle"})
    ticked = set(sent.getlist("person")) if sent is not None else set()
    if request.method == "POST" and valid and form.is_valid():
        chosen = people if form.cleaned_data["an"] == "alle" else people.filter(uuid__in=_uuids(ticked))
        try:
            services.thank_people(
                actor=desk.user,
                organisation=desk.organisation,
                volunteers=list(chosen[: services.MOST_PEOPLE + 1]),
                text=form.cleaned_data["text"],
                side=Party.ORGANISATION,
                way=Way.PAGE,
            )
        except DomainError as error:
            complain(form, error)
        else:
            messages.success(request, _("Gespeichert. Die Koordination liest es, dann kommt es bei den Menschen an."))
            return redirect("desk-thanks", desk.organisation.uuid)
    got = ThanksMessage.objects.received_at(desk.organisation).select_related("volunteer").order_by("-pk")
    wrote = ThanksMessage.objects.filter(organisation=desk.organisation, side=Party.ORGANISATION)
    listed = list(people[: MOST_LISTED + 1])
    context = {
        "desk": desk,
        "form": form,
        "period": period,
        "number": len(listed) if len(listed) <= MOST_LISTED else people.count(),
        "people": [(one, str(one.uuid) in ticked) for one in listed] if len(listed) <= MOST_LISTED else [],
        "page": Paginator(got, ON_A_PAGE).get_page(request.GET.get("seite")),
        "wrote": wrote.select_related("written_by").order_by("-pk")[:ON_A_PAGE],
    }
    bad = bool(form.errors or (period.errors and request.method == "POST"))
    return render(request, "recognition/desk_thanks.html", context, status=400 if bad else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@coordinators_only
def moderation(request: HttpRequest) -> HttpResponse:
    """What waits to be read and what was reported, the oldest first. A POST decides on one, or on all ticked ones."""
    actor, reach = actor_of(request), reach_of(request.user)
    rows = ThanksMessage.objects.in_scope(reach).select_related("organisation", "volunteer", "written_by")
    refusal, refused = "", ""
    if request.method == "POST":
        try:
            if request.POST.get("tun") == "pass":
                chosen = list(rows.filter(uuid__in=_uuids(request.POST.getlist("ticked"))))
                passed = len(services.pass_messages(actor=actor, messages=chosen, way=Way.PAGE))
                messages.success(request, _("Zugestellt: %(number)s") % {"number": passed})
            else:
                refused = request.POST.get("message", "")
                _decide(request, rows)
        except DomainError as error:
            refusal = str(error.detail)
        else:
            return redirect("coordination-messages")
    waiting = rows.waiting().order_by("written_at", "pk")
    context = {
        "waiting": waiting[:MOST_SHOWN],
        "number": waiting.count(),
        "reported": rows.reported().order_by("reported_at", "pk")[:MOST_SHOWN],
        "refusal": refusal,
        "refused": refused,
        "reason": request.POST.get("reason", ""),
        "ticked": request.POST.getlist("ticked"),
    }
    return render(request, "recognition/messages.html", context, status=409 if refusal else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@coordinators_only
def new(request: HttpRequest) -> HttpResponse:
    """A message of the coordination to everybody at one organisation to whom thanks are due."""
    reach = reach_of(request.user)
    places = Organisation.objects.filter(is_active=True).order_by("name", "pk")
    form = CoordinationForm(typed(request), label_suffix="", initial={"organisation": request.GET.get("stelle")})
    field: Any = form.fields["organisation"]
    field.queryset = places if reach.everything else places.filter(district_id__in=reach.districts)
    if request.method == "POST" and form.is_valid():
        place: Organisation = form.cleaned_data["organisation"]
        people = list(services.due(place).exclude(user=request.user.pk).order_by("pk")[: services.MOST_PEOPLE])
        try:
            if not people:
                form.add_error("organisation", _("Dort hat niemand Dank zu bekommen, der ein Konto hat."))
            else:
                services.thank_people(
                    actor=actor_of(request),
                    organisation=place,
                    volunteers=people,
                    text=form.cleaned_data["text"],
                    side=Party.COORDINATION,
                    way=Way.PAGE,
                )
        except DomainError as error:
            complain(form, error)
        if not form.errors:
            messages.success(request, _("Gespeichert. Jetzt liest es eine zweite Person aus der Koordination."))
            return redirect("coordination-messages")
    return render(request, "recognition/message_new.html", {"form": form}, status=400 if form.errors else 200)


def _answer(request: HttpRequest, acts: dict[str, Any]) -> None:
    """What one does with a message that one sees: said as a message of the page, whether it went or not."""
    user = actor_of(request)
    found = ThanksMessage.objects.visible_to(user).filter(uuid__in=_uuids([request.POST["message"]])).first()
    act = acts.get(request.POST.get("tun", ""))
    if found is None or act is None:
        raise Http404
    try:
        act(actor=user, message=found, way=Way.PAGE)
    except DomainError as error:
        messages.error(request, str(error.detail))
    else:
        done = {
            "withdraw": _("Zurückgezogen. Es erreicht niemanden."),
            "report": _("Gemeldet. Die Koordination sieht es sich noch einmal an."),
        }
        messages.success(request, done[request.POST["tun"]])


def _decide(request: HttpRequest, rows: Any) -> None:
    found = rows.filter(uuid__in=_uuids([request.POST.get("message", "")])).first()
    if found is None:
        raise Http404
    given: dict[str, Any] = {"actor": actor_of(request), "message": found, "way": Way.PAGE}
    match request.POST.get("tun"):
        case "refuse":
            services.refuse(**given, reason=request.POST.get("reason", ""))
            messages.success(request, _("Nicht zugestellt. Wer geschrieben hat, liest Ihren Grund."))
        case "remove":
            services.remove(**given, reason=request.POST.get("reason", ""))
            messages.success(request, _("Entfernt. Wer geschrieben hat, liest Ihren Grund."))
        case "keep":
            services.keep(**given)
            messages.success(request, _("Es bleibt, wie es ist."))


def _uuids(texts: Any) -> list[uuids.UUID]:
    """Those of them that are keys."""
    found = []
    for text in texts:
        try:
            found.append(uuids.UUID(text))
        except ValueError:
            continue
    return found
