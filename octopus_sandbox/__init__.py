"""A simulated Octopus over HTTP, made from docs/octopus-api.md; it does not import the tap."""
