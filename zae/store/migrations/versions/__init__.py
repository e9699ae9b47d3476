"""One module a version of the tables; what is stored is never rewritten."""
