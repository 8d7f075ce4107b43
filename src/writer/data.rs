//! Everything that a piece may be written from, as quoted data.

use super::order::{Part, Sought, cut};
use crate::{
    deliverable::{Kit, board::Tag},
    engine::brief::{Field, FieldState},
};
use serde_json::{Map, Value, json};

/// A text of more characters is cut: no prompt is longer for one answer.
const TEXT_MOST: usize = 20_000;

pub fn data(sought: &Sought) -> Value {
    let order = sought.order;
    let node = &order.node;
    let mut piece =
        Map::from_iter([("kind".to_owned(), json!(node.kind)), ("title".to_owned(), json!(node.title))]);
    if let Some(channel) = node.channel {
        piece.insert("channel".into(), json!(channel));
    }
    if node.nth > 1 {
        piece.insert("nth".into(), json!(node.nth));
    }
    let fields = || order.brief.fields.iter().filter(|field| !field.internal);
    let mut data = Map::from_iter([
        ("piece".to_owned(), Value::Object(piece)),
        ("brief".to_owned(), fields().filter_map(told).collect()),
    ]);
    let open: Vec<Value> = fields().filter(|field| field.shown.is_none()).map(open).collect();
    let kit = kit(&order.kit);
    let upstream = order.upstream.iter();
    let upstream: Vec<Value> = upstream
        .map(|(node, content)| json!({"title": node.title, "kind": node.kind, "content": content.value()}))
        .collect();
    for (name, part, empty) in [
        ("open", json!(open), open.is_empty()),
        ("kit", json!(kit), kit.is_empty()),
        ("made_from", json!(upstream), upstream.is_empty()),
    ] {
        if !empty {
            data.insert(name.into(), part);
        }
    }
    asked(sought, &mut data);
    Value::Object(data)
}

/// What is asked about a text that is there.
fn asked(sought: &Sought, data: &mut Map<String, Value>) {
    if !sought.unlike.is_empty() {
        data.insert("unlike".into(), sought.unlike.iter().map(|content| content.value()).collect());
    }
    let Some((request, before)) = sought.asked() else { return };
    let current = before.value();
    data.insert("request".into(), json!({"text": request.text, "about": about(&request.tags)}));
    match sought.part {
        Part::Field { path, .. } => {
            data.insert("field".into(), json!({"path": path, "value": current.pointer(path)}));
        }
        Part::Words { path, from, to, .. } => {
            let text = current.pointer(path).and_then(Value::as_str).unwrap_or_default();
            let [head, selected, tail] = cut(text, from, to);
            data.insert(
                "field".into(),
                json!({"path": path, "before": head, "selected": selected, "after": tail}),
            );
        }
        Part::Whole | Part::Changed { .. } => {}
    }
    data.insert("current".into(), current);
}

fn about(tags: &[Tag]) -> Value {
    tags.iter().map(|tag| json!(tag)).collect()
}

fn told(field: &Field) -> Option<Value> {
    let text: String = field.shown.as_ref()?.chars().take(TEXT_MOST).collect();
    let mut told = json!({"field": field.path, "label": field.label, "text": text});
    if field.state == FieldState::Assumed {
        told["assumed"] = json!(true);
    }
    Some(told)
}

fn open(field: &Field) -> Value {
    json!({"field": field.path, "label": field.label})
}

/// What the kit says, as far as it says anything.
fn kit(kit: &Kit) -> Map<String, Value> {
    let rules: Vec<&str> = kit.accepted().map(|rule| rule.text.as_str()).collect();
    let mut said = Map::new();
    if !kit.name.is_empty() {
        said.insert("name".into(), json!(kit.name));
    }
    let lists: [(&str, Vec<&str>); 6] = [
        ("tone", words(&kit.tone)),
        ("use", words(&kit.use_words)),
        ("avoid", words(&kit.avoid_words)),
        ("must", words(&kit.must)),
        ("sectors", words(&kit.sectors)),
        ("rules", rules),
    ];
    said.extend(
        lists.into_iter().filter(|(_, list)| !list.is_empty()).map(|(name, list)| (name.into(), json!(list))),
    );
    if kit.is_health() {
        let health = &kit.health;
        said.insert(
            "health".into(),
            json!({"establishment": health.establishment, "director": health.director}),
        );
    }
    said
}

fn words(list: &[String]) -> Vec<&str> {
    list.iter().map(String::as_str).collect()
}

/// Every text of the data, one after the other: what may be said because somebody said it.
pub fn texts(value: &Value, into: &mut String) {
    match value {
        Value::String(text) => {
            into.push_str(text);
            into.push('\n');
        }
        Value::Array(all) => all.iter().for_each(|one| texts(one, into)),
        Value::Object(fields) => fields.values().for_each(|one| texts(one, into)),
        _ => {}
    }
}
