"""A simulated Octopus over HTTP, built from the API facts alone; it knows nothing of the tap."""
