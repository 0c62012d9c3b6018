"""What tests over real HTTP and a real PostgreSQL speak in; it knows the API facts, not the tap."""
