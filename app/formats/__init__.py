"""Representations of a table: one format a file, and the registry that names them all."""
