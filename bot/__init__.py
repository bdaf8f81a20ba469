"""Bot: all that touches the world — the command line, the terminal, settings and the clock."""
