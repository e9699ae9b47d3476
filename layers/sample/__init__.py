"""A fictional commune, drawn by a seeded generator."""
