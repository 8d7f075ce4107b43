//! JSON that is told of the keys it has twice: a parser that keeps the last one hides the mistake.

use crate::tree::problem::{Code, Problem, Spot};
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value as Json};
use std::{cell::RefCell, fmt};

/// The value, and a finding for each key that is there twice.
pub fn parse(text: &str) -> Result<(Json, Vec<Problem>), Vec<Problem>> {
    let found = RefCell::new(Vec::new());
    let mut reader = serde_json::Deserializer::from_str(text.trim_start_matches('\u{feff}'));
    let at_root = Place { path: Vec::new(), found: &found };
    let json = at_root.deserialize(&mut reader).and_then(|json| reader.end().map(|()| json));
    json.map(|json| (json, found.take())).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        let text = error.to_string();
        let reason = text.split(" at line ").next().unwrap_or_default();
        let message = format!("it is not JSON: {reason}, at line {line}, column {column}");
        vec![Problem::error(Code::Syntax, Spot::default(), message)]
    })
}

/// Where the value being read stands.
struct Place<'a> {
    path: Vec<String>,
    found: &'a RefCell<Vec<Problem>>,
}

impl Place<'_> {
    fn child(&self, key: String) -> Place<'_> {
        Place { path: self.path.iter().cloned().chain([key]).collect(), found: self.found }
    }

    fn doubled(&self, key: &str) -> Problem {
        let mut path: Vec<&str> = self.path.iter().map(String::as_str).chain([key]).collect();
        let head = path.first().copied().unwrap_or_default();
        let message = format!("the key `{key}` is there twice; only one of them can count");
        let spot = match head {
            "nodes" | "slots" if path.len() >= 2 => {
                let rest = path.split_off(2).join(".");
                if head == "nodes" { Spot::node(path[1], rest) } else { Spot::slot(path[1], rest) }
            }
            _ => Spot::tree(path.join(".")),
        };
        Problem::error(Code::DuplicateId, spot, message)
    }
}

impl<'de> DeserializeSeed<'de> for Place<'_> {
    type Value = Json;

    fn deserialize<D: Deserializer<'de>>(self, d: D) -> Result<Json, D::Error> {
        d.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Place<'_> {
    type Value = Json;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E: Error>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Json, E> {
        Ok(Json::Bool(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Json, E> {
        Ok(Json::from(value))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Json, E> {
        Ok(Json::from(value))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Json, E> {
        Number::from_f64(value).map(Json::Number).ok_or_else(|| E::custom("a number is too large"))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Json, E> {
        Ok(Json::String(value.into()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Json, A::Error> {
        let mut many = Vec::new();
        while let Some(one) = seq.next_element_seed(self.child(many.len().to_string()))? {
            many.push(one);
        }
        Ok(Json::Array(many))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Json, A::Error> {
        let mut keys = Map::new();
        while let Some(key) = map.next_key::<String>()? {
            let value = map.next_value_seed(self.child(key.clone()))?;
            if keys.contains_key(&key) {
                self.found.borrow_mut().push(self.doubled(&key));
            }
            keys.insert(key, value);
        }
        Ok(Json::Object(keys))
    }
}
