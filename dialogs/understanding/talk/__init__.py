"""Talk: what a message says about the talk itself, and what it answers."""
