"""How a name appears in public: exactly as the person wished, and never more."""

from volunteers.models import Consent, DisplayForm


def shown_name(consent: Consent) -> str:
    """How this person wished to appear; empty for somebody who wished to stay unnamed.

    Falls back to unnamed where a part of the name is missing: never more than was agreed to.
    """
    volunteer = consent.volunteer
    match consent.display_form:
        case DisplayForm.FULL_NAME:
            return volunteer.name
        case DisplayForm.FIRST_NAME if volunteer.given_name and volunteer.family_name:
            return f"{volunteer.given_name} {volunteer.family_name[0]}."
        case DisplayForm.ALIAS:
            return consent.alias
    return ""
