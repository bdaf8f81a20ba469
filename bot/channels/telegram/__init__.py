"""Telegram: a bot, by webhook or polling."""
