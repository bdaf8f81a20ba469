"""Terminal: the chat on a screen, or over lines of text."""
