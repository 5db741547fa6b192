"""The list endpoints at one size: what a page of 50 rows costs each role, on the first page and far back."""

import base64
import datetime as dt
import functools
import json
import re
from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from django.db import connection
from django.db.models import Count
from rest_framework import generics, renderers, serializers
from rest_framework.test import APIClient, APIRequestFactory, force_authenticate

from backend.common import clock
from benchmarks.inside.meters import Reading, buffers, middle, timed
from volunteers.api.hours import HourEntryViewSet
from volunteers.models import (
    CoordinatorScope,
    District,
    FieldOfAction,
    HourEntry,
    Membership,
    ScopeKind,
    User,
    Volunteer,
)

HOURS, EVENTS, PEOPLE = "/api/v1/hours", "/api/v1/ledger-events", "/api/v1/volunteers"
GROWING = {"volunteers_hourentry", "volunteers_ledgerevent"}
TURNS = 15  # requests for a CPU figure
PLANNED = re.compile(r"\s*SELECT", re.IGNORECASE)


def get(user: User, path: str, parameters: dict[str, str]) -> Reading:
    """One request through the whole stack, without a network."""
    client = APIClient()
    client.force_authenticate(user)
    with timed() as reading:
        response = client.get(path, parameters)
    if response.status_code != 200:
        raise RuntimeError(response.content)
    return reading


def scans(reading: Reading) -> int:
    """In how many of the request's statements the planner reads a growing table from end to end."""

    def whole(node: dict[str, Any]) -> bool:
        own = node["Node Type"] == "Seq Scan" and node["Relation Name"] in GROWING
        return own or any(whole(child) for child in node.get("Plans", []))

    found = 0
    for statement in reading.statements:
        if PLANNED.match(statement.sql):
            with connection.cursor() as cursor:
                cursor.execute(f"EXPLAIN (FORMAT JSON) {statement.sql}", statement.parameters)
                (plan,) = cursor.fetchone()
            found += whole((json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"])
    return found


def cursor_at(key: int) -> str:
    """The cursor of the page that begins below that key."""
    return base64.b64encode(f"p={key}".encode()).decode()


class Roles:
    """People of each role: those whose page is usual, and those whose page is the hardest to find."""

    def __init__(self, coordinator: User) -> None:
        """`coordinator` is the one of the whole alliance; those of districts and fields are made here."""
        busiest = Volunteer.objects.filter(user__isnull=False).annotate(n=Count("hours")).order_by("-n")[:20]
        desks = Membership.objects.select_related("user").order_by("pk")
        places = District.objects.filter(activities__isnull=False).distinct().order_by("pk")
        self.users: dict[str, list[User]] = {
            "volunteer": [user for user in (one.user for one in busiest.select_related("user")) if user],
            "desk": [desk.user for desk in desks],
            "volunteer and two desks": [self._busy(desk, desks[number]) for number, desk in enumerate(desks[100:110])],
            "district": [self._scoped(f"d{one.pk}", kind=ScopeKind.DISTRICT, district=one) for one in places],
            "field": [
                self._scoped(f"f{one.pk}", kind=ScopeKind.FIELD, field=one) for one in FieldOfAction.objects.all()
            ],
            "alliance": [coordinator],
        }

    @staticmethod
    def _scoped(name: str, **scope: Any) -> User:
        user = User.objects.create_user(email=f"{name}@example.org", name=name)
        CoordinatorScope.objects.create(user=user, **scope)
        return user

    @staticmethod
    def _busy(desk: Membership, other: Membership) -> User:
        volunteer = Volunteer.objects.filter(user__isnull=False, hours__organisation=desk.organisation_id).first()
        if volunteer is None or volunteer.user is None:
            raise RuntimeError("an organisation without people")
        for organisation in (desk.organisation_id, other.organisation_id):
            Membership.objects.get_or_create(
                user=volunteer.user, organisation_id=organisation, ended_at=None, defaults={"role": "confirmer"}
            )
        return volunteer.user


def page(users: Sequence[User], path: str, parameters: dict[str, str]) -> dict[str, float]:
    """One page for each of those users: medians, and the hardest of them by buffers, which no load disturbs."""
    touched = [float(buffers(functools.partial(get, user, path, parameters))) for user in users]
    hardest = users[touched.index(max(touched))]
    usual = users[touched.index(sorted(touched)[len(touched) // 2])]
    get(usual, path, parameters)
    readings = [get(usual, path, parameters) for _ in range(TURNS)]
    get(hardest, path, parameters)
    hard = [get(hardest, path, parameters) for _ in range(5)]
    return {
        "buffers": middle(touched),
        "database_ms": middle([reading.database for reading in readings]),
        "cpu_ms": middle([reading.cpu for reading in readings]),
        "statements": len(readings[0].statements),
        "worst_buffers": max(touched),
        "worst_database_ms": middle([reading.database for reading in hard]),
        "scans": max(scans(readings[0]), scans(hard[0])),
    }


class PlainRow(serializers.ModelSerializer[HourEntry]):
    """The same answer as the endpoint's, as Django REST framework does it by default."""

    volunteer = serializers.UUIDField(source="volunteer.uuid")
    volunteer_name = serializers.CharField(source="volunteer.name")
    activity = serializers.UUIDField(source="activity.uuid")
    activity_title = serializers.CharField(source="activity.title")
    organisation = serializers.UUIDField(source="organisation.uuid")

    class Meta:
        model = HourEntry
        fields: ClassVar[list[str]] = list(HourEntryViewSet.rows)


class PlainView(generics.ListAPIView[HourEntry]):
    """The endpoint with model instances, that serializer and the framework's own JSON."""

    serializer_class = PlainRow
    renderer_classes = [renderers.JSONRenderer]
    filterset_class = HourEntryViewSet.filterset_class

    def get_queryset(self) -> Any:
        """What the user may see, with the rows that the answer names."""
        visible = HourEntry.objects.visible_to(self.request.user)
        return visible.select_related("volunteer", "activity", "organisation")


def rendering(user: User) -> dict[str, float]:
    """CPU milliseconds of one page of 50 rows: ours, the plain one, and their ratio; in turns, under the same load."""
    views: dict[str, Callable[..., Any]] = {
        "ours": HourEntryViewSet.as_view({"get": "list"}),
        "plain": PlainView.as_view(),
    }
    spent: dict[str, list[float]] = {name: [] for name in views}
    bodies: dict[str, Any] = {}
    for turn in range(TURNS + 3):
        for name, view in views.items():
            request = APIRequestFactory().get(HOURS)
            force_authenticate(request, user)
            with timed() as reading:
                response = view(request).render()
            bodies[name] = json.loads(response.content)["results"]
            if turn >= 3:
                spent[name].append(reading.cpu)
    if [row["uuid"] for row in bodies["ours"]] != [row["uuid"] for row in bodies["plain"]]:
        raise RuntimeError("the two answers differ")
    ours, plain = middle(spent["ours"]), middle(spent["plain"])
    return {"ours_cpu_ms": ours, "plain_cpu_ms": plain, "ratio": plain / ours}


def measure(coordinator: User) -> dict[str, Any]:
    """Every page by every role that reads it."""
    roles = Roles(coordinator).users
    roles["desk"] = roles["desk"][::5]
    keys = HourEntry.objects.order_by("pk").values_list("pk", flat=True)
    far_back = keys[HourEntry.objects.count() // 10]
    month = (clock.today() - dt.timedelta(days=365)).replace(day=1)
    last_year = {"day_from": str(month), "day_to": str(month + dt.timedelta(days=27))}
    asked: list[tuple[str, str, dict[str, str], list[str]]] = [
        ("hours", HOURS, {}, list(roles)),
        ("hours, waiting", HOURS, {"status": "submitted"}, ["desk", "district", "alliance"]),
        ("hours, declined", HOURS, {"status": "declined"}, ["desk", "district", "alliance"]),
        ("hours, far back", HOURS, {"cursor": cursor_at(far_back)}, ["desk", "district", "alliance"]),
        ("hours, a month", HOURS, last_year, ["desk", "district", "alliance"]),
        ("steps", EVENTS, {}, list(roles)),
        ("people", PEOPLE, {}, ["desk", "district", "alliance"]),
    ]
    return {
        "pages": {
            f"{name}: {role}": page(roles[role], path, parameters)
            for name, path, parameters, readers in asked
            for role in readers
        },
        "rendering": rendering(coordinator),
    }
