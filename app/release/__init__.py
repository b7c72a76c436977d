"""From a seed directory to a published release: read, check, load, publish; all or nothing."""
