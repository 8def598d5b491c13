"""The dashboard and the API over HTTP: parse, ask the project, show; no arithmetic."""
