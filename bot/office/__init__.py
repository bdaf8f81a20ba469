"""Office: official claims as operators keep them, one by one and by the sheet."""
