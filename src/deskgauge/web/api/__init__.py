"""The API: one module for each endpoint, which brings its ``router``."""
