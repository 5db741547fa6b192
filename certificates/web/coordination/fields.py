"""Fields that several of these forms ask for."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import get_language_info, gettext_lazy
from django.utils.translation import gettext as _

from certificates.content import LANGUAGES
from certificates.models import CertificateKind, Issuer, TemplateStatus, TemplateVersion
from certificates.services.ordering import NO_SECOND_LANGUAGE
from volunteers.models import District, User


class Day(forms.DateField):
    """A local date, as browsers offer it."""

    def __init__(self, **more: Any) -> None:
        """As DateField."""
        super().__init__(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **more)


class VersionField(forms.ModelChoiceField):  # type: ignore[type-arg]  # Django knows no types at runtime
    """A published design, grouped by kind of document; empty is the one that comes with the press."""

    def __init__(self, **more: Any) -> None:
        """Rows are given by `published_for`."""
        super().__init__(
            TemplateVersion.objects.none(),
            required=False,
            to_field_name="uuid",
            label=gettext_lazy("Gestaltung"),
            empty_label=gettext_lazy("Gestaltung des Hauses"),
            **more,
        )

    def label_from_instance(self, version: TemplateVersion) -> str:
        """Title, version and kind."""
        kind = CertificateKind(version.template.kind).label
        return _("%(title)s, Fassung %(number)s (%(kind)s)") % {
            "title": version.template.title,
            "number": version.number,
            "kind": kind,
        }


class DistrictField(forms.ModelChoiceField):  # type: ignore[type-arg]  # as above
    """A district; a city and a Landkreis of one name are told apart."""

    def __init__(self) -> None:
        """Rows are given by who asks."""
        super().__init__(
            District.objects.none(),
            to_field_name="ags",
            label=gettext_lazy("Landkreis oder Stadt"),
            required=False,
            empty_label=gettext_lazy("alle"),
        )

    def label_from_instance(self, district: District) -> str:
        """Name and kind."""
        return f"{district.name} ({district.kind})" if district.kind == "kreisfreie Stadt" else district.name


class IssuerField(forms.ModelChoiceField):  # type: ignore[type-arg]  # as above
    """Who answers for it; one is always chosen."""

    def __init__(self) -> None:
        """Rows are given by `offer`."""
        super().__init__(
            Issuer.objects.none(), to_field_name="uuid", label=gettext_lazy("Aussteller"), empty_label=None
        )

    def offer(self, user: User) -> None:
        """All that the user sees, read once."""
        self.queryset = Issuer.objects.visible_to(user).order_by("pk")
        self.widget.choices = [(one.uuid, one.name) for one in self.queryset]


def published_for(user: User) -> Any:
    """The versions that an order may name."""
    rows = TemplateVersion.objects.visible_to(user).filter(status=TemplateStatus.PUBLISHED)
    return rows.select_related("template").order_by("template__kind", "template__title", "-number")


def languages() -> list[tuple[str, str]]:
    """The languages of certificates, by their own names and by what they are called here."""
    named = [(code, get_language_info(code)) for code in LANGUAGES]
    return [(code, f"{info['name_local']} – {info['name_translated']}") for code, info in named]


class LanguageField(forms.ChoiceField):
    """What a certificate speaks; empty is each person's own."""

    def __init__(self) -> None:
        """No further choice."""
        own = ("", gettext_lazy("die eigene Sprache der Person"))
        super().__init__(label=gettext_lazy("Sprache"), required=False, choices=lambda: [own, *languages()])


class BesideField(forms.ChoiceField):
    """What stands beside it; empty is German where the first is another."""

    def __init__(self) -> None:
        """No further choice."""
        usual = ("", gettext_lazy("Deutsch, wenn die erste eine andere ist"))
        nothing = (NO_SECOND_LANGUAGE, gettext_lazy("keine"))
        super().__init__(
            label=gettext_lazy("Zweite Sprache"), required=False, choices=lambda: [usual, nothing, *languages()]
        )


class OnceField(forms.UUIDField):
    """Tells two sendings of one form from two forms (`backend.common.idempotency.once_from_form`)."""

    def __init__(self) -> None:
        """Hidden, new with each form that is drawn."""
        super().__init__(widget=forms.HiddenInput, initial=uuid.uuid4)
