"""`/ich/urkunden`: one's papers, to open, check, keep and show; and whether the public page shows what they say."""

import uuid as uuids
from typing import cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from backend.common.errors import NotFound
from backend.common.pages import signed_in
from certificates.models import Certificate
from certificates.services import credentials, hiding
from volunteers.models import User
from volunteers.reach import reach_of

ON_A_PAGE = 20


@require_safe
@signed_in
def certificates(request: HttpRequest) -> HttpResponse:
    """One's own, the newest first."""
    user = cast("User", request.user)
    if reach_of(user).volunteer_id is None:
        return redirect("me")
    own = Certificate.objects.held_by(user).select_related("mail", "replaced_by").order_by("-pk")
    page = Paginator(own, ON_A_PAGE).get_page(request.GET.get("seite"))
    return render(request, "site/me/certificates.html", {"page": page})


@require_POST
@signed_in
def details(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """Hide what a paper says on its public page (`show=0`), or show it again (`show=1`)."""
    user = cast("User", request.user)
    certificate = _own(user, uuid)
    if request.POST.get("show") == "1":
        hiding.show_details(actor=user, certificate=certificate)
        messages.success(request, _("Die Prüfseite zeigt wieder, was auf der Urkunde steht."))
    else:
        hiding.hide_details(actor=user, certificate=certificate)
        messages.success(request, _("Die Prüfseite sagt jetzt nur noch, ob die Urkunde gilt. Nichts mehr über dich."))
    return redirect("me-certificates")


@require_safe
@signed_in
def credential(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """The digital credential as a file."""
    name, media_type, data = credentials.credential_file(_own(cast("User", request.user), uuid))
    response = HttpResponse(data, content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _own(user: User, uuid: uuids.UUID) -> Certificate:
    found = Certificate.objects.held_by(user).filter(uuid=uuid).first()
    if found is None:
        raise NotFound(_("Diese Urkunde gibt es nicht."))
    return found
