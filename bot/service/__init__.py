"""Service: all channels behind one web application, with its settings, logs, health and metrics."""
