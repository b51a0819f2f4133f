"""Looks for inputs that portalwatch cannot stand: `make fuzz MINUTES=30`, and with every run of the tests."""
