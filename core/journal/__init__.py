"""The record on the hub's disk: append, read, verify, export; import from the modules, so that verify stays alone."""
