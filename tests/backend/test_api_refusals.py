"""Every refusal of the domain, met through the API: its code, its field, its sentence, and that nothing changed."""

import ast
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from psycopg import sql
from pytest_django import DjangoDbBlocker
from rest_framework.test import APIClient

from tests.backend import (
    refusals,
    refusals_of_card,
    refusals_of_consents,
    refusals_of_corrections,
    refusals_of_exports,
    refusals_of_joining,
    refusals_of_links,
    refusals_of_lists,
    refusals_of_merging,
    refusals_of_multipliers,
    refusals_of_my_data,
    refusals_of_obstacles,
    refusals_of_papers,
    refusals_of_plans,
    refusals_of_programmes,
    refusals_of_sheets,
    refusals_of_stories,
    refusals_of_thanks,
)
from tests.backend.problems import refusal
from tests.backend.refusals import ELSEWHERE, NEVER_BY_ANYBODY, NEVER_BY_API, ONLY_PAGES, Case, as_it_is
from tests.backend.stage import Stage

pytestmark = [pytest.mark.usefixtures("staged"), pytest.mark.postgres]

CASES = [
    *refusals.CASES,
    *refusals_of_card.CASES,
    *refusals_of_papers.CASES,
    *refusals_of_plans.CASES,
    *refusals_of_programmes.CASES,
    *refusals_of_sheets.CASES,
    *refusals_of_stories.CASES,
    *refusals_of_thanks.CASES,
    *refusals_of_links.CASES,
    *refusals_of_lists.CASES,
    *refusals_of_merging.CASES,
    *refusals_of_multipliers.CASES,
    *refusals_of_my_data.CASES,
    *refusals_of_obstacles.CASES,
    *refusals_of_consents.CASES,
    *refusals_of_corrections.CASES,
    *refusals_of_exports.CASES,
    *refusals_of_joining.CASES,
]
AsUser = Callable[..., APIClient]


def address(case: Case, stage: Stage) -> str:
    world = stage.world
    rows = vars(stage) | {
        "cafe": world.cafe,
        "talking": world.talking,
        "ada": world.ada_volunteer,
        "omar": stage.membership,
        "mina": type(stage.membership).objects.get(user=world.mina),
    }
    keys = {name: str(row.uuid) for name, row in rows.items() if hasattr(row, "uuid")}
    return "/api/v1/" + case.ask.partition(" ")[2].format(**keys)


def question() -> str:
    """A digest of all rows of each table, in one statement: with one each, asking cost more than what is tested."""
    one = sql.SQL("SELECT {name}, md5(string_agg(t::text, chr(10) ORDER BY t::text)) FROM {table} t")
    names = connection.introspection.django_table_names()
    parts = [one.format(name=sql.Literal(name), table=sql.Identifier(name)) for name in names]
    return sql.SQL(" UNION ALL ").join(parts).as_string()


def snapshot() -> dict[str, str | None]:
    """What every table of the project holds; a table that differs is named."""
    with connection.cursor() as cursor:
        cursor.execute("EXECUTE everything")
        return dict(cursor.fetchall())


@pytest.fixture(scope="module")
def untouched(staged: Stage, django_db_blocker: DjangoDbBlocker) -> Iterator[dict[str, str | None]]:
    """What all tables hold before any case that sets no scene of its own. Planned once: that is most of the work."""
    with django_db_blocker.unblock():
        with connection.cursor() as cursor:
            cursor.execute(f"PREPARE everything AS {question()}")
        yield snapshot()
        with connection.cursor() as cursor:
            cursor.execute("DEALLOCATE everything")


@pytest.mark.parametrize("case", CASES, ids=str)
def test_refusal_names_code_and_field_and_changes_nothing(
    case: Case, stage: Stage, as_user: AsUser, untouched: dict[str, str | None]
) -> None:
    user = stage.users()[case.who]
    case.before(stage)
    before = untouched if case.before is as_it_is else snapshot()
    client = as_user(user)
    method: Any = getattr(client, case.ask.partition(" ")[0].lower())
    refusal(method(address(case, stage), case.body(stage)), case.status, case.code, case.field)
    assert snapshot() == before


def test_every_code_of_the_domain_is_met() -> None:
    root = Path(settings.BASE_DIR)
    files = [
        root / "volunteers" / "bounds.py",
        root / "backend" / "common" / "idempotency.py",
        *(root / "certificates" / "services").glob("*.py"),
        root / "recognition" / "services" / "annexes.py",
        root / "recognition" / "services" / "lists.py",
        root / "recognition" / "services" / "messages.py",
        root / "recognition" / "services" / "obstacles.py",
        root / "recognition" / "services" / "adopting.py",
        root / "recognition" / "services" / "prizes.py",
        root / "recognition" / "services" / "programmes.py",
        root / "recognition" / "services" / "waivers.py",
        *(root / "recognition" / "services").glob("stor*.py"),
        *(path for path in (root / "volunteers" / "services").glob("*.py") if path.name != "importing.py"),
        *(path for app in ("volunteers", "certificates", "recognition") for path in (root / app / "api").glob("*.py")),
    ]
    raised = {"Invalid", "Forbidden", "NotFound", "Conflict"}
    codes = {
        keyword.value.value
        for path in files
        for call in ast.walk(ast.parse(path.read_text()))
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in raised
        for keyword in call.keywords
        if keyword.arg == "code" and isinstance(keyword.value, ast.Constant)
    }
    met = {case.code for case in CASES} - {"invalid", "illegal_transition", "not_found"}
    assert codes == met | ELSEWHERE | NEVER_BY_API | NEVER_BY_ANYBODY | ONLY_PAGES
