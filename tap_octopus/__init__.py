"""A Singer tap for Octopus, the Belgian accounting platform."""
