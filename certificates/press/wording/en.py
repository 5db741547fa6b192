"""English (British). The person is addressed as "you"."""

from certificates.press.wording.base import Units, Wording, one_or_more

ENGLISH = Wording(
    language="en",
    direction="ltr",
    months=(
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
    date_form="{day} {month} {year}",
    span_form="{start} to {end}",
    ongoing_form="since {start}, ongoing (as of {end})",
    units=Units(
        plural=one_or_more,
        grouping=",",
        short_hours={"other": "{n} h"},
        short_minutes={"other": "{n} min"},
        long_hours={"one": "{n} hour", "other": "{n} hours"},
        long_minutes={"one": "{n} minute", "other": "{n} minutes"},
    ),
    title={
        "thanks": "Certificate of Appreciation",
        "record": "Record of Volunteering",
        "competence": "Certificate of Competences",
    },
    record_subtitle={True: "of voluntary, unpaid service", False: "of voluntary service"},
    thanks_opening="With heartfelt thanks to",
    thanks_text={
        True: "You have given your time, your energy and your heart, freely and without pay. "
        "Your commitment makes a new beginning easier for people who have just arrived. "
        "We do not take that for granted.",
        False: "You have given your time, your energy and your heart. "
        "Your commitment makes a new beginning easier for people who have just arrived. "
        "We do not take that for granted.",
    },
    thanks_more="The activities are listed on the next page.",
    role="Role",
    birth_date="Date of birth",
    period="Period",
    hours="Hours",
    manner="Terms",
    unpaid="voluntary and unpaid",
    activities="Activities",
    activity="Activity",
    organisation="Organisation",
    total="Total",
    years="By year",
    competences="Competences",
    competences_text="Shown while volunteering and confirmed by the organisation:",
    trainings="Training attended",
    evidence={
        "registered": "All hours were confirmed by registered representatives of the organisations named above.",
        "known_domain": "All hours were confirmed, at the least through an e-mail address "
        "that belongs to the organisation named above.",
        "unknown_address": "All hours were confirmed, at the least through an e-mail address "
        "that has not been checked to belong to the organisation named above.",
    },
    record_thanks="We sincerely thank you for this commitment.",
    number="No.",
    code="Code",
    replaces="replaces certificate no.",
    verify="Check authenticity:",
    verify_link="Check online that this certificate is authentic",
    withdraw="Withdraw consent:",
    withdraw_link="Withdraw all consents, so that the name no longer stands in public",
    seal="Electronic seal",
    qr="QR code leading to the page where authenticity can be checked",
    page="Page {page} of {pages}",
)
