"""Receipt queue → delivery log and suppressions."""
