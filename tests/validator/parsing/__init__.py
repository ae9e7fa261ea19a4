"""The reader: YAML, arguments and files, against real Helms."""
