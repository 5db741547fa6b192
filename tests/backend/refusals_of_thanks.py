"""Every refusal about campaigns for chosen people that the API can give; see `refusals.py`."""

from tests.backend.refusals import Case, campaign

NOBODY = "00000000-0000-4000-8000-000000000000"

CASES = [
    Case(
        "carla",
        "POST campaigns",
        400,
        "unknown_people",
        "people",
        lambda stage: campaign(stage, people=[str(stage.olga.uuid), NOBODY]),
    ),
    Case(
        "dora",
        "POST campaigns",
        400,
        "unknown_people",
        "people",
        lambda stage: campaign(stage, people=[str(stage.olga.uuid)]),
    ),
]
