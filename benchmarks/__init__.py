"""What `make bench` runs: speeds and sizes, always beside a baseline from the same run."""
