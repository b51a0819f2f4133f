"""`python -m portalwatch` is `portalwatch`."""

from portalwatch.cli import main

if __name__ == "__main__":
    main()
