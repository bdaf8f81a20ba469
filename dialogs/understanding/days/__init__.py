"""Days: dates and spans of dates as enterprises write and say them."""
