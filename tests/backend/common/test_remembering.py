"""An answer is asked for once within a block, and each time outside of one."""

import pytest

from backend.common.remembering import knowing, recall, remembering


@pytest.fixture
def asked() -> list[str]:
    return []


def ask(asked: list[str], key: str) -> int:
    def count() -> int:
        asked.append(key)
        return len(asked)

    return recall(key, count)


def test_answer_is_asked_for_each_time_outside_of_a_block(asked: list[str]) -> None:
    assert [ask(asked, "a"), ask(asked, "a")] == [1, 2]


def test_answer_is_asked_for_once_within_a_block_and_the_blocks_in_it(asked: list[str]) -> None:
    with remembering():
        with remembering():
            assert [ask(asked, "a"), ask(asked, "b"), ask(asked, "a")] == [1, 2, 1]
        assert ask(asked, "a") == 1
    assert ask(asked, "a") == 3


def test_what_is_known_counts_instead_of_what_was_remembered(asked: list[str]) -> None:
    with remembering():
        assert ask(asked, "a") == 1
        with knowing("a", 7), remembering():
            assert [ask(asked, "a"), ask(asked, "b")] == [7, 2]
        assert [ask(asked, "a"), ask(asked, "b")] == [1, 3]


def test_memory_ends_with_its_block_also_by_an_error(asked: list[str]) -> None:
    def breaks() -> None:
        with remembering():
            ask(asked, "a")
            raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        breaks()
    assert ask(asked, "a") == 2
