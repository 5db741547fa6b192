"""Serializer fields that find a row by what leaves the house: a UUID or a code."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from backend.common.inputs import Text, Uuid


class VisibleRow(Uuid):
    """A row that the asking user may see, named by its UUID. Somebody else's row does not exist."""

    default_error_messages = {"does_not_exist": _("Das gibt es nicht, oder nicht für Sie.")}

    def __init__(self, model: Any, **kwargs: Any) -> None:
        """`model.objects` has `visible_to(user)`."""
        self.model = model
        super().__init__(**kwargs)

    def to_internal_value(self, data: Any) -> Any:
        """The row. Fails with `invalid` or `does_not_exist`."""
        uuid = super().to_internal_value(data)
        row = self.model.objects.visible_to(self.context["request"].user).filter(uuid=uuid).first()
        if row is None:
            self.fail("does_not_exist")
        return row


class CodedRow(Text):
    """A row of public reference data, named by its code."""

    default_error_messages = {"does_not_exist": _("Diesen Wert gibt es nicht.")}

    def __init__(self, model: type[models.Model], code: str, **kwargs: Any) -> None:
        """`code` is the name of the model's unique text field."""
        self.model = model
        self.code_field = code
        super().__init__(max_length=40, trim_whitespace=False, **kwargs)

    def to_internal_value(self, data: Any) -> Any:
        """The row. Fails with `does_not_exist`."""
        code = self.run_text_validators(super().to_internal_value(data))
        row = self.model._default_manager.filter(**{self.code_field: code}).first()
        if row is None:
            self.fail("does_not_exist")
        return row

    def run_text_validators(self, text: str) -> str:
        """CharField's own validators, on the text: its `run_validators` would see the row."""
        super().run_validators(text)
        return text

    def run_validators(self, value: Any) -> None:
        """Done on the text already."""
