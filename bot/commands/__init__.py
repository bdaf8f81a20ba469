"""Commands: one module a noun; each adds its subcommands to the command line."""
