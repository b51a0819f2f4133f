"""The channel of a home that names no mail server."""

import pytest

from portalwatch.deliver.folder import Folder
from portalwatch.items import State
from portalwatch.store import outbox

LI, WANG = "li@example.org", "wang@example.org"


@pytest.fixture
def folder(box, tmp_path):
    """The directory that the outbox leads to."""
    path = tmp_path / "var" / "outbox"
    box.open_channel = lambda: Folder(path)
    return path


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_each_message_becomes_one_file_with_its_bytes(box, folder):
    message = b"Subject: \xe5\x85\xac\xe5\x91\x8a\r\n\r\n.\r\n.."
    box.put(LI, WANG, message=message)

    assert [box.send().sent, box.send().sent] == [2, 0]

    assert [path.read_bytes() for path in folder.iterdir()] == [message, message]
    assert [name.partition("-")[0] for name in names(folder)] == ["20220609", "20220609"]
    assert [name.rpartition("-")[2] for name in names(folder)] == [f"{LI}.eml", f"{WANG}.eml"]


def test_a_draft_that_a_crash_left_is_written_anew(box, folder):
    box.put(LI)
    box.send()
    (path,) = folder.iterdir()
    path.rename(path.with_suffix(".part"))
    path.with_suffix(".part").write_bytes(b"half")
    outbox.journal(box.engine, box.find(LI), box.clock())

    box.send()

    assert names(folder) == [path.name]
    assert path.read_bytes() == box.find(LI).message


def test_a_file_that_is_there_after_a_crash_is_found_and_left_alone(box, folder):
    box.put(LI)
    box.send()
    (path,) = folder.iterdir()
    before = path.stat()
    outbox.journal(box.engine, box.find(LI), box.clock())

    tally = box.send()

    assert (tally.sent, tally.ambiguous, box.find(LI).state) == (1, 0, State.SENT)
    assert (path.stat().st_ino, path.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_a_store_that_began_anew_overwrites_nothing(box, folder, tmp_path):
    box.put(LI)
    box.send()
    (path,) = folder.iterdir()
    with box.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM attempt")
        connection.exec_driver_sql("DELETE FROM delivery")
        outbox.enqueue(connection, LI, "<another@example.org>", b"another", box.clock())
    outbox.journal(box.engine, box.find(LI), box.clock())

    box.send()

    assert len(names(folder)) == 2
    assert path.read_bytes() != b"another"


@pytest.mark.parametrize("address", ["../../etc/cron.d/x@p.org", "长" * 200 + "@p.org", "a b\n@p.org"])
def test_an_address_cannot_lead_out_of_the_directory_nor_make_a_name_too_long(box, folder, address):
    box.put(address)

    assert box.send().sent == 1
    assert [name for name in names(folder) if name.endswith(".eml") and name.isprintable()] == names(folder)


def test_while_the_directory_cannot_be_made_nothing_is_given_up(box, folder):
    folder.parent.mkdir()
    folder.write_text("in the way")
    box.put(LI)
    for _ in range(50):
        assert box.send().postponed == 1
        box.clock.advance(days=1)

    folder.unlink()

    assert box.send().sent == 1


def test_a_file_that_cannot_be_written_is_tried_again(box, folder):
    box.put(LI)
    box.send()
    (path,) = folder.iterdir()
    name = path.name
    path.unlink()
    (folder / name).with_suffix(".part").mkdir()
    with box.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE delivery SET state = 'pending'")

    assert box.send().postponed == 1
    assert name.removesuffix(".eml") in box.find(LI).detail
    (folder / name).with_suffix(".part").rmdir()
    box.wait()
    assert box.send().sent == 1
