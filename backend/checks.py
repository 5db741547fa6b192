"""Our own rules for ``manage.py check --deploy``: what works on a desk and must never serve people.

Each is an Error, so that it stops a deployment whatever ``--fail-level`` says. The texts name the variable to set
and no value: a key never reaches a log.
"""

from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urlsplit

from django import conf
from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, Tags, Warning, register  # noqa: A004 - as Django names it

SHORTEST_KEY = 50
# What imprint, privacy and the statement on accessibility have to name.
OWED = ("name", "represented_by", "address", "mail", "phone")
# What example files, tutorials and generators put where a key belongs.
_DEFAULT_KEYS = ("django-insecure-", "changeme", "change-me", "secret", "example")


@register(Tags.security, deploy=True)
def for_people(app_configs: Sequence[AppConfig] | None, **_options: Any) -> list[CheckMessage]:
    """All findings, in the order of the settings."""
    del app_configs  # settings belong to no app
    return list(findings(conf.settings))


@register(Tags.security, deploy=True)
def operator(app_configs: Sequence[AppConfig] | None, **_options: Any) -> list[CheckMessage]:
    """Whether the legal pages can say who runs this: imprint, privacy and accessibility owe it to everybody."""
    del app_configs
    missing = [f"DANKWERK_OPERATOR_{key.upper()}" for key in OWED if not conf.settings.OPERATOR[key]]
    if not missing:
        return []
    return [Warning("The legal pages cannot say who runs this.", hint=", ".join(missing), id="dankwerk.W001")]


@register(Tags.security)
def seal(app_configs: Sequence[AppConfig] | None, **_options: Any) -> list[CheckMessage]:
    """Whether the seal that the operator brings can be used: its file, password, key, certificate and dates.

    Not only for a deployment: whoever starts anything with a broken seal learns it before a certificate waits for it.
    """
    del app_configs
    if conf.settings.SEAL in {"", "none"}:
        return []
    from certificates.services import keys  # noqa: PLC0415 - brings the press along: not for every command

    try:
        keys.current_seal()
    except keys.SealMisconfigured as error:
        return [
            Error(str(error), hint="DANKWERK_SEAL, DANKWERK_SEAL_PASSWORD, DANKWERK_SEAL_RETIRED", id="dankwerk.E010")
        ]
    return []


def findings(settings: Any) -> Iterator[Error]:
    """What is wrong with these settings."""
    if settings.DEBUG:
        yield Error("DEBUG shows settings and data to everyone.", hint="Leave DEBUG off.", id="dankwerk.E001")
    key = settings.SECRET_KEY
    if len(key) < SHORTEST_KEY or len(set(key)) < 12 or key.lower().startswith(_DEFAULT_KEYS):
        yield Error(
            f"The secret key is a default or shorter than {SHORTEST_KEY} characters.",
            hint="DANKWERK_SECRET_KEY: `openssl rand -hex 40`.",
            id="dankwerk.E002",
        )
    if "*" in settings.ALLOWED_HOSTS or any(host.startswith(".") for host in settings.ALLOWED_HOSTS):
        yield Error(
            "ALLOWED_HOSTS accepts host names that nobody chose.",
            hint="DANKWERK_ALLOWED_HOSTS: the exact names, separated by commas.",
            id="dankwerk.E003",
        )
    address = urlsplit(settings.PUBLIC_URL)
    if address.scheme != "https" or not address.hostname:
        yield Error(
            "The public address is not https: it is printed on certificates and lies in their QR codes.",
            hint="DANKWERK_PUBLIC_URL: https://…",
            id="dankwerk.E004",
        )
    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        yield Error(
            "SQLite serves one machine and one writer.",
            hint="DATABASE_URL: postgres://…",
            id="dankwerk.E005",
        )
    yield from _beside(settings)


def _beside(settings: Any) -> Iterator[Error]:
    """What is wrong with the servers beside ours, and with the seal."""
    if getattr(settings, "CELERY_TASK_ALWAYS_EAGER", False):
        yield Error(
            "Eager Celery presses certificates inside web requests.",
            hint="Remove CELERY_TASK_ALWAYS_EAGER.",
            id="dankwerk.E006",
        )
    if not settings.CELERY_BROKER_URL.startswith(("redis://", "rediss://")):
        yield Error(
            "The broker is not Redis: the filesystem broker serves one machine, others were never tried.",
            hint="CELERY_BROKER_URL: redis://…",
            id="dankwerk.E007",
        )
    if settings.CACHES["default"]["BACKEND"].endswith("LocMemCache"):
        yield Error(
            "Each process has a cache of its own: sign-in attempts would be counted for each process apart.",
            hint="CACHE_URL: redis://… (another Redis than the broker's)",
            id="dankwerk.E008",
        )
    if not settings.EMAIL_HOST:
        yield Error(
            "No mail server: people sign in with a code by e-mail, and none would leave the house.",
            hint="DANKWERK_SMTP_HOST, DANKWERK_SMTP_PORT, DANKWERK_SMTP_USER, DANKWERK_SMTP_PASSWORD_FILE",
            id="dankwerk.E011",
        )
    if not settings.SEAL:
        yield Error(
            "No seal is configured: no certificate would be issued.",
            hint="DANKWERK_SEAL: the file of the seal (PKCS#12 or PEM); or `none`, for certificates without a seal.",
            id="dankwerk.E009",
        )
