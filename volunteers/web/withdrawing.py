"""Pages behind links about consent: withdraw everything (`/w/…`), and what a guardian is asked (`/e/…`).

The rules of every secret address (`answering.secret`): opening shows, a POST acts, nobody signs in. The first one is
printed on papers that others hold, so it says what a withdrawal ends, but neither whose it is nor under which name.
"""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from backend.common.errors import DomainError
from volunteers.display import shown_name
from volunteers.models import Consent, GuardianConsent, GuardianStatus
from volunteers.services import guardians, withdrawal
from volunteers.web.answering import secret


@secret
def withdraw(request: HttpRequest, token: str) -> HttpResponse:
    """What stands and would go; a POST withdraws all of it. Again is the same. 404 for a link that leads nowhere."""
    volunteer = withdrawal.by_token(token)
    if volunteer is None:
        raise Http404
    if request.method == "POST":
        withdrawal.withdraw_all(volunteer=volunteer)
        return redirect(request.get_full_path())
    return render(request, "volunteers/withdraw.html", {"standing": withdrawal.standing(volunteer)})


@secret
def guardian(request: HttpRequest, link: str) -> HttpResponse:
    """What a guardian is asked, letter by letter as it would appear: agree, refuse, and take it back later."""
    question = guardians.by_link(link)
    if question is None:
        raise Http404
    refused = ""
    if request.method == "POST":
        try:
            _decide(request.POST.get("tun", ""), question)
        except DomainError as error:
            refused = str(error.detail)
            question.refresh_from_db()
        else:
            return redirect(request.get_full_path())
    # Who was asked reads the name while they decide, and as long as their yes holds; an old link tells nothing.
    asked, given = guardians.is_open(question), question.status == GuardianStatus.GIVEN
    context = {
        "question": question,
        "open": asked,
        "given": given,
        "shown": _preview(question) if asked or given else "",
        "refused": refused,
    }
    return render(request, "volunteers/guardian.html", context, status=409 if refused else 200)


def _decide(choice: str, question: GuardianConsent) -> None:
    if choice == "ja":
        guardians.agree(question=question)
    elif choice == "nein":
        guardians.refuse(question=question)
    elif choice == "zurueck":
        guardians.take_back(agreed=question)


def _preview(question: GuardianConsent) -> str:
    """As the lists would make it; empty for somebody who would only be counted."""
    return shown_name(Consent(volunteer=question.volunteer, display_form=question.display_form, alias=question.alias))
