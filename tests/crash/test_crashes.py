"""A process that is killed anywhere between a crawl and the note that its news was sent, and started again."""

import signal
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.crash.judge import faults, look
from tests.crash.wrong import ENDS
from tests.deliver.conftest import mail_to
from tests.deliver.server import MailServer

DOT = "the answer to b'.\\r\\n'"


@pytest.fixture
def office(scene):
    """A mail server that the scene's home sends to."""
    with MailServer() as server:
        scene.place.serve(mail=mail_to(server).model_dump(include={"host", "port", "security", "sender"}, mode="json"))
        yield server


def by_mail(office):
    """The copies that a reader got from the office."""
    return lambda each: office.contents(each.reader)


def in_the_folder(each):
    """Every file that a home's outbox holds, drafts too."""
    return [path.read_bytes() for path in (Path(each.home) / "var" / "outbox").glob("*")]


def judged(scene, report, copies_of):
    """Each try with what is left of it and what is wrong with that."""
    sys.stdout.write(f"killed at {len(report.tries)} of {len(report.names)} points\n")
    for each in report.tries:
        assert (each.ended, each.again) == (-signal.SIGKILL, 0), each
        remains = look(Path(each.home), copies_of(each))
        yield each, remains, list(faults(remains, scene.titles, scene.urls))


def found(scene, report, copies_of):
    """How often the judge finds what."""
    return Counter(fault for *_, wrong in judged(scene, report, copies_of) for fault in wrong)


def test_a_crawl_killed_at_any_point_loses_nothing_and_doubles_nothing(scene):
    report = scene.live("crawl")

    assert len(report.tries) == len(report.names) > 70
    for each, remains, wrong in judged(scene, report, in_the_folder):
        assert (wrong, remains.extra) == ([], 0), each


def test_the_post_killed_at_any_point_puts_one_file_into_the_folder(scene):
    report = scene.live("post")

    assert len(report.tries) == len(report.names) > 35
    for each, remains, wrong in judged(scene, report, in_the_folder):
        assert (wrong, remains.extra) == ([], 0), each


def test_the_post_killed_at_any_point_mails_once_or_knows_that_it_may_have_been_twice(scene, office):
    report = scene.live("post", mails=True)

    assert len(report.tries) == len(report.names) > 45
    dot = next(number for number, name in enumerate(report.names) if name.endswith(f"before {DOT}"))
    noted = next(number for number, name in enumerate(report.names) if number > dot and "before COMMIT" in name)
    for each, remains, wrong in judged(scene, report, by_mail(office)):
        assert wrong == [], each
        assert remains.extra <= (dot <= each.point <= noted), each
        assert remains.ambiguous >= (dot <= each.point <= noted), each
    assert len(office.contents("scout@example.org")) == 1


def wronged(scene, name):
    """Have the life that shows a wrong strategy ended where it shows."""
    ends = ENDS[name]
    return scene.live(ends.life, strategy=name, only=ends.only, mails=ends.mails)


def test_the_judge_finds_out_who_marks_before_sending(scene, office):
    report = wronged(scene, "mark_before_sending")

    assert found(scene, report, by_mail(office))["lost"] >= 4


def test_the_judge_finds_out_who_sends_without_a_journal(scene, office):
    report = wronged(scene, "send_without_a_journal")

    assert found(scene, report, by_mail(office))["sent twice unknowingly"] == 2


def test_the_judge_finds_out_who_owes_in_a_second_transaction(scene):
    report = wronged(scene, "owe_in_a_second_transaction")

    assert found(scene, report, in_the_folder)["not each event is owed once"] >= 2
