"""Desk: what a message asks of, or tells for, the records kept of an enterprise and its claims."""
