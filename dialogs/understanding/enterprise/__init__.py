"""Enterprise: what a message says of its writer."""
