"""The menu: what stands in it for whom, and where it says that one is."""

import re

import pytest

from tests.backend.site.test_coordination import signed_in
from tests.cast import World

GROUPS = {
    "Zu klären": ["Hindernisse", "Einsprüche", "Doppelte", "Löschungen"],
    "Mehr": ["Vorlagen", "Daten", "Sicherheit", "Protokoll"],
}


@pytest.mark.parametrize(
    ("address", "group", "page"),
    [
        ("/koordination", "", "Übersicht"),
        ("/koordination/fairness", "", "Berichte"),
        ("/koordination/doppelte", "Zu klären", "Doppelte"),
        ("/koordination/sicherheit", "Mehr", "Sicherheit"),
    ],
)
def test_coordination_has_its_seldom_pages_in_groups_that_say_where_one_is(
    address: str, group: str, page: str, world: World
) -> None:
    answer = signed_in(world.carla).get(address).content.decode()
    menu = answer[answer.index('<nav class="site-nav"') :].partition("</nav>")[0]
    groups = re.findall(
        r'<details name="menu"><summary( aria-current="true")?>(.*?)</summary>(.*?)</details>', menu, re.DOTALL
    )
    assert {name: re.findall(r"<a [^>]*>(.*?)</a>", pages) for _current, name, pages in groups} == GROUPS
    assert [name for current, name, _pages in groups if current] == [group] * bool(group)
    assert re.findall(r'aria-current="page">(.*?)</a>', menu) == [page]
    direct = re.findall(r"<a [^>]*>(.*?)</a>", menu.partition("<details")[0])
    assert direct == ["Übersicht", "Dank", "Urkunden", "Aktionen", "Listen", "Beispiele", "Berichte"]
