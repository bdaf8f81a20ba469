"""Showing: editions and understandings as text and as JSON."""
