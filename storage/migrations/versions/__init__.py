"""Each file is one step from an older schema to a newer one."""
