"""Which changes of health the operator is told of now, which later, and which not at all."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from portalwatch.changes.alerts import sift
from portalwatch.items import Notice, Outcome, Sign

NOW = datetime(2022, 6, 9, 10, tzinfo=UTC)
HOUR = timedelta(hours=1)
OK, FAILED, BLOCKED = Outcome.OK, Outcome.FAILED, Outcome.BLOCKED


def notice(
    number: int, before, after, *, hours: float = 0, section: str = "s", told: bool = False, portal="p"
) -> Notice:
    at = NOW - hours * HOUR
    return Notice(
        portal=portal, section=section, before=before, after=after, at=at, id=number,
        told_at=at if told else None, mailed=told,
    )  # fmt: skip


def told(*notices: Notice, now: datetime = NOW, **outcomes: Outcome):
    states = {("p", section): outcome for section, outcome in (outcomes or {"s": OK, "t": OK}).items()}
    sifted = sift(notices, states, now)
    return [(each.section, each.before, each.after, each.times) for each in sifted.told], set(sifted.settled)


def test_what_is_over_before_it_was_told_is_told_as_over_only():
    assert told(notice(1, OK, FAILED), notice(2, FAILED, OK)) == ([("s", FAILED, OK, 1)], {1, 2})
    turns = [notice(1, OK, FAILED), notice(2, FAILED, BLOCKED), notice(3, BLOCKED, OK)]
    assert told(*turns) == ([("s", BLOCKED, OK, 3)], {1, 2, 3})


def test_what_is_back_in_trouble_before_it_was_told_is_told_as_trouble_only():
    first = notice(1, OK, FAILED, hours=30, told=True)
    assert told(first, notice(2, FAILED, OK), notice(3, OK, BLOCKED)) == ([("s", FAILED, BLOCKED, 2)], {2, 3})


def test_trouble_and_recovery_are_told_as_they_come():
    assert told(notice(1, OK, FAILED)) == ([("s", OK, FAILED, 1)], {1})
    assert told(notice(1, OK, FAILED, hours=2, told=True), notice(2, FAILED, OK)) == ([("s", FAILED, OK, 1)], {2})
    assert told(notice(1, None, FAILED), notice(2, FAILED, OK)) == (
        [("s", FAILED, OK, 1)],
        {1, 2},
    )


def test_a_section_that_flaps_is_told_of_once_a_day():
    before = [notice(1, OK, FAILED, hours=9, told=True), notice(2, FAILED, OK, hours=8, told=True)]
    third, fourth = notice(3, OK, FAILED, hours=7), notice(4, FAILED, OK, hours=6)
    fifth = notice(5, OK, FAILED, hours=5)

    assert told(*before, third) == ([], set())
    assert told(*before, third, fourth, fifth) == ([], set())
    # A day after what was told last, everything since is told as one.
    later = NOW + 17 * HOUR
    assert told(*before, third, fourth, fifth, now=later) == ([("s", OK, FAILED, 3)], {3, 4, 5})


def test_a_section_that_goes_from_trouble_to_trouble_all_day_flaps_too():
    turns = [notice(number, *(FAILED, BLOCKED)[:: (-1) ** number], hours=9 - number, told=True) for number in range(4)]
    assert told(*turns, notice(9, FAILED, BLOCKED), s=BLOCKED, t=OK) == ([], set())


def test_what_was_told_of_another_section_or_sign_holds_nothing_up():
    flapping = [notice(number, OK, FAILED, hours=number, told=True) for number in (1, 2, 3)]
    other = notice(7, OK, FAILED, section="t")
    sign = notice(8, OK, Sign.SHORT)
    assert told(*flapping, other, sign) == ([("t", OK, FAILED, 1), ("s", OK, Sign.SHORT, 1)], {7, 8})
    assert told(replace(sign, told_at=NOW, mailed=True), notice(9, Sign.SHORT, OK)) == ([("s", Sign.SHORT, OK, 1)], {9})


def test_many_changes_that_nobody_was_told_of_are_told_as_one():
    turns = [notice(number, *(OK, FAILED)[:: (-1) ** number], hours=100 - number) for number in range(5)]
    assert told(*turns) == ([("s", OK, FAILED, 5)], {0, 1, 2, 3, 4})


def test_while_a_portal_is_down_what_its_troubles_turn_into_is_muted():
    down = {"s": BLOCKED, "t": FAILED}
    assert told(notice(1, FAILED, BLOCKED), **down) == ([], {1})
    assert told(notice(1, OK, FAILED, section="t"), **down) == ([("t", OK, FAILED, 1)], {1})
    assert told(notice(1, FAILED, BLOCKED), s=BLOCKED, t=OK) == ([("s", FAILED, BLOCKED, 1)], {1})


def test_what_all_of_a_portal_turns_into_is_told():
    both = [notice(1, FAILED, BLOCKED), notice(2, FAILED, BLOCKED, section="t")]
    assert told(*both, s=BLOCKED, t=BLOCKED) == ([("s", FAILED, BLOCKED, 1), ("t", FAILED, BLOCKED, 1)], {1, 2})


def test_of_what_is_no_longer_watched_nothing_is_told():
    assert told(notice(1, OK, FAILED, section="gone"), notice(2, OK, FAILED, portal="q")) == ([], {1, 2})


@given(st.lists(st.tuples(st.sampled_from([*Outcome, *Sign]), st.sampled_from("st"), st.booleans()), max_size=30))
def test_nothing_is_told_that_was_told_or_is_not_settled(changes):
    notices = [
        notice(number, OK, after, hours=len(changes) - number, section=section, told=done)
        for number, (after, section, done) in enumerate(changes)
    ]
    sifted = sift(notices, {("p", "s"): OK, ("p", "t"): FAILED}, NOW)
    waiting = {each.id for each in notices if each.told_at is None}
    assert {each.id for each in sifted.told} <= sifted.settled <= waiting
