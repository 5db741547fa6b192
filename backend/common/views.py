"""The base of endpoints that are no rows."""

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.views import APIView


class ApiView(APIView):
    """One address; no OPTIONS, for the OpenAPI document says more."""

    http_method_names = ["get", "post", "head"]


def validated(serializer_class: type[serializers.Serializer[Any]], request: Request) -> dict[str, Any]:
    """The validated body of the request. Raises ValidationError."""
    serializer = serializer_class(data=request.data, context={"request": request})
    serializer.is_valid(raise_exception=True)
    data: dict[str, Any] = serializer.validated_data
    return data
