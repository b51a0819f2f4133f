"""What becomes of a message: taken, refused, tried again, given up, or of unknown fate."""

from datetime import timedelta

import pytest
from sqlalchemy import select, text

from portalwatch.deliver.sending import MAX_TRIES
from portalwatch.errors import StoreError
from portalwatch.items import State
from portalwatch.store import outbox
from portalwatch.store.engine import reading, writing
from portalwatch.store.schema import attempt

LI, WANG, GONE = "li@example.org", "wang@example.org", "gone@example.org"
DAY = timedelta(days=1)
#: More than the buffers between here and a server take in: whoever sends it notices when nobody reads on.
LONG = b"Subject: long\r\n\r\n" + (b"x" * 70 + b"\r\n") * 200_000


def audit(box, address):
    """The states that a delivery went through."""
    query = select(attempt.c.state).where(attempt.c.delivery_id == box.find(address).id).order_by(attempt.c.id)
    with reading(box.engine) as connection:
        return [State(each) for each in connection.execute(query).scalars()]


def test_a_message_is_sent_once(box, office):
    box.put(LI)

    tallies = [box.send(), box.send()]

    assert [tally.sent for tally in tallies] == [1, 0]
    assert office.recipients == [LI]
    assert box.find(LI).detail == "250 taken"


def test_every_step_is_written_down(box):
    box.put(LI)
    box.send()

    assert audit(box, LI) == [State.COMMITTING, State.SENT]


@pytest.mark.parametrize("verb", ["RCPT", "DATA", "."])
def test_a_message_refused_for_good_fails_and_the_others_are_sent(box, office, verb):
    box.put(GONE)
    office.say(verb, "550 5.1.1 no such user")
    box.send()
    office.mend()
    box.put(LI)

    box.send()

    assert box.states() == {GONE: State.FAILED, LI: State.SENT}
    assert box.find(GONE).detail == "550 5.1.1 no such user"
    assert office.recipients == [LI]


def test_one_of_many_recipients_is_refused_alone(box, office):
    office.say("RCPT", "550 5.1.1 no such user", to=GONE)
    box.put(LI, GONE, WANG)

    tally = box.send()

    assert (tally.sent, tally.failed, office.recipients) == (2, 1, [LI, WANG])


@pytest.mark.parametrize("verb", ["RCPT", "DATA", "."])
def test_a_message_refused_for_now_is_sent_later(box, office, verb):
    office.say(verb, "451 4.7.1 greylisted")
    box.put(LI)

    assert (box.send().postponed, box.send().postponed) == (1, 0)
    office.mend()
    box.wait()
    assert box.send().sent == 1
    assert office.recipients == [LI]
    assert (box.find(LI).attempts, box.find(LI).ambiguous) == (1, 0)


SAYINGS = [
    "550 Domain frequency limited",
    "550 Sender frequency limited. http://service.example/",
    "550 Connection frequency limited",
    "550 Mailbox unavailable or access denied",
]


@pytest.mark.parametrize("saying", SAYINGS)
def test_a_rate_limit_in_the_guise_of_a_refusal_is_waited_for(box, office, saying):
    office.say("RCPT", saying)
    box.put(LI)
    box.send()
    office.mend()
    box.wait()

    assert box.send().sent == 1


def test_the_pauses_between_tries_grow_up_to_four_hours(box, office):
    office.say("RCPT", "450 later")
    box.put(LI)
    pauses = []
    for _ in range(11):
        box.send()
        pauses.append(box.wait() / timedelta(minutes=1))

    assert pauses == [1, 2, 4, 8, 16, 32, 64, 128, 240, 240, 240]


def test_after_five_days_of_tries_a_message_is_given_up(box, office):
    office.say("RCPT", "450 later")
    box.put(LI)
    start = box.clock.now
    for _ in range(MAX_TRIES - 1):
        assert box.send().postponed == 1
        box.wait()
    assert box.send().failed == 1

    assert 5 * DAY < box.clock.now - start < 5.2 * DAY
    assert (box.find(LI).state, box.find(LI).attempts, box.find(LI).detail) == (State.FAILED, MAX_TRIES, "450 later")
    box.clock.advance(days=30)
    assert box.send().failed == 0


def test_a_week_of_standstill_gives_nothing_up(box, office):
    office.say("RCPT", "450 greylisted")
    box.put(LI)
    box.clock.advance(days=7)

    assert box.send().postponed == 1
    office.mend()
    box.wait()
    assert box.send().sent == 1


def test_a_clock_that_was_ahead_does_not_hold_a_message_up(box, office):
    box.clock.advance(days=400)
    box.put(LI)
    office.say("RCPT", "450 later")
    box.send()
    office.mend()
    box.clock.advance(days=-400)

    assert box.send().sent == 1


@pytest.mark.parametrize("verb", ["HELO", "MAIL"])
@pytest.mark.parametrize("answer", ["421 too busy", "550 5.7.1 you may not", None])
def test_a_refusal_of_ourselves_loses_nothing(box, office, verb, answer):
    office.say(verb, answer)
    box.put(LI, WANG)
    for _ in range(20):
        assert box.send().postponed == 2
        box.clock.advance(days=1)
    assert {each.attempts for each in outbox.deliveries(box.engine)} == {0}

    office.mend()
    assert box.send().sent == 2
    assert office.recipients == [LI, WANG]


def test_while_nobody_answers_the_server_is_asked_once_a_round_and_ever_more_seldom(box, office):
    office.say("MAIL", "451 not now")
    box.put(*(f"reader-{number}@example.org" for number in range(30)))
    waits = []
    for _ in range(8):
        box.send()
        waits.append(box.wait() / timedelta(minutes=1))

    assert waits == [1, 1, 2, 4, 8, 15, 15, 15]
    assert office.connections == 8


def test_a_connection_lost_in_the_middle_of_a_message_means_certainly_not_taken(box, office):
    office.say("BODY", None)
    box.put(LI, message=LONG)

    assert (box.send().postponed, office.taken) == (1, [])
    assert (box.find(LI).state, box.find(LI).ambiguous) == (State.PENDING, 0)


@pytest.mark.parametrize("verb", ["RCPT", "DATA"])
def test_a_connection_lost_before_the_dot_means_certainly_not_taken(box, office, verb):
    office.say(verb, None)
    box.put(LI)

    assert (box.send().postponed, office.taken) == (1, [])
    office.mend()
    box.wait()
    assert box.send().sent == 1
    assert office.recipients == [LI]
    assert (box.find(LI).attempts, box.find(LI).ambiguous) == (1, 0)


def test_a_connection_lost_after_the_dot_is_answered_by_the_same_message_again(box, office):
    office.say(".", None)
    box.put(LI)

    assert box.send().ambiguous == 1
    assert box.find(LI).state is State.PENDING
    office.mend()
    box.wait()
    assert box.send().sent == 1

    first, second = office.contents(LI)
    assert first == second == box.find(LI).message
    assert (box.find(LI).attempts, box.find(LI).ambiguous) == (0, 1)
    assert audit(box, LI) == [State.COMMITTING, State.PENDING, State.COMMITTING, State.SENT]


def test_an_answer_that_is_none_after_the_dot_is_no_refusal(box, office):
    office.say(".", "2well")
    box.put(LI)

    assert box.send().ambiguous == 1


def test_any_positive_answer_to_the_dot_counts(box, office):
    office.say(".", "252 taken, as far as one can tell")
    box.put(LI)

    assert box.send().sent == 1


def test_a_server_that_always_hangs_up_after_the_dot_cannot_flood_a_subscriber(box, office):
    office.say(".", None)
    box.put(LI)
    start = box.clock.now
    copies = []
    for _ in range(MAX_TRIES - 1):
        assert box.send().ambiguous == 1
        copies.append(box.clock.now - start)
        box.wait()
    box.send()

    assert len([at for at in copies if at < timedelta(hours=1)]) == 6
    assert (len(office.taken), box.find(LI).ambiguous) == (MAX_TRIES, MAX_TRIES)
    assert box.find(LI).state is State.FAILED


def crash_while_committing(box, address):
    """Leave a message as a process that was killed after the dot leaves it."""
    outbox.journal(box.engine, box.find(address), box.clock())


def test_a_message_of_unknown_fate_is_sent_again_first_and_at_once(box, office):
    box.put(WANG, LI)
    crash_while_committing(box, LI)

    tally = box.send()

    assert (tally.sent, tally.ambiguous) == (2, 1)
    assert office.recipients == [LI, WANG]
    assert (box.find(LI).attempts, box.find(LI).ambiguous) == (0, 1)


def test_a_crash_that_comes_back_does_not_send_the_same_message_every_time(box, office):
    box.put(LI)
    for _ in range(50):
        crash_while_committing(box, LI)
        box.send()

    assert len(office.taken) == 1
    assert box.find(LI).state is State.FAILED


def test_doubt_upon_doubt_is_counted(box, office):
    office.say(".", None)
    box.put(LI)
    crash_while_committing(box, LI)

    assert box.send().ambiguous == 2
    assert box.find(LI).ambiguous == 2


def test_a_store_that_cannot_be_written_keeps_the_dot_from_being_sent(box, office):
    box.put(LI)
    refusal = "CREATE TRIGGER full BEFORE UPDATE ON delivery BEGIN SELECT RAISE(FAIL, 'full'); END"
    with writing(box.engine) as connection:
        connection.execute(text(refusal))

    with pytest.raises(StoreError, match="full"):
        box.send()

    assert office.taken == []
    assert box.find(LI).state is State.PENDING


def test_an_error_in_the_program_over_one_message_does_not_hold_up_the_others(box, office):
    box.put(GONE, LI)
    with writing(box.engine) as connection:
        connection.execute(text("UPDATE delivery SET message = 'no bytes' WHERE address = :gone"), {"gone": GONE})

    with pytest.raises(ExceptionGroup) as raised:
        box.send()

    assert [type(each) for each in raised.value.exceptions] == [TypeError]
    assert office.recipients == [LI]
