"""Golden companies with answers worked out by hand, and a runner that any tool can be held against.

Nothing here but ``ours`` needs more than Python's standard library.
"""
