"""Pages behind links in mails, for people without an account: give one's word (`/b/…`), stop mails (`/m/…`).

A GET or HEAD shows and changes nothing: mail scanners open links. The address is the secret that permits a POST, so
there is no cookie and nothing to forge (`csrf_exempt`); it is sent on to nobody (`no-referrer`), kept by no cache and
found by no search engine.
"""

import uuid as uuids
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from backend.common import clock
from backend.common.errors import DomainError
from volunteers.models import ConfirmationLink, LinkedEntry, LinkState
from volunteers.services import digests, links, mailing
from volunteers.services.confirming import LONGEST_REASON

CONFIRM, DECLINE, LEAVE = "ja", "nein", "offen"


def secret(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For a view whose address is a secret."""

    @csrf_exempt
    @require_http_methods(["GET", "HEAD", "POST"])
    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response["Referrer-Policy"] = "no-referrer"
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return guarded


@secret
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """What somebody is asked to confirm; after a POST, and whenever the page is opened again, what was decided."""
    link = links.by_token(token)
    if link is None:
        raise Http404
    refused, chosen = "", {}
    if request.method == "POST":
        chosen = _chosen(request, link)
        try:
            links.answer(
                link=link,
                confirm=[key for key, what in chosen.items() if what == CONFIRM],
                decline=[key for key, what in chosen.items() if what == DECLINE],
                reason=request.POST.get("reason", ""),
            )
        except DomainError as error:
            link.refresh_from_db()
            refused = str(error.detail)
        else:
            return redirect(request.get_full_path())
    # What was decided is shown as long as the link would have been open; after that it tells nobody anything.
    shown = link.state in {LinkState.OPEN, LinkState.ANSWERED} and link.expires_at > clock.now()
    context = {
        "link": link,
        "rows": _rows(link, chosen) if shown else [],
        "refused": refused,
        "reason": request.POST.get("reason", ""),
        "most": LONGEST_REASON,
        "stop": mailing.stop_link(link.address, links.TOPIC) if link.address else "",
    }
    return render(request, "volunteers/answer.html", context, status=_status(link, refused=refused))


def _status(link: ConfirmationLink, *, refused: str) -> int:
    if link.state in {LinkState.REVOKED, LinkState.EXPIRED}:
        return 410
    return 400 if refused else 200


def _chosen(request: HttpRequest, link: ConfirmationLink) -> dict[uuids.UUID, str]:
    """What was said of each entry; one button declines all of them."""
    keys = link.linked.values_list("entry__uuid", flat=True)
    if request.POST.get("alle") == DECLINE:
        return dict.fromkeys(keys, DECLINE)
    return {key: request.POST.get(f"eintrag-{key}", LEAVE) for key in keys}


def _rows(link: ConfirmationLink, chosen: dict[uuids.UUID, str]) -> list[LinkedEntry]:
    """The entries, oldest first, each with whether an answer still decides on it, and what was chosen just now."""
    rows = list(link.linked.select_related("entry__activity").order_by("entry__day", "pk"))
    for row in rows:
        entry = row.entry
        row.undecided = entry.status == "submitted" and entry.submitted_at == row.submitted_at  # type: ignore[attr-defined]  # for the template
        row.choice = chosen.get(entry.uuid, CONFIRM)  # type: ignore[attr-defined]  # for the template
    return rows


@secret
def stop(request: HttpRequest, link: str) -> HttpResponse:
    """Stop mails of one kind to one address, or allow them again. A mail program's button posts here too (RFC 8058)."""
    found = mailing.by_link(link)
    if found is None:
        raise Http404
    topic, digest = found
    if request.method == "POST":
        if "wieder" in request.POST:
            mailing.allow(digest)
        else:
            mailing.stop(digest)
        if "List-Unsubscribe" in request.POST:
            return HttpResponse(status=204)
        return redirect(request.get_full_path())
    context = {
        "requests": topic == links.TOPIC,
        "digests": topic == digests.TOPIC,
        "stopped": mailing.has_stopped(digest),
    }
    return render(request, "volunteers/stop.html", context)
