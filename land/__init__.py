"""What a piece of land is: coordinates, ids, units, measures, availability. Pure computation."""
