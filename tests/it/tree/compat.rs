//! Between versions a slot keeps its type, or says what it was called.

use pauta::tree::{compat::compatible, json::TreeDoc, problem::Code};
use serde_json::{Value as Json, json};

fn tree(slots: Json) -> TreeDoc {
    serde_json::from_value(
        json!({"format": "pauta.tree/1", "id": "t", "title": {}, "locales": [], "default_locale": "en",
        "slots": slots, "start": "end", "nodes": {"end": {"kind": "end"}}}),
    )
    .unwrap()
}

#[test]
fn a_changed_type_is_an_error_unless_the_slot_is_renamed() {
    let old = json!({"a": {"type": "text"}, "who": {"type": "object", "fields": {"age": {"type": "number"}}},
                     "many": {"type": "list", "of": {"type": "text"}}});
    let with = |change: &dyn Fn(&mut Json)| {
        let mut new = old.clone();
        change(&mut new);
        compatible(&tree(old.clone()), &tree(new))
            .iter()
            .map(|p| format!("{}: {}", p.spot, p.code))
            .collect::<Vec<_>>()
    };
    assert!(with(&|_| {}).is_empty());
    assert!(with(&|new| new["b"] = json!({"type": "money"})).is_empty());
    assert_eq!(with(&|new| new["a"]["type"] = json!("money")), ["slot a, field type: type_changed"]);
    assert_eq!(
        with(&|new| new["who"]["fields"]["age"]["type"] = json!("text")),
        ["slot who/age, field type: type_changed"]
    );
    assert_eq!(
        with(&|new| new["many"]["of"]["type"] = json!("url")),
        ["slot many/of, field type: type_changed"]
    );
    let renamed = |slot: Json| {
        move |new: &mut Json| {
            new.as_object_mut().unwrap().remove("a");
            new["b"] = slot.clone();
        }
    };
    assert!(with(&renamed(json!({"type": "text", "renamed_from": "a"}))).is_empty());
    for slot in
        [json!({"type": "money", "renamed_from": "a"}), json!({"type": "text", "renamed_from": "gone"})]
    {
        assert_eq!(with(&renamed(slot)).len(), 1);
    }
    let still_there = |new: &mut Json| new["b"] = json!({"type": "text", "renamed_from": "a"});
    assert_eq!(
        compatible(
            &tree(old.clone()),
            &tree({
                let mut new = old.clone();
                still_there(&mut new);
                new
            })
        )[0]
        .code,
        Code::TypeChanged
    );
}
