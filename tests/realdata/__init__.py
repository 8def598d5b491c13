"""Real exports against naive readings of the same files; run by `make realdata DATA=folder` and not otherwise."""
