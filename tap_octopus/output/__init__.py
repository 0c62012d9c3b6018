"""Output: Singer messages, files of rows, and the threads that write them."""
