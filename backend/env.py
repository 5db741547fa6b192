"""Typed readers of the environment that refuse to guess: a wrong value names its variable and stops the start."""

import os
import secrets
from contextlib import suppress
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

_TRUE = {"1", "true", "yes", "on"}
_FALSE = {"0", "false", "no", "off", ""}


def text(name: str, default: str | None = None) -> str:
    """The variable's value. Raises ImproperlyConfigured when it is unset and has no default."""
    value = os.environ.get(name, default)
    if value is None:
        raise ImproperlyConfigured(f"{name} is not set. Set it in the environment (see .env.example).")
    return value


def secret(name: str) -> str:
    """The variable's value, or the content of the file that NAME_FILE names; empty when neither is set.

    Both at once, or a file that cannot be read, raise ImproperlyConfigured. The value itself is never shown.
    """
    value, path = os.environ.get(name, ""), os.environ.get(f"{name}_FILE", "")
    if value and path:
        raise ImproperlyConfigured(f"{name} and {name}_FILE are both set. Keep one of them.")
    if not path:
        return value
    try:
        return Path(path).read_text(encoding="utf-8").rstrip("\r\n")
    except OSError as error:
        raise ImproperlyConfigured(f"{name}_FILE: {path}: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise ImproperlyConfigured(f"{name}_FILE: {path} is no text in UTF-8.") from None


def flag(name: str, *, default: bool) -> bool:
    """1/true/yes/on or 0/false/no/off; anything else raises ImproperlyConfigured."""
    raw = os.environ.get(name)
    if raw is None:
        return default
    word = raw.strip().lower()
    if word in _TRUE:
        return True
    if word in _FALSE:
        return False
    raise ImproperlyConfigured(f"{name}={raw!r} is neither yes nor no. Use 1 or 0.")


def number(name: str, default: int, *, at_least: int = 0) -> int:
    """A whole number ≥ `at_least`; anything else raises ImproperlyConfigured."""
    raw = os.environ.get(name)
    if raw is None:
        return default
    try:
        value = int(raw)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name}={raw!r} is no whole number.") from error
    if value < at_least:
        raise ImproperlyConfigured(f"{name}={value} is below {at_least}.")
    return value


def names(name: str, default: str = "") -> list[str]:
    """A comma-separated list without empty items."""
    return [item.strip() for item in os.environ.get(name, default).split(",") if item.strip()]


def folder(name: str, default: Path) -> Path:
    """A folder as an absolute path; it need not exist yet."""
    return Path(os.environ.get(name) or default).expanduser().resolve()


def own_secret_key(var: Path) -> str:
    """A key of this installation's own in the folder `var`, made once, readable by its owner alone."""
    path = var / "secret_key"
    if not path.exists():
        draft = path.with_name(f"secret_key.{secrets.token_hex(4)}")
        try:
            var.mkdir(parents=True, exist_ok=True)
            draft.touch(mode=0o600)
            draft.write_text(secrets.token_urlsafe(50))
            with suppress(FileExistsError):  # two processes start for the first time: they agree on the first key
                path.hardlink_to(draft)
        except OSError as error:
            raise ImproperlyConfigured(
                f"{var}: {error.strerror}. Check space and rights there, or name another folder in DANKWERK_VAR."
            ) from error
        finally:
            with suppress(OSError):
                draft.unlink()
    return path.read_text().strip()
