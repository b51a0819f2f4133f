"""By which rules each section of a portal is read just now: its description's, or those that a repair has found."""

from collections.abc import Callable

from portalwatch.config import Portal, Section
from portalwatch.errors import PageError
from portalwatch.extract import Rules
from portalwatch.items import RawList, Repair


class Rulebook:
    """Begins with the description's rules."""

    def __init__(self, portal: Portal) -> None:
        self._portal = portal
        self._rules = {each.key: portal.rules_of(each) for each in portal.sections}

    def of(self, section: Section) -> Rules:
        """Return the rules in force."""
        return self._rules[section.key]

    def adopt(self, section: Section, repaired: Repair | None) -> None:
        """Take up a repair as long as the rules are those that it was made for; without one, the description's."""
        own = self._rules[section.key] = self._portal.rules_of(section)
        if repaired and repaired.after and repaired.before == own.rows:
            self.mend(section, repaired)

    def mend(self, section: Section, repaired: Repair) -> None:
        """Take up a repair. The selectors within the rows were those of the old layout; articles may be as ever."""
        own = self._portal.rules_of(section)
        self._rules[section.key] = Rules(rows=repaired.after, article=own.article)

    def is_mended(self, section: Section) -> bool:
        """Whether a repair is in force."""
        return self._rules[section.key] != self._portal.rules_of(section)

    def by_own(self, section: Section, read: Callable[[], RawList]) -> RawList | None:
        """Read by the description's rules where a repair's read nothing any more; leave them in force if they do."""
        repaired = self._rules[section.key]
        if not self.is_mended(section):
            return None
        self.adopt(section, None)
        try:
            return read()
        except PageError:
            self._rules[section.key] = repaired
            return None
