"""Purchase: what was bought, for how much, when and from whom."""
