"""Filters in the query string. A filter that is not understood is refused: ignored, it would show too much."""

import datetime as dt
import re
import uuid
from typing import Any, ClassVar

import django_filters
from django import forms
from django.core.exceptions import ValidationError as FormError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_filters.rest_framework import DjangoFilterBackend
from django_filters.utils import translate_validation
from drf_spectacular.utils import extend_schema_field
from rest_framework.exceptions import ErrorDetail, ValidationError

from backend.common.inputs import MOST_NAMES_REPORTED


class StrictFilters(DjangoFilterBackend):
    """Applies the filterset of a view. Raises ValidationError for a name it has not, a name twice, an empty value."""

    def filter_queryset(self, request: Any, queryset: "models.QuerySet[Any]", view: Any) -> "models.QuerySet[Any]":
        """The rows that match every filter given."""
        if not request.query_params:  # the usual page: spares building the form of all filters, a seventh of its CPU
            return queryset
        _check_names(request, self.get_filterset_class(view, queryset), {"cursor", "page_size"})
        found: models.QuerySet[Any] = super().filter_queryset(request, queryset, view)
        return found

    def asked(self, request: Any, view: Any) -> dict[str, Any]:
        """For a view that answers with no rows: what each filter was given, "" or None for one that is left out."""
        filterset: Any = self.get_filterset(request, view.queryset, view)
        _check_names(request, type(filterset), set())
        if not filterset.is_valid():
            raise translate_validation(filterset.errors)  # type: ignore[misc]  # an error of DRF, whatever the stub says
        given: dict[str, Any] = filterset.form.cleaned_data
        return given


def _check_names(request: Any, filterset: Any, others: set[str]) -> None:
    known = others | (filterset.base_filters.keys() if filterset else set())
    faults: dict[str, ErrorDetail] = {}
    for name, values in request.query_params.lists():
        if name not in known:
            faults[name] = ErrorDetail(gettext("Diesen Filter gibt es hier nicht."), "unknown")
        elif len(values) > 1:
            faults[name] = ErrorDetail(gettext("Diese Angabe steht mehrmals in der Adresse."), "repeated")
        elif not values[0].strip():
            faults[name] = ErrorDetail(gettext("Bitte einen Wert angeben oder den Filter weglassen."), "blank")
    if faults:
        raise ValidationError({name: [faults[name]] for name in sorted(faults)[:MOST_NAMES_REPORTED]})


class _Exact(forms.Field):
    """A text of one form, where Django's own fields guess: `14.3.26`, a UUID without hyphens, ` 5.0 `."""

    form: ClassVar["re.Pattern[str]"]

    def to_python(self, value: Any) -> Any:
        """What it means; None where nothing is given."""
        if value in self.empty_values:
            return None
        try:
            if self.form.fullmatch(value):
                return self.read(value)
        except ValueError:
            pass
        raise FormError(self.error_messages["invalid"], code="invalid")

    def read(self, value: str) -> Any:
        """The value of a text of that form. Raises ValueError where it has no meaning, like 2026-02-30."""
        raise NotImplementedError


class _UuidField(_Exact):
    form = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
    default_error_messages = {"invalid": _("Das ist keine UUID.")}

    def read(self, value: str) -> uuid.UUID:
        return uuid.UUID(value)


class _DayField(_Exact):
    form = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
    default_error_messages = {"invalid": _("Das ist kein Datum. Erwartet wird die Form 2026-03-14.")}

    def read(self, value: str) -> dt.date:
        return dt.date.fromisoformat(value)


class _NumberField(_Exact):
    form = re.compile(r"0|[1-9][0-9]{0,8}")
    default_error_messages = {"invalid": _("Hier wird eine ganze Zahl erwartet.")}

    def __init__(self, *, min_value: int, max_value: int, **kwargs: Any) -> None:
        """Both bounds included."""
        bounds = [MinValueValidator(min_value), MaxValueValidator(max_value)]
        super().__init__(validators=bounds, **kwargs)

    def read(self, value: str) -> int:
        return int(value)


class _YesNoField(_Exact):
    form = re.compile(r"true|false")
    default_error_messages = {"invalid": _("Hier wird true oder false erwartet.")}

    def read(self, value: str) -> bool:
        return value == "true"


@extend_schema_field({"type": "string", "format": "uuid"})
class UuidFilter(django_filters.Filter):
    """Rows that belong to the row of that UUID, where `field_name` ends in ``__uuid``; else those with it there."""

    field_class = _UuidField

    def filter(self, qs: "models.QuerySet[Any]", value: uuid.UUID | None) -> "models.QuerySet[Any]":
        """By the key of the row, not by a join: so a page is read from an index in its own order, however rare."""
        if value is None:
            return qs
        link = str(self.field_name).removesuffix("__uuid")
        if link == self.field_name:
            return qs.filter(**{link: value})
        model: Any = qs.model
        for step in link.split("__"):
            model = model._meta.get_field(step).related_model
        return qs.filter(**{link: model._default_manager.filter(uuid=value).values("pk")[:1]})


@extend_schema_field({"type": "string", "format": "date"})
class DayFilter(django_filters.Filter):
    """A local date as YYYY-MM-DD."""

    field_class = _DayField


@extend_schema_field({"type": "integer"})
class NumberFilter(django_filters.Filter):
    """A whole number between `min_value` and `max_value`, both included."""

    field_class = _NumberField


@extend_schema_field({"type": "boolean"})
class PresenceFilter(django_filters.Filter):
    """true: rows where the column has a value; false: those where it has none."""

    field_class = _YesNoField

    def filter(self, qs: "models.QuerySet[Any]", value: bool | None) -> "models.QuerySet[Any]":  # noqa: FBT001 - upstream's signature
        """Both answers have an index to use, where there is one."""
        return qs if value is None else qs.filter(**{f"{self.field_name}__isnull": not value})
