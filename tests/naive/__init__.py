"""A second, naive way to every number: loops over plain dicts, no SQL, nothing of the package that it checks."""
