"""Renders a digest as subject, text and HTML, with the templates beside this file."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from portalwatch.digest.entries import arrange, headline, make_entries, name
from portalwatch.digest.fitting import HTML_LIMIT, TEXT_LIMIT, fit
from portalwatch.digest.frame import draw, mailto, preview
from portalwatch.digest.slots import latest_slot
from portalwatch.digest.subjects import count_unchecked, write_subject
from portalwatch.digest.unchecked import list_missing
from portalwatch.digest.words import Words, local, speak
from portalwatch.items import Digest, Frequency

_TITLES_PREVIEWED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """A mail before it has an address."""

    subject: str
    text: str
    html: str


def render(digest: Digest, *, contact: str | None = None) -> Rendered:
    """Render a digest in its subscription's language and zone. `contact` is the address to write to in order to stop.

    What is too long goes in this order: the summaries, then entries, which are still counted.
    What the HTML lists, the text lists too.
    """
    words = speak(digest.subscription.language)
    today = local(digest.slot_at, digest.subscription.zone)
    entries = make_entries(digest.events, words, today, digest.portal_titles)
    titles = [headline(entry, words) for entry in entries[:_TITLES_PREVIEWED]]
    subject = write_subject(digest, arrange(entries, digest, len(entries)), words, words.on(today, today))
    context = _context(digest, words, today, titles)

    def draw_part(template: str, rest_form: tuple[str, str], *, summaries: bool, shown: int) -> str:
        rest = len(entries) - shown
        return draw(
            template,
            **context,
            subject=subject,
            contact=mailto(contact),
            portals=arrange(entries, digest, shown),
            rest=words.count(rest, rest_form) if rest else "",
            summaries=summaries,
        )

    text, listed = fit(partial(draw_part, "digest.txt", words.rest), len(entries), TEXT_LIMIT)
    rest_form = words.rest_in_text if listed == len(entries) else words.rest
    html, _ = fit(partial(draw_part, "digest.html", rest_form), listed, HTML_LIMIT)
    return Rendered(subject=subject, text=text, html=html)


def _context(digest: Digest, words: Words, today: datetime, titles: list[str]) -> Mapping[str, object]:
    """Gather what both parts say around the entries."""
    window, why = _window(digest, words, today), _why(digest, words)
    updates = words.count(len(digest.events), words.updates) if digest.events else words.nothing
    return {
        "words": words,
        "headline": updates,
        "window": window,
        "facts": _facts(digest, words),
        "unseen": count_unchecked(digest, words),
        "missing": list_missing(digest, words, today),
        "why": why,
        "preview": preview([*titles, updates, window, why]),
    }


def _window(digest: Digest, words: Words, today: datetime) -> str:
    """Say what time the events are from. They may reach back further than one slot, after an outage."""
    end = words.at(today, today)
    if digest.subscription.frequency is Frequency.ONCE:
        return end
    start = latest_slot(digest.subscription, today - timedelta(microseconds=1))
    earliest = min([start, *(event.at for event in digest.events)])
    return words.window.format(start=words.at(earliest, today), end=end)


def _facts(digest: Digest, words: Words) -> list[str]:
    """Say how many of each kind there are, on how many portals."""
    kinds = [event.kind for event in digest.events]
    numbers = [(forms, kinds.count(kind)) for kind, forms in words.kinds.items()]
    numbers.append((words.portals, len({event.item.portal for event in digest.events})))
    return [words.count(number, forms) for forms, number in numbers if number]


def _why(digest: Digest, words: Words) -> str:
    subscription = digest.subscription
    quoted = words.quoted.format(name(subscription.name))
    return words.why.format(address=name(subscription.address), name=quoted, rhythm=words.rhythm(subscription))
