"""Who stands at which desk: every page of an organisation is for its members; for others it does not exist."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeAlias, cast

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from backend.common.errors import NotFound
from backend.common.pages import View, signed_in
from volunteers.models import Organisation, User
from volunteers.reach import reach_of


@dataclass(frozen=True, slots=True)
class Desk:
    """An organisation and one of its members. `manages` also edits the organisation and gives roles."""

    organisation: Organisation
    user: User
    manages: bool


DeskView: TypeAlias = Callable[..., HttpResponse]


def at_desk(view: DeskView) -> View:
    """For members of the organisation in the address; the view gets a Desk. Somebody else's desk is 404."""

    @wraps(view)
    def guarded(request: HttpRequest, organisation: uuid.UUID, **more: Any) -> HttpResponse:
        user = cast("User", request.user)
        reach = reach_of(user)
        found = Organisation.objects.filter(uuid=organisation, pk__in=reach.organisations).first()
        if found is None:
            raise NotFound(_("Das gibt es nicht, oder nicht für Sie."))
        return view(request, Desk(found, user, manages=found.pk in reach.managed), **more)

    return signed_in(guarded)
