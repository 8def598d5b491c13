"""The reference's pages, a module for each family of declarations."""
