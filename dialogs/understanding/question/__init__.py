"""Question: which points of the notice a message asks about."""
