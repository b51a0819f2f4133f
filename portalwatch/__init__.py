"""portalwatch: know the same day what portals publish."""

__version__ = "0.1.0"
