"""The engines beside DuckDB, on the same catalog and the same tables."""
