"""People, organisations, activities and the ledger of hours. Everything stands on this."""

from volunteers.models.activities import Activity
from volunteers.models.cards import CardKind, CardSource, CardStatus, ForgottenHolder, VolunteerCard
from volunteers.models.competences import ClaimStatus, CompetenceClaim
from volunteers.models.consent import PUBLIC_THANKS, Basis, Consent, ConsentPurpose, ConsentText, DisplayForm, Place
from volunteers.models.corrections import (
    Correction,
    CorrectionEvent,
    CorrectionStatus,
    Objection,
    ObjectionStatus,
    Party,
)
from volunteers.models.earlier import EarlierVersion
from volunteers.models.guardians import GuardianConsent, GuardianProof, GuardianStatus
from volunteers.models.hours import Evidence, HourEntry, HourStatus, LedgerEvent, Way
from volunteers.models.imports import ImportColumns, ImportKind
from volunteers.models.joining import JoinRequest, JoinStatus, JoinWish
from volunteers.models.links import ConfirmationLink, ContactAddress, LinkedEntry, LinkOutcome, LinkState
from volunteers.models.mails import Mail, MailStop
from volunteers.models.merges import DistinctPair, Merge, MergeBasis
from volunteers.models.organisations import (
    CoordinatorScope,
    DigestRhythm,
    Membership,
    Organisation,
    Role,
    ScopeKind,
    Sector,
)
from volunteers.models.people import Gender, User, Volunteer, VolunteerDetails
from volunteers.models.places import District, FieldOfAction
from volunteers.models.plans import PlanConfirmation, PlanSide, PlanStatus, WeeklyPlan
from volunteers.models.privacy import (
    DataExport,
    ErasedSubject,
    Erasure,
    ErasureStatus,
    ErasureWay,
    ExportForm,
    ExportOf,
    ExportStatus,
)
from volunteers.models.protocol import Act, ProtocolBlock, ProtocolEvent
from volunteers.models.recovery import AddressChange, AddressChangeStatus
from volunteers.models.safety import DistrictHiding
from volunteers.models.sessions import SignedIn
from volunteers.models.shares import Share, ShareKind
from volunteers.models.sheets import SheetForm, SheetStatus, SignInRow, SignInSheet
from volunteers.models.takeovers import Takeover, TakeoverStatus
from volunteers.models.totals import DistrictMonth, OrganisationMonth
from volunteers.models.withdrawal import WithdrawalLink

__all__ = [
    "PUBLIC_THANKS",
    "Act",
    "Activity",
    "AddressChange",
    "AddressChangeStatus",
    "Basis",
    "CardKind",
    "CardSource",
    "CardStatus",
    "ClaimStatus",
    "CompetenceClaim",
    "ConfirmationLink",
    "Consent",
    "ConsentPurpose",
    "ConsentText",
    "ContactAddress",
    "CoordinatorScope",
    "Correction",
    "CorrectionEvent",
    "CorrectionStatus",
    "DataExport",
    "DigestRhythm",
    "DisplayForm",
    "DistinctPair",
    "District",
    "DistrictHiding",
    "DistrictMonth",
    "EarlierVersion",
    "ErasedSubject",
    "Erasure",
    "ErasureStatus",
    "ErasureWay",
    "Evidence",
    "ExportForm",
    "ExportOf",
    "ExportStatus",
    "FieldOfAction",
    "ForgottenHolder",
    "Gender",
    "GuardianConsent",
    "GuardianProof",
    "GuardianStatus",
    "HourEntry",
    "HourStatus",
    "ImportColumns",
    "ImportKind",
    "JoinRequest",
    "JoinStatus",
    "JoinWish",
    "LedgerEvent",
    "LinkOutcome",
    "LinkState",
    "LinkedEntry",
    "Mail",
    "MailStop",
    "Membership",
    "Merge",
    "MergeBasis",
    "Objection",
    "ObjectionStatus",
    "Organisation",
    "OrganisationMonth",
    "Party",
    "Place",
    "PlanConfirmation",
    "PlanSide",
    "PlanStatus",
    "ProtocolBlock",
    "ProtocolEvent",
    "Role",
    "ScopeKind",
    "Sector",
    "Share",
    "ShareKind",
    "SheetForm",
    "SheetStatus",
    "SignInRow",
    "SignInSheet",
    "SignedIn",
    "Takeover",
    "TakeoverStatus",
    "User",
    "Volunteer",
    "VolunteerCard",
    "VolunteerDetails",
    "Way",
    "WeeklyPlan",
    "WithdrawalLink",
]
