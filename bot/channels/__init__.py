"""Channels: the ways to talk to people, one folder each; none knows another."""
