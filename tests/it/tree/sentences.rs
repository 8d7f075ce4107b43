//! What cannot be read is told in a sentence of ours: which field, what was found, what is wanted.

use super::mistakes::{called, sound};
use pauta::tree::{
    Library,
    check::{House, check_text},
    json::TreeDoc,
};
use serde_json::{Value as Json, json};

fn told(tree: &Json) -> Vec<String> {
    let library = Library::of([serde_json::from_value::<TreeDoc>(called()).unwrap()]);
    check_text(&tree.to_string(), &library, House::Any).1.iter().map(ToString::to_string).collect()
}

/// The finding of the sound tree with `value` at a place.
fn put(pointer: &str, value: &Json) -> String {
    let mut tree = sound();
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    tree.pointer_mut(parent).unwrap()[key] = value.clone();
    told(&tree).join("\n")
}

#[test]
fn a_wrong_value_is_told_by_field_by_what_was_found_and_by_what_is_wanted() {
    for (pointer, value, wanted) in questions().into_iter().chain(others()) {
        let told = put(pointer, &value);
        assert!(told.starts_with(wanted), "{pointer} = {value}\nwanted {wanted}\nis     {told}");
    }
}

type Row = (&'static str, Json, &'static str);

/// Mistakes in a question, and how they are told.
fn questions() -> Vec<Row> {
    vec![
        (
            "/nodes/words/seconds",
            json!("10"),
            "node words, field seconds: found the text \"10\"; wanted is a whole number, 0 or more",
        ),
        (
            "/nodes/words/seconds",
            json!(-1),
            "node words, field seconds: found the number `-1`; wanted is a whole number, 0 or more",
        ),
        (
            "/nodes/words/seconds",
            json!(1.5),
            "node words, field seconds: found the number `1.5`; wanted is a whole number, 0 or more",
        ),
        ("/nodes/words/slot", json!(true), "node words, field slot: found true; wanted is a text"),
        (
            "/nodes/words/prompt",
            json!("Qual?"),
            "node words, field prompt: found the text \"Qual?\"; wanted is a text per language: {\"en\": \"…\"}",
        ),
        (
            "/nodes/words/nxt",
            json!("day"),
            "node words, field nxt: there is no field `nxt`; wanted is one of: chapter, slot, prompt,",
        ),
        (
            "/nodes/words/skip_if_set",
            json!("yes"),
            "node words, field skip_if_set: found the text \"yes\"; wanted is true or false",
        ),
        (
            "/nodes/words/next",
            json!(7),
            "node words, field next: found the number `7`; it names a node, or a node per option",
        ),
        (
            "/nodes/words/unsure",
            json!({"because": {}}),
            "node words, field unsure: found an object with `because`; it names a node, or a value",
        ),
    ]
}

/// Mistakes elsewhere.
fn others() -> Vec<Row> {
    vec![
        (
            "/nodes/refine/task",
            json!("polish"),
            "node refine, field task: found `polish`; wanted is one of: refine, expand, suggest,",
        ),
        (
            "/nodes/refine/task",
            json!(3),
            "node refine, field task: found the number `3`; wanted is one of the names that the format has here: refine, expand,",
        ),
        (
            "/nodes/refine/in",
            json!("words"),
            "node refine, field in: found the text \"words\"; wanted is a list",
        ),
        (
            "/nodes/route/cases/0/when",
            json!({"slot": "goal", "op": "is"}),
            "node route, field cases.0.when: found `is`; wanted is one of: eq, ne,",
        ),
        (
            "/nodes/route/cases/0/when",
            json!({"slot": "goal"}),
            "node route, field cases.0.when.op: this field is missing",
        ),
        (
            "/slots/words/max_length",
            json!("80"),
            "slot words, field max_length: found the text \"80\"; wanted is a whole number, 0 or more",
        ),
        (
            "/slots/budget/min",
            json!("80"),
            "slot budget, field min: found the text \"80\"; wanted is a number",
        ),
        (
            "/slots/words/type",
            json!("txt"),
            "slot words, field type: found `txt`; wanted is one of: text, long_text, number,",
        ),
        (
            "/slots/goal/options_from",
            json!("planets"),
            "slot goal, field options_from: found `planets`; wanted is one of: brands, products, members, channels",
        ),
        (
            "/tests/0/turns",
            json!([{"chose": "a"}]),
            "test short, field turns.0: found `chose`; wanted is one of: say, choose,",
        ),
        ("/layout", json!({"hello": [0]}), "field layout.hello: found a list of 1; wanted is a list of 2"),
        ("/locales", json!({}), "field locales: found an object; wanted is a list"),
    ]
}

#[test]
fn no_sentence_speaks_of_how_trees_are_read() {
    let odd = [
        json!(null),
        json!(true),
        json!(-3),
        json!(1.5),
        json!("zz"),
        json!([]),
        json!([1]),
        json!({}),
        json!({"zz": 1}),
        json!({"zz": 1, "yy": 2}),
        json!({"say": 1}),
        json!("say"),
        json!({"all": 3}),
        json!([{"act": {"accept": 1}}, "say"]),
    ];
    let tree = sound();
    let mut places = vec![String::new()];
    while let Some(at) = places.pop() {
        match tree.pointer(&at).unwrap() {
            Json::Object(keys) => places.extend(keys.keys().map(|key| format!("{at}/{key}"))),
            Json::Array(many) => places.extend((0..many.len()).map(|n| format!("{at}/{n}"))),
            _ => {}
        }
        for value in odd.iter().filter(|_| !at.is_empty()) {
            let mut tree = sound();
            *tree.pointer_mut(&at).unwrap() = value.clone();
            let told = told(&tree).join("\n");
            let words =
                ["expected", "invalid", "variant", "u32", "usize", "struct", "sequence", "map", "enum"];
            let bad =
                words.iter().find(|word| told.split(|c: char| !c.is_alphanumeric()).any(|w| w == **word));
            assert!(bad.is_none(), "{at} = {value}: {bad:?} in\n{told}");
        }
    }
}
