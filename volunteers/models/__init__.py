"""People, organisations, activities and the ledger of hours. Everything stands on this."""

from volunteers.models.activities import Activity
from volunteers.models.competences import ClaimStatus, CompetenceClaim
from volunteers.models.consent import Consent, DisplayForm, Place
from volunteers.models.hours import Evidence, HourEntry, HourStatus, LedgerEvent, Way
from volunteers.models.organisations import CoordinatorScope, Membership, Organisation, Role, ScopeKind
from volunteers.models.people import Gender, User, Volunteer, VolunteerDetails
from volunteers.models.places import District, FieldOfAction
from volunteers.models.recovery import AddressChange, AddressChangeStatus
from volunteers.models.totals import DistrictMonth, OrganisationMonth

__all__ = [
    "Activity",
    "AddressChange",
    "AddressChangeStatus",
    "ClaimStatus",
    "CompetenceClaim",
    "Consent",
    "CoordinatorScope",
    "DisplayForm",
    "District",
    "DistrictMonth",
    "Evidence",
    "FieldOfAction",
    "Gender",
    "HourEntry",
    "HourStatus",
    "LedgerEvent",
    "Membership",
    "Organisation",
    "OrganisationMonth",
    "Place",
    "Role",
    "ScopeKind",
    "User",
    "Volunteer",
    "VolunteerDetails",
    "Way",
]
