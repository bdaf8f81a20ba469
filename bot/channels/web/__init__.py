"""Web: the chat in a browser."""
