"""The files that come along: they load, and so does what they comment out."""

import re
import shutil
from importlib.resources import files
from pathlib import Path

import pytest

from portalwatch.config import Config, Home, Portal, Service, load
from portalwatch.config.service import Mail, Operator, Watchdog
from portalwatch.config.subscribers import Subscriber
from portalwatch.items import Subscription

ROOT = Path(__file__).parents[2]
STARTER = Path(str(files("portalwatch.cli"))) / "starter"


@pytest.fixture
def uncommented(tmp_path) -> Config:
    """The configuration that comes along, with everything that its comments show."""
    shutil.copytree(ROOT / "config", tmp_path / "config")
    toml, people = tmp_path / "config" / "portalwatch.toml", tmp_path / "config" / "subscribers.yaml"
    toml.write_text(re.sub(r"(?m)^# (\w+ = )", r"\1", toml.read_text("utf-8")), "utf-8")
    shown = re.sub(r"(?m)^# (subscribers:| )", r"\1", people.read_text("utf-8"))
    people.write_text(shown.replace("subscribers: []", ""), "utf-8")
    return load(Home(tmp_path))


def test_every_portal_that_comes_along_loads():
    config = load(Home(ROOT))

    assert config.errors == ()
    assert config.names == sorted(path.stem for path in (ROOT / "config" / "portals").iterdir())
    assert all(portal.checked for portal in config.portals)


def test_the_portal_of_hubei_waits_for_its_address_only():
    portal = load(Home(ROOT)).portal("hubei-decoration")

    assert portal.waiting == "needs its address"
    assert [section.name for section in portal.sections] == [
        "最新热点",
        "通知公告",
        "行业动态",
        "政策法规",
        "业界专著",
        "行家专访",
        "建筑装饰类标准",
        "公装标准",
        "幕墙标准",
        "住宅标准",
    ]


def test_what_init_writes_is_what_stands_in_the_repository():
    written = {path.relative_to(STARTER) for path in STARTER.rglob("*") if path.is_file()}

    assert {str(path) for path in written} == {"config/portalwatch.toml", "config/subscribers.yaml", "scrapy.cfg"}
    for path in written:
        assert (STARTER / path).read_bytes() == (ROOT / path).read_bytes()


def test_what_the_service_file_comments_out_is_every_key_with_its_default(uncommented):
    service = uncommented.service

    named = {"contact", "store", "mail", "operator", "watchdog"}
    assert service.model_dump(exclude=named) == Service().model_dump(exclude=named)
    assert service.mail.host == "smtp.example.org"
    assert service.operator.address == "you@example.org"
    assert service.watchdog == Watchdog()
    text = (ROOT / "config" / "portalwatch.toml").read_text("utf-8")
    left_out = {"timeout"}
    for model in (Service, Mail, Operator, Watchdog):
        for key in model.model_fields.keys() - left_out:
            assert re.search(rf"(?m)^(# {key} = |\[{key}\])", text), key


def test_what_the_subscribers_file_comments_out_is_every_key_with_its_default(uncommented):
    (shown,) = uncommented.subscriptions

    defaults = Subscription(name="zhang", address="zhang@example.org")
    for field in ("frequency", "at", "weekday", "zone", "language", "latest"):
        assert getattr(shown, field) == getattr(defaults, field)
    text = (ROOT / "config" / "subscribers.yaml").read_text("utf-8")
    for key in Subscriber.model_fields:
        assert re.search(rf"(?m)^#   [- ] {key}: ", text), key


def test_the_readme_shows_a_description_that_loads_and_names_every_key_of_a_portal(tmp_path):
    readme = (ROOT / "README.md").read_text("utf-8")
    whole, rules, *_ = re.findall(r"```yaml\n(.*?)```", readme, re.DOTALL)
    (tmp_path / "config" / "portals").mkdir(parents=True)
    (tmp_path / "config" / "portals" / "example.yaml").write_text(whole + rules, "utf-8")

    config = load(Home(tmp_path))

    assert config.errors == ()
    for key in Portal.model_fields:
        assert re.search(rf"\b{key}\b", readme), key
