"""What a service says when it refuses. Doors translate these to HTTP, forms or exit codes; services know none of that.

Each error carries a stable `code` for programs, a German sentence for people, and the `field` it is about.
"""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise

Sentence = str | Promise


class DomainError(Exception):
    """Base of every refusal. `code` never changes once published; `detail` is translated where it is shown."""

    code = "refused"

    def __init__(
        self,
        detail: Sentence,
        *,
        code: str | None = None,
        field: str = "",
        extra: Mapping[str, Any] | None = None,
    ) -> None:
        """`extra` holds further facts for programs, such as the current status; never personal data."""
        super().__init__(str(detail))
        self.detail = detail
        self.code = code or self.code
        self.field = field
        self.extra = dict(extra or {})


class Invalid(DomainError):
    """The input breaks a rule of the domain."""

    code = "invalid"


class Forbidden(DomainError):
    """The actor sees the thing but may not do this with it."""

    code = "forbidden"


class NotFound(DomainError):
    """It does not exist, or not for this actor: both look the same."""

    code = "not_found"


class Conflict(DomainError):
    """It stands against the present state: an illegal move, a taken identifier, somebody was faster."""

    code = "conflict"


class IllegalTransition(Conflict):
    """A status that does not allow this move. `extra["status"]` is the present one."""

    code = "illegal_transition"


class KeyReused(DomainError):
    """An Idempotency-Key that stands for another request already."""

    code = "idempotency_key_reused"
