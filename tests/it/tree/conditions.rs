//! Conditions compare values, never strings.

use pauta::tree::{condition::Condition, value::Value};
use serde_json::{Value as Json, json};
use std::borrow::Cow;

fn holds(slot: &Json, op: &str, value: &Json) -> bool {
    let condition: Condition =
        serde_json::from_value(json!({"slot": "s", "op": op, "value": value})).unwrap();
    let slot: Option<Value> = (!slot.is_null()).then(|| serde_json::from_value(slot.clone()).unwrap());
    condition.holds(&|path| slot.clone().filter(|_| path == "s").map(Cow::Owned))
}

#[test]
fn each_operator_on_each_type() {
    let brl = |minor: i64| json!({"minor": minor, "currency": "BRL"});
    let range = json!({"minor": 300_000, "max_minor": 800_000, "currency": "BRL"});
    let list =
        json!({"items": [{"id": "i1", "value": {"name": "Sol"}}, {"id": "i2", "value": {"name": "Lua"}}]});
    let none = json!({"none": "no_media"});
    let null = Json::Null;
    let table = [
        (brl(150_000), "eq", brl(150_000), true),
        (brl(150_000), "eq", json!({"minor": 150_000, "currency": "USD"}), false),
        (brl(150_000), "ne", json!({"minor": 150_000, "currency": "USD"}), true),
        (brl(150_000), "gte", brl(150_000), true),
        (brl(150_000), "gt", brl(150_000), false),
        (brl(150_000), "gt", json!({"minor": 1, "currency": "USD"}), false),
        (range.clone(), "gte", brl(500_000), false),
        (range.clone(), "lte", brl(500_000), false),
        (range.clone(), "gte", brl(300_000), true),
        (range.clone(), "lt", brl(800_001), true),
        (range.clone(), "eq", range.clone(), true),
        (none.clone(), "lt", brl(0), true),
        (none.clone(), "lte", json!(0), true),
        (none.clone(), "gte", brl(0), false),
        (none.clone(), "set", null.clone(), true),
        (none.clone(), "eq", json!("no_media"), true),
        (none.clone(), "in", json!(["x", "no_media"]), true),
        (json!(9.5), "lt", json!(10), true),
        (json!({"min": 5, "max": 10}), "gte", json!(5), true),
        (json!({"min": 5, "max": 10}), "gt", json!(5), false),
        (json!("2026-03-15"), "lt", json!("2026-10-01"), true),
        (json!("2026-03-15"), "gte", json!("2026-03-15"), true),
        (json!({"from": "2026-03-15", "to": null}), "gt", json!("2026-03-01"), true),
        (json!({"from": "2026-03-15", "to": null}), "lt", json!("2027-03-01"), false),
        (json!("b"), "gt", json!("a"), false),
        (json!(true), "eq", json!(true), true),
        (json!("launch"), "eq", json!("launch"), true),
        (json!({"new": "launch"}), "eq", json!("launch"), false),
        (json!("launch"), "in", json!(["leads", "launch"]), true),
        (json!("launch"), "in", json!(["leads"]), false),
        (json!(["a", "b"]), "contains", json!("b"), true),
        (json!(["a", "b"]), "contains", json!(["b", "a"]), true),
        (json!(["a", "b"]), "contains", json!(["b", "c"]), false),
        (list.clone(), "contains", json!({"name": "Lua"}), true),
        (list.clone(), "eq", json!([{"name": "Sol"}, {"name": "Lua"}]), true),
        (json!("Pão de Sol"), "contains", json!("sol"), true),
        (json!("04111-000"), "matches", json!(r"^\d{5}-\d{3}$"), true),
        (json!("04111"), "matches", json!(r"^\d{5}-\d{3}$"), false),
        (json!("x"), "matches", json!("("), false),
        (json!("x"), "set", null.clone(), true),
        (json!("  "), "set", null.clone(), false),
        (json!({"items": []}), "empty", null.clone(), true),
        (json!("x"), "empty", null.clone(), false),
    ];
    for (slot, op, value, expected) in table {
        assert_eq!(holds(&slot, op, &value), expected, "{slot} {op} {value}");
    }
}

#[test]
fn of_what_is_not_set_only_empty_ne_and_not_hold() {
    for op in ["eq", "gt", "gte", "lt", "lte", "in", "contains", "set", "matches"] {
        assert!(!holds(&Json::Null, op, &json!("x")), "{op}");
    }
    assert!(holds(&Json::Null, "empty", &Json::Null));
    assert!(holds(&Json::Null, "ne", &json!("x")));
}

#[test]
fn conditions_nest_and_name_their_slots() {
    let text = r#"{"all":[{"not":{"slot":"a","op":"set"}},{"any":[{"slot":"$ai","op":"eq","value":true},{"slot":"kit/tone","op":"empty"}]}]}"#;
    let condition: Condition = serde_json::from_str(text).unwrap();
    assert!(condition.holds(&|_| None));
    assert!(condition.holds(&|path| (path == "$ai").then_some(Cow::Owned(Value::Bool(true)))));
    assert!(!condition.holds(&|path| (path == "a").then(|| Cow::Owned(Value::text("x")))));
    assert!(!condition.holds(&|path| (path == "kit/tone").then(|| Cow::Owned(Value::text("x")))));
    assert_eq!(condition.slots().into_iter().collect::<Vec<_>>(), ["$ai", "a", "kit/tone"]);
}
