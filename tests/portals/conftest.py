"""Commands as a person types them, here too."""

from tests.cli.conftest import command

__all__ = ["command"]
