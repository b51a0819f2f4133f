"""The clock: what is due and when, and the process that runs it.

Nothing is imported here: `status` asks what is due, and has no use for all that `serve` needs.
"""
