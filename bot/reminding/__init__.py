"""Reminding: what people asked to hear of, planned and sent in time."""
