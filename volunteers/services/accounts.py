"""An account itself: name, language, address, password, and where it is signed in."""

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _
from knox.models import get_token_model

from backend.common.errors import Conflict, Invalid
from volunteers.models import SignedIn, User, Volunteer
from volunteers.services.people import check_line
from volunteers.services.protocol import Act, note
from volunteers.text import blank, tidy


@transaction.atomic
def introduce(*, user: User, name: str, language: str) -> User:
    """Give an account its name and language. Raises Invalid (`name_missing`, `too_long`, `not_printable`)."""
    name = "" if blank(name) else tidy(name)
    if not name:
        raise Invalid(_("Bitte geben Sie einen Namen an."), code="name_missing", field="name")
    check_line(name, field="name", most=200)
    user.name, user.language = name, language
    user.save(update_fields=["name", "language"])
    return user


@transaction.atomic
def speak(*, user: User, language: str) -> User:
    """Change the language of pages, mails and of the person's own papers to come."""
    user.language = language
    user.save(update_fields=["language"])
    Volunteer.objects.filter(user=user).update(language=language)
    return user


@transaction.atomic
def change_address(*, user: User, email: str) -> User:
    """Sign in with another address from now on; everything that was signed in before has to do so anew.

    Whoever calls has made sure whose address it is. Raises Conflict (`address_taken`).
    """
    user.email = email
    try:
        with transaction.atomic():
            user.save(update_fields=["email"])
    except IntegrityError as error:
        raise Conflict(
            _("Mit dieser Adresse gibt es schon ein Konto. Bitte nimm eine andere."), code="address_taken", field="code"
        ) from error
    Volunteer.objects.filter(user=user).update(email=email)
    return end_sessions(user=user)


@transaction.atomic
def change_own_address(*, user: User, email: str) -> User:
    """As `change_address`, by the person themselves."""
    change_address(user=user, email=email)
    note(act=Act.ADDRESS_CHANGED, actor=user, subject=user.uuid)
    return user


@transaction.atomic
def set_password(*, user: User, password: str | None) -> User:
    """Another password, or none."""
    user.set_password(password)
    user.save(update_fields=["password"])
    return user


@transaction.atomic
def end_sessions(*, user: User) -> User:
    """End every session and every token: whoever holds one signs in anew."""
    SignedIn.objects.filter(user=user).delete()
    User.objects.filter(pk=user.pk).update(session_epoch=F("session_epoch") + 1)
    user.refresh_from_db(fields=["session_epoch"])
    get_token_model().objects.filter(user=user).delete()
    return user
