"""The declarations of profiles and aims: a file is added here and nothing else changes."""
