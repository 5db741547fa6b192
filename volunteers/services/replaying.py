"""After a restore: forget again whoever was forgotten since the backup."""

from pathlib import Path
from typing import NamedTuple

from volunteers.models import Erasure, ErasureStatus, ErasureWay, User, Volunteer
from volunteers.services import erasing, erasure_list, forgetting


class Replayed(NamedTuple):
    """How many stand on the list, were erased now, and are not in this database (it is older than they are)."""

    listed: int
    erased: int
    unknown: int


def replay(*files: Path) -> Replayed:
    """Erase everybody on the list who is not erased here, with their files. A second time it finds nothing to do.

    The whole list is read before the first is erased. Raises OSError and ValueError as `erasure_list.subjects`.
    """
    listed = list(erasure_list.subjects(*files))
    erased = unknown = 0
    for key in listed:
        volunteer = Volunteer.objects.filter(uuid=key).first()
        user = User.objects.filter(uuid=key).first()
        if volunteer is None and user is None:
            unknown += 1
        elif volunteer is not None and volunteer.erased_at is None:
            # Their account has a line of its own, if it went with them.
            erasing.erase(actor=None, volunteer=volunteer, way=ErasureWay.REPLAY, keep_account=True)
            erased += 1
        elif user is not None and not forgetting.is_empty(user):
            erasing.erase(actor=None, user=user, way=ErasureWay.REPLAY)
            erased += 1
    for erasure in Erasure.objects.filter(status=ErasureStatus.ERASED, finished_at=None).order_by("pk"):
        erasing.finish(erasure)
    return Replayed(len(listed), erased, unknown)
