"""The end-to-end tests of the dbt macros, against real servers."""
