"""The service's own file: its defaults, and where its secrets come from."""

import pytest

from portalwatch.config import Mail, Security, Service
from portalwatch.errors import ConfigError

NAME = "portalwatch.toml"
SECRET = "hunter2"


@pytest.fixture(autouse=True)
def _no_log_in(monkeypatch):
    for name in ("USERNAME", "PASSWORD", "PASSWORD_FILE"):
        monkeypatch.delenv(f"PORTALWATCH_SMTP_{name}", raising=False)


def test_without_a_file_everything_has_its_default(desk):
    service = desk.load().service

    assert service == Service()
    assert (service.schedule, service.mail.host, service.mail.security) == ("30m", None, Security.STARTTLS)
    assert service.mail.domain == "localhost.localdomain"
    assert (service.mail.username, service.mail.password) == (None, None)


def test_the_log_in_comes_from_the_environment(monkeypatch):
    monkeypatch.setenv("PORTALWATCH_SMTP_USERNAME", "li")
    monkeypatch.setenv("PORTALWATCH_SMTP_PASSWORD", SECRET)

    mail = Mail(host="smtp.example.org")

    assert (mail.username, mail.password) == ("li", SECRET)
    assert SECRET not in repr(mail) + repr(Service(mail=mail)) + str(mail.model_dump())


def test_the_password_comes_from_a_file_that_the_environment_names(monkeypatch, tmp_path):
    (tmp_path / "password").write_text(f"{SECRET}\n")
    monkeypatch.setenv("PORTALWATCH_SMTP_PASSWORD", "another")
    monkeypatch.setenv("PORTALWATCH_SMTP_PASSWORD_FILE", str(tmp_path / "password"))

    assert Mail().password == SECRET


@pytest.mark.parametrize("content", [None, SECRET.encode("utf-16")])
def test_a_password_file_that_cannot_be_read_is_told_without_its_content(monkeypatch, tmp_path, content):
    path = tmp_path / "password"
    if content:
        path.write_bytes(content)
    monkeypatch.setenv("PORTALWATCH_SMTP_PASSWORD_FILE", str(path))

    with pytest.raises(ConfigError, match="PORTALWATCH_SMTP_PASSWORD_FILE names it") as caught:
        _ = Mail().password
    assert str(path) in str(caught.value)
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        f'[mail]\npassword = "{SECRET}"\n',
        f'[mail]\nusername = "li"\npassword = "{SECRET}"\nhost = "smtp.example.org"\n',
        f'[watchdog]\nurl = "https://hc.example.org/{SECRET}"\n',
        f'store = "postgresql://li:{SECRET}@db.example.org/watch"\n',
        f'store = "postgresql://db.example.org/watch?user=li&password={SECRET}"\n',
    ],
)
def test_a_secret_in_the_file_is_refused_and_not_shown(desk, text):
    said = desk.refusal(NAME, text)

    assert SECRET not in said
    assert any(name in said for name in ("environment", "PGPASSWORD", "PORTALWATCH_WATCHDOG_URL"))


def test_a_store_without_a_secret_is_taken(desk):
    desk.write(NAME, 'store = "postgresql+psycopg://li@db.example.org/watch"\n')

    assert desk.load().service.store == "postgresql+psycopg://li@db.example.org/watch"
    assert desk.refusal(NAME, 'store = "watch.db"\n').startswith(":1: store: must be an SQLAlchemy URL such as ")


def test_a_log_in_is_never_sent_in_the_clear(desk, monkeypatch):
    text = '[mail]\nhost = "smtp.example.org"\nsecurity = "none"\n'
    desk.write(NAME, text)
    assert desk.load().service.mail.security is Security.NONE

    monkeypatch.setenv("PORTALWATCH_SMTP_USERNAME", "li")

    assert desk.refusal(NAME, text) == ":1: mail: a log-in is not sent without starttls or tls; set security"
    desk.write(NAME, text.replace("smtp.example.org", "127.0.0.1"))
    assert desk.load().service.mail.username == "li"
