"""The list endpoints at one size: what a page of 50 rows costs each role, on the first page and far back."""

import base64
import json
import re
from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from django.db import connection
from django.db.models import Count
from rest_framework import generics, renderers, serializers
from rest_framework.test import APIClient, APIRequestFactory, force_authenticate

from benchmarks.inside.meters import Reading, buffers, middle, timed
from volunteers.api.hours import HourEntryViewSet
from volunteers.models import (
    CoordinatorScope,
    District,
    FieldOfAction,
    HourEntry,
    Membership,
    Organisation,
    ScopeKind,
    User,
    Volunteer,
)

HOURS, EVENTS, PEOPLE = "/api/v1/hours", "/api/v1/ledger-events", "/api/v1/volunteers"
GROWING = {"volunteers_hourentry", "volunteers_ledgerevent"}
TURNS = 30  # requests for a CPU figure
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
            "field": [self._scoped(f"f{one.pk}", kind=ScopeKind.FIELD, field=one) for one in FieldOfAction.objects.all()],
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
    touched = [float(buffers(lambda user=user: get(user, path, parameters))) for user in users]
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
