"""What a request's body may hold. JSON has types: a text is no number, a number no text, and nothing is guessed.

DRF reads `"90"`, `90.0` and `true` leniently and drops names that it does not know. Here a wrong type and an unknown
name are refused, so that a client's mistake shows at once and the OpenAPI document says all that is accepted.
"""

import math
import re
from collections.abc import Mapping
from typing import Any, ClassVar

from django.core.validators import EmailValidator, RegexValidator, URLValidator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.fields import empty

MOST_NAMES_REPORTED = 10
_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class Input(serializers.Serializer[Any]):
    """The body of a request: exactly the names it declares. Another name is refused (`unknown`), never dropped."""

    default_error_messages = {
        "required": _("Diese Angabe fehlt."),
        "null": _("Hier wird ein Objekt mit benannten Angaben erwartet."),
        "invalid": _("Hier wird ein Objekt mit benannten Angaben erwartet."),
    }

    def run_validation(self, data: Any = empty) -> Any:
        """The validated values. `null` is no object either; DRF would say so in English."""
        if data is None:
            raise ValidationError({"non_field_errors": [self.error_messages["null"]]}, "null")
        return super().run_validation(data)

    def to_internal_value(self, data: Any) -> Any:
        """The validated values. Raises ValidationError, for unknown names before anything else."""
        if isinstance(data, Mapping) and (unknown := data.keys() - self.fields.keys()):
            sentence = gettext("Diese Angabe gibt es hier nicht. Bitte prüfen Sie die Schreibweise.")
            detail = ErrorDetail(sentence, "unknown")
            raise ValidationError({name: [detail] for name in sorted(unknown)[:MOST_NAMES_REPORTED]})
        return super().to_internal_value(data)


class Typed:
    """A field that takes only values of `json_types`; before anything looks at the value, for it may be anything."""

    json_types: ClassVar[tuple[type, ...]]

    def run_validation(self, data: Any = empty) -> Any:
        """The value. Fails with `invalid` for another type."""
        if data is not empty and data is not None and type(data) not in self.json_types:
            self.fail("invalid")  # type: ignore[attr-defined]  # mixed into serializers.Field
        return super().run_validation(data)  # type: ignore[misc]  # as above


class Text(Typed, serializers.CharField):
    """A text; white space at its ends is cut off, and counts for its length all the same."""

    json_types = (str,)
    default_error_messages = {
        "required": _("Diese Angabe fehlt."),
        "null": _("Diese Angabe fehlt."),
        "invalid": _("Hier wird ein Text erwartet."),
        "blank": _("Bitte füllen Sie dieses Feld aus."),
        "max_length": _("Das ist zu lang: höchstens {max_length} Zeichen."),
    }

    def run_validation(self, data: Any = empty) -> Any:
        """The text without white space at its ends. Fails with `invalid`, `blank`, `max_length`."""
        if isinstance(data, str) and self.max_length is not None and len(data) > self.max_length:
            self.fail("max_length", max_length=self.max_length)
        return super().run_validation(data)


class Exact(Text):
    """A text taken as it stands, with a form that it must have."""

    form: ClassVar[Any]

    def __init__(self, **kwargs: Any) -> None:
        """`form` is the validator of the class."""
        super().__init__(trim_whitespace=False, **kwargs)
        self.validators.append(self.form)


class Email(Exact):
    """An e-mail address."""

    form = EmailValidator(_("Das ist keine E-Mail-Adresse."))


class Web(Exact):
    """The address of a web page."""

    form = URLValidator(schemes=["http", "https"], message=_("Das ist keine Adresse einer Webseite."))


class Slug(Exact):
    """The last part of an address."""

    form = RegexValidator(
        r"^[-a-zA-Z0-9_]+\Z", _("Bitte nur Buchstaben ohne Umlaute, Ziffern, Binde- und Unterstriche.")
    )


class Language(Exact):
    """A language, such as `de` or `pt-br`."""

    form = RegexValidator(r"^[a-z]{2,3}(-[a-z]{2,6})?\Z", _("Bitte ein Sprachkürzel wie de oder uk angeben."))


class Domain(Exact):
    """The part of e-mail addresses behind the @."""

    form = RegexValidator(
        r"^[a-zA-Z0-9]([-a-zA-Z0-9]*[a-zA-Z0-9])?(\.[a-zA-Z0-9]([-a-zA-Z0-9]*[a-zA-Z0-9])?)+\Z",
        _("Bitte eine Domain wie verein.example angeben, ohne @ und ohne https."),
    )


class Uuid(Typed, serializers.UUIDField):
    """A UUID in its one usual form, with four hyphens."""

    json_types = (str,)
    default_error_messages = {
        "required": _("Diese Angabe fehlt."),
        "null": _("Diese Angabe fehlt."),
        "invalid": _("Das ist keine UUID. Erwartet wird die Form 01234567-89ab-cdef-0123-456789abcdef."),
    }

    def to_internal_value(self, data: Any) -> Any:
        """The UUID. Fails with `invalid`."""
        if not _UUID.fullmatch(data):
            self.fail("invalid")
        return super().to_internal_value(data)


class Day(Typed, serializers.DateField):
    """A local date as YYYY-MM-DD."""

    json_types = (str,)
    default_error_messages = {
        "required": _("Diese Angabe fehlt."),
        "null": _("Diese Angabe fehlt."),
        "invalid": _("Das ist kein Datum. Erwartet wird die Form 2026-03-14."),
    }

    def to_internal_value(self, value: Any) -> Any:
        """The date. Fails with `invalid`."""
        if not _DAY.fullmatch(value):
            self.fail("invalid")
        return super().to_internal_value(value)


class WholeNumber(Typed, serializers.IntegerField):
    """A whole number. JSON has one kind of numbers, so 90.0 is one too."""

    json_types = (int, float)
    default_error_messages = {
        "required": _("Diese Angabe fehlt."),
        "null": _("Diese Angabe fehlt."),
        "invalid": _("Hier wird eine ganze Zahl erwartet."),
        "min_value": _("Das ist zu wenig: mindestens {min_value}."),
        "max_value": _("Das ist zu viel: höchstens {max_value}."),
    }

    def to_internal_value(self, data: Any) -> int:
        """The number. Fails with `invalid`."""
        if isinstance(data, float) and not (math.isfinite(data) and data.is_integer()):
            self.fail("invalid")
        return int(data)


class YesNo(Typed, serializers.BooleanField):
    """true or false."""

    json_types = (bool,)
    default_error_messages = {
        "required": _("Diese Angabe fehlt."),
        "null": _("Diese Angabe fehlt."),
        "invalid": _("Hier wird true oder false erwartet."),
    }


class Choice(Typed, serializers.ChoiceField):
    """One of a few texts."""

    json_types = (str,)
    default_error_messages = {
        "required": _("Diese Angabe fehlt."),
        "null": _("Diese Angabe fehlt."),
        "invalid": _("Hier wird ein Text erwartet."),
        "invalid_choice": _("Diesen Wert gibt es hier nicht. Möglich sind: {possible}."),
    }

    def to_internal_value(self, data: Any) -> Any:
        """The value. Fails with `invalid_choice`, which names the possible ones."""
        if data not in self.choices:
            self.fail("invalid_choice", possible=", ".join(map(str, self.choices)))
        return data


class JsonObject(Typed, serializers.DictField):
    """An object of any names and values; whoever takes it knows what it must hold."""

    json_types = (dict,)
    default_error_messages = {
        "required": _("Diese Angabe fehlt."),
        "null": _("Diese Angabe fehlt."),
        "invalid": _("Hier wird ein Objekt mit benannten Angaben erwartet."),
    }

    def to_internal_value(self, data: Any) -> Any:
        """The object as it came."""
        return data


class ListOf(Typed, serializers.ListField):
    """A list, never empty."""

    json_types = (list,)
    default_error_messages = {
        "required": _("Diese Angabe fehlt."),
        "null": _("Diese Angabe fehlt."),
        "invalid": _("Hier wird eine Liste erwartet."),
        "empty": _("Die Liste ist leer."),
        "max_length": _("Die Liste ist zu lang: höchstens {max_length} Einträge."),
    }

    def __init__(self, *, child: Any, max_length: int, **kwargs: Any) -> None:
        """Items are validated by `child`; at most `max_length` of them."""
        super().__init__(child=child, min_length=1, max_length=max_length, **kwargs)

    def run_validation(self, data: Any = empty) -> Any:
        """The items. Fails with `empty`, `max_length`, before it looks at any item: an item may cost a query."""
        if isinstance(data, list):
            if not data:
                self.fail("empty")
            if self.max_length is not None and len(data) > self.max_length:
                self.fail("max_length", max_length=self.max_length)
        return super().run_validation(data)
