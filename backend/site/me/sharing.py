"""`/ich/teilen`: show a certificate or a milestone by a link, take it back, and take its facts to other sites."""

import uuid as uuids
from typing import Any, cast
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from backend.common import clock
from backend.common.errors import DomainError
from backend.common.pages import complain, typed
from certificates.content import CertificateContent, ContentError, parse_content
from certificates.models import Certificate
from certificates.press.wording import wording
from volunteers.competences import pool
from volunteers.models import DisplayForm, Share, ShareKind, Volunteer
from volunteers.services import consent, sharing
from volunteers.services.sharing import FORMS, Facts
from volunteers.web.me.own import actor_of, helping

LINKEDIN = "https://www.linkedin.com/profile/add"


class ShareForm(forms.Form):
    """What of it others may see, and for how long."""

    display_form = forms.ChoiceField(
        label=gettext_lazy("Wie soll dein Name dort stehen?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Bitte wähle, wie dein Name dort stehen soll.")},
    )
    days = forms.TypedChoiceField(
        label=gettext_lazy("Wie lange soll der Link gelten?"),
        coerce=int,
        widget=forms.RadioSelect,
        choices=[
            (30, gettext_lazy("30 Tage")),
            (90, gettext_lazy("90 Tage")),
            (365, gettext_lazy("ein Jahr")),
        ],
    )
    with_hours = forms.BooleanField(label=gettext_lazy("Meine bestätigten Stunden zeigen"), required=False)
    with_proof = forms.BooleanField(
        label=gettext_lazy("Auf die Prüfseite verlinken"),
        help_text=gettext_lazy("Sie zeigt alles, was auf der Urkunde steht, auch deinen vollen Namen."),
        required=False,
    )
    of_age = forms.BooleanField(
        label=gettext_lazy("Ich bin mindestens 18 Jahre alt."),
        help_text=gettext_lazy("Mit Namen geht das ab 18."),
        required=False,
    )

    def __init__(self, data: QueryDict | None, *, volunteer: Volunteer, facts: Facts, age: int | None) -> None:
        """Asks only what there is to choose."""
        super().__init__(data, initial={"display_form": DisplayForm.ANONYMOUS, "days": 90}, label_suffix="")
        minor = age is not None and age < consent.OF_AGE
        possible = [form for form in FORMS if form == DisplayForm.ANONYMOUS or not minor]
        names = [(form, sharing.name_in(volunteer, form)) for form in possible]
        field: Any = self.fields["display_form"]
        field.choices = [
            (form, format_html("<bdi>{}</bdi>", name) if name else _("ohne Namen"))
            for form, name in names
            if name or form == DisplayForm.ANONYMOUS
        ]
        if facts.minutes is None:
            del self.fields["with_hours"]
        if not facts.proof:
            del self.fields["with_proof"]
        if age is not None:
            del self.fields["of_age"]


@require_safe
@helping
def mine(request: HttpRequest, volunteer: Volunteer) -> HttpResponse:
    """All that one could show, and what one shows."""
    standing = Share.objects.standing(clock.now()).filter(volunteer=volunteer)
    links = {(share.kind, share.subject): share for share in standing}
    things = [(kind, facts, links.get((kind, facts.subject))) for kind, facts in sharing.mine(volunteer)]
    return render(request, "site/me/sharing.html", {"things": things})


@require_http_methods(["GET", "HEAD", "POST"])
@helping
def one(request: HttpRequest, volunteer: Volunteer, kind: str, subject: uuids.UUID) -> HttpResponse:
    """One thing: make a link, look at it, take it back; and its facts for a profile elsewhere."""
    facts = sharing.find(volunteer, kind, subject)
    if facts is None:
        raise Http404
    standing = Share.objects.standing(clock.now()).filter(volunteer=volunteer, kind=kind, subject=subject)
    found = standing.first()
    if request.method == "POST" and "end" in request.POST:
        if found is not None:
            sharing.end(actor=actor_of(request), share=found)
        messages.success(request, _("Zurückgenommen. Spätestens in einer Minute führt der Link nirgends mehr hin."))
        return redirect("me-share", kind, subject)
    form = ShareForm(typed(request), volunteer=volunteer, facts=facts, age=consent.age_of(volunteer))
    if request.method == "POST" and form.is_valid():
        try:
            sharing.share(actor=actor_of(request), kind=kind, subject=subject, **form.cleaned_data)
        except DomainError as error:
            complain(form, error)
        else:
            messages.success(request, _("Dein Link ist da. Du entscheidest, wem du ihn gibst."))
            return redirect("me-share", kind, subject)
    context = {
        "facts": facts,
        "kind": kind,
        "form": form,
        "share": found,
        "address": sharing.url_of(found.uuid) if found else "",
        "picture": _picture(found) if found else "",
        "profile": _profile(volunteer, subject) if kind == ShareKind.CERTIFICATE else None,
    }
    return render(request, "site/me/share.html", context, status=400 if form.errors else 200)


def _picture(share: Share) -> str:
    token = sharing.url_of(share.uuid).rpartition("/")[2]
    return reverse("shared-picture", args=[token])


def _profile(volunteer: Volunteer, subject: uuids.UUID) -> dict[str, Any] | None:
    """What a paper says, field by field as LinkedIn and Europass ask for it; None for a content that is not read."""
    paper = Certificate.objects.filter(volunteer=volunteer, uuid=subject).first()
    try:
        content = parse_content(cast("Certificate", paper).content)
    except ContentError:
        return None
    words, language = wording(get_language() or "de"), get_language() or "de"
    return {
        "paper": paper,
        "title": words.title[content.kind],
        "content": content,
        "issued_on": words.date(content.issued_on),
        "period": words.span(content.period) if content.period else "",
        "hours": words.duration_words(content.minutes_total) if content.minutes_total else "",
        "competences": _competences(content, language),
        "linkedin": linkedin(words.title[content.kind], content),
    }


def _competences(content: CertificateContent, language: str) -> list[tuple[str, str]]:
    """Names in the language of the page, each with its skill in ESCO, "" where there is none."""
    known = [(each, pool().get(each.code)) for each in content.competences]
    return [
        (found.title(language), found.esco_uri) if found else (each.title, each.esco.uri if each.esco else "")
        for each, found in known
    ]


def linkedin(title: str, content: CertificateContent) -> str:
    """LinkedIn's own address that opens its form for a certificate, filled in. It goes there when the holder clicks."""
    return f"{LINKEDIN}?" + urlencode(
        {
            "startTask": "CERTIFICATION_NAME",
            "name": title,
            "organizationName": content.issuer.name,
            "issueYear": content.issued_on.year,
            "issueMonth": content.issued_on.month,
            "certId": content.number,
            "certUrl": content.verify_url,
        }
    )
