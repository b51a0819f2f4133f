"""What the store keeps of each section's health, and of what could not be looked at."""

from datetime import UTC, date, datetime, timedelta

from sqlalchemy import create_engine, text

from portalwatch.changes import compare
from portalwatch.changes.health import a_week
from portalwatch.items import Coverage, Crawl, Gap, Outcome, Sign
from portalwatch.store import health, notices
from portalwatch.store.engine import connect, reading, writing
from portalwatch.store.record import record
from tests.changes.test_compare import item
from tests.changes.test_health import TODAY, rows
from tests.store.test_engine import migrate, url

NOW = datetime(2022, 6, 9, 10, tzinfo=UTC)
HOUR = timedelta(hours=1)
GAP = Gap(known_on=date(2022, 5, 1), read_on=date(2022, 5, 9))
LONG_AGO = NOW - timedelta(days=400)


def visit(engine, hours: float = 0, outcome=Outcome.OK, *, count: int = 8, end: date = TODAY, **coverage) -> None:
    at, listed = NOW + hours * HOUR, rows(count, end=end) if outcome.trusted else ()
    crawl = Crawl(
        portal="p",
        section="s",
        started_at=at,
        finished_at=at,
        outcome=outcome,
        url="http://p/",
        rows=listed,
        items=tuple(item(each.key, published=each.published) for each in listed),
        coverage=Coverage(**{"pages": 1, "overlapped": True} | coverage),
    )
    record(engine, crawl, compare, lambda item, kind, sections: ())


def unchecked(engine, since: datetime = LONG_AGO):
    with reading(engine) as connection:
        return [(each.outcome, each.since_at, each.gap) for each in health.unchecked(connection, since)]


def test_a_section_that_cannot_be_read_is_unchecked_until_it_can(engine):
    visit(engine)
    visit(engine, 1, Outcome.FAILED)
    with reading(engine) as connection:
        (found,) = health.unchecked(connection, LONG_AGO)
    assert (found.outcome, found.since_at, found.read_at) == (Outcome.FAILED, NOW + HOUR, NOW)
    visit(engine, 2)
    assert unchecked(engine) == []


def test_an_open_gap_is_unchecked_until_it_is_closed(engine):
    visit(engine)
    visit(engine, 1, overlapped=False, gap=GAP)
    assert unchecked(engine) == [(Sign.GAP, NOW + HOUR, GAP)]
    visit(engine, 2)
    assert unchecked(engine) == []


def test_days_that_the_list_no_longer_showed_stay_unchecked_for_whoever_was_not_told_yet(engine):
    visit(engine)
    visit(engine, 1, overlapped=False, ended=True, gap=GAP)
    assert unchecked(engine) == [(Sign.GAP, NOW + HOUR, GAP)]
    visit(engine, 2)
    assert unchecked(engine) == [(Sign.GAP, NOW + HOUR, GAP)]
    assert unchecked(engine, since=NOW + HOUR) == []


def test_a_silent_section_is_named_last(engine):
    visit(engine, count=12)
    visit(engine, 24 * 90, count=12)
    visit(engine, 24 * 90 + 1, overlapped=False, gap=GAP, count=12)
    assert [outcome for outcome, *_ in unchecked(engine)] == [Sign.GAP, Sign.SILENT]
    visit(engine, 24 * 90 + 2, Outcome.FAILED)
    assert [outcome for outcome, *_ in unchecked(engine)] == [Outcome.FAILED, Sign.GAP]


def test_a_sign_is_kept_with_its_beginning_and_noticed_when_it_comes_and_goes(engine):
    for hour in range(6):
        visit(engine, hour)
    visit(engine, 6, count=2)
    visit(engine, 7, count=3)
    (found,) = health.sections(engine)
    assert [(each.sign, each.since_at, str(each)) for each in found.cautions] == [
        (Sign.SHORT, NOW + 6 * HOUR, "3 rows a page, usually 8")
    ]
    visit(engine, 8, Outcome.FAILED)
    visit(engine, 9)
    assert [each.after for each in notices.untold(engine)] == [Sign.SHORT, Outcome.FAILED, Outcome.OK, Outcome.OK]
    assert [each.before for each in notices.untold(engine)].count(Sign.SHORT) == 1


def test_what_a_list_shrank_to_is_usual_after_two_weeks(engine):
    for hour in range(6):
        visit(engine, hour)
    for days in range(1, 14):
        visit(engine, 24 * days, count=2)
    assert [each.sign for each in health.sections(engine)[0].cautions] == [Sign.SHORT]
    visit(engine, 24 * 16, count=2)
    assert health.sections(engine)[0].cautions == ()


def test_a_section_knows_its_rhythm(engine):
    visit(engine, count=14)
    assert health.sections(engine)[0].weekly == 7 == a_week(dict.fromkeys((each.published.on for each in rows(14)), 1))
    assert health.checked(engine) == {("p", "s"): NOW}


def test_the_newest_day_of_a_section_is_one_that_has_come_in_the_zone_of_its_portal(engine):
    """By one that lies ahead all that is published until then would be late."""

    def newest(hours: float, ahead: int) -> date | None:
        visit(engine, hours, end=TODAY + timedelta(days=ahead))
        return health.sections(engine)[0].newest_on

    assert newest(0, ahead=1) == TODAY
    assert newest(5, ahead=2) == TODAY
    assert newest(6, ahead=2) == TODAY + timedelta(days=1)


def test_a_newest_day_that_lies_ahead_is_forgotten(engine):
    visit(engine)
    with writing(engine) as connection:
        connection.execute(text("UPDATE section SET newest_on = '2062-06-09'"))
    visit(engine, 1)
    assert health.sections(engine)[0].newest_on == TODAY


def test_what_was_told_before_there_were_signs_stays_told(tmp_path):
    engine = create_engine(url(tmp_path / "store.db"))
    old = (
        "INSERT INTO notice (portal, section, after, at, detail, delivery_id) VALUES ('p', 's', 'failed', :at, '', :to)"
    )
    message = (
        "INSERT INTO delivery (id, address, message_id, message, state, attempts, ambiguous, next_at, detail,"
        " created_at) VALUES (1, 'a', 'm', '', 'sent', 0, 0, :at, '', :at)"
    )
    with engine.begin() as connection:
        migrate(connection, "0003")
        connection.execute(text(message), {"at": "2022-01-01T00:00:00.000000+00:00"})
        for number, to in enumerate((1, None)):
            connection.execute(text(old), {"at": f"2022-01-0{number + 1}T00:00:00.000000+00:00", "to": to})
    engine.dispose()

    (left,) = notices.untold(connect(url(tmp_path / "store.db")))
    assert left.at.day == 2
    assert not left.mailed
