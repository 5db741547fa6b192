"""What reads the bodies of requests: one parser, and fields that take the JSON types they name and no other."""

from collections.abc import Iterator
from typing import Any

import pytest
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from backend.common import inputs
from backend.common.inputs import Input, Typed
from backend.common.parsers import StrictJSONParser
from tests.backend.test_routes import own_patterns

FIELDS = (
    inputs.Text(),
    inputs.Email(),
    inputs.Web(),
    inputs.Slug(),
    inputs.Language(),
    inputs.Domain(),
    inputs.Uuid(),
    inputs.Day(),
    inputs.WholeNumber(),
    inputs.YesNo(),
    inputs.Choice(choices=["a"]),
    inputs.JsonObject(),
    inputs.ListOf(child=inputs.Text(), max_length=3),
)
JSON = (True, 1, 0.5, "a", ["a"], {"a": "a"})


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: type(field).__name__)
def test_field_takes_no_other_type(field: Any) -> None:
    others = [value for value in JSON if type(value) not in field.json_types]
    assert len(others) >= len(JSON) - 2
    for value in (None, *others):
        with pytest.raises(ValidationError) as error:
            field.run_validation(value)
        codes: Any = error.value.get_codes()
        assert codes == ["null" if value is None else "invalid"]


def api_views() -> Iterator[Any]:
    """The classes behind the addresses of the API."""
    for path, pattern in own_patterns().items():
        if path.startswith("api/"):
            yield getattr(pattern.callback, "cls", None)


def below(serializer: Any) -> Iterator[Any]:
    """The fields of a body, also of objects in it and in its lists."""
    for field in serializer.fields.values():
        yield field
        inner = getattr(field, "child", field)
        if isinstance(inner, serializers.BaseSerializer):
            yield from below(inner)
        elif isinstance(field, inputs.ListOf):
            yield inner


def test_every_body_is_read_by_one_parser_and_by_such_fields_alone() -> None:
    """`tests.backend.edges` leaves out what they refuse alike everywhere."""
    views = list(api_views())
    assert len(views) > 100
    assert {tuple(view.parser_classes) for view in views} == {(StrictJSONParser,)}
    bodies = {body for view in views for body in getattr(view, "inputs", {}).values()}
    assert len(bodies) > 50
    assert [body for body in bodies if not issubclass(body, Input)] == []
    fields = [field for body in bodies for field in below(body())]
    assert [field for field in fields if not isinstance(field, Typed | Input)] == []
