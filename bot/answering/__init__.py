"""Answering: one message in, one answer out, all of it kept in one transaction; and what can be told of it later."""
