"""Topic: what a message wants, and what of it is not ours."""
