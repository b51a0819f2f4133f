"""What config/subscribers.yaml may say: who wants what, how often, where."""

from datetime import time
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, ValidationInfo, field_validator

from portalwatch.config.portal import Slug, Zone
from portalwatch.config.service import MailAddress
from portalwatch.config.source import Model
from portalwatch.config.wording import unknown
from portalwatch.items import Frequency, Subscription

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def _clock(value: object) -> object:
    """Read `8:00`, which YAML 1.1 takes for the number 480 when it is not quoted; never for one below 60."""
    if isinstance(value, int) and 60 <= value < 24 * 60:
        return time(value // 60, value % 60)
    if isinstance(value, str) and len(value.split(":")) == 2:
        hour, minute = value.split(":")
        if hour.isdigit() and minute.isdigit() and int(hour) < 24 and int(minute) < 60:
            return time(int(hour), int(minute))
    raise ValueError(f"must be a time of day such as 08:00, not {value!r}")


class Subscriber(Model):
    """One subscription; a person with two of them has two names."""

    name: Slug
    address: MailAddress
    portals: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    kinds: tuple[Literal["new", "late", "edited", "withdrawn", "returned"], ...] = ()
    keywords: tuple[Annotated[str, Field(min_length=1, max_length=200)], ...] = ()
    frequency: Frequency = Frequency.DAILY
    at: Annotated[time, BeforeValidator(_clock)] = time(8, 0)
    weekday: Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] = "monday"
    zone: Zone = "Asia/Shanghai"
    language: Literal["zh", "en"] = "zh"
    #: How many of the newest items a first digest brings along, so that it does not begin empty.
    latest: int = Field(default=0, ge=0, le=100)

    @field_validator("portals", "sections")
    @classmethod
    def _exist(cls, names: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        """The context has the names that descriptions give, None where a broken one may hold more."""
        known = (info.context or {}).get(str(info.field_name))
        for name in names:
            if known is not None and name not in known:
                raise ValueError(unknown(str(info.field_name).removesuffix("s"), name, known))
        return names

    def subscription(self) -> Subscription:
        """Return it in the vocabulary of the rest of the program."""
        fields = self.model_dump(exclude={"weekday"})
        return Subscription(**fields, weekday=WEEKDAYS.index(self.weekday))


class Subscribers(Model):
    """The file."""

    subscribers: tuple[Subscriber, ...] = ()

    @field_validator("subscribers")
    @classmethod
    def _names_differ(cls, subscribers: tuple[Subscriber, ...]) -> tuple[Subscriber, ...]:
        names = [subscriber.name for subscriber in subscribers]
        if twice := sorted({name for name in names if names.count(name) > 1}):
            raise ValueError(f"two subscribers are called {twice[0]!r}")
        return subscribers
