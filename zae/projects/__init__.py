"""Companies' projects: declared, promised, settled, then looked at again over the years."""
