"""The two forms of a campaign: whom it thanks, and how its certificates look."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from certificates.models import Campaign, CampaignStatus, CertificateKind
from certificates.web.coordination.fields import (
    BesideField,
    Day,
    DistrictField,
    IssuerField,
    LanguageField,
    OnceField,
    VersionField,
    published_for,
)
from volunteers.models import District, FieldOfAction, Organisation, User
from volunteers.reach import reach_of

MINUTES_AN_HOUR = 60


class WhomForm(forms.Form):
    """The rule."""

    once = OnceField()
    title = forms.CharField(
        label=gettext_lazy("Titel"),
        max_length=120,
        help_text=gettext_lazy("Nur für Sie, zum Beispiel „Dank zum Jahresende“."),
    )
    period_start = Day(label=gettext_lazy("Stunden von"))
    period_end = Day(label=gettext_lazy("Stunden bis"))
    minimum = forms.DecimalField(
        label=gettext_lazy("Mindestens bestätigte Stunden"),
        min_value=0,
        max_value=10_000,
        decimal_places=2,
        initial=0,
        help_text=gettext_lazy("0 heißt: alle, die in dieser Zeit geholfen haben."),
    )
    district = DistrictField()
    field = forms.ModelChoiceField(
        FieldOfAction.objects.none(),
        to_field_name="code",
        label=gettext_lazy("Handlungsfeld"),
        required=False,
        empty_label=gettext_lazy("alle"),
    )
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(),
        to_field_name="uuid",
        label=gettext_lazy("Organisation"),
        required=False,
        empty_label=gettext_lazy("alle"),
    )

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        """Offers what the user coordinates."""
        super().__init__(*args, **kwargs)
        reach, fields = reach_of(user), self.fields
        districts, fields_of_action = District.objects.order_by("name"), FieldOfAction.objects.order_by("position")
        organisations = Organisation.objects.filter(is_active=True).order_by("name")
        if not reach.everything:
            districts = districts.filter(pk__in=reach.districts)
            if not reach.fields:
                organisations = organisations.filter(district_id__in=reach.districts)
        offered: dict[str, Any] = {
            "district": districts,
            "field": fields_of_action,
            "organisation": organisations,
        }
        for name, rows in offered.items():
            field: Any = fields[name]
            field.queryset = rows

    def wish(self) -> dict[str, Any]:
        """As `campaigns.create_campaign` names it."""
        names = ("title", "period_start", "period_end", "district", "field", "organisation")
        minutes = max(1, round(self.cleaned_data["minimum"] * MINUTES_AN_HOUR))
        return {name: self.cleaned_data[name] for name in names} | {"minimum_minutes": minutes}

    def unsaved(self, user: User) -> Campaign:
        """A draft that is only counted with."""
        return Campaign(**self.wish(), kind=CertificateKind.THANKS, status=CampaignStatus.DRAFT, created_by=user)


class ChosenForm(WhomForm):
    """What can be changed where people were chosen: not whom."""

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        """The rule's own fields are not asked for."""
        super().__init__(user, *args, **kwargs)
        for name in ("minimum", "district", "field", "organisation"):
            del self.fields[name]

    def wish(self) -> dict[str, Any]:
        """As `campaigns.edit_draft` names it."""
        return {name: self.cleaned_data[name] for name in ("title", "period_start", "period_end")}


def whom_of(campaign: Campaign) -> dict[str, Any]:
    """What the form shows of a draft."""
    minutes = campaign.minimum_minutes
    return {
        "title": campaign.title,
        "period_start": campaign.period_start,
        "period_end": campaign.period_end,
        "minimum": 0 if minutes == 1 else round(minutes / MINUTES_AN_HOUR, 2),
        "district": campaign.district,
        "field": campaign.field,
        "organisation": campaign.organisation,
    }


class DesignForm(forms.Form):
    """How it looks and what it speaks."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Was soll es sein?"),
        choices=CertificateKind.choices,
        widget=forms.RadioSelect(attrs={"class": "chips"}),
        help_text=gettext_lazy("Ein Kompetenznachweis gilt für eine Organisation und ein Kalenderjahr."),
    )
    age_affirmed = forms.BooleanField(
        label=gettext_lazy("Wer kein Geburtsdatum angegeben hat, ist mindestens 14 Jahre alt"),
        required=False,
        help_text=gettext_lazy("Nur für Kompetenznachweise."),
    )
    issuer = IssuerField()
    template = VersionField()
    language = LanguageField()
    beside = BesideField()

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        """Offers every issuer and each published design."""
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["issuer"].offer(user)
        fields["template"].queryset = published_for(user)


def design_of(campaign: Campaign) -> dict[str, Any]:
    """What the form shows of a draft."""
    version = campaign.template_version
    return {
        "kind": campaign.kind,
        "age_affirmed": campaign.age_affirmed,
        "issuer": campaign.issuer,
        "template": version,
        "language": campaign.language,
        "beside": campaign.beside,
    }


def rule_of(campaign: Campaign) -> str:
    """The rule in one sentence."""
    scope = [str(one) for one in (campaign.organisation, campaign.field, campaign.district) if one]
    if campaign.chosen:
        return ", ".join([*scope, _("ausgewählte Menschen")])
    hours = whom_of(campaign)["minimum"]
    return _("%(scope)s; %(hours)s") % {
        "scope": ", ".join(scope) or _("Ganzes Bündnis"),
        "hours": _("mindestens %(hours)s Stunden") % {"hours": f"{hours:n}"} if hours else _("ab der ersten Stunde"),
    }
