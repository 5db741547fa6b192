"""Templates: their versions, the layout as JSON with what is wrong at its place, a picture, publishing and retiring."""

import json
import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from backend.common.errors import DomainError
from backend.common.idempotency import once_from_form
from backend.common.pages import complain, typed
from backend.common.throttling import may_preview
from certificates.models import CertificateKind, Issuer, Template, TemplateStatus, TemplateVersion
from certificates.services import previews, samples, templates
from certificates.web.coordination.fields import OnceField
from volunteers.models import User
from volunteers.web.coordinating import actor_of, coordinators_only

PAGE = 30
SAMPLES = [(one.key, one.title) for one in samples.samples_of(CertificateKind.THANKS)]


class TemplateForm(forms.Form):
    """A new one."""

    once = OnceField()
    title = forms.CharField(label=gettext_lazy("Titel"), max_length=120)
    kind = forms.ChoiceField(
        label=gettext_lazy("Wofür?"),
        choices=CertificateKind.choices,
        widget=forms.RadioSelect(attrs={"class": "chips"}),
    )
    issuer = forms.ModelChoiceField(
        Issuer.objects.none(),
        to_field_name="uuid",
        label=gettext_lazy("Nur für den Aussteller"),
        required=False,
        empty_label=gettext_lazy("für alle"),
    )
    file = forms.FileField(
        label=gettext_lazy("Gestaltung als JSON-Datei"),
        required=False,
        help_text=gettext_lazy("Ohne Datei beginnt der Entwurf mit der Gestaltung des Hauses."),
    )

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        """Offers every issuer."""
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["issuer"].queryset = Issuer.objects.visible_to(user).order_by("name")

    def clean_file(self) -> Any:
        """What the file says."""
        file = self.cleaned_data["file"]
        return read_layout(file.read(templates.MOST_BYTES + 1)) if file else None


class LayoutForm(forms.Form):
    """The layout of a draft, typed or as a file; the file counts."""

    layout = forms.CharField(
        label=gettext_lazy("Gestaltung (JSON)"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 24, "spellcheck": "false", "class": "code", "dir": "ltr"}),
    )
    file = forms.FileField(label=gettext_lazy("Oder eine JSON-Datei"), required=False)

    def clean(self) -> dict[str, Any] | None:
        """Reads what was given."""
        file = self.cleaned_data.get("file")
        name, given = ("file", file.read(templates.MOST_BYTES + 1)) if file else ("layout", self.cleaned_data["layout"])
        try:
            self.cleaned_data["parsed"] = read_layout(given)
        except forms.ValidationError as error:
            self.add_error(name, error)
        return self.cleaned_data


def read_layout(given: bytes | str) -> Any:
    """The JSON. Raises ValidationError with the line where it stops to be some."""
    if len(given) > templates.MOST_BYTES:
        raise forms.ValidationError(_("Die Gestaltung ist zu groß: höchstens 2 MB im Ganzen."))
    try:
        return json.loads(given, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        detail = _("Das ist kein JSON: in Zeile %(line)s, Spalte %(column)s geht es nicht weiter.")
        raise forms.ValidationError(detail, params={"line": error.lineno, "column": error.colno}) from error
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise forms.ValidationError(_("Das ist kein JSON. Bitte wählen Sie eine Textdatei in UTF-8.")) from error


def _no_number(_name: str) -> Any:
    raise ValueError


@require_safe
@coordinators_only
def overview(request: HttpRequest) -> HttpResponse:
    """All of them with their versions."""
    actor = actor_of(request)
    rows = Template.objects.visible_to(actor).select_related("issuer").order_by("kind", "title", "pk")
    page = Paginator(rows, PAGE).get_page(request.GET.get("seite"))
    shown = list(page.object_list)
    versions: dict[int, list[TemplateVersion]] = {one.pk: [] for one in shown}
    found = TemplateVersion.objects.visible_to(actor).filter(template__in=shown).defer("layout").order_by("-number")
    for version in found:
        versions[version.template_id].append(version)
    entries = [(one, versions[one.pk]) for one in shown]
    return render(request, "certificates/coordination/templates.html", {"page": page, "entries": entries})


@require_http_methods(["GET", "HEAD", "POST"])
@coordinators_only
def new(request: HttpRequest) -> HttpResponse:
    """A template with its first draft."""
    actor = actor_of(request)
    form = TemplateForm(actor, typed(request), request.FILES or None, initial={"kind": CertificateKind.THANKS})
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(once_from_form(request, lambda: _create(actor, form)))
        except DomainError as error:
            _complain(form, error, "file")
    context = {"form": form}
    return render(request, "certificates/coordination/template_new.html", context, status=400 if form.errors else 200)


def _create(actor: User, form: TemplateForm) -> str:
    wish = {name: form.cleaned_data[name] for name in ("title", "kind", "issuer")}
    version = templates.create_template(actor=actor, layout=form.cleaned_data["file"], **wish)
    return reverse("coordination-template", args=[version.uuid])


@require_http_methods(["GET", "HEAD", "POST"])
@coordinators_only
def one(request: HttpRequest, uuid: uuid.UUID) -> HttpResponse:
    """One version: how it looks, its layout, and what may be done with it."""
    actor = actor_of(request)
    rows = TemplateVersion.objects.visible_to(actor).select_related("template__issuer")
    version = get_object_or_404(rows, uuid=uuid)
    editable = Template.objects.editable_by(actor).filter(pk=version.template_id).exists()
    fields = typed(request)
    saving = fields is not None and fields.get("action") == "save"
    initial = {"layout": json.dumps(version.layout, ensure_ascii=False, indent=2)}
    form = LayoutForm(fields if saving else None, request.FILES or None, initial=initial)
    refusal = ""
    if request.method == "POST":
        try:
            if address := _do(request, version, form):
                return redirect(address)
        except DomainError as error:
            if saving:
                _complain(form, error, "file" if form.cleaned_data.get("file") else "layout")
            else:
                refusal = _placed(error)
            version = get_object_or_404(rows, uuid=uuid)
    key = request.GET.get("muster", "de")
    context = {
        "version": version,
        "form": form,
        "editable": editable,
        "draft": version.status == TemplateStatus.DRAFT,
        "samples": SAMPLES,
        "sample": key if key in dict(SAMPLES) else "de",
        "refusal": refusal,
    }
    status = 400 if refusal or form.errors else 200
    return render(request, "certificates/coordination/template.html", context, status=status)


def _do(request: HttpRequest, version: TemplateVersion, form: LayoutForm) -> str:
    """The address that follows; empty where the form has something to say."""
    actor, action = actor_of(request), request.POST.get("action")
    here = reverse("coordination-template", args=[version.uuid])
    if action == "save":
        if not form.is_valid():
            return ""
        templates.edit_draft(actor=actor, version=version, layout=form.cleaned_data["parsed"])
        messages.success(request, _("Der Entwurf ist gespeichert."))
    elif action == "publish":
        templates.publish(actor=actor, version=version)
        messages.success(request, _("Freigegeben: alle Muster lassen sich drucken. Ab jetzt kann man damit bestellen."))
    elif action == "retire":
        templates.retire(actor=actor, version=version)
        messages.success(request, _("Außer Gebrauch. Was damit gedruckt wurde, bleibt, wie es ist."))
    elif action == "copy":
        draft = templates.new_version(actor=actor, version=version)
        messages.success(request, _("Das ist der neue Entwurf; er beginnt, wie die alte Fassung aussieht."))
        return reverse("coordination-template", args=[draft.uuid])
    return here


def _placed(error: DomainError) -> str:
    """The refusal with the place in the layout that it is about."""
    return f"{error.field}: {error.detail}" if "." in error.field else str(error.detail)


def _complain(form: forms.Form, error: DomainError, name: str) -> None:
    """What is wrong with the layout stands at the field where it was given."""
    if error.field.partition(".")[0] == "layout":
        form.add_error(name, _placed(error))
    else:
        complain(form, error)


@require_safe
@coordinators_only
def picture(request: HttpRequest, uuid: uuid.UUID) -> HttpResponse:
    """The first page of a sample with that version, as PNG."""
    version = get_object_or_404(
        TemplateVersion.objects.visible_to(actor_of(request)).select_related("template"), uuid=uuid
    )
    if not may_preview(request):
        return HttpResponse(status=429)
    data = previews.preview(version=version, sample=request.GET.get("muster", "de"), size="medium")
    return HttpResponse(data, content_type="image/png")
