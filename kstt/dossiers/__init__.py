"""Dossiers as one-stop systems list them, and the reports held against them."""
