"""Other rules than ours, a module for each family of metrics; each brings its declarations as ``DEFINITIONS``."""
