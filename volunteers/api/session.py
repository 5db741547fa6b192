"""Signing in for programs, and who one is."""

from typing import Any

from django.conf import settings
from django.contrib.auth import authenticate, logout
from django.db.models import Sum
from django.db.models.functions import ExtractYear
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from knox.models import AuthToken, get_token_model
from knox.settings import knox_settings
from rest_framework import serializers
from rest_framework.exceptions import Throttled
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from backend.common.errors import Forbidden, Invalid
from backend.common.inputs import Email, Input, Language, Text
from backend.common.schema import refused
from backend.common.throttling import SignInThrottle
from backend.common.views import ApiView, validated
from volunteers.models import CoordinatorScope, HourEntry, Membership, Role, ScopeKind, Volunteer
from volunteers.services import people, second_factor


class SignInIn(Input):
    """E-mail address and password; and who has a second factor, the code of their app or a recovery code."""

    email = Email(max_length=254)
    password = Text(max_length=200, trim_whitespace=False, style={"input_type": "password"})
    code = Text(max_length=20, required=False)


class TokenOut(serializers.Serializer[Any]):
    """Send it as `Authorization: Token …`. Shown once, stored only as a hash."""

    token = serializers.CharField()
    expiry = serializers.DateTimeField()


@extend_schema(tags=["session"])
class SignInView(ApiView):
    """A token for a program."""

    authentication_classes = []
    permission_classes = [AllowAny]
    throttle_classes = [SignInThrottle]

    @extend_schema(request=SignInIn, responses={200: TokenOut, **refused(403)}, auth=[])
    def post(self, request: Request) -> Response:
        """Sign in. The same answer for an unknown address as for a wrong password, after the same work.

        After fifteen wrong passwords for an address there is a pause (429 with `Retry-After`).
        """
        data = validated(SignInIn, request)
        asked = request._request  # noqa: SLF001 - where the pause is noted, and where the middleware looks for it
        user: Any = authenticate(asked, username=data["email"].lower(), password=data["password"])
        if getattr(asked, "axes_locked_out", False):
            raise Throttled(settings.AXES_COOLOFF_TIME.total_seconds())
        if user is None:
            raise Invalid(_("E-Mail-Adresse oder Passwort stimmt nicht."), code="sign_in_failed", field="password")
        _check_second_factor(user, data.get("code", ""))
        record, token = get_token_model().objects.create(user=user)
        _forget_oldest_tokens(user)
        return Response({"token": token, "expiry": record.expiry}, headers={"Cache-Control": "no-store"})


@extend_schema(tags=["session"])
class SignOutView(ApiView):
    """The end of this token or session."""

    @extend_schema(request=None, responses={204: None})
    def post(self, request: Request) -> Response:
        """Forget the token of this request; or end its session, where it came with one."""
        if isinstance(request.auth, AuthToken):
            request.auth.delete()
        else:
            logout(request)
        return Response(status=204)


@extend_schema(tags=["session"])
class SignOutEverywhereView(ApiView):
    """The end of all tokens."""

    @extend_schema(request=None, responses={204: None})
    def post(self, request: Request) -> Response:
        """Forget every token of the user, such as after losing a phone."""
        get_token_model().objects.filter(user_id=request.user.pk).delete()
        return Response(status=204)


class MyMembership(serializers.Serializer[Any]):
    """Where one acts."""

    organisation = serializers.UUIDField()
    organisation_name = serializers.CharField()
    role = serializers.ChoiceField(choices=Role.choices)


class MyScope(serializers.Serializer[Any]):
    """What one coordinates."""

    kind = serializers.ChoiceField(choices=ScopeKind.choices)
    district = serializers.CharField(allow_null=True)
    field = serializers.CharField(allow_null=True)


class MyYear(serializers.Serializer[Any]):
    """Minutes of one calendar year, by where they stand."""

    year = serializers.IntegerField()
    confirmed = serializers.IntegerField()
    submitted = serializers.IntegerField()


class MeOut(serializers.Serializer[Any]):
    """Who one is here, and one's own hours by year."""

    uuid = serializers.UUIDField()
    email = serializers.EmailField()
    name = serializers.CharField(allow_blank=True)
    language = serializers.CharField()
    volunteer = serializers.UUIDField(allow_null=True)
    memberships = MyMembership(many=True)
    scopes = MyScope(many=True)
    years = MyYear(many=True)


@extend_schema(tags=["session"])
class MeView(ApiView):
    """Who one is here."""

    @extend_schema(responses=MeOut)
    def get(self, request: Request) -> Response:
        """The account, its roles, and one's own hours by year."""
        return Response(_me(request.user))


class RegisterIn(Input):
    """The name as one writes it oneself; the Latin form if it differs."""

    name = Text(max_length=200)
    name_latin = Text(max_length=200, required=False, allow_blank=True)
    given_name = Text(max_length=100, required=False, allow_blank=True)
    family_name = Text(max_length=100, required=False, allow_blank=True)
    language = Language(max_length=10, required=False)


@extend_schema(tags=["session"])
class RegisterView(ApiView):
    """Becoming a volunteer."""

    @extend_schema(request=RegisterIn, responses={201: MeOut, **refused(409)})
    def post(self, request: Request) -> Response:
        """Make one's own record, to log hours."""
        data = validated(RegisterIn, request)
        user: Any = request.user  # signed in: DEFAULT_PERMISSION_CLASSES
        people.register_volunteer(user=user, **data)
        return Response(_me(user), status=201)


def _check_second_factor(user: Any, code: str) -> None:
    """The API is no way around it. Raises Invalid (`second_factor_needed`, `second_factor_wrong`), Forbidden."""
    if not second_factor.has_one(user):
        if second_factor.is_missing(user):
            raise Forbidden(
                _("Dieses Konto braucht einen zweiten Schritt beim Anmelden. Bitte richten Sie ihn auf der Seite ein."),
                code="second_factor_missing",
            )
        return
    if not code:
        raise Invalid(
            _("Bitte senden Sie auch den Code aus Ihrer App, oder einen Notfallcode."),
            code="second_factor_needed",
            field="code",
        )
    if not second_factor.is_right(user, code):
        raise Invalid(_("Dieser Code stimmt nicht."), code="second_factor_wrong", field="code")


def _forget_oldest_tokens(user: Any) -> None:
    """A person keeps the newest `TOKEN_LIMIT_PER_USER` tokens: a forgotten program holds one no longer than that."""
    tokens = get_token_model().objects.filter(user=user)
    kept = tokens.order_by("-created").values_list("pk", flat=True)[: knox_settings.TOKEN_LIMIT_PER_USER]
    tokens.exclude(pk__in=list(kept)).delete()


def _me(user: Any) -> dict[str, Any]:
    memberships = Membership.objects.current().filter(user=user).order_by("pk")
    scopes = CoordinatorScope.objects.filter(user=user).order_by("pk")
    volunteer = Volunteer.objects.filter(user=user).first()
    return {
        "uuid": user.uuid,
        "email": user.email,
        "name": user.name,
        "language": user.language,
        "volunteer": volunteer.uuid if volunteer else None,
        "memberships": [
            {"organisation": uuid, "organisation_name": name, "role": role}
            for uuid, name, role in memberships.values_list("organisation__uuid", "organisation__name", "role")
        ],
        "scopes": [
            {"kind": kind, "district": district, "field": field}
            for kind, district, field in scopes.values_list("kind", "district__ags", "field__code")
        ],
        "years": _years(volunteer) if volunteer else [],
    }


def _years(volunteer: Volunteer) -> list[dict[str, int]]:
    rows = (
        HourEntry.objects.filter(volunteer=volunteer)
        .occupying()
        .values_list(ExtractYear("day"), "status")
        .annotate(total=Sum("counted"))
    )
    years: dict[int, dict[str, int]] = {}
    for year, status, minutes in rows:
        years.setdefault(year, {"year": year, "confirmed": 0, "submitted": 0})[status] = minutes
    return [years[year] for year in sorted(years, reverse=True)]
