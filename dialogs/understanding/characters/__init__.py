"""Characters: a message in one form, its cues, and expressions that cost nothing until used."""
