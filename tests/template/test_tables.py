"""The tables are what the models in `carillon.storage.tables` read and write, and are hard to lose."""

from typing import Any

import pytest
from pynamodb.indexes import LocalSecondaryIndex

from carillon.storage import notification_table, tables
from carillon.storage.row import Row
from tests.template.translated import Template

MODELS: dict[str, type[Row]] = {
    "NotificationsTable": notification_table.NotificationRow,
    "PreferencesTable": tables.UserRow,
    "IdempotencyTable": tables.IdempotencyRow,
    "CollapseKeysTable": tables.CollapseRow,
    "SubscriptionsTable": tables.SubscriptionRow,
    "ConnectionTicketsTable": tables.TicketRow,
    "DeliveriesTable": tables.DeliveryRow,
    "StatsTable": tables.StatsRow,
    "SmsCapsTable": tables.SmsCapRow,
    "SuppressionsTable": tables.SuppressionRow,
    "WatchesTable": tables.WatchRow,
}
KEPT_UNTIL_ERASED = {"PreferencesTable", "StatsTable"}


def _keys(properties: dict[str, Any]) -> list[str]:
    return [key["AttributeName"] for key in sorted(properties["KeySchema"], key=lambda key: key["KeyType"])]


def _declared(table: dict[str, Any]) -> dict[str, tuple[bool, list[str], str, set[str]]]:
    """The indexes: whether local, keys, projection and its attributes."""
    return {
        index["IndexName"]: (
            kind.startswith("Local"),
            _keys(index),
            index["Projection"]["ProjectionType"],
            set(index["Projection"].get("NonKeyAttributes", ())),
        )
        for kind in ("LocalSecondaryIndexes", "GlobalSecondaryIndexes")
        for index in table.get(kind, ())
    }


def _modelled(model: type[Row]) -> dict[str, tuple[bool, list[str], str, set[str]]]:
    found = {}
    for index in model._indexes.values():
        attributes = index.Meta.attributes.values()
        keys = [
            *(attribute.attr_name for attribute in attributes if attribute.is_hash_key),
            *(attribute.attr_name for attribute in attributes if attribute.is_range_key),
        ]
        projection = index.Meta.projection
        found[str(index.Meta.index_name)] = (
            isinstance(index, LocalSecondaryIndex),
            keys,
            str(projection.projection_type),
            set(projection.non_key_attributes or ()),
        )
    return found


def test_there_is_a_table_for_every_model(template: Template) -> None:
    assert set(template.of_type("DynamoDB::Table")) == set(MODELS)


@pytest.mark.seed_defect(54)
@pytest.mark.parametrize("name", sorted(MODELS))
def test_keys_and_indexes_are_those_of_the_model(template: Template, name: str) -> None:
    table, model = template.of_type("DynamoDB::Table")[name], MODELS[name]
    keys = [model._hash_keyname, *([model._range_keyname] if model._range_keyname else [])]
    assert _keys(table) == keys
    assert _declared(table) == _modelled(model)
    used = {*keys, *(key for _, index_keys, _, _ in _modelled(model).values() for key in index_keys)}
    assert {found["AttributeName"]: found["AttributeType"] for found in table["AttributeDefinitions"]} == dict.fromkeys(
        used, "S"
    )


@pytest.mark.parametrize("name", sorted(MODELS))
def test_tables_are_on_demand_encrypted_and_can_be_restored(template: Template, name: str) -> None:
    table = template.of_type("DynamoDB::Table")[name]
    assert table["BillingMode"] == "PAY_PER_REQUEST"
    assert table["SSESpecification"] == {"SSEEnabled": True}
    assert table["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}
    assert "TableName" not in table, "a fixed name allows one stack per account, and no replacement"


@pytest.mark.seed_defect(55)
@pytest.mark.parametrize("name", sorted(MODELS))
def test_rows_expire_where_their_model_says_so(template: Template, name: str) -> None:
    table = template.of_type("DynamoDB::Table")[name]
    expires = table.get("TimeToLiveSpecification") == {"AttributeName": "expiresAt", "Enabled": True}
    assert expires == ("expiresAt" in MODELS[name].get_attributes()) == (name not in KEPT_UNTIL_ERASED)


@pytest.mark.parametrize("name", [*sorted(MODELS), "UserPool"])
def test_data_outlives_a_deleted_stack_in_production(template: Template, name: str) -> None:
    resource = template.resources[name]
    for policy in ("DeletionPolicy", "UpdateReplacePolicy"):
        assert resource[policy] == {"Fn::If": ["IsProduction", "Retain", "Delete"]}
    protected = {"Fn::If": ["IsProduction", True, False]}, {"Fn::If": ["IsProduction", "ACTIVE", "INACTIVE"]}
    properties = resource["Properties"]
    assert properties.get("DeletionProtectionEnabled", properties.get("DeletionProtection")) in protected
