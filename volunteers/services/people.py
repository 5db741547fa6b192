"""People and their roles."""

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from backend.common import clock
from backend.common.errors import Conflict, Forbidden, Invalid
from volunteers.models import (
    CoordinatorScope,
    District,
    FieldOfAction,
    Membership,
    Organisation,
    Role,
    ScopeKind,
    User,
    Volunteer,
)
from volunteers.reach import reach_of
from volunteers.services.protocol import Act, note
from volunteers.text import blank, fold, tidy, unprintable


@transaction.atomic
def register_volunteer(
    *, user: User, name: str, name_latin: str = "", given_name: str = "", family_name: str = "", language: str = "de"
) -> Volunteer:
    """The user's own record as a volunteer. Raises Conflict (`already_volunteer`), Invalid for the name."""
    names = _names(name=name, name_latin=name_latin, given_name=given_name, family_name=family_name)
    try:
        with transaction.atomic():
            return Volunteer.objects.create(user=user, email=user.email, language=language, **names)
    except IntegrityError as error:
        raise Conflict(
            _("Du bist schon als Engagierte oder Engagierter angelegt."), code="already_volunteer"
        ) from error


@transaction.atomic
def keep_volunteer(
    *,
    actor: User,
    organisation: Organisation,
    name: str,
    name_latin: str = "",
    given_name: str = "",
    family_name: str = "",
    email: str = "",
    language: str = "de",
) -> Volunteer:
    """A record without account, kept by an organisation of the actor. Raises Forbidden, Invalid for name and e-mail."""
    if organisation.pk not in reach_of(actor).organisations:
        raise Forbidden(_("Sie gehören nicht zu dieser Organisation."), code="not_member", field="organisation")
    return Volunteer.objects.create(
        kept_by=organisation,
        email=check_email(email),
        language=language,
        **_names(name=name, name_latin=name_latin, given_name=given_name, family_name=family_name),
    )


@transaction.atomic
def find_or_keep(*, actor: User, organisation: Organisation, name: str, may_be_new: bool) -> Volunteer:
    """Who is meant by a name at an organisation of the actor; a new record there if nobody is and `may_be_new`.

    Sent twice it is one record: whoever asks waits for whoever asked before. Raises Forbidden, Invalid
    (`name_missing`, `name_unknown`), Conflict (`name_ambiguous`).
    """
    if organisation.pk not in reach_of(actor).organisations:
        raise Forbidden(_("Sie gehören nicht zu dieser Organisation."), code="not_member", field="organisation")
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    wanted = fold(name)
    # Compared here: databases do not agree on what upper and lower case are.
    known = Volunteer.objects.known_at(organisation).values_list("pk", "name") if wanted else []
    found = [pk for pk, other in known if fold(other) == wanted]
    if len(found) > 1:
        raise Conflict(
            _("Diesen Namen haben mehrere Personen. Bitte wählen Sie unter „Leute“, wen Sie meinen."),
            code="name_ambiguous",
            field="name",
        )
    if found:
        return Volunteer.objects.get(pk=found[0])
    if wanted and not may_be_new:
        raise Invalid(
            _("Diesen Namen kennen wir hier nicht. Bitte prüfen Sie ihn, oder kreuzen Sie „neue Person“ an."),
            code="name_unknown",
            field="name",
        )
    return keep_volunteer(actor=actor, organisation=organisation, name=name)


@transaction.atomic
def rename_volunteer(*, actor: User, volunteer: Volunteer, language: str | None = None, **names: str) -> Volunteer:
    """Change name, its parts or the language. The person themselves, or who keeps a record without account."""
    reach = reach_of(actor)
    keeps = volunteer.user_id is None and volunteer.kept_by_id in reach.organisations
    if volunteer.pk != reach.volunteer_id and not keeps:
        raise Forbidden(_("Den Namen ändert nur die Person selbst."), code="not_yours")
    present = {key: getattr(volunteer, key) for key in ("name", "name_latin", "given_name", "family_name")}
    for key, value in _names(**present | names).items():
        setattr(volunteer, key, value)
    if language is not None:
        volunteer.language = language
    volunteer.save(update_fields=["name", "name_latin", "given_name", "family_name", "language"])
    return volunteer


@transaction.atomic
def change_kept(*, actor: User, volunteer: Volunteer, email: str, language: str, **names: str) -> Volunteer:
    """Change name, language and address of somebody without account: who keeps the record. Raises as `keep_volunteer`.

    The address is the person's once they have an account: then nobody changes it for them.
    """
    if volunteer.user_id is not None:
        raise Forbidden(_("Die E-Mail-Adresse ändert nur die Person selbst."), code="not_yours")
    rename_volunteer(actor=actor, volunteer=volunteer, language=language, **names)
    volunteer.email = check_email(email)
    volunteer.save(update_fields=["email"])
    return volunteer


@transaction.atomic
def add_member(*, actor: User | None, organisation: Organisation, email: str, role: str) -> Membership:
    """Give somebody a role in an organisation, by e-mail. Its managers and coordinators may; None is the operator.

    An address without account gets one that nobody can sign in to yet: the answer never tells whether there was one.
    Raises Forbidden (`not_manager`), Conflict (`already_member`), Invalid (`email_invalid`).
    """
    if actor is not None:
        _check_manages(actor, organisation)
    user = account_for(email)
    try:
        with transaction.atomic():
            membership = Membership.objects.create(user=user, organisation=organisation, role=Role(role))
    except IntegrityError as error:
        raise Conflict(
            _("Diese Person gehört schon zu dieser Organisation."), code="already_member", field="email"
        ) from error
    note(act=Act.MEMBER_ADDED, actor=actor, organisation=organisation, subject=membership.uuid, detail={"role": role})
    return membership


def account_for(email: str, *, language: str = "de") -> User:
    """The account with that address, made without a password where there is none. Raises Invalid (`email_invalid`)."""
    email = check_email(email)
    if not email:
        raise Invalid(_("Bitte geben Sie eine E-Mail-Adresse an."), code="email_invalid", field="email")
    found = User.objects.filter(email=email).first()
    if found is not None:
        return found
    try:
        with transaction.atomic():
            return User.objects.create_user(email=email, language=language)
    except IntegrityError:  # somebody else made it in this very moment
        return User.objects.get(email=email)


@transaction.atomic
def end_membership(*, actor: User, membership: Membership) -> Membership:
    """End a role. The last manager stays, or nobody could act for the organisation. Raises Conflict, Forbidden."""
    if membership.user_id != actor.pk:
        _check_manages(actor, membership.organisation)
    organisation = Organisation.objects.select_for_update(of=("self",), no_key=True).get(pk=membership.organisation_id)
    managers = Membership.objects.current().filter(organisation=organisation, role=Role.MANAGER, user__is_active=True)
    others = managers.exclude(pk=membership.pk)
    if membership.role == Role.MANAGER and not others.exists():
        raise Conflict(
            _("Das ist die letzte Leitung dieser Organisation. Bitte geben Sie die Aufgabe zuerst weiter."),
            code="last_manager",
        )
    if not Membership.objects.current().filter(pk=membership.pk).update(ended_at=clock.now()):
        raise Conflict(_("Diese Zugehörigkeit ist schon beendet."), code="already_ended")
    membership.refresh_from_db()
    note(
        act=Act.MEMBER_ENDED,
        actor=actor,
        organisation=organisation,
        subject=membership.uuid,
        detail={"role": membership.role},
    )
    return membership


@transaction.atomic
def appoint_coordinator(
    *,
    actor: User | None,
    email: str,
    kind: str,
    district: District | None = None,
    field: FieldOfAction | None = None,
) -> CoordinatorScope:
    """Give somebody a coordinator's scope, by e-mail. Coordinators of the whole alliance may; None is the operator.

    Raises Forbidden (`not_coordinator`), Invalid (`scope_mismatch`), Conflict (`already_appointed`).
    """
    if actor is not None and not reach_of(actor).everything:
        raise Forbidden(_("Koordination vergibt nur, wer das ganze Bündnis koordiniert."), code="not_coordinator")
    expected = {ScopeKind.ALL: (False, False), ScopeKind.DISTRICT: (True, False), ScopeKind.FIELD: (False, True)}
    if (district is not None, field is not None) != expected[ScopeKind(kind)]:
        raise Invalid(_("Bitte geben Sie genau das an, was zum Umfang gehört."), code="scope_mismatch", field="kind")
    try:
        with transaction.atomic():
            scope = CoordinatorScope.objects.create(user=account_for(email), kind=kind, district=district, field=field)
    except IntegrityError as error:
        raise Conflict(_("Diesen Umfang hat die Person schon."), code="already_appointed", field="kind") from error
    _note_scope(Act.COORDINATOR_APPOINTED, actor, scope)
    return scope


@transaction.atomic
def dismiss_coordinator(*, actor: User, scope: CoordinatorScope) -> None:
    """Take a scope back. Nobody takes their own: the alliance keeps at least one coordinator. Raises Forbidden."""
    # One after another, judged by what the one before left: two who dismiss each other must not both succeed.
    list(CoordinatorScope.objects.filter(kind=ScopeKind.ALL).select_for_update(of=("self",)).order_by("pk"))
    if not reach_of(actor).everything or scope.user_id == actor.pk:
        raise Forbidden(_("Das entscheidet eine andere Person der Koordination."), code="not_coordinator")
    _note_scope(Act.COORDINATOR_DISMISSED, actor, scope)
    scope.delete()


def _note_scope(act: Act, actor: User | None, scope: CoordinatorScope) -> None:
    narrowed = {"district": scope.district.ags} if scope.district else {}
    narrowed |= {"field": scope.field.code} if scope.field else {}
    note(act=act, actor=actor, subject=scope.user.uuid, detail={"kind": scope.kind, **narrowed})


def _check_manages(actor: User, organisation: Organisation) -> None:
    reach = reach_of(actor)
    if organisation.pk in reach.managed or reach.everything or organisation.district_id in reach.districts:
        return
    raise Forbidden(_("Das darf nur die Leitung der Organisation."), code="not_manager")


def _names(*, name: str, name_latin: str, given_name: str, family_name: str) -> dict[str, str]:
    given = {"name": name, "name_latin": name_latin, "given_name": given_name, "family_name": family_name}
    cleaned = {field: "" if blank(value) else tidy(value) for field, value in given.items()}
    for field, value in cleaned.items():
        check_line(value, field=field, most=200 if field in {"name", "name_latin"} else 100)
    if not cleaned["name"]:
        raise Invalid(_("Bitte geben Sie einen Namen an."), code="name_missing", field="name")
    return cleaned


def check_line(text: str, *, field: str, most: int) -> None:
    """Whether a tidy text can be kept in `most` characters and printed: some letters are two after NFC.

    Raises Invalid (`not_printable`, naming the character that a certificate could not print; `too_long`).
    """
    if len(text) > most:
        raise Invalid(_("Das ist zu lang: höchstens %(most)s Zeichen.") % {"most": most}, code="too_long", field=field)
    if code := unprintable(text):
        raise Invalid(
            _("Das enthält das unsichtbare Zeichen %(code)s. Bitte neu schreiben, ohne zu kopieren.") % {"code": code},
            code="not_printable",
            field=field,
        )


def check_email(email: str) -> str:
    """The address in lower case; "" stays "". Raises Invalid (`email_invalid`)."""
    email = email.strip().lower()
    if email:
        try:
            validate_email(email)
        except ValidationError as error:
            raise Invalid(_("Das ist keine E-Mail-Adresse."), code="email_invalid", field="email") from error
    return email
