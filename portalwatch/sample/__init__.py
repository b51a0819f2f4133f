"""A small association portal on loopback that plays the part of a real one, for the demo and the tests."""

from portalwatch.sample.articles import Article
from portalwatch.sample.files import File
from portalwatch.sample.portal import Portal
from portalwatch.sample.server import Server

__all__ = ["Article", "File", "Portal", "Server"]
