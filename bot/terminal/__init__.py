"""Terminal: the chat on a screen, or over lines of text."""

# Whoever did not say who it is.
ME = "me"
