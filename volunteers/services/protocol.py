"""The one place that writes what was decided and has no table of events of its own."""

import re
import uuid
from typing import TYPE_CHECKING

from backend.common import clock
from backend.common.models import Reason
from volunteers.models import Organisation, ProtocolEvent, Volunteer
from volunteers.models.protocol import Act

if TYPE_CHECKING:
    from volunteers.models import User

Detail = dict[str, "str | int | bool | list[str] | None"]

__all__ = ["Act", "note"]

# Codes, numbers, days, digests, UUIDs: nothing with a space or an @, so neither a sentence nor an address.
_CODE = re.compile(r"[A-Za-z0-9_.:+-]{0,80}")


def note(
    *,
    act: Act,
    actor: "User | None",
    way: str = "",
    volunteer: Volunteer | None = None,
    organisation: Organisation | None = None,
    subject: uuid.UUID | None = None,
    detail: Detail | None = None,
    reason: str = "",
) -> ProtocolEvent:
    """Append one event. Call it in the transaction that decides.

    `actor` is None where a rule or the operator decided, `way` "" where the service knows of no door. `subject` is the
    public UUID of what it is about. `detail` holds codes and numbers; words of a person belong into `reason`. Raises
    ValueError for a detail that could be text.
    """
    for name, value in (detail or {}).items():
        if not all(_CODE.fullmatch(name) and _is_code(one) for one in (value if isinstance(value, list) else [value])):
            raise ValueError(f"detail {name!r} of {act} is no code")
    return ProtocolEvent.objects.create(
        at=clock.now(),
        actor=actor,
        act=act,
        way=way,
        volunteer=volunteer,
        organisation=organisation,
        subject=subject,
        detail=detail or {},
        reason=Reason.keep(reason),
    )


def _is_code(value: object) -> bool:
    return value is None or isinstance(value, int) or (isinstance(value, str) and _CODE.fullmatch(value) is not None)
