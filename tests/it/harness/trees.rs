//! Small trees for tests.

use serde_json::{Value, json};

fn text(text: &str) -> Value {
    json!({ "pt-BR": text, "en": text })
}

/// Ten questions in a row, the fourth derived from the first, then the review: `q1` to `q10`.
pub fn ten_questions() -> Value {
    questions("ten", 10)
}

/// So many open questions in a row, then the review.
pub fn questions(id: &str, count: usize) -> Value {
    let mut slots = serde_json::Map::new();
    let mut nodes = serde_json::Map::new();
    for n in 1..=count {
        let next = if n < count { format!("ask{}", n + 1) } else { "review".into() };
        slots.insert(format!("q{n}"), json!({ "type": "long_text", "label": text(&format!("Field {n}")) }));
        let prompt = if n == 4 { "Question 4, after {{ q1 }}?".into() } else { format!("Question {n}?") };
        nodes.insert(
            format!("ask{n}"),
            json!({ "kind": "ask", "slot": format!("q{n}"), "prompt": text(&prompt), "next": next }),
        );
    }
    nodes.insert("review".into(), json!({ "kind": "review", "next": "produce" }));
    nodes.insert("produce".into(), json!({ "kind": "produce", "plan": "campaign", "next": "end" }));
    nodes.insert("end".into(), json!({ "kind": "end", "text": text("Done.") }));
    json!({
        "format": "pauta.tree/1", "id": id, "title": text("Test"), "locales": ["pt-BR", "en"],
        "default_locale": "en", "slots": slots, "start": "ask1", "nodes": nodes,
    })
}

/// Three questions, with an assist that is waited for (`refine`, of `product`) and one that is not (`suggest`, a
/// `barrier` of the `audience`), then the review. A result has so many seconds.
pub fn helped(seconds: u32) -> Value {
    let mut tree = questions("helped", 3);
    for (old, new) in [("q1", "product"), ("q2", "audience")] {
        let slot = tree["slots"].as_object_mut().unwrap().remove(old).unwrap();
        tree["slots"][new] = slot;
    }
    tree["slots"]["barrier"] = json!({ "type": "long_text", "label": text("Barrier") });
    let assist = |task: &str, of: &str, out: &str, wait: bool, next: &str| {
        json!({ "kind": "assist", "task": task, "in": [of], "out": [out], "wait": wait,
            "deadline_seconds": seconds, "next": next })
    };
    tree["nodes"]["refine"] = assist("refine", "product", "product", true, "ask2");
    tree["nodes"]["suggest"] = assist("suggest", "audience", "barrier", false, "ask3");
    for (ask, slot, next) in [("ask1", "product", "refine"), ("ask2", "audience", "suggest")] {
        tree["nodes"][ask]["slot"] = json!(slot);
        tree["nodes"][ask]["next"] = json!(next);
    }
    tree
}

/// One list of files, then the review.
pub fn files() -> Value {
    let mut tree = questions("files", 1);
    tree["slots"]["q1"] =
        json!({ "type": "list", "of": { "type": "file" }, "label": text("Files"), "max_items": 5 });
    tree
}
