"""Reading and validating config/: the only place that knows what the files look like."""

from portalwatch.config.home import Config, Home, load
from portalwatch.config.portal import Portal, Section
from portalwatch.config.service import Mail, Security, Service

__all__ = ["Config", "Home", "Mail", "Portal", "Section", "Security", "Service", "load"]
