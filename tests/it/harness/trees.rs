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

/// One list of files, then the review.
pub fn files() -> Value {
    let mut tree = questions("files", 1);
    tree["slots"]["q1"] =
        json!({ "type": "list", "of": { "type": "file" }, "label": text("Files"), "max_items": 5 });
    tree
}
