import os
import select
import shutil
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from portalwatch.documents import Format, Member, read_document
from portalwatch.documents.limits import CPU_SECONDS, MEMORY
from portalwatch.documents.reading import _answered

from .samples import old_sheet, old_word, zipped

LINES = ("关于征求意见的通知", "各有关单位：请反馈。")
TRY = """
import resource, socket, sys
from portalwatch.documents.worker import confine
confine(opening=False)
for attempt in (lambda: open("/etc/passwd"), lambda: open("x", "w"), socket.socket):
    try:
        attempt()
    except OSError as error:
        print(error.errno)
print([resource.getrlimit(each)[0] for each in (resource.RLIMIT_AS, resource.RLIMIT_CPU, resource.RLIMIT_CORE)])
"""


@pytest.fixture
def programs(tmp_path, monkeypatch):
    """The only programs that can be found: shell scripts of these names."""

    def make(**scripts: str) -> None:
        for name, script in scripts.items():
            path = tmp_path / name
            path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
            path.chmod(0o700)
        monkeypatch.setenv("PATH", str(tmp_path))

    return make


def test_what_reads_by_itself_can_open_no_file_and_no_connection():
    done = subprocess.run([sys.executable, "-c", TRY], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["24", "24", "24", f"[{MEMORY}, {CPU_SECONDS}, 0]"]


@pytest.mark.parametrize(
    ("status", "kind"),
    [(-signal.SIGXCPU, "cpu"), (-signal.SIGABRT, "memory"), (-signal.SIGSEGV, "crash"), (1, "crash"), (0, "crash")],
)
def test_an_end_without_an_answer_has_a_name(status, kind):
    document = _answered(Format.PDF, status, b"no answer")
    assert (document.format, document.text, document.problem.kind) == (Format.PDF, "", kind)


def test_the_program_for_an_old_document_is_given_its_bytes(programs):
    data = old_word("\n".join(LINES))
    programs(antiword=f"{shutil.which('cmp')} -s $5 {Path('/dev/null')} || echo ' 通知　全文 '")
    assert read_document(data).text == "通知 全文"


def test_the_next_program_is_asked_where_the_first_finds_nothing(programs):
    programs(antiword="echo nothing >&2; exit 1", catdoc="echo 通知")
    assert read_document(old_word("通知")).text == "通知"
    programs(antiword="exit 1", catdoc="exit 1")
    assert str(read_document(old_word("通知")).problem) == "damaged: antiword, catdoc found no text"


def test_without_a_program_the_package_to_install_is_named(programs):
    programs()
    assert str(read_document(old_word("通知")).problem) == "tool: install antiword or catdoc to read doc documents"
    assert str(read_document(old_sheet("通知")).problem) == "tool: install catdoc to read xls documents"
    (member,) = read_document(zipped({"通知.doc": old_word("通知")})).members
    assert str(member.fault) == "tool: install antiword or catdoc to read doc documents"


def test_a_program_that_never_ends_is_ended_with_the_worker(programs, tmp_path):
    programs(antiword=f"echo $$ > {tmp_path}/pid; exec {shutil.which('sleep')} 1000")
    document = read_document(old_word("通知"), seconds=1.5)
    assert str(document.problem) == "timeout: not read within 1.5 seconds"
    with suppress(ProcessLookupError):
        ended = os.pidfd_open(int((tmp_path / "pid").read_text()))
        assert select.select([ended], [], [], 60)[0]
        os.close(ended)


def test_a_program_that_says_too_much_is_heard_to_the_limit(programs):
    programs(catppt="", xls2csv=f"{shutil.which('yes')} 表")
    text = read_document(old_sheet("一")).text
    assert text.startswith("表\n表")
    assert len(text) <= 200_000


@pytest.mark.skipif(not shutil.which("antiword"), reason="the package antiword is not installed")
def test_an_old_word_document_is_read():
    assert read_document(old_word("\n".join(LINES))).text == "\n".join(LINES)


@pytest.mark.skipif(not shutil.which("xls2csv"), reason="the package catdoc is not installed")
def test_an_old_sheet_is_read():
    assert read_document(old_sheet(*LINES)).text == "\n".join(LINES)


@pytest.mark.skipif(not shutil.which("antiword"), reason="the package antiword is not installed")
def test_an_old_document_in_an_archive_is_read():
    document = read_document(zipped({"回执.doc": old_word("\n".join(LINES))}))
    assert document.members == (Member(name="回执.doc"),)
    assert document.text.endswith("\n".join(LINES))


def test_secrets_do_not_reach_the_worker(programs, monkeypatch):
    monkeypatch.setenv("PORTALWATCH_PASSWORD", "SENTINEL")
    programs(antiword="echo begin; set")
    text = read_document(old_word("通知")).text
    assert text.startswith("begin")
    assert "SENTINEL" not in text
