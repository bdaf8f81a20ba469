"""Figures: numbers and amounts of money as enterprises write and say them."""
