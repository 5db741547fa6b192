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
    record = _own_record(user, given=given, family=family)
    record.save()
    return record


def _own_record(user: User, *, given: str, family: str) -> Volunteer:
    return Volunteer(user=user, name=f"{given} {family}", given_name=given, family_name=family, email=user.email)


def make_world() -> World:
    """The cast and their alliance, by direct inserts, one for each table: hundreds of tests begin here."""
    leer, emden = (District.objects.get(ags=ags) for ags in ("03457", "03402"))
    fields = FieldOfAction.objects.in_bulk(["language", "living"], field_name="code")
    names = ("Ada", "Omar", "Mina", "Carla", "Mallory")
    users = [User(email=f"{name.lower()}@example.org", name=f"{name} Beispiel") for name in names]
    for user in users:
        user.set_unusable_password()
    ada, omar, mina, carla, mallory = User.objects.bulk_create(users)
    cafe, club = Organisation.objects.bulk_create(
        [
            Organisation(slug="cafe", name="Sprachcafé", kind="association", district=leer),
            Organisation(slug="club", name="Sportverein", kind="association", district=emden),
        ]
    )
    Membership.objects.bulk_create(
        [
            Membership(user=omar, organisation=cafe, role=Role.CONFIRMER),
            Membership(user=mina, organisation=cafe, role=Role.MANAGER),
            Membership(user=mallory, organisation=club, role=Role.MANAGER),
        ]
    )
    CoordinatorScope.objects.create(user=carla, kind=ScopeKind.ALL)
    give_second_factor(carla)
    ada_volunteer, mallory_volunteer = Volunteer.objects.bulk_create(
        _own_record(user, given=given, family="Beispiel") for user, given in ((ada, "Ada"), (mallory, "Mallory"))
    )
    talking, football = Activity.objects.bulk_create(
        [
            Activity(organisation=cafe, title="Sprechrunde", field=fields["language"], district=leer),
            Activity(organisation=club, title="Fußball", field=fields["living"], district=emden),
        ]
    )
    return World(
        ada=ada,
        ada_volunteer=ada_volunteer,
        omar=omar,
        mina=mina,
        carla=carla,
        mallory=mallory,
        mallory_volunteer=mallory_volunteer,
        cafe=cafe,
        club=club,
        talking=talking,
        football=football,
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
