"""Questions and rules: the grid, its indicators, scores and their explanation. Pure computation."""
