//! A briefing with a question for each family of controls, in both languages.

use serde_json::{Value, json};

fn both(pt: &str, en: &str) -> Value {
    json!({ "pt-BR": pt, "en": en })
}

fn option(id: &str, pt: &str, en: &str) -> Value {
    json!({ "id": id, "label": both(pt, en) })
}

fn hinted(id: &str, pt: &str, en: &str) -> Value {
    json!({ "id": id, "label": both(pt, en), "hint": both("Quem pede conversa", "Who asks for a talk") })
}

fn rival() -> Value {
    json!({ "type": "object", "fields": {
        "name": { "type": "text", "required": true, "label": both("Nome", "Name") },
        "site": { "type": "url", "label": both("Site", "Site") },
        "price": { "type": "money", "currency": "BRL", "label": both("Preço", "Price") },
    } })
}

/// The questions: the slot's id, the slot, its label in both languages, and an answer.
fn all() -> Vec<(&'static str, Value, [&'static str; 2], Value)> {
    let channels = || {
        json!([
            option("a", "Instagram", "Instagram"),
            option("b", "Rádio", "Radio"),
            option("c", "Outdoor", "Billboards")
        ])
    };
    let goals = json!([hinted("launch", "Lançar", "Launch"), hinted("leads", "Contatos", "Leads")]);
    vec![
        ("choice", json!({ "type": "choice", "options": goals }), ["Objetivo", "Goal"], json!("leads")),
        (
            "ticks",
            json!({ "type": "multi_choice", "options": channels() }),
            ["Canais", "Channels"],
            json!(["b"]),
        ),
        ("yes", json!({ "type": "confirm" }), ["Já tem site", "Has a site"], json!(true)),
        (
            "money",
            json!({ "type": "money", "currency": "BRL", "range": true }),
            ["Verba", "Budget"],
            json!({ "minor": 150_000, "currency": "BRL" }),
        ),
        ("percent", json!({ "type": "percent" }), ["Desconto", "Discount"], json!(12.5)),
        (
            "days",
            json!({ "type": "date_range" }),
            ["Período", "Period"],
            json!({ "from": "2027-03-15", "to": "2027-03-31" }),
        ),
        ("mail", json!({ "type": "email" }), ["E-mail", "E-mail"], json!("ana@padaria.com.br")),
        (
            "links",
            json!({ "type": "list", "of": { "type": "url" } }),
            ["Referências", "References"],
            json!(["https://um.com.br/"]),
        ),
        (
            "rivals",
            json!({ "type": "list", "of": rival(), "max_items": 3 }),
            ["Concorrentes", "Competitors"],
            json!([{ "name": "Sol" }]),
        ),
        (
            "rank",
            json!({ "type": "rank", "options": channels() }),
            ["Prioridades", "Priorities"],
            json!(["a", "c", "b"]),
        ),
        ("long", json!({ "type": "long_text" }), ["Contexto", "Context"], json!("Pão")),
        ("photos", json!({ "type": "list", "of": { "type": "file" } }), ["Fotos", "Photos"], Value::Null),
    ]
}

/// The questions in their order, each with an answer; the last has none.
pub fn questions() -> Vec<(&'static str, Value)> {
    all().into_iter().map(|(id, .., answer)| (id, answer)).collect()
}

pub fn tree() -> Value {
    let (mut slots, mut nodes) = (serde_json::Map::new(), serde_json::Map::new());
    let questions = all();
    for (at, (id, slot, [pt, en], _)) in questions.iter().enumerate() {
        let next = questions.get(at + 1).map_or("review", |(next, ..)| next);
        let mut slot = slot.clone();
        slot["label"] = both(pt, en);
        slots.insert((*id).into(), slot);
        let prompt = both(&format!("{pt}: como é?"), &format!("{en}: what is it like?"));
        nodes.insert(
            (*id).into(),
            json!({ "kind": "ask", "slot": id, "prompt": prompt, "why": both("Para o plano.", "For the plan."), "next": next }),
        );
    }
    nodes.insert("review".into(), json!({ "kind": "review", "next": "produce" }));
    nodes.insert("produce".into(), json!({ "kind": "produce", "plan": "campaign", "next": "end" }));
    nodes.insert("end".into(), json!({ "kind": "end", "text": both("Pronto.", "Done.") }));
    json!({
        "format": "pauta.tree/1", "id": "families", "title": both("Famílias", "Families"), "locales": ["pt-BR", "en"],
        "default_locale": "en", "slots": slots, "start": questions[0].0, "nodes": nodes,
    })
}
