"""`check --deploy` stops what must not serve people."""

import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from backend.checks import findings

ROOT = Path(__file__).resolve().parents[2]
KEY = "p7Qm-Zt4v9_Lw2XcRb8NsY1kHd6JfGa3UeTo5iPqVzMxCnBy0E"
PRODUCTION = {
    "DANKWERK_PRODUCTION": "1",
    "DANKWERK_SECRET_KEY": KEY,
    "DANKWERK_ALLOWED_HOSTS": "dank.example.org",
    "DANKWERK_PUBLIC_URL": "https://dank.example.org",
    "DATABASE_URL": "postgres://dankwerk:secret@127.0.0.1:1/dankwerk",
    "CELERY_BROKER_URL": "redis://:secret@127.0.0.1:1/0",
    "CACHE_URL": "redis://:secret@127.0.0.1:2/0",
    "DANKWERK_SEAL": "none",
    "DANKWERK_SMTP_HOST": "mail.dank.example.org",
    "DANKWERK_OPERATOR_NAME": "Bündnis Beispiel",
    "DANKWERK_OPERATOR_REPRESENTED_BY": "Carla Beispiel",
    "DANKWERK_OPERATOR_ADDRESS": "Beispielweg 1, 30159 Hannover",
    "DANKWERK_OPERATOR_MAIL": "post@dank.example.org",
    "DANKWERK_OPERATOR_PHONE": "0511 000000",
}


def _settings(**changes: Any) -> SimpleNamespace:
    """Settings with which every rule is content, but for `changes`."""
    content: dict[str, Any] = {
        "DEBUG": False,
        "SECRET_KEY": KEY,
        "ALLOWED_HOSTS": ["dank.example.org"],
        "PUBLIC_URL": "https://dank.example.org",
        "DATABASES": {"default": {"ENGINE": "django.db.backends.postgresql"}},
        "CELERY_BROKER_URL": "redis://:secret@redis-broker:6379/0",
        "CACHES": {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache"}},
        "SEAL": "/seal/seal.p12",
        "EMAIL_HOST": "mail.dank.example.org",
    }
    return SimpleNamespace(**content | changes)


def test_production_settings_are_content() -> None:
    assert list(findings(_settings())) == []


@pytest.mark.parametrize(
    ("name", "value", "rule"),
    [
        ("DEBUG", True, "E001"),
        ("SECRET_KEY", KEY[:49], "E002"),
        ("SECRET_KEY", "a" * 60, "E002"),
        ("SECRET_KEY", "django-insecure-" + KEY, "E002"),
        ("SECRET_KEY", "changeme" + KEY, "E002"),
        ("ALLOWED_HOSTS", ["dank.example.org", "*"], "E003"),
        ("ALLOWED_HOSTS", [".example.org"], "E003"),
        ("PUBLIC_URL", "http://dank.example.org", "E004"),
        ("PUBLIC_URL", "https://", "E004"),
        ("DATABASES", {"default": {"ENGINE": "django.db.backends.sqlite3"}}, "E005"),
        ("CELERY_TASK_ALWAYS_EAGER", True, "E006"),
        ("CELERY_BROKER_URL", "filesystem://", "E007"),
        ("CELERY_BROKER_URL", "memory://", "E007"),
        ("CACHES", {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}, "E008"),
        ("SEAL", "", "E009"),
        ("EMAIL_HOST", "", "E011"),
    ],
)
def test_rule_stops(name: str, value: object, rule: str) -> None:
    assert [error.id for error in findings(_settings(**{name: value}))] == [f"dankwerk.{rule}"]


def test_findings_are_errors_and_name_no_secret() -> None:
    found = list(findings(_settings(SECRET_KEY="changeme-my-key", CELERY_BROKER_URL="amqp://guest:my-word@somewhere")))
    assert [error.is_serious() for error in found] == [True, True]
    text = " ".join(f"{error.msg} {error.hint}" for error in found)
    assert "my-key" not in text
    assert "my-word" not in text


def _check(changes: dict[str, str]) -> "subprocess.CompletedProcess[str]":
    """`manage.py check --deploy --fail-level WARNING` as migrate's container runs it."""
    inherited = {key: os.environ[key] for key in ("PATH", "HOME", "DANKWERK_VAR") if key in os.environ}
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    environment = inherited | PRODUCTION | changes
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.sqlite
def test_deployment_with_production_settings_is_clean() -> None:
    result = _check({})
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout == "System check identified no issues (0 silenced).\n"


@pytest.mark.sqlite
def test_deployment_that_does_not_say_who_runs_it_is_stopped() -> None:
    result = _check({"DANKWERK_OPERATOR_MAIL": "", "DANKWERK_OPERATOR_PHONE": ""})
    assert result.returncode == 1
    assert "(dankwerk.W001) The legal pages cannot say who runs this." in result.stderr
    assert "HINT: DANKWERK_OPERATOR_MAIL, DANKWERK_OPERATOR_PHONE" in result.stderr


@pytest.mark.sqlite
def test_deployment_that_is_not_for_people_is_stopped() -> None:
    result = _check({"DATABASE_URL": "sqlite:///somewhere", "DANKWERK_PUBLIC_URL": "http://dank.example.org"})
    assert result.returncode == 1
    assert "dankwerk.E004" in result.stderr
    assert "dankwerk.E005" in result.stderr


@pytest.mark.sqlite
def test_deployment_with_a_seal_that_cannot_be_used_is_stopped(tmp_path: Path) -> None:
    seal = tmp_path / "seal.p12"
    seal.write_bytes(b"no seal at all")
    result = _check({"DANKWERK_SEAL": str(seal), "DANKWERK_SEAL_PASSWORD": "my-word"})
    assert result.returncode == 1
    assert (
        f"(dankwerk.E010) DANKWERK_SEAL: {seal}: the password is wrong, or the file is neither PEM nor" in result.stderr
    )
    assert "my-word" not in result.stdout + result.stderr
