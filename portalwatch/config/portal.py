"""A portal's description: what config/portals/NAME.yaml may say."""

import re
from typing import Annotated, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, Field, ValidationInfo, field_validator, model_validator

from portalwatch.config.source import Model
from portalwatch.config.timing import checked
from portalwatch.config.wording import suggestion, unknown
from portalwatch.errors import UsageError
from portalwatch.extract.records import JsonRules, check_expression
from portalwatch.extract.rules import ArticleRules, Rules, compile_rule

#: What portals, sections and subscribers are called.
SLUG = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
_WEB = re.compile(r"https?://", re.IGNORECASE)
_HOST = re.compile(r"[^\s/@:]+(:\d+)?")


def _slug(text: str) -> str:
    if not SLUG.fullmatch(text):
        raise ValueError(f"must be made of a-z, 0-9, - and _, at most 64 of them, not {text!r}")
    return text


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (LookupError, ValueError, OSError) as error:
        hint = suggestion(name, available_timezones()) if "/" in name else ""
        example = "; write an IANA name such as Asia/Shanghai"
        raise ValueError(f"no time zone is called {name!r}{hint or example}") from error
    return name


def web_address(url: str) -> str:
    """Return `url` if a portal could be asked for it. Raises ValueError."""
    if not _WEB.match(url) or any(map(str.isspace, url)) or not urlsplit(url).hostname:
        raise ValueError(f"must be a full address such as https://www.example.org/, not {url!r}")
    if "@" in urlsplit(url).netloc:
        raise ValueError("must not hold a user name or password")
    return url


def _host(text: str) -> str:
    if not _HOST.fullmatch(text):
        raise ValueError(f"must be a host such as example.org, not {text!r}")
    return text


def _selector(text: str) -> str:
    compile_rule(text)
    return text


def _known_charset(name: str) -> str:
    try:
        "".encode(name)
    except LookupError as error:
        raise ValueError(f"no encoding is called {name!r}; usual ones are utf-8 and gb18030") from error
    return name


Zone = Annotated[str, AfterValidator(_known_zone)]
Address = Annotated[str, AfterValidator(web_address)]
Host = Annotated[str, AfterValidator(_host)]
Selector = Annotated[str, AfterValidator(_selector)]
Expression = Annotated[str, AfterValidator(check_expression)]
Charset = Annotated[str, AfterValidator(_known_charset)]
Schedule = Annotated[str, AfterValidator(checked)]
Slug = Annotated[str, AfterValidator(_slug)]


class ArticleSelectors(Model):
    """Where an article page has its fields; what is absent is found without a selector."""

    title: Selector | None = None
    published: Selector | None = None
    source: Selector | None = None
    author: Selector | None = None
    body: Selector | None = None
    attachments: Selector | None = None
    breadcrumb: Selector | None = None


class JsonExpressions(Model):
    """Where a list that is JSON has its rows, and a row its fields, in JMESPath.

    `url` and `next` may also be addresses with expressions in braces: `/detail?id={id}`.
    """

    rows: Expression
    title: Expression
    url: Expression
    published: Expression | None = None
    next: Expression | None = None
    #: The query parameter that counts pages, where the answer does not say what comes next.
    page: str | None = Field(default=None, min_length=1)
    total: Expression | None = None


class Selectors(Model):
    """Where a list page has its rows, and a row its fields; what is absent is found without a selector."""

    rows: Selector | None = None
    title: Selector | None = None
    url: Selector | None = None
    published: Selector | None = None
    pinned: Selector | None = None
    next: Selector | None = None
    #: Called `json` in the file; pydantic keeps that name for itself.
    records: JsonExpressions | None = Field(default=None, alias="json")
    article: ArticleSelectors = ArticleSelectors()

    @model_validator(mode="after")
    def _fit_together(self) -> "Selectors":
        self.compiled()
        return self

    def over(self, other: "Selectors") -> "Selectors":
        """Return these selectors, with `other`'s where these say nothing."""
        own = self.model_dump(exclude_none=True, by_alias=True)
        base = other.model_dump(exclude_none=True, by_alias=True)
        article = base.pop("article", {}) | own.pop("article", {})
        return Selectors(**(base | own), article=ArticleSelectors(**article))

    def compiled(self) -> Rules:
        """Return the rules that extract reads a page by."""
        fields = self.model_dump(exclude={"article", "records"})
        records = JsonRules(**self.records.model_dump()) if self.records else None
        return Rules(**fields, json=records, article=ArticleRules(**self.article.model_dump()))


class Section(Model):
    """One list of a portal. Without `url` it is found by its name in the portal's navigation."""

    key: Slug
    name: str = Field(min_length=1)
    kind: Literal["news", "notice", "policy", "standard", "opinion", "member"] = "news"
    url: Address | None = None
    rules: Selectors = Selectors()
    #: An empty list is an alarm unless the section says that it may be empty.
    may_be_empty: bool = False
    #: `browser`: its pages show nothing before their scripts have run.
    render: Literal["browser"] | None = None


class Portal(Model):
    """One portal. `name` is also the spider's and the file's."""

    name: Slug
    title: str = Field(min_length=1)
    #: None: the address is not known yet, and the portal waits until it is written here.
    url: Address | None
    #: How far this description was checked, in words.
    checked: str = ""
    #: Why it is not crawled on schedule, or by `crawl` without a name; empty for a portal that is.
    paused: str = ""
    zone: Zone = "Asia/Shanghai"
    #: The pages' encoding, where what they declare is wrong.
    encoding: Charset | None = None
    #: Other hosts of the same portal: their URLs name the same items.
    aliases: tuple[Host, ...] = ()
    #: Query parameters that do not tell articles apart.
    ignore_query: tuple[str, ...] = ()
    #: Seconds between two requests; never 0, so that a portal is never asked twice at once.
    delay: float = Field(default=1.0, ge=0.01, le=120)
    #: Seconds that one request may take in all.
    timeout: float = Field(default=30, ge=1, le=600)
    robots: bool = True
    #: Its pages never say </html>; else a page without it is held to be cut off, and not read.
    unclosed: bool = False
    #: Loopback and private addresses are refused unless this says otherwise.
    allow_private: bool = False
    schedule: Schedule | None = None
    #: List pages read on the first crawl of a section, and at most on any later one.
    first_pages: int = Field(default=3, ge=1, le=1000)
    max_pages: int = Field(default=50, ge=1, le=1000)
    #: Rows that are documents are fetched for their text; else they are known by their rows alone.
    documents: bool = True
    #: `browser`: the pages of every section, and the home page, show nothing before their scripts have run.
    render: Literal["browser"] | None = None
    #: Known articles looked at again, at most, in one crawl of a section.
    rereads: int = Field(default=10, ge=0, le=1000)
    #: Files of articles fetched to see whether they are the same, at most, in one crawl of a section; 0: never.
    attachments: int = Field(default=20, ge=0, le=1000)
    rules: Selectors = Selectors()
    sections: tuple[Section, ...] = Field(min_length=1)

    @field_validator("name")
    @classmethod
    def _is_the_files(cls, name: str, info: ValidationInfo) -> str:
        stem = (info.context or {}).get("stem", name)
        if name != stem:
            raise ValueError(f"must be {stem!r} as the file is, not {name!r}")
        return name

    @field_validator("sections")
    @classmethod
    def _keys_differ(cls, sections: tuple[Section, ...]) -> tuple[Section, ...]:
        first: dict[str, int] = {}
        for number, section in enumerate(sections):
            if (same := first.setdefault(section.key, number)) != number:
                raise ValueError(f"sections[{same}] and sections[{number}] have the same key {section.key!r}")
        return sections

    @property
    def waiting(self) -> str:
        """Why the portal is not crawled on schedule, in words; empty when it is."""
        return self.paused or ("" if self.url else "needs its address")

    def section(self, key: str) -> Section:
        """Return the section called `key`; UsageError, with those that there are, when there is none."""
        sections = {section.key: section for section in self.sections}
        if key not in sections:
            raise UsageError(f"{self.name}: {unknown('section', key, sections)}; it has {', '.join(sections)}")
        return sections[key]

    def renders(self, section: Section | None) -> bool:
        """Whether a browser is to show the section's pages; without a section, the home page."""
        return (self.render or (section and section.render)) is not None

    def rules_of(self, section: Section) -> Rules:
        """Return the section's own selectors over the portal's."""
        return section.rules.over(self.rules).compiled()
