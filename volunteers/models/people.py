"""People: who signs in, and who helps. They need not be the same."""

import datetime as dt
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from backend.common.ids import PublicModel
from volunteers.querysets import VolunteerQuerySet


class UserManager(BaseUserManager["User"]):
    """Makes users; e-mail addresses are kept in lower case."""

    def create_user(self, *, email: str, password: str | None = None, name: str = "", language: str = "de") -> "User":
        """A user without any role. Without a password the account cannot sign in by one."""
        user = self.model(email=email.strip().lower(), name=name, language=language)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, *, email: str, password: str | None = None) -> "User":
        """A user for Django's own admin pages."""
        user = self.create_user(email=email, password=password)
        user.is_staff = user.is_superuser = True
        user.save(using=self._db, update_fields=["is_staff", "is_superuser"])
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        """E-mail addresses are the same in any case."""
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser, PermissionsMixin, PublicModel):
    """Somebody who signs in, by e-mail. What they may do comes from memberships and scopes, not from here."""

    email = models.EmailField(_("E-Mail-Adresse"), unique=True)
    name = models.CharField(_("Name"), max_length=200, blank=True)
    language = models.CharField(_("Sprache"), max_length=10, default="de")
    is_active = models.BooleanField(_("aktiv"), default=True)
    is_staff = models.BooleanField(_("darf in die Verwaltung"), default=False)
    created_at = models.DateTimeField(_("angelegt"), auto_now_add=True)
    # Part of what a session is checked against: one more, and every session of this account is over.
    session_epoch = models.PositiveIntegerField(default=0, editable=False)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = UserManager()

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_once")]
        verbose_name = _("Konto")
        verbose_name_plural = _("Konten")

    def __str__(self) -> str:
        return self.name or f"Konto {self.pk}"

    def _get_session_auth_hash(self, secret: str | bytes | None = None) -> str:
        """Django's own, which a change of the password changes, with the epoch beside the password."""
        told = f"{self.session_epoch} {self.password}"
        return salted_hmac("volunteers.User.session", told, secret=secret, algorithm="sha256").hexdigest()


class Volunteer(PublicModel):
    """A person who helps. `name` is in the person's own script and order: what a certificate prints.

    May have no e-mail and no account; then `kept_by` is the organisation that keeps the hours for them.
    Personal data: name, name_latin, given_name, family_name, email. Dropped on erasure; totals stay: `erased_at` says
    that this is nobody any more, only the one to whom those hours belonged. `merged_into` says that this was the same
    person as another record, which has the hours now (services.merging): nobody logs here, and no list shows it.
    """

    user = models.OneToOneField(
        "volunteers.User",
        verbose_name=_("Konto"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="volunteer",
    )
    kept_by = models.ForeignKey(
        "volunteers.Organisation",
        verbose_name=_("geführt von"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="kept_volunteers",
    )
    name = models.CharField(_("Name"), max_length=200)
    name_latin = models.CharField(_("Name in lateinischer Schrift"), max_length=200, blank=True)
    given_name = models.CharField(_("Vorname"), max_length=100, blank=True)
    family_name = models.CharField(_("Nachname"), max_length=100, blank=True)
    email = models.EmailField(_("E-Mail-Adresse"), blank=True)
    language = models.CharField(_("Sprache"), max_length=10, default="de")
    created_at = models.DateTimeField(_("angelegt"), auto_now_add=True)
    erased_at = models.DateTimeField(_("gelöscht"), null=True, blank=True, editable=False)
    # Few have one, so the index is partial: see Meta.
    merged_into = models.ForeignKey(
        "self",
        verbose_name=_("zusammengeführt mit"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="merged",
        db_index=False,
    )

    objects = models.Manager.from_queryset(VolunteerQuerySet)()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(name=""),
                name="volunteer_has_name",
                violation_error_message=_("Bitte geben Sie einen Namen an."),
            ),
            models.CheckConstraint(
                condition=models.Q(user__isnull=False) | models.Q(kept_by__isnull=False) | ~models.Q(erased_at=None),
                name="volunteer_has_a_home",
                violation_error_message=_("Ohne Konto braucht es eine Organisation, die die Stunden führt."),
            ),
            models.CheckConstraint(
                condition=models.Q(erased_at=None)
                | models.Q(user=None, name_latin="", given_name="", family_name="", email=""),
                name="volunteer_erased_is_empty",
            ),
            models.CheckConstraint(
                condition=models.Q(merged_into=None) | ~models.Q(merged_into=models.F("pk")) & models.Q(user=None),
                name="volunteer_merged_into_another",
                violation_error_message=_("Zusammengeführt wird nur ein Datensatz ohne Konto, und mit einem anderen."),
            ),
        ]
        indexes = [
            models.Index(
                fields=["merged_into"], condition=models.Q(merged_into__isnull=False), name="volunteer_merged"
            ),
            models.Index(fields=["id"], condition=~models.Q(erased_at=None), name="volunteer_erased"),
        ]
        verbose_name = _("Engagierte/r")
        verbose_name_plural = _("Engagierte")

    def __str__(self) -> str:
        return self.name


class Gender(models.TextChoices):
    """For statistics only, never on a public row."""

    FEMALE = "female", _("weiblich")
    MALE = "male", _("männlich")
    DIVERSE = "diverse", _("divers")


class VolunteerDetails(models.Model):
    """Optional, separate, each with its purpose.

    `gender` serves statistics with small cells suppressed. `birth_date` serves the age rules of consent and of the
    competence certificate; a record prints it only where the person wants it (`print_birth_date`).
    """

    volunteer = models.OneToOneField(Volunteer, on_delete=models.CASCADE, related_name="details")
    gender = models.CharField(_("Geschlecht"), max_length=10, choices=Gender, blank=True)
    birth_date = models.DateField(_("Geburtsdatum"), null=True, blank=True)
    print_birth_date = models.BooleanField(_("Geburtsdatum auf Nachweisen"), default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(gender__in=["", *Gender.values]),
                name="details_known_gender",
                violation_error_message=_("Diese Angabe zum Geschlecht ist nicht vorgesehen."),
            ),
            models.CheckConstraint(
                condition=models.Q(print_birth_date=False) | models.Q(birth_date__isnull=False),
                name="details_birth_date_to_print",
                violation_error_message=_("Ohne Geburtsdatum kann keines gedruckt werden."),
            ),
        ]
        verbose_name = _("freiwillige Angaben")
        verbose_name_plural = _("freiwillige Angaben")

    def __str__(self) -> str:
        return f"Angaben {self.pk}"

    def age_on(self, day: dt.date) -> int | None:
        """Whole years on a local date, None where no birth date is known; a 29 February counts from 1 March."""
        born = self.birth_date
        if born is None:
            return None
        return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
