"""Delivery: digests made when they are due, frozen messages handed to a channel, each of them accounted for."""

from portalwatch.deliver.channel import Channel
from portalwatch.deliver.digests import preview
from portalwatch.deliver.post import Round, post

__all__ = ["Channel", "Round", "post", "preview"]
