"""`/koordination/beitritte`: who asks to join in a coordinator's scope; admit, or decline with a reason."""

import uuid as uuids
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from backend.common import clock
from backend.common.errors import DomainError
from backend.common.pages import complain, typed
from volunteers.models import District, JoinRequest, JoinStatus, JoinWish, Organisation, Role
from volunteers.services import joining
from volunteers.text import plain_letters
from volunteers.web.coordinating import actor_of, coordinators_only

ON_A_PAGE = 30
DECIDED_SHOWN = 20
ALIKE_SHOWN = 5


class OrganisationForm(forms.Form):
    """The organisation as the directory will show it."""

    organisation_name = forms.CharField(label=gettext_lazy("Name der Organisation"), max_length=200)
    slug = forms.SlugField(
        label=gettext_lazy("Kürzel"),
        help_text=gettext_lazy("Kurz und eindeutig, aus kleinen Buchstaben, Ziffern und Strichen."),
        max_length=60,
    )
    kind = forms.ChoiceField(label=gettext_lazy("Art der Organisation"), choices=Organisation.Kind.choices)
    district = forms.ChoiceField(label=gettext_lazy("Landkreis oder Stadt"))

    def __init__(self, told: QueryDict | None = None, *, initial: dict[str, Any] | None = None) -> None:
        """With the districts of today."""
        super().__init__(told, initial=initial, label_suffix="")
        self.fields["district"].choices = District.objects.choices(clock.today())  # type: ignore[attr-defined]  # a ChoiceField


class MemberForm(forms.Form):
    """What the person may do there."""

    role = forms.ChoiceField(label=gettext_lazy("Rolle"), choices=Role.choices, initial=Role.CONFIRMER)


class DeclineForm(forms.Form):
    """Why not."""

    reason = forms.CharField(
        label=gettext_lazy("Begründung"),
        help_text=gettext_lazy("Die Person liest sie in der E-Mail."),
        max_length=joining.LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


@require_safe
@coordinators_only
def overview(request: HttpRequest) -> HttpResponse:
    """Those that wait, the oldest first; and the last decisions."""
    rows = JoinRequest.objects.visible_to(actor_of(request)).select_related("district", "organisation")
    context = {
        "page": Paginator(rows.open().order_by("confirmed_at", "pk"), ON_A_PAGE).get_page(request.GET.get("seite")),
        "decided": rows.decided().order_by("-decided_at", "-pk")[:DECIDED_SHOWN],
    }
    return render(request, "volunteers/coordination/join_requests.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@coordinators_only
def one(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """One of them: admit (`tun=admit`) or decline (`tun=decline`)."""
    rows = JoinRequest.objects.visible_to(actor_of(request)).select_related("district", "organisation")
    found = get_object_or_404(rows, uuid=uuid)
    sent = typed(request)
    declining = sent is not None and sent.get("tun") == "decline"
    form = _admit_form(found, None if declining else sent)
    refusal = DeclineForm(sent if declining else None, label_suffix="")
    acting = refusal if declining else form
    status = 200
    if request.method == "POST":
        if acting.is_valid():
            try:
                return _done(request, found, acting, declining=declining)
            except DomainError as error:
                complain(acting, error)
        status = 400
    context = {
        "asked": found,
        "open": found.status == JoinStatus.OPEN,
        "form": acting,
        "admitting": form,
        "refusal": refusal,
        "alike": _alike(found) if found.wish == JoinWish.ORGANISATION and found.status == JoinStatus.OPEN else [],
    }
    return render(request, "volunteers/coordination/join_request.html", context, status=status)


def _done(request: HttpRequest, found: JoinRequest, form: forms.Form, *, declining: bool) -> HttpResponse:
    told = dict(form.cleaned_data)
    if declining:
        joining.decline(actor=actor_of(request), request=found, **told)
        messages.success(request, _("Abgelehnt. Die Person liest Ihre Begründung in einer E-Mail."))
        return redirect("coordination-joining")
    if "district" in told:
        told["district"] = District.objects.valid_on(clock.today()).get(ags=told["district"])
    joining.admit(actor=actor_of(request), request=found, **told)
    messages.success(request, _("Aufgenommen. Die Person bekommt eine E-Mail und kann sich anmelden."))
    return redirect("coordination-joining")


def _admit_form(found: JoinRequest, sent: QueryDict | None) -> forms.Form:
    if found.wish == JoinWish.ORGANISATION:
        given = {
            "organisation_name": found.organisation_name,
            "slug": slugify(plain_letters(found.organisation_name))[:60].strip("-"),
            "kind": found.kind,
            "district": found.district.ags,
        }
        return OrganisationForm(sent, initial=given)
    return MemberForm(sent, label_suffix="") if found.wish == JoinWish.MEMBER else forms.Form(sent)


def _alike(found: JoinRequest) -> list[Organisation]:
    """Organisations that may be the same: of its district, one name within the other. Compared here, as people read."""
    name = plain_letters(found.organisation_name)
    near = Organisation.objects.filter(district_id=found.district_id).order_by("name", "pk")
    names = [(one, plain_letters(one.name)) for one in near]
    return [one for one, other in names if name in other or other in name][:ALIKE_SHOWN]


urlpatterns: list[URLPattern] = [
    path("koordination/beitritte", overview, name="coordination-joining"),
    path("koordination/beitritte/<uuid:uuid>", one, name="coordination-join-request"),
]
