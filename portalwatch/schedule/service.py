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
from portalwatch.errors import BusyError, PortalwatchError
from portalwatch.locks import sole
from portalwatch.schedule.due import last_crawl, next_crawl, trigger_of
from portalwatch.schedule.watchdog import Watchdog
from portalwatch.store import health
from portalwatch.watch import Watch

logger = logging.getLogger("portalwatch")

#: Seconds between two looks at whether a digest is due or a message waits to be tried again.
POST_EVERY = 20
#: Seconds between two looks at whether somebody has written in config/.
LOOK_EVERY = 2
#: Seconds that running crawls get to end when the service is stopped.
PATIENCE = 60


async def serve(watch: Watch) -> None:
    """Run until SIGTERM or SIGINT. Crawls that were under way then are left as if they had not begun.

    Raises BusyError when another process serves this home.
    """
    busy = "another `portalwatch serve` of this home is running; stop that one first"
    with sole(watch.home.var / "serve.lock", busy):
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
        self.scheduler = AsyncIOScheduler(timezone=watch.config.service.zone)
        self._wake = asyncio.Event()
        self._stopping = False
        self._crawling: set[asyncio.Task[None]] = set()
        self._runners: list[Runner] = []
        self.watchdog = Watchdog(watch)
        self._take(watch)

    def start(self) -> None:
        self._posting = asyncio.create_task(self._post_for_ever())
        self._following = asyncio.create_task(self._follow())
        self.scheduler.add_listener(_skipped, EVENT_JOB_MAX_INSTANCES)
        self.scheduler.start()

    def _take(self, watch: Watch) -> None:
        """Work by this configuration from now on. Crawls that are under way end by the one that they began with."""
        self.watch, self.runner = watch, Runner(watch)
        self.watchdog.follow(watch)
        self._runners = [*(each for each in self._runners if each.busy), self.runner]
        self._room = asyncio.Semaphore(watch.config.service.concurrency)
        for error in self.runner.loader.errors:
            logger.error("%s", error)
        known = health.sections(watch.engine)
        self.scheduler.remove_all_jobs()
        for portal in watch.config.portals:
            if not portal.waiting:
                self._add(portal, last_crawl(portal, known), spread=bool(known))
        jobs, subscriptions = len(self.scheduler.get_jobs()), len(watch.config.subscriptions)
        logger.info("watching %d portals for %d subscriptions", jobs, subscriptions)

    async def _follow(self) -> None:
        """Take over what people write in config/, once all of it can be read."""
        home, seen = self.watch.home, self.watch.home.written
        while not self._stopping:
            await asyncio.sleep(LOOK_EVERY)
            if (written := home.written) == seen:
                continue
            seen, watch = written, Watch(home, now=self.watch.now)
            try:
                await asyncio.to_thread(_read, watch)
                self._take(watch)
            except PortalwatchError as error:
                logger.error("%s; until that is mended all goes on as before", error)  # noqa: TRY400
            except Exception:
                self.watchdog.fail()
                logger.exception("config/ could not be taken over, for an error in the program")

    async def stop(self) -> None:
        """Let crawls and the message that is being sent come to their end."""
        self._stopping = True
        self._wake.set()
        self.scheduler.pause()
        self._following.cancel()
        for runner in self._runners:
            await runner.stop()
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
            if report.unkept:
                self.watchdog.fail()
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
        except BusyError as error:
            logger.info("%s", error)
        except PortalwatchError as error:
            self.watchdog.fail()
            logger.error("%s", error)  # noqa: TRY400
        except Exception:
            self.watchdog.fail()
            logger.exception("the post ended with an error in the program")


def _read(watch: Watch) -> None:
    """Read its configuration, and write its subscriptions to the store."""
    _ = watch.config, watch.engine


def _post_round(watch: Watch) -> None:
    done = post(watch)
    for digest in done.digests:
        logger.info("digest for %s: %d entries", digest.subscription.name, len(digest.events))
    tally = done.tally
    if tally.sent or tally.postponed or tally.failed or tally.ambiguous:
        logger.info("sent %d, to be tried again %d, refused for good %d", tally.sent, tally.postponed, tally.failed)


def _skipped(event: JobSubmissionEvent) -> None:
    logger.warning("%s: its last crawl is not over yet, so this one is left out", event.job_id)
