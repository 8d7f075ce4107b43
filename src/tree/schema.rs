//! The JSON Schema of the wire form, generated from the types, so that editors complete and check.

use super::json::TreeDoc;
use schemars::generate::SchemaSettings;
use serde_json::Value as Json;

/// Where the server publishes it.
pub const PATH: &str = "/schema/tree-1.json";

/// The schema (draft 2020-12) of `pauta.tree/1`.
pub fn schema() -> Json {
    let schema = SchemaSettings::draft2020_12().into_generator().into_root_schema_for::<TreeDoc>();
    let mut json = schema.to_value();
    json["$id"] = "urn:pauta:tree:1".into();
    json["title"] = "A dialogue tree of Pauta, pauta.tree/1".into();
    json["properties"]["format"]["const"] = super::json::FORMAT.into();
    json
}
