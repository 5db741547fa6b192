"""Settings fail loudly: production guesses nothing, the embedded mode needs nothing."""

import os
import runpy
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any
from unittest import mock

import pytest
from django.core.exceptions import ImproperlyConfigured

from backend import env
from tests.backend.test_checks import PRODUCTION

ROOT = Path(__file__).resolve().parents[2]


def _settings(environment: dict[str, str], *names: str) -> dict[str, Any]:
    """What the file of settings says in that environment and no other: it is run anew, from top to bottom."""
    with mock.patch.dict(os.environ, environment, clear=True):
        loaded = runpy.run_path(str(ROOT / "backend" / "settings.py"))
    return {name: loaded[name] for name in names}


def test_embedded_mode_needs_nothing_and_stays_below_its_folder(tmp_path: Path) -> None:
    loaded = _settings(
        {"DANKWERK_VAR": str(tmp_path / "var")},
        "PRODUCTION", "DEBUG", "DATABASES", "CELERY_BROKER_URL", "CELERY_BROKER_TRANSPORT_OPTIONS", "STATIC_ROOT",
        "CERTIFICATE_DIR", "ALLOWED_HOSTS",
    )  # fmt: skip
    assert (loaded["PRODUCTION"], loaded["DEBUG"]) == (False, False)
    assert loaded["CELERY_BROKER_URL"] == "filesystem://"
    assert loaded["ALLOWED_HOSTS"] == ["127.0.0.1", "localhost", "[::1]"]
    options = loaded["CELERY_BROKER_TRANSPORT_OPTIONS"]
    places = [
        loaded["DATABASES"]["default"]["NAME"],
        loaded["STATIC_ROOT"],
        loaded["CERTIFICATE_DIR"],
        *[value for name, value in options.items() if "folder" in name],
    ]
    assert [place for place in places if not str(place).startswith(f"{tmp_path}/var/")] == []


def test_sqlite_takes_the_write_lock_at_the_start_of_a_transaction(tmp_path: Path) -> None:
    database = _settings({"DANKWERK_VAR": str(tmp_path)}, "DATABASES")["DATABASES"]["default"]
    assert database["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "journal_mode=WAL" in database["OPTIONS"]["init_command"]
    assert "synchronous=FULL" in database["OPTIONS"]["init_command"]


def test_secret_key_is_made_once_and_for_the_owner_alone(tmp_path: Path) -> None:
    environment = {"DANKWERK_VAR": str(tmp_path)}
    first = _settings(environment, "SECRET_KEY")["SECRET_KEY"]
    assert len(first) >= 50
    assert _settings(environment, "SECRET_KEY")["SECRET_KEY"] == first
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600
    assert [file.name for file in tmp_path.iterdir()] == ["secret_key"]


def test_first_starts_at_the_same_time_agree_on_one_secret_key(tmp_path: Path) -> None:
    line = Barrier(4)

    def start(var: Path) -> str:
        line.wait()
        return env.own_secret_key(var)

    with ThreadPoolExecutor(4) as threads:
        for number in range(50):
            keys = list(threads.map(start, [tmp_path / str(number)] * 4))
            assert len(set(keys)) == 1


@pytest.mark.parametrize(
    "missing",
    sorted(
        name
        for name in set(PRODUCTION) - {"DANKWERK_PRODUCTION", "CACHE_URL", "DANKWERK_ALLOWED_HOSTS"}
        if not name.startswith(("DANKWERK_OPERATOR_", "DANKWERK_SMTP_"))  # the deploy check names these
    ),
)
def test_production_names_what_is_missing(missing: str) -> None:
    sentence = rf"^{missing} is not set\. Set it in the environment \(see \.env\.example\)\.$"
    with pytest.raises(ImproperlyConfigured, match=sentence):
        _settings({name: value for name, value in PRODUCTION.items() if name != missing})


def test_command_with_wrong_settings_ends_with_their_sentence_and_shows_no_key() -> None:
    here = {"PATH": os.environ["PATH"], **PRODUCTION, "DANKWERK_SECRET_KEY": "short-and-known"}
    command = [sys.executable, "manage.py", "check"]
    result = subprocess.run(command, cwd=ROOT, env=here, capture_output=True, text=True, check=False)
    assert (result.returncode, result.stdout, result.stderr) == (
        1,
        "",
        "DANKWERK_SECRET_KEY is shorter than 50 characters. Make one with `openssl rand -hex 40`.\n",
    )


def test_production_is_https_only_and_answers_to_its_own_name() -> None:
    loaded = _settings(
        PRODUCTION,
        "ALLOWED_HOSTS", "SECURE_SSL_REDIRECT", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_HSTS_SECONDS",
        "CSRF_TRUSTED_ORIGINS",
    )  # fmt: skip
    assert loaded == {
        "ALLOWED_HOSTS": ["dank.example.org"],
        "SECURE_SSL_REDIRECT": True,
        "SESSION_COOKIE_SECURE": True,
        "CSRF_COOKIE_SECURE": True,
        "SECURE_HSTS_SECONDS": 365 * 24 * 3600,
        "CSRF_TRUSTED_ORIGINS": ["https://dank.example.org"],
    }


def test_redis_never_holds_a_request_for_long() -> None:
    options = _settings(PRODUCTION, "CELERY_BROKER_TRANSPORT_OPTIONS")["CELERY_BROKER_TRANSPORT_OPTIONS"]
    bounded = {name: options[name] for name in ("socket_timeout", "socket_connect_timeout", "max_retries")}
    assert bounded == {"socket_timeout": 0.5, "socket_connect_timeout": 0.5, "max_retries": 0}


def test_wrong_value_names_its_variable(tmp_path: Path) -> None:
    with pytest.raises(ImproperlyConfigured, match=r"^DANKWERK_CERTIFICATE_BATCH='many' is no whole number\.$"):
        _settings({"DANKWERK_VAR": str(tmp_path), "DANKWERK_CERTIFICATE_BATCH": "many"})


MAIL = ("EMAIL_BACKEND", "EMAIL_USE_TLS", "EMAIL_USE_SSL", "EMAIL_FILE_PATH", "DEFAULT_FROM_EMAIL", "MAIL_GOES_OUT")


def test_mails_become_files_on_ones_own_machine_and_stay_in_production(tmp_path: Path) -> None:
    own = _settings({"DANKWERK_VAR": str(tmp_path)}, *MAIL)
    assert own == {
        "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
        "EMAIL_USE_TLS": False,
        "EMAIL_USE_SSL": False,
        "EMAIL_FILE_PATH": tmp_path / "mails",
        "DEFAULT_FROM_EMAIL": "dankwerk@127.0.0.1",
        "MAIL_GOES_OUT": True,
    }
    assert _settings(PRODUCTION | {"DANKWERK_SMTP_HOST": ""}, *MAIL)["MAIL_GOES_OUT"] is False


@pytest.mark.parametrize(("port", "tls", "ssl"), [("587", True, False), ("465", False, True)])
def test_mail_server_is_spoken_to_in_secret(port: str, tls: bool, ssl: bool) -> None:  # noqa: FBT001 - a table
    server = {
        "DANKWERK_SMTP_HOST": "mail.example",
        "DANKWERK_SMTP_PORT": port,
        "DANKWERK_MAIL_FROM": "danke@example.org",
    }
    loaded = _settings(PRODUCTION | server, *MAIL)
    assert (loaded["EMAIL_USE_TLS"], loaded["EMAIL_USE_SSL"], loaded["MAIL_GOES_OUT"]) == (tls, ssl, True)
    assert loaded["EMAIL_BACKEND"] == "django.core.mail.backends.smtp.EmailBackend"
    assert loaded["DEFAULT_FROM_EMAIL"] == "danke@example.org"
