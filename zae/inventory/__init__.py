"""The legal inventory of business zones (code de l'urbanisme, L318-8-2): made, lived, sent."""
