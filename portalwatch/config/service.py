"""What config/portalwatch.toml may say: the service itself, its mail, its operator."""

import os
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, model_validator

from portalwatch.config.portal import Schedule, Zone, web_address
from portalwatch.config.source import Model
from portalwatch.errors import ConfigError, UsageError


def _mail_address(text: str) -> str:
    local, at, domain = text.rpartition("@")
    if not (at and local and domain) or not text.isprintable() or any(mark in text for mark in ' ,;<>"()[]\\'):
        raise ValueError(f"must be one plain address such as name@example.org, not {text!r}")
    return text


def _store_url(text: str) -> str:
    """No password: the text is shown in errors, and the file is in a repository."""
    parts = urlsplit(text)
    if not (parts.scheme and "//" in text):
        raise ValueError("must be an SQLAlchemy URL such as postgresql+psycopg://name@host/database")
    if parts.password is not None or "password" in parts.query:
        raise ValueError("must not hold the password; PostgreSQL takes it from PGPASSWORD or ~/.pgpass")
    return text


MailAddress = Annotated[str, AfterValidator(_mail_address)]


def _secret(name: str) -> str | None:
    """Return what the environment says under `name`, or the file that it names under `name`_FILE."""
    named = os.environ.get(f"{name}_FILE")
    if not named:
        return os.environ.get(name) or None
    try:
        return Path(named).read_text(encoding="utf-8").strip() or None
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "not UTF-8"
        raise ConfigError(f"cannot be read ({why}); {name}_FILE names it", path=Path(named)) from None


class Security(StrEnum):
    """How the connection to the mail server is protected."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"


class Mail(Model):
    """Where digests go. Without `host` they are written as .eml files into var/outbox/.

    The log-in comes from the environment: PORTALWATCH_SMTP_USERNAME, and PORTALWATCH_SMTP_PASSWORD or
    PORTALWATCH_SMTP_PASSWORD_FILE (a file outside the repository).
    """

    sender: MailAddress = "portalwatch@localhost.localdomain"
    name: str = "portalwatch"
    #: Shown to subscribers as whom to write to, and where to unsubscribe.
    contact: MailAddress | None = None
    host: str | None = None
    port: int = Field(default=587, ge=1, le=65535)
    security: Security = Security.STARTTLS
    #: Seconds to wait for an answer; after the final dot never less than 600.
    timeout: float = Field(default=60, ge=1, le=600)

    @model_validator(mode="before")
    @classmethod
    def _no_secrets(cls, written: object) -> object:
        if isinstance(written, dict) and written.keys() & {"username", "password"}:
            names = "PORTALWATCH_SMTP_USERNAME and PORTALWATCH_SMTP_PASSWORD"
            raise ValueError(f"the log-in is not written here; set {names} in the environment")
        return written

    @property
    def domain(self) -> str:
        """The sender's domain, used in Message-IDs."""
        return self.sender.rpartition("@")[2]

    @property
    def username(self) -> str | None:
        """From the environment only."""
        return os.environ.get("PORTALWATCH_SMTP_USERNAME") or None

    @property
    def password(self) -> str | None:
        """From the environment, or from the file that the environment names."""
        return _secret("PORTALWATCH_SMTP_PASSWORD")

    @model_validator(mode="after")
    def _no_log_in_in_the_clear(self) -> "Mail":
        if self.host and self.security is Security.NONE and self.username and self.host not in ("127.0.0.1", "::1"):
            raise ValueError("a log-in is not sent without starttls or tls; set security")
        return self


class Operator(Model):
    """Who is told when a section's health changes. Without an address it is only in `portalwatch status`."""

    address: MailAddress | None = None
    language: Literal["zh", "en"] = "zh"


class Evidence(Model):
    """What is kept of what portals sent."""

    #: Days for which it is kept; 0 keeps nothing.
    days: int = Field(default=90, ge=0, le=3660)


class Watchdog(Model):
    """Who is told after each round of `portalwatch serve` that it still runs, and notices when nobody tells.

    What is asked for, such as healthchecks.io gives out, comes from the environment, PORTALWATCH_WATCHDOG_URL or
    PORTALWATCH_WATCHDOG_URL_FILE: whoever knows the address can tell lies.
    """

    #: It also knows URL/fail, for a round that went wrong or crawls that do not come to their end.
    fail: bool = True
    #: Loopback and private addresses are refused unless this says otherwise.
    allow_private: bool = False

    @model_validator(mode="before")
    @classmethod
    def _no_secrets(cls, written: object) -> object:
        if isinstance(written, dict) and "url" in written:
            raise ValueError("the address is a secret and is not written here; set PORTALWATCH_WATCHDOG_URL")
        return written

    @property
    def url(self) -> str | None:
        """From the environment, or from the file that the environment names."""
        text = _secret("PORTALWATCH_WATCHDOG_URL")
        try:
            return text and web_address(text)
        except ValueError:
            raise UsageError("PORTALWATCH_WATCHDOG_URL is no web address (it is not shown here)") from None


class Service(Model):
    """The service."""

    #: When a portal is crawled that says nothing itself.
    schedule: Schedule = "30m"
    #: Portals crawled at the same time.
    concurrency: int = Field(default=4, ge=1, le=64)
    #: Seconds over which the starts are spread, so that a thousand portals do not begin at once.
    jitter: int = Field(default=60, ge=0, le=3600)
    zone: Zone = "Asia/Shanghai"
    #: Told to the portals in the user agent: a page or address where their owners can reach you.
    contact: str = ""
    #: Another store than var/portalwatch.db, as an SQLAlchemy URL.
    store: Annotated[str, AfterValidator(_store_url)] | None = None
    mail: Mail = Mail()
    operator: Operator = Operator()
    watchdog: Watchdog = Watchdog()
    evidence: Evidence = Evidence()
