"""Words: the lexicon, and how what is mentioned is put: claimed, denied, doubted."""
