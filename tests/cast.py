"""The fixed cast: Ada volunteers, Omar confirms, Carla coordinates, Mallory must see nothing."""

import datetime as dt
from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import encrypt

from certificates.models import Issuer
from volunteers.models import (
    Activity,
    CoordinatorScope,
    District,
    FieldOfAction,
    HourEntry,
    Membership,
    Organisation,
    Role,
    ScopeKind,
    User,
    Volunteer,
    Way,
)
from volunteers.services import logging

PASSWORD = "vier-augen-sehen-mehr"
TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@dataclass
class World:
    """A small alliance. Ada helps at the language café in Leer, which Omar acts for; Mallory runs a club elsewhere."""

    ada: User
    ada_volunteer: Volunteer
    omar: User
    mina: User
    carla: User
    mallory: User
    mallory_volunteer: Volunteer
    cafe: Organisation
    club: Organisation
    talking: Activity
    football: Activity
    issuer: Issuer

    def hours(self, *, minutes: int = 90, day: dt.date | None = None, note: str = "") -> HourEntry:
        """A waiting entry of Ada's at the café, by default yesterday."""
        day = day or dt.date.today() - dt.timedelta(days=1)  # noqa: DTZ011 - any day of the past will do
        entry, _new = logging.log_hours(
            actor=self.ada,
            volunteer=self.ada_volunteer,
            activity=self.talking,
            day=day,
            minutes=minutes,
            note=note,
            way=Way.API,
        )
        return entry


def make_user(email: str, name: str, *, password: str | None = None) -> User:
    """A user; with a password only where a test signs in, for hashing is slow on purpose."""
    return User.objects.create_user(email=email, name=name, password=password)


def give_second_factor(user: User) -> Authenticator:
    """An app that shows codes: without one no page of coordination opens."""
    return Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": encrypt(TOTP_SECRET)})


def make_volunteer(user: User, *, given: str, family: str) -> Volunteer:
    """A user's own record."""
    return Volunteer.objects.create(
        user=user, name=f"{given} {family}", given_name=given, family_name=family, email=user.email
    )


def make_world() -> World:
    """The cast and their alliance, by direct inserts: tests of services make their own steps."""
    leer = District.objects.get(ags="03457")
    emden = District.objects.get(ags="03402")
    language = FieldOfAction.objects.get(code="language")
    living = FieldOfAction.objects.get(code="living")
    ada = make_user("ada@example.org", "Ada Beispiel")
    omar = make_user("omar@example.org", "Omar Beispiel")
    mina = make_user("mina@example.org", "Mina Beispiel")
    carla = make_user("carla@example.org", "Carla Beispiel")
    mallory = make_user("mallory@example.org", "Mallory Beispiel")
    cafe = Organisation.objects.create(slug="cafe", name="Sprachcafé", kind="association", district=leer)
    club = Organisation.objects.create(slug="club", name="Sportverein", kind="association", district=emden)
    Membership.objects.create(user=omar, organisation=cafe, role=Role.CONFIRMER)
    Membership.objects.create(user=mina, organisation=cafe, role=Role.MANAGER)
    Membership.objects.create(user=mallory, organisation=club, role=Role.MANAGER)
    CoordinatorScope.objects.create(user=carla, kind=ScopeKind.ALL)
    give_second_factor(carla)
    return World(
        ada=ada,
        ada_volunteer=make_volunteer(ada, given="Ada", family="Beispiel"),
        omar=omar,
        mina=mina,
        carla=carla,
        mallory=mallory,
        mallory_volunteer=make_volunteer(mallory, given="Mallory", family="Beispiel"),
        cafe=cafe,
        club=club,
        talking=Activity.objects.create(organisation=cafe, title="Sprechrunde", field=language, district=leer),
        football=Activity.objects.create(organisation=club, title="Fußball", field=living, district=emden),
        issuer=Issuer.objects.create(
            code="NPA",
            name="Bündnis „Niedersachsen packt an“",
            address="Planckstraße 2\n30169 Hannover",
            contact="danke@example.org",
            place="Hannover",
            signatory_name="Carla Beispiel",
            signatory_role="Koordination",
        ),
    )
