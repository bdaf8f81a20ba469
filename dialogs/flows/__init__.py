"""The flows, listed; each stands alone."""
