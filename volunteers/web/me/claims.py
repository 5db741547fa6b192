"""`/ich/uebernehmen`: hours that an organisation kept for somebody before they had an account."""

import uuid as uuids
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from backend.common import clock
from backend.common.errors import DomainError, Invalid, NotFound
from backend.common.pages import complain, signed_in, typed
from backend.common.throttling import may_try_code
from volunteers.models import Organisation, Takeover, TakeoverStatus, Way
from volunteers.models.merges import UNDO_FOR
from volunteers.services import claiming
from volunteers.web.me.own import actor_of

MOST = 30  # of one's own on the page, the newest


class CodeForm(forms.Form):
    """A code as it was given."""

    code = forms.CharField(
        label=gettext_lazy("Code"),
        help_text=gettext_lazy("Zwölf Zeichen, zum Beispiel ABCD-EFGH-JKLM. Groß oder klein ist gleich."),
        max_length=40,
        error_messages={"required": gettext_lazy("Bitte gib den Code ein.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "ltr", "autocapitalize": "characters"}),
    )


class AskForm(forms.Form):
    """Whom to ask, and as whom."""

    organisation = forms.TypedChoiceField(
        label=gettext_lazy("Organisation"),
        coerce=uuids.UUID,
        error_messages={"required": gettext_lazy("Bitte wähle die Organisation.")},
    )
    name = forms.CharField(
        label=gettext_lazy("Unter welchem Namen kennt man dich dort?"),
        max_length=claiming.LONGEST,
        error_messages={"required": gettext_lazy("Bitte gib deinen Namen an.")},
        widget=forms.TextInput(attrs={"autocomplete": "name", "dir": "auto"}),
    )
    when = forms.CharField(
        label=gettext_lazy("Wann warst du ungefähr dort?"),
        help_text=gettext_lazy("Zum Beispiel: im Winter 2024, dienstags."),
        required=False,
        max_length=claiming.LONGEST,
    )

    def __init__(self, data: QueryDict | None, *, name: str) -> None:
        """With the organisations that are there; `name` is what the account says."""
        super().__init__(data, label_suffix="", initial={"name": name})
        found = Organisation.objects.filter(is_active=True).order_by("name", "pk").values_list("uuid", "name")
        field: Any = self.fields["organisation"]
        field.choices = [("", _("Bitte wählen")), *((str(key), name) for key, name in found)]


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def claim(request: HttpRequest) -> HttpResponse:
    """Type a code in, look at what comes over, take it; or ask an organisation. A GET changes nothing."""
    actor, sent = actor_of(request), typed(request)
    with_code = sent is not None and "code" in sent
    code = CodeForm(sent if with_code else None, label_suffix="")
    asking = AskForm(sent if not with_code else None, name=actor.name)
    bound = code if with_code else asking
    if request.method == "POST" and bound.is_valid():
        try:
            return _with_code(request, code) if with_code else _ask(request, asking)
        except DomainError as error:
            complain(bound, error)
    own = Takeover.objects.filter(claimant=actor).select_related("organisation").order_by("-pk")[:MOST]
    context = {
        "form": bound,
        "code": code,
        "asking": asking,
        "rows": [{"takeover": one, **_possible(one)} for one in own],
    }
    return render(request, "volunteers/me/claim.html", context, status=400 if bound.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def offer(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """What an organisation said yes to: look, take, or let it be; and give back what was taken."""
    actor = actor_of(request)
    found = Takeover.objects.filter(claimant=actor, uuid=uuid).select_related("organisation", "merge").first()
    if found is None:
        raise NotFound(_("Das gibt es nicht."))
    if request.method == "POST":
        acts = {"nehmen": _take, "zurueckgeben": _give_back}
        try:
            acts.get(request.POST.get("tun", ""), _withdraw)(request, found)
        except DomainError as error:
            messages.error(request, str(error.detail))
        return redirect("me-claim")
    if not _possible(found)["takes"]:
        return redirect("me-claim")
    context = {"preview": claiming.preview(actor=actor, takeover=found), "takeover": found}
    return render(request, "volunteers/me/claim_preview.html", context)


def _with_code(request: HttpRequest, form: CodeForm) -> HttpResponse:
    if not may_try_code(request):
        raise Invalid(_("Zu viele Versuche. Bitte warte eine Minute."), code="too_many_tries", field="code")
    actor, code = actor_of(request), form.cleaned_data["code"]
    found = claiming.by_code(actor=actor, code=code)
    preview = claiming.preview(actor=actor, takeover=found)
    if request.POST.get("tun") == "nehmen" and not preview.obstacles:
        _take(request, found)
        return redirect("me-claim")
    return render(request, "volunteers/me/claim_preview.html", {"preview": preview, "code": code})


def _ask(request: HttpRequest, form: AskForm) -> HttpResponse:
    said = form.cleaned_data
    organisation = Organisation.objects.get(uuid=said["organisation"])
    claiming.ask(actor=actor_of(request), organisation=organisation, name=said["name"], when=said["when"], way=Way.PAGE)
    messages.success(request, _("Gefragt. Die Organisation sieht nach; die Antwort steht dann hier."))
    return redirect("me-claim")


def _take(request: HttpRequest, takeover: Takeover) -> None:
    claiming.take(actor=actor_of(request), takeover=takeover, way=Way.PAGE)
    messages.success(request, _("Übernommen. Die Stunden stehen jetzt bei deinen Einträgen."))


def _withdraw(request: HttpRequest, takeover: Takeover) -> None:
    claiming.withdraw(actor=actor_of(request), takeover=takeover, way=Way.PAGE)
    messages.success(request, _("Zurückgezogen."))


def _give_back(request: HttpRequest, takeover: Takeover) -> None:
    claiming.give_back(actor=actor_of(request), takeover=takeover, way=Way.PAGE)
    messages.success(request, _("Zurückgegeben. Die Organisation führt diese Stunden wieder."))


def _possible(takeover: Takeover) -> dict[str, Any]:
    """What the person can do now, and until when."""
    now = clock.now()
    offered = takeover.status == TakeoverStatus.OFFERED and takeover.expires_at is not None
    until = takeover.ended_at + UNDO_FOR if takeover.status == TakeoverStatus.TAKEN and takeover.ended_at else None
    return {
        "takes": offered and takeover.expires_at is not None and takeover.expires_at > now,
        "over": offered and takeover.expires_at is not None and takeover.expires_at <= now,
        "withdraws": takeover.status == TakeoverStatus.ASKED,
        "returns": until is not None and until > now,
        "until": until,
    }
