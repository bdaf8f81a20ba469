"""Scene: all that stands in one message, found once, in its clauses."""
