"""The desk: what serves requests about the records; each module serves some kinds."""
