"""Filters in the address of a page."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _


class Filter(forms.Form):
    """Fields of a GET form. What somebody typed into the address and what does not exist is said and left out."""

    use_required_attribute = False

    def __init__(self, request: HttpRequest, **choices: list[tuple[str, Any]]) -> None:
        """`choices` are those of the fields of that name, also in groups; each of them may also be left open."""
        super().__init__(request.GET, auto_id="filter_%s")
        for name, field in self.fields.items():
            field.required = False
            if name in choices:
                field.choices = [("", _("alle")), *choices[name]]  # type: ignore[attr-defined]  # a ChoiceField
        self.full_clean()

    def value(self, name: str) -> str:
        """What was chosen; "" for nothing."""
        found: Any = self.cleaned_data.get(name)
        return str(found or "")

    @property
    def chosen(self) -> bool:
        """Whether anything was."""
        return any(self.data.get(name) for name in self.fields)
