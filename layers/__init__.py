"""Outside data, brought to the shape that land and criteria expect. All reading happens here."""
