"""One module per producer: official columns to ours, and how to cite."""
