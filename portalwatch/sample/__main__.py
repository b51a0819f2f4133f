"""Serves the sample portal in the foreground, to be looked at in a browser."""

from contextlib import suppress
from datetime import datetime
from threading import Event
from typing import Annotated

import typer

from portalwatch.sample.portal import Portal
from portalwatch.sample.sections import ZONE
from portalwatch.sample.server import Server


def serve(
    port: Annotated[int, typer.Option(help="Port on 127.0.0.1; 0 takes a free one.")] = 8022,
    seed: Annotated[int, typer.Option(help="Another seed writes other articles.")] = 7,
) -> None:
    """Serve a small association portal until interrupted."""
    with Server(Portal(seed=seed, now=datetime.now(ZONE)), port=port) as server, suppress(KeyboardInterrupt):
        typer.echo(f"{server.url}/")
        Event().wait()


if __name__ == "__main__":
    typer.run(serve)
