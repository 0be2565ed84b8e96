"""Course tests: tries, their pages, what an instructor may allow."""
