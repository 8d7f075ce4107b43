//! A model that sees is shown the pictures of this conversation, and no other file.

use super::start;
use crate::harness::{
    api::Caller,
    form,
    person::new_id,
    provider::{Heard, Provider, Says},
    trees,
    wait::until,
};
use serde_json::{Value, json};

/// Files, then their descriptions, beside the next question.
fn tree() -> Value {
    let mut tree = trees::files();
    tree["slots"]["alt"] =
        json!({ "type": "long_text", "label": { "pt-BR": "Descrição", "en": "Description" } });
    let after = tree["nodes"]["ask1"]["next"].take();
    tree["nodes"]["ask1"]["next"] = json!("describe");
    tree["nodes"]["describe"] = json!({ "kind": "assist", "task": "describe", "in": ["q1"], "out": ["alt"],
        "wait": false, "when": { "slot": "$ai", "op": "eq", "value": true }, "next": after });
    tree
}

fn answer(body: Value) -> Value {
    let mut frame = json!({ "type": "answer", "client_msg_id": new_id() });
    frame.as_object_mut().unwrap().extend(body.as_object().unwrap().clone());
    frame
}

/// The pictures of a request, as the wire carries them.
fn pictures(heard: &Heard) -> Vec<String> {
    let messages = heard.body["messages"].as_array().into_iter().flatten();
    let parts = messages.flat_map(|message| message["content"].as_array().into_iter().flatten());
    parts.filter_map(|part| Some(part["image_url"]["url"].as_str()?.to_owned())).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn pictures_that_were_sent_here_are_described_and_other_files_are_not_shown() {
    let provider = Provider::start().await;
    provider.answers(|_| {
        let picture = |alt: &str| json!({ "alt": alt, "colours": ["marrom"] });
        Says::Json(json!({ "pictures": [picture("Uma cesta de pães"), picture("A fachada da loja")] }))
    });
    let app = start(&provider, &tree()).run().await;
    let ana = Caller::starts_with(&app, "files").await;
    ana.posts(&answer(json!({ "options": ["ai_yes"] }))).await;
    let mut files = Vec::new();
    let mut seen = 0;
    for (name, bytes, kind) in form::kinds() {
        if !(kind.starts_with("image/") || kind == "application/pdf") || files.len() == 5 {
            continue;
        }
        let file: Value = ana.sends(name, &bytes).await.json().await.unwrap();
        seen += usize::from(["image/png", "image/jpeg", "image/webp"].contains(&kind));
        files.push(json!({ "file": name, "id": file["id"] }));
    }
    assert!(seen > 1 && files.len() > seen, "{files:?}");
    let came = ana.posts(&answer(json!({ "files": files }))).await;
    assert_eq!(came.status(), 200);
    until("the pictures are described", async || {
        let rows: Value = ana.get("messages").await.json().await.unwrap();
        rows.to_string().contains("Uma cesta de pães\\nA fachada da loja")
    })
    .await;
    let heard = provider.heard();
    let shown = pictures(&heard[0]);
    assert_eq!((heard.len(), shown.len()), (1, seen), "{shown:?}");
    assert!(shown.iter().all(|url| url.starts_with("data:image/")), "{shown:?}");
}
