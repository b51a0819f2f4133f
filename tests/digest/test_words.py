"""The languages say the same things."""

from dataclasses import fields
from datetime import UTC, date, datetime, time
from string import Formatter

import pytest

from portalwatch.digest.advice import PASSING
from portalwatch.digest.words import CHINESE, ENGLISH, Words, speak
from portalwatch.items import Frequency, Kind, Outcome, Sign

from .samples import subscription, weekly


def flatten(value) -> dict[str, str]:
    """Every sentence of one field, by what it is for."""
    if isinstance(value, str):
        return {"": value}
    pairs = value.items() if hasattr(value, "items") else enumerate(value)
    return {f"{name}{below}": text for name, each in pairs for below, text in flatten(each).items()}


@pytest.mark.parametrize(
    "field",
    [field.name for field in fields(Words) if field.name not in ("tag", "reason", "day", "day_and_year", "advice")],
)
def test_every_sentence_exists_in_both_languages_with_the_same_gaps(field):
    chinese, english = flatten(getattr(CHINESE, field)), flatten(getattr(ENGLISH, field))
    assert chinese.keys() == english.keys()
    for key, sentence in chinese.items():
        gaps, other = ({gap for _, gap, _, _ in Formatter().parse(text) if gap} for text in (sentence, english[key]))
        assert sentence
        assert english[key]
        assert gaps == other


@pytest.mark.parametrize("words", [CHINESE, ENGLISH])
def test_every_outcome_and_frequency_has_words(words):
    assert set(words.outcomes) == {*Outcome, *Sign}
    assert set(words.advice.now) == {*Outcome, *Sign} - {Outcome.OK, Outcome.UNCHANGED}
    assert words.advice.now.keys() >= words.advice.lasting.keys() >= set(PASSING)
    assert set(words.rhythms) == set(Frequency)
    assert set(words.kinds) == set(words.marks) == {kind for kind in Kind if kind.told}
    assert (len(words.months), len(words.weekdays)) == (12, 7)


@pytest.mark.parametrize(
    ("language", "words"),
    [("zh", CHINESE), ("zh-CN", CHINESE), ("ZH", CHINESE), ("en", ENGLISH), ("fr", ENGLISH), ("", ENGLISH)],
)
def test_a_language_is_known_by_its_tag_and_english_is_the_last_resort(language, words):
    assert speak(language) is words


def test_numbers_are_counted_as_the_language_does():
    assert [ENGLISH.count(number, ENGLISH.updates) for number in (0, 1, 2, 1024)] == [
        "0 updates",
        "1 update",
        "2 updates",
        "1,024 updates",
    ]
    assert CHINESE.count(12, CHINESE.updates) == "12 条更新"


def test_a_day_of_another_year_says_its_year():
    today = date(2026, 11, 23)
    assert CHINESE.on(date(2026, 1, 9), today) == "1月9日"
    assert CHINESE.on(date(2022, 6, 9), today) == "2022年6月9日"
    assert ENGLISH.on(date(2026, 1, 9), today) == "9 Jan"
    assert ENGLISH.on(date(2022, 6, 9), today) == "9 Jun 2022"


def test_a_moment_is_told_in_the_zone_of_today():
    today = datetime(2026, 11, 23, 8, tzinfo=UTC)
    assert ENGLISH.at(datetime.fromisoformat("2026-11-23T08:30+08:00"), today) == "23 Nov 00:30"


def test_a_rhythm_says_when_the_mail_comes():
    assert CHINESE.rhythm(subscription()) == "每天 08:00 发送（Asia/Shanghai）"
    assert CHINESE.rhythm(weekly(weekday=4)) == "每周五 08:00 发送（Asia/Shanghai）"
    assert ENGLISH.rhythm(weekly(at=time(17, 5))) == "sent every Monday at 17:05 (Asia/Shanghai)"
    assert ENGLISH.rhythm(subscription(frequency=Frequency.ONCE)) == "sent as soon as there is something new"
