"""Repositories over DynamoDB. They speak domain values; the rows stay inside."""
