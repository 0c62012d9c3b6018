"""The source for dlt: real loads of the sandbox's books into real destinations."""
