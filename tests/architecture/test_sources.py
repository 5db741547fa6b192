"""What the canon says of the source itself, as far as no linter says it."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db.models import signals
from django.urls import URLPattern, URLResolver, get_resolver

from backend.celery import app as celery

ROOT = Path(settings.BASE_DIR)
PACKAGES = ("backend", "volunteers", "recognition", "certificates", "tasks", "tests", "benchmarks")
OUR_APPS = ("common", "volunteers", "certificates", "recognition")
MOST_LINES = 400
REFUSALS = {"Invalid", "Forbidden", "NotFound", "Conflict", "KeyReused", "IllegalTransition"}


def sources(*suffixes: str) -> list[Path]:
    """Our own files, without what Django writes and what a browser got."""
    found = [path for package in PACKAGES for path in (ROOT / package).rglob("*") if path.suffix in suffixes]
    return sorted(path for path in found if "migrations" not in path.parts)


def templates() -> list[Path]:
    found = sources(".html")
    assert found
    return found


def test_source_files_stay_short() -> None:
    files = sources(".py", ".html", ".css", ".js")
    long = {
        str(path.relative_to(ROOT)): lines
        for path in files
        if (lines := len(path.read_text().splitlines())) > MOST_LINES
    }
    assert long == {}


def test_nothing_of_the_domain_is_called_task() -> None:
    names = {
        name.lower()
        for label in OUR_APPS
        for model in apps.get_app_config(label).get_models()
        for name in (model.__name__, *(field.name for field in model._meta.get_fields()))
    }
    names |= {f"{entry.pattern} {getattr(entry, 'name', '')}".lower() for entry in addresses(get_resolver())}
    assert {name for name in names if "task" in name} == set()


def addresses(resolver: URLResolver) -> Iterator[URLPattern | URLResolver]:
    for entry in resolver.url_patterns:
        yield entry
        if isinstance(entry, URLResolver):
            yield from addresses(entry)


def test_jobs_are_these_and_no_others() -> None:
    celery.loader.import_default_modules()
    assert {name for name in celery.tasks if not name.startswith("celery.")} == {
        "certificates.drain",
        "certificates.mend_files",
        "certificates.send_mails",
        "certificates.sweep",
        "mails.digests",
        "mails.consents",
        "mails.remind",
        "mails.send",
        "privacy.build_copies",
        "privacy.erase_due",
        "privacy.follow_retention",
        "protocol.seal",
        "recognition.evaluate_changed",
        "recognition.evaluate_everybody",
        "upkeep.change_addresses",
        "upkeep.forget_idempotency_keys",
        "upkeep.forget_sessions",
        "upkeep.publish_figures",
        "upkeep.reconcile_totals",
    }


def test_timetable_names_only_jobs_that_exist() -> None:
    celery.loader.import_default_modules()
    assert {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()} == {
        "certificates.mend_files",
        "certificates.send_mails",
        "certificates.sweep",
        "mails.digests",
        "mails.consents",
        "mails.remind",
        "mails.send",
        "privacy.build_copies",
        "privacy.erase_due",
        "privacy.follow_retention",
        "protocol.seal",
        "recognition.evaluate_changed",
        "recognition.evaluate_everybody",
        "upkeep.change_addresses",
        "upkeep.forget_idempotency_keys",
        "upkeep.forget_sessions",
        "upkeep.publish_figures",
        "upkeep.reconcile_totals",
    }


@pytest.mark.parametrize("signal", ["pre_save", "post_save", "pre_delete", "post_delete", "m2m_changed"])
def test_no_rule_hides_in_a_signal(signal: str) -> None:
    """Of django-axes' own two nothing depends: they write its table of tries, which we do not fill (AXES_HANDLER)."""
    receivers = [reference() for _key, reference, *_rest in getattr(signals, signal).receivers]
    assert [one for one in receivers if one is not None and one.__module__ != "axes.signals"] == []


def test_no_rule_hides_in_save() -> None:
    owners = {
        model.__name__
        for label in OUR_APPS
        for model in apps.get_app_config(label).get_models()
        if {"save", "delete", "clean", "full_clean"} & vars(model).keys()
    }
    assert owners == set()


def test_unique_together_is_nowhere() -> None:
    models = [model for label in OUR_APPS for model in apps.get_app_config(label).get_models()]
    assert [model.__name__ for model in models if model._meta.unique_together] == []


def calls(path: Path) -> Iterator[ast.Call]:
    return (node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call))


def test_refusal_speaks_through_gettext() -> None:
    """A sentence for people is never a bare text; a refusal without a sentence says so by an empty one."""
    bare = []
    for path in sources(".py"):
        if path.is_relative_to(ROOT / "tests"):
            continue
        for call in calls(path):
            name = call.func.id if isinstance(call.func, ast.Name) else ""
            if name in REFUSALS and call.args and isinstance(call.args[0], ast.Constant) and call.args[0].value:
                bare.append(f"{path.relative_to(ROOT)}:{call.lineno}")
    assert bare == []


def test_write_of_a_service_takes_its_arguments_by_name() -> None:
    """Canon 1: who acts is always named, so no two people can change places."""
    by_position = []
    for path in sources(".py"):
        if path.parent.name != "services":
            continue
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                positional = {argument.arg for argument in (*node.args.posonlyargs, *node.args.args)}
                if "actor" in positional:
                    by_position.append(f"{path.relative_to(ROOT)}: {node.name}")
    assert by_position == [
        "volunteers/services/confirming.py: is_own",
        "volunteers/services/logging.py: check_may_change",
    ]


@pytest.mark.parametrize("path", templates(), ids=lambda path: str(path.relative_to(ROOT)))
def test_template_has_no_inline_script_or_style(path: Path) -> None:
    """The Content-Security-Policy forbids them; a browser would drop them without a word."""
    text = path.read_text()
    assert re.findall(r"<script(?![^>]*\ssrc=)", text, re.IGNORECASE) == []
    assert re.findall(r"<style|\sstyle\s*=|\son[a-z]+\s*=|javascript:", text, re.IGNORECASE) == []
    assert re.findall(r"\|\s*safe\b|autoescape\s+off|mark_safe", text) == []
    assert re.findall(r"""(?:src|href)=["']?(?:https?:)?//""", text) == []
