"""Places: whose each place is, and which regions are compared."""
