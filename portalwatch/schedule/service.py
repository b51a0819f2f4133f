"""`portalwatch serve`: crawls and digests in one asyncio process, until it is told to stop."""

import asyncio
import logging
import random
import signal
from contextlib import suppress
from datetime import datetime, timedelta

from apscheduler.events import EVENT_JOB_MAX_INSTANCES, JobSubmissionEvent
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from portalwatch.config import Portal
from portalwatch.crawl.runner import Runner
from portalwatch.deliver import post
from portalwatch.errors import PortalwatchError, UsageError
from portalwatch.locks import sole
from portalwatch.schedule.due import last_crawl, next_crawl, trigger_of
from portalwatch.schedule.watchdog import Watchdog
from portalwatch.store import health
from portalwatch.watch import Watch

logger = logging.getLogger("portalwatch")

#: Seconds between two looks at whether a digest is due or a message waits to be tried again.
POST_EVERY = 20
#: Seconds that running crawls get to end when the service is stopped.
PATIENCE = 60


async def serve(watch: Watch) -> None:
    """Run until SIGTERM or SIGINT. Crawls that were under way then are left as if they had not begun.

    Raises UsageError when another process serves this home.
    """
    with sole(watch.home.var / "serve.lock", "another `portalwatch serve` of this home is running"):
        await _serve(watch)


async def _serve(watch: Watch) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    service = _Service(watch)
    service.start()
    await stop.wait()
    logger.info("stopping")
    await service.stop()
    logger.info("stopped")


class _Service:
    """The scheduler with its jobs: one a portal, and one for the post."""

    def __init__(self, watch: Watch) -> None:
        self.watch = watch
        self.runner = Runner(watch)
        self.scheduler = AsyncIOScheduler(timezone=watch.config.service.zone)
        self.watchdog = Watchdog(watch)
        self._room = asyncio.Semaphore(watch.config.service.concurrency)
        self._wake = asyncio.Event()
        self._stopping = False
        self._crawling: set[asyncio.Task[None]] = set()

    def start(self) -> None:
        for error in self.runner.loader.errors:
            logger.error("%s", error)
        known = health.sections(self.watch.engine)
        portals = [portal for portal in self.watch.config.portals if not portal.waiting]
        for portal in portals:
            self._add(portal, last_crawl(portal, known), spread=bool(known))
        self._posting = asyncio.create_task(self._post_for_ever())
        self.scheduler.add_listener(_skipped, EVENT_JOB_MAX_INSTANCES)
        self.scheduler.start()
        logger.info("watching %d portals for %d subscriptions", len(portals), len(self.watch.config.subscriptions))

    async def stop(self) -> None:
        """Let crawls and the message that is being sent come to their end."""
        self._stopping = True
        self._wake.set()
        self.scheduler.pause()
        await self.runner.stop()
        await asyncio.wait([*self._crawling, self._posting], timeout=PATIENCE)
        self.scheduler.shutdown(wait=False)

    def _add(self, portal: Portal, last_at: datetime | None, *, spread: bool) -> None:
        """Spread what fell due while nobody ran: jitter does not, it only moves later runs."""
        service, now = self.watch.config.service, self.watch.now()
        due = next_crawl(portal, service, last_at=last_at, now=now)
        if due <= now and spread:
            due = now + timedelta(seconds=random.uniform(0, service.jitter))  # noqa: S311 - no secret hangs on it
        self.scheduler.add_job(
            self._crawl,
            trigger_of(portal, service),
            args=[portal.name],
            id=portal.name,
            next_run_time=due,
            max_instances=1,
            coalesce=True,
            misfire_grace_time=None,
        )

    async def _crawl(self, name: str) -> None:
        """Crawl one portal; whatever happens to it stays with it."""
        task = asyncio.current_task()
        assert task is not None
        self._crawling.add(task)
        try:
            async with self._room:
                report = await self.runner.crawl(name)
            for crawl, recorded in report.sections:
                news = len(recorded.changes.announced)
                said = f"{crawl.outcome} {crawl.detail}".rstrip()
                logger.info("%s/%s: %s, %d new or changed", name, crawl.section, said, news)
        except PortalwatchError as error:
            logger.error("%s: %s", name, error)  # noqa: TRY400 - its text says it all
        except Exception:
            self.watchdog.fail()
            logger.exception("%s: the crawl ended with an error in the program", name)
        finally:
            self._crawling.discard(task)
        self._wake.set()

    async def _post_for_ever(self) -> None:
        """Make what is due and send what waits: after every crawl, and now and then. Sending blocks, so in a thread."""
        while not self._stopping:
            await self._post()
            self.watchdog.tell()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), POST_EVERY)
            self._wake.clear()

    async def _post(self) -> None:
        try:
            await asyncio.to_thread(_post_round, self.watch)
        except UsageError as error:
            logger.info("%s", error)
        except PortalwatchError as error:
            self.watchdog.fail()
            logger.error("%s", error)  # noqa: TRY400
        except Exception:
            self.watchdog.fail()
            logger.exception("the post ended with an error in the program")


def _post_round(watch: Watch) -> None:
    done = post(watch)
    for digest in done.digests:
        logger.info("digest for %s: %d entries", digest.subscription.name, len(digest.events))
    tally = done.tally
    if tally.sent or tally.postponed or tally.failed or tally.ambiguous:
        logger.info("sent %d, to be tried again %d, refused for good %d", tally.sent, tally.postponed, tally.failed)


def _skipped(event: JobSubmissionEvent) -> None:
    logger.warning("%s: its last crawl is not over yet, so this one is left out", event.job_id)
