"""The clock: what is due and when, and the process that runs it."""

from portalwatch.schedule.due import next_crawl, trigger_of
from portalwatch.schedule.service import serve

__all__ = ["next_crawl", "serve", "trigger_of"]
