"""Chooses, groups and renders what a subscriber is owed, and freezes it into a message. Pure."""

from portalwatch.digest.matching import matches
from portalwatch.digest.message import clean_header, compose, message_id
from portalwatch.digest.notices import Places, render_notices
from portalwatch.digest.rendering import Rendered, render
from portalwatch.digest.slots import latest_slot, next_slot

__all__ = [
    "Places",
    "Rendered",
    "clean_header",
    "compose",
    "latest_slot",
    "matches",
    "message_id",
    "next_slot",
    "render",
    "render_notices",
]
