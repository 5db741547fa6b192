"""The cast in a database where several connections see each other's rows: nothing is rolled back, all is truncated."""

import pytest

from tests.cast import World, make_world
from tests.reference import load_reference_data


@pytest.fixture
def world(transactional_db: None) -> World:
    """The fixed cast, committed."""
    load_reference_data()
    return make_world()
