"""The bidirectional algorithm (Unicode Standard Annex 9) for one paragraph without explicit controls.

Content refuses embedding, override and isolate characters (`certificates.content`), so the rules X1-X8 fall away but
for X5c, which facts need that stand in a sentence of another language. What is left are W1-W7, N0-N2, I1-I2, L1-L2.
python-bidi has no door to embedding levels that also knows N0 (paired brackets); the tests hold its order against ours.
"""

import re
import unicodedata
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")

# Pairs of Bidi_Paired_Bracket that a shipped font contains (BidiBrackets.txt); canonical equivalents are absent there.
_CLOSING = {
    "(": ")",
    "[": "]",
    "{": "}",
    "⁽": "⁾",
    "₍": "₎",
    "〈": "〉",
    "《": "》",
    "「": "」",
    "『": "』",
    "【": "】",
    "（": "）",
}
_OPENING = {close: open_ for open_, close in _CLOSING.items()}
_MAX_OPEN_BRACKETS = 63  # BD16
_OBJECT = "\ufffc"  # a neutral (ON) that stands for something else
_NEUTRAL = {"B", "S", "WS", "ON"}
_RTL = {"R", "AL", "AN"}
# Where Unicode keeps these scripts. Looked at first, because most texts have nothing from there.
_RTL_BLOCKS = re.compile("[\u0590-\u08ff\u200f\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff]")


def has_rtl(text: str) -> bool:
    """Whether any character belongs to a right-to-left script (or is an Arabic digit)."""
    return _RTL_BLOCKS.search(text) is not None and any(unicodedata.bidirectional(c) in _RTL for c in text)


def levels(text: str, base: int) -> list[int]:
    """The embedding level of each character in a paragraph of level `base`: 0 left-to-right, 1 right-to-left."""
    if base == 0 and not has_rtl(text):
        return [0] * len(text)
    # X9: the joiners (BN) take no part; afterwards each has the level of what it follows.
    kept = [i for i, character in enumerate(text) if unicodedata.bidirectional(character) != "BN"]
    resolved = iter(_resolved("".join(text[i] for i in kept), base))
    found: list[int] = []
    remaining = set(kept)
    for i in range(len(text)):
        found.append(next(resolved) if i in remaining else (found[-1] if found else base))
    return found


def first_strong(text: str) -> int | None:
    """P2, P3: the level that the first strong character asks for; None where there is none."""
    for character in text:
        kind = unicodedata.bidirectional(character)
        if kind in {"L", "R", "AL"}:
            return 0 if kind == "L" else 1
    return None


def levels_with_isolates(text: str, base: int, isolates: Sequence[tuple[int, int]]) -> list[int]:
    """As `levels`, with stretches (start, end) that keep to themselves, each as if between FSI and PDI (X5c).

    To the text around it such a stretch is one neutral character, and inside it its own first strong character decides:
    a German name in an Arabic sentence keeps its full stop at its end.
    """
    if base == 0 and not has_rtl(text):
        return [0] * len(text)
    outer, position = [], 0
    for start, end in isolates:
        outer += [text[position:start], _OBJECT]
        position = end
    around = iter(levels("".join([*outer, text[position:]]), base))
    found: list[int] = []
    for start, end in isolates:
        found += [next(around) for _ in range(start - len(found))]
        level, inside = next(around), first_strong(text[start:end]) or 0
        # Where the stretch runs as the text around it does, its level may be the same: nothing stands between to part.
        raised = level if level % 2 == inside else level + 1
        found += [raised - inside + one for one in levels(text[start:end], inside)]
    return [*found, *around]


def _resolved(text: str, base: int) -> list[int]:
    embedding = "R" if base else "L"
    original = [unicodedata.bidirectional(c) for c in text]
    kinds = _weak(original, embedding)
    _brackets(text, original, kinds, embedding)
    _neutral(kinds, embedding)
    found = [_implicit(kind, base) for kind in kinds]  # I1, I2
    for i in range(len(text) - 1, -1, -1):  # L1: white space at the end goes back to the paragraph's level
        if original[i] != "WS":
            break
        found[i] = base
    return found


def visual_order(items: Sequence[T], item_levels: Sequence[int]) -> list[T]:
    """L2: from the highest level to the lowest odd one, reverse each stretch at that level or above."""
    order = list(items)
    heights = list(item_levels)
    odd = [level for level in heights if level % 2]
    if not odd:
        return order
    for level in range(max(heights), min(odd) - 1, -1):
        start = 0
        while start < len(order):
            end = start
            while end < len(order) and heights[end] >= level:
                end += 1
            order[start:end] = order[start:end][::-1]
            heights[start:end] = heights[start:end][::-1]
            start = end + 1
    return order


def _implicit(kind: str, base: int) -> int:
    if base % 2 == 0:
        return base + {"R": 1, "AN": 2, "EN": 2}.get(kind, 0)
    return base + (1 if kind in {"L", "EN", "AN"} else 0)


def _weak(original: list[str], embedding: str) -> list[str]:
    """W1-W7, numbered as in the annex."""
    kinds: list[str] = []
    for kind in original:  # W1
        kinds.append((kinds[-1] if kinds else embedding) if kind == "NSM" else kind)
    kinds = _after_strong(kinds, embedding, "AL", "AN")  # W2
    kinds = ["R" if kind == "AL" else kind for kind in kinds]  # W3
    for i in range(1, len(kinds) - 1):  # W4
        before, kind, after = kinds[i - 1 : i + 2]
        if before == after and ((kind == "ES" and before == "EN") or (kind == "CS" and before in {"EN", "AN"})):
            kinds[i] = before
    for _ in range(2):  # W5, forwards and then backwards
        for i in range(1, len(kinds)):
            if kinds[i] == "ET" and kinds[i - 1] == "EN":
                kinds[i] = "EN"
        kinds.reverse()
    kinds = ["ON" if kind in {"ES", "ET", "CS"} else kind for kind in kinds]  # W6
    return _after_strong(kinds, embedding, "L", "L")  # W7


def _after_strong(kinds: list[str], embedding: str, strong: str, becomes: str) -> list[str]:
    """A European number becomes something else where the last strong character before it is of class `strong`."""
    last, found = embedding, []
    for kind in kinds:
        if kind in {"L", "R", "AL"}:
            last = kind
        found.append(becomes if kind == "EN" and last == strong else kind)
    return found


def _direction(kind: str) -> str:
    """The strong direction that a class counts as for neutrals: numbers count as R (N0, N1); empty for a neutral."""
    return "R" if kind in {"EN", "AN", "R"} else ("L" if kind == "L" else "")


def _pairs(text: str, kinds: list[str]) -> list[tuple[int, int]]:
    """BD16: positions of matching brackets, in the order of the opening ones."""
    stack: list[tuple[str, int]] = []
    pairs = []
    for i, character in enumerate(text):
        if kinds[i] != "ON":
            continue
        if character in _CLOSING:
            if len(stack) == _MAX_OPEN_BRACKETS:
                return []
            stack.append((_CLOSING[character], i))
        elif character in _OPENING:
            for depth in range(len(stack) - 1, -1, -1):
                if stack[depth][0] == character:
                    pairs.append((stack[depth][1], i))
                    del stack[depth:]
                    break
    return sorted(pairs)


def _brackets(text: str, original: list[str], kinds: list[str], embedding: str) -> None:
    """N0: both brackets of a pair take one direction, by what stands inside, then by what stands before."""
    for start, end in _pairs(text, kinds):
        inside = {_direction(kind) for kind in kinds[start + 1 : end]} - {""}
        if embedding in inside:
            chosen = embedding
        elif inside:
            before = next((d for d in map(_direction, reversed(kinds[:start])) if d), embedding)
            chosen = before if before in inside else embedding
        else:
            continue
        for position in (start, end):
            kinds[position] = chosen
            for after in range(position + 1, len(kinds)):  # marks on a bracket follow it
                if original[after] != "NSM":
                    break
                kinds[after] = chosen


def _neutral(kinds: list[str], embedding: str) -> None:
    """N1, N2: a stretch of neutrals takes the direction on both sides where they agree, else the paragraph's."""
    start = 0
    while start < len(kinds):
        if kinds[start] not in _NEUTRAL:
            start += 1
            continue
        end = start
        while end < len(kinds) and kinds[end] in _NEUTRAL:
            end += 1
        before = _direction(kinds[start - 1]) if start else embedding
        after = _direction(kinds[end]) if end < len(kinds) else embedding
        kinds[start:end] = [before if before == after else embedding] * (end - start)
        start = end
