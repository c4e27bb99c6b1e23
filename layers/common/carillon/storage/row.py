"""What every row of every table has in common."""

from __future__ import annotations

from pynamodb.connection.table import TableConnection
from pynamodb.models import Model

from .. import clients, config


class Row(Model):
    """A row of a table whose name is known only when a repository is made."""

    @classmethod
    def bind(cls, table_name: str) -> None:
        """Name the table. Every row shares the process's one DynamoDB client; PynamoDB would make one per table."""
        if cls.Meta.table_name != table_name:
            cls.Meta.table_name = table_name
            cls._connection = None

    @classmethod
    def _get_connection(cls) -> TableConnection:
        if cls._connection is None:
            cls.Meta.region = config.region()
        connection = super()._get_connection()
        connection.connection._client = clients.dynamodb()
        return connection
