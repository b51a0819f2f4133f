"""Puts another library behind the interface of `portalwatch read`, in the environment that has it.

    python eval/peer.py NAME TASK FILE

FILE has a page and its base URL a line, tab between, where TASK is `lists`, `articles`, `bodies` or `kinds`; it is a
JSON object of `now` and the `texts` to read where TASK is `times`. This prints one JSON object a line: what
`portalwatch read --json` prints of a page, as far as the library tells it, and the `cost` in ms of CPU; or the `time`
that it reads and the `cost` in µs. It imports nothing of portalwatch, and of the libraries the one that is asked.
"""

# ruff: noqa: PLC0415

import json
import logging
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout
from datetime import datetime
from pathlib import Path
from time import process_time
from typing import Any
from urllib.parse import urljoin

_TIME = re.compile(r"(\d{4})\D{1,2}(\d{1,2})\D{1,2}(\d{1,2})(?:\D{1,3}(\d{1,2}):(\d{2}))?")

Fields = dict[str, Any]


def gerapy(html: str, base: str, task: str) -> Fields:
    from gerapy_auto_extractor.extractors import extract_content, extract_datetime, extract_list, extract_title

    if task == "lists":
        found = extract_list(html)
        return {"rows": [{"title": row.get("title"), "url": urljoin(base, row.get("url") or "")} for row in found]}
    text = extract_content(html) if task == "bodies" else None
    try:
        title = extract_title(html)
    except ZeroDivisionError:  # a page without a title of its own is no reason to lose its time
        title = None
    return _article(title, _iso(str(extract_datetime(html) or "")), text)


def gne(html: str, base: str, _task: str) -> Fields:
    from gne import GeneralNewsExtractor

    found = GeneralNewsExtractor().extract(html, host=base)
    return _article(found["title"], _iso(found["publish_time"]), found["content"])


def trafilatura(html: str, base: str, _task: str) -> Fields:
    from trafilatura import bare_extraction

    found = bare_extraction(html, url=base, with_metadata=True)
    return _article(found.title, found.date, found.text) if found else {}


def htmldate(html: str, base: str, _task: str) -> Fields:
    from htmldate import find_date

    form = "%Y-%m-%dT%H:%M"
    return _article(None, find_date(html, original_date=True, outputformat=form, url=base), None)


def readability(html: str, base: str, _task: str) -> Fields:
    from lxml.html import fromstring
    from readability import Document

    document = Document(html, url=base)
    return _article(document.short_title(), None, fromstring(document.summary()).text_content())


def dateparser(text: str, now: datetime) -> datetime | None:
    from dateparser import parse

    settings = {"RELATIVE_BASE": now.replace(tzinfo=None), "TIMEZONE": "Asia/Shanghai", "TO_TIMEZONE": "Asia/Shanghai"}
    return parse(text, languages=["zh", "en"], settings=settings)


def jionlp(text: str, now: datetime) -> datetime | None:
    from jionlp import ner

    found = ner.extract_time(text, time_base=now.replace(tzinfo=None).timestamp())
    return datetime.fromisoformat(found[0]["detail"]["time"][0]) if found else None


PAGES: dict[str, Callable[..., Fields]] = {
    "gerapy-auto-extractor": gerapy,
    "gne": gne,
    "htmldate": htmldate,
    "readability-lxml": readability,
    "trafilatura": trafilatura,
}
TIMES: dict[str, Callable[[str, datetime], datetime | None]] = {"dateparser": dateparser, "jionlp": jionlp}


def read_pages(name: str, task: str, list_file: Path) -> Iterator[Fields]:
    for line in list_file.read_text(encoding="utf-8").splitlines():
        file, base = line.split("\t")
        begin = process_time()
        try:
            found = PAGES[name](_decode(Path(file).read_bytes()), base, task)
        except ImportError:
            raise
        except Exception as error:  # noqa: BLE001 - what a peer raises on a page is its answer to it
            found = {"reason": repr(error)[:200]}
        yield {"source": file, "cost": (process_time() - begin) * 1000, **found}


def tell_kinds(list_file: Path) -> Iterator[Fields]:
    """The only one of them that tells a list from an article."""
    from gerapy_auto_extractor.classifiers.list import is_list

    for line in list_file.read_text(encoding="utf-8").splitlines():
        file = line.split("\t")[0]
        try:
            kind = "list" if is_list(_decode(Path(file).read_bytes())) else "article"
        except Exception as error:  # noqa: BLE001 - as above
            yield {"source": file, "reason": repr(error)[:200]}
        else:
            yield {"source": file, "kind": kind}


def read_times(name: str, list_file: Path) -> Iterator[Fields]:
    asked = json.loads(list_file.read_text(encoding="utf-8"))
    now, read = datetime.fromisoformat(asked["now"]), TIMES[name]
    # What a library loads at its first call is no part of what a call costs.
    _time(read, "2022-06-09", now)
    for text in asked["texts"]:
        begin = process_time()
        time = _time(read, text, now)
        yield {"time": time, "cost": (process_time() - begin) * 1e6}


def _time(read: Callable[[str, datetime], datetime | None], text: str, now: datetime) -> str | None:
    try:
        found = read(text, now)
    except ImportError:
        raise
    except Exception:  # noqa: BLE001 - refusing a text by any exception is refusing it
        return None
    return found.strftime("%Y-%m-%dT%H:%M") if found else None


def _article(title: str | None, published: str | None, text: str | None) -> Fields:
    return {"article": {"title": title, "published": published, "text": text}}


def _iso(text: str | None) -> str | None:
    """What a library returns as it stands, in ISO 8601: no figure is lost to its form."""
    found = _TIME.search(text or "")
    if not found:
        return None
    day = f"{found[1]}-{int(found[2]):02}-{int(found[3]):02}"
    return f"{day}T{int(found[4]):02}:{found[5]}" if found[4] else day


def _decode(body: bytes) -> str:
    """The text as it is, so that nobody is judged here by an encoding."""
    for encoding in ("utf-8", "gb18030"):
        try:
            return body.decode(encoding)
        except UnicodeDecodeError:
            continue
    return body.decode("utf-8", "replace")


def main(name: str, task: str, list_file: str) -> None:
    logging.disable(logging.CRITICAL)
    file = Path(list_file)
    tasks = {
        "kinds": lambda: tell_kinds(file),
        "times": lambda: read_times(name, file),
    }
    answers = sys.stdout
    # Some libraries greet; what they print is no answer.
    with redirect_stdout(sys.stderr):
        for each in tasks[task]() if task in tasks else read_pages(name, task, file):
            answers.write(json.dumps(each, ensure_ascii=False) + "\n")
            answers.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
