"""Code in spiders/, and what a broken file of it costs."""

import pytest

from portalwatch.config import Home
from portalwatch.crawl import SectionSpider
from portalwatch.crawl.loader import PortalLoader
from portalwatch.errors import ConfigError
from portalwatch.watch import Watch

PORTAL = (
    "name: {name}\ntitle: 示例协会\nurl: https://{name}.example.org/\nsections:\n  - {{key: news, name: 行业动态}}\n"
)
CODE = """
from portalwatch.crawl import SectionSpider

class Own(SectionSpider):
    name = "{name}"

    def headers(self, section):
        return {{"X-Asked-By": self.name}}
"""


@pytest.fixture
def home(tmp_path) -> Home:
    """A home with the portals `one` and `two`."""
    home = Home(tmp_path)
    home.portals.mkdir(parents=True)
    home.spiders.mkdir()
    for name in ("one", "two"):
        (home.portals / f"{name}.yaml").write_text(PORTAL.format(name=name), "utf-8")
    return home


def loader(home: Home) -> PortalLoader:
    return PortalLoader(Watch(home))


def test_a_portal_with_code_has_its_own_spider_and_the_others_the_usual_one(home):
    (home.spiders / "one.py").write_text(CODE.format(name="one"))

    one, two = loader(home).load("one"), loader(home).load("two")

    assert one().headers(one.portal.sections[0]) == {"X-Asked-By": "one"}
    assert two.__mro__[1] is SectionSpider
    assert (one.name, two.name) == ("one", "two")


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("def", "SyntaxError: "),
        ("import nowhere_to_be_found", "ModuleNotFoundError: No module named 'nowhere_to_be_found'"),
        ("1 / 0", "ZeroDivisionError: division by zero"),
        (CODE.replace('name = "{name}"', "pass").format(), "AttributeError: "),
    ],
)
def test_a_broken_file_costs_only_its_own_portal(home, code, said):
    (home.spiders / "one.py").write_text(code)
    (home.spiders / "two.py").write_text(CODE.format(name="two"))

    loading = loader(home)

    assert loading.list() == ["one", "two"]
    assert issubclass(loading.load("two"), SectionSpider)
    (error,) = loading.errors
    assert str(error).startswith(f"{home.spiders / 'one.py'}: cannot be loaded: {said}")
    with pytest.raises(ConfigError, match="cannot be loaded"):
        loading.load("one")


def test_code_for_a_portal_that_nothing_describes_is_told(home):
    (home.spiders / "three.py").write_text(CODE.format(name="three"))

    (error,) = loader(home).errors

    assert error.reason == "names the portal 'three', but there is no config/portals/three.yaml"


def test_files_that_begin_with_an_underscore_are_for_sharing(home):
    (home.spiders / "_shared.py").write_text("1 / 0")

    assert loader(home).errors == []
