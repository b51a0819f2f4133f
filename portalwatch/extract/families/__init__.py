"""The ways in which CMSs turn the pages of a list: one file a family, each recognised by itself."""

from collections.abc import Callable, Iterator
from typing import Final

from portalwatch.extract.families import (
    boda,
    calls,
    dataproxy,
    epoint,
    forms,
    jpaas,
    links,
    more,
    pager,
    postback,
    trs,
)
from portalwatch.extract.page import Page
from portalwatch.items import Turn

#: Yields what may bring the next rows, the likeliest first; nothing for a page of another family.
Family = Callable[[Page], Iterator[Turn]]

#: In the order in which they are asked: what a page says in words, what its scripts say, what its numbers say.
NEXT: Final[tuple[Family, ...]] = (
    links.find_worded,
    boda.find,
    trs.find,
    pager.find,
    postback.find,
    dataproxy.find,
    jpaas.find,
    calls.find,
    forms.find,
    epoint.find,
    links.find_numbered,
    more.find,
)
#: Those whose column page may hold no row at all: its script asks for them.
FRAMES: Final[tuple[Family, ...]] = (dataproxy.find_frame, jpaas.find_frame, more.find)
