"""Articles, and the writer who makes them up: the same seed writes the same articles."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from importlib.resources import files
from random import Random

from portalwatch.sample.files import File
from portalwatch.sample.sections import ORGANISATION, ZONE, Section

_WORDING = tomllib.loads((files(__package__) / "wording.toml").read_text("utf-8"))
_SOURCES = (ORGANISATION, ORGANISATION, "协会秘书处", "江州建设报", "标准化工作部")
_INDENT = "　　"
_NUMERALS = "一二三四五"
# A page of about 18 KB, whose chrome takes some 11: Chinese takes three bytes a character in UTF-8, two in GB18030.
_BODY_BYTES = 6_500


@dataclass(slots=True, kw_only=True, eq=False)
class Article:
    """One thing published, as it stands now. Change it through its portal only.

    `sections` are the keys of those that list it, its home first. `body` has one string a paragraph.
    `slug` is its address without the prefix that a move puts before it.
    """

    id: int
    sections: tuple[str, ...]
    title: str
    published: datetime
    source: str
    body: tuple[str, ...]
    attachments: tuple[File, ...]
    clicks: int
    slug: str
    path: str
    changed_at: datetime
    pinned: bool = False
    withdrawn: bool = False

    @property
    def section(self) -> str:
        """Key of the section it was written for."""
        return self.sections[0]

    def attachment_path(self, number: int) -> str:
        """Address of an attachment, which stays when its bytes are replaced; `number` counts from 1."""
        return f"/uploadfile/{self.id}/{number}.{self.attachments[number - 1].suffix}"


class _Slots(dict[str, str]):
    """Fills each `{slot}` of a template with a word of its own."""

    def __init__(self, random: Random) -> None:
        super().__init__()
        self._random = random

    def date(self, published: datetime) -> None:
        """Fill the slots for days with such as fit an article of that day."""
        on = published.date()
        self.update(
            year=str(on.year),
            today=_spell(on),
            before=_spell(on - timedelta(days=2)),
            until=_spell(on + timedelta(days=21)),
            start=_spell((on.replace(day=1) + timedelta(days=70)).replace(day=1)),
        )

    def __missing__(self, slot: str) -> str:
        return str(self._random.choice(_WORDING["slots"][slot]))


class Writer:
    """Makes up titles, bodies and attachments that fit a section."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._slots = _Slots(random)
        self._used: set[str] = set()

    def title(self, section: Section, published: datetime) -> str:
        """Return a title that this writer has not used before."""
        self._slots.date(published)
        title = self._fill(_WORDING["titles"][section.key])
        for _ in range(20):
            if title not in self._used:
                break
            title = self._fill(_WORDING["titles"][section.key])
        else:
            title = f"{title}（{len(self._used)}）"
        self._used.add(title)
        return title

    def body(self, section: Section, published: datetime) -> tuple[str, ...]:
        """Return the paragraphs: an opening, numbered headings with text under them, a closing, the signature."""
        self._slots.date(published)
        voice = _WORDING[section.voice]
        chosen = sorted(self._random.sample(range(len(voice["heading"])), k=len(_NUMERALS)))
        headings = zip(_NUMERALS, (voice["heading"][place] for place in chosen), strict=True)
        paragraphs, room = [_INDENT + self._fill(voice["opening"])], _BODY_BYTES
        while room > 0:
            if len(paragraphs) % 5 == 1 and (heading := next(headings, None)):
                paragraphs.append(f"{_INDENT}{heading[0]}、{heading[1]}")
            paragraphs.append(_INDENT + self._paragraph(voice))
            room -= len(paragraphs[-1].encode(section.encoding))
        return (*paragraphs, _INDENT + self._fill(voice["closing"]), ORGANISATION, self._slots["today"])

    def attachments(self, title: str) -> tuple[File, ...]:
        """Return no file for most articles, one or two for the others."""
        count = self._random.choices((0, 1, 2), weights=(6, 3, 1))[0]
        suffixes = self._random.sample(("pdf", "docx", "xlsx"), k=count)
        endings = {"pdf": "", "docx": "（回执表）", "xlsx": "（汇总表）"}
        return tuple(
            File(f"{title[:40]}{endings[suffix]}.{suffix}".replace("/", ""), (title, ORGANISATION))
            for suffix in suffixes
        )

    def source(self) -> str:
        """Return who an article is said to come from."""
        return self._random.choice(_SOURCES)

    def clicks(self) -> int:
        """Return how often an old article has been read."""
        return self._random.randrange(60, 4_000)

    def times(self, now: datetime, count: int) -> Iterator[datetime]:
        """Yield publish times of office hours, newest first by day, beginning on the day before `now`."""
        day = now.astimezone(ZONE).date()
        for _ in range(count):
            day -= timedelta(days=self._random.choice((0, 1, 1, 2, 3, 5)))
            minutes = self._random.randrange(8 * 60 + 30, 17 * 60 + 40)
            yield datetime.combine(day - timedelta(days=1), time(minutes // 60, minutes % 60), ZONE)

    def _paragraph(self, voice: dict[str, list[str]]) -> str:
        count = self._random.randint(2, 5)
        parts = (self._random.sample(voice[part], k=count) for part in ("lead", "middle", "tail"))
        return "".join("，".join(sentence) + "。" for sentence in zip(*parts, strict=True)).format_map(self._slots)

    def _fill(self, templates: list[str]) -> str:
        return self._random.choice(templates).format_map(self._slots)


def _spell(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
