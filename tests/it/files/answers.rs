//! Files as answers.

use super::{blobs, refusal, taken};
use crate::harness::{
    api::Caller,
    app::{Start, TestApp},
    form,
    person::new_id,
    trees,
};
use serde_json::{Value, json};

async fn start() -> TestApp {
    Start::new().tree(&trees::files()).run().await
}

async fn sent(ana: &Caller<'_>, name: &str) -> String {
    let bytes = form::png(name.len());
    taken(ana.sends(name, &bytes).await).await["id"].as_str().unwrap().to_owned()
}

fn answer(body: Value) -> Value {
    let mut frame = json!({ "type": "answer", "client_msg_id": new_id() });
    frame.as_object_mut().unwrap().extend(body.as_object().unwrap().clone());
    frame
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_goes_into_the_brief_under_the_name_that_it_was_kept_with() {
    let app = start().await;
    let ana = Caller::starts_with(&app, "files").await;
    let (one, two) = (sent(&ana, "logo.png").await, sent(&ana, "loja.png").await);
    let files = json!([{ "file": "<b>forged</b>.exe", "id": one.to_uppercase() }, { "file": "", "id": two }]);
    let frame = answer(json!({ "files": files }));
    let came: Value = ana.posts(&frame).await.json().await.unwrap();
    assert_eq!(came["accepted"]["understood"], true, "{came}");
    let again: Value = ana.posts(&frame).await.json().await.unwrap();
    assert_eq!(again["accepted"], came["accepted"]);
    let confirmed = ana.posts(&answer(json!({ "options": ["confirm"] }))).await;
    assert_eq!(confirmed.status(), 200);
    let brief: Value = ana.get("brief").await.json().await.unwrap();
    let items = &brief["brief"]["fields"][0]["value"]["items"];
    assert_eq!(items[0]["value"], json!({ "file": "logo.png", "id": one }));
    assert_eq!(items[1]["value"], json!({ "file": "loja.png", "id": two }));
    assert!(!brief.to_string().contains("forged"));
    let bytes = ana.get(&format!("files/{two}")).await.bytes().await.unwrap();
    assert_eq!(image::load_from_memory(&bytes).unwrap(), image::load_from_memory(&form::png(8)).unwrap());

    let copy = ana.copies().await;
    assert_eq!(copy.get(&format!("files/{two}")).await.bytes().await.unwrap(), bytes, "a copy has them, too");
    let kept = answer(json!({ "files": [{ "file": "loja.png", "id": two }] }));
    assert_eq!(copy.posts(&kept).await.status(), 200);
    assert_eq!(blobs(&app), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_names_only_what_was_sent_to_its_conversation() {
    let app = start().await;
    let (ana, bia) = (Caller::starts_with(&app, "files").await, Caller::starts_with(&app, "files").await);
    let foreign = sent(&bia, "segredo.png").await;
    let own = sent(&ana, "logo.png").await;
    let before: Value = ana.get("messages").await.json().await.unwrap();
    for id in [foreign.as_str(), &new_id(), "x", ""] {
        let file = json!({ "file": "a.png", "id": id });
        let items = json!({ "items": [
            { "id": "i1", "value": { "file": "logo.png", "id": own } }, { "id": "i2", "value": file },
        ] });
        let edit = |rest: Value| {
            let mut frame =
                json!({ "type": "edit", "client_msg_id": new_id(), "path": "q1", "value": items });
            frame.as_object_mut().unwrap().extend(rest.as_object().unwrap().clone());
            frame
        };
        let decide = json!({ "type": "decide", "client_msg_id": new_id(), "card": "c", "version": 1,
            "decision": "edit", "content": { "q1": items } });
        for frame in [
            answer(json!({ "files": [file] })),
            answer(json!({ "value": items })),
            edit(json!({ "preview": true })),
            edit(json!({ "expect": 1 })),
            decide,
        ] {
            let (status, code, message) = refusal(ana.posts(&frame).await).await;
            assert_eq!((status, code.as_str()), (422, "bad_file"), "{frame}: {message}");
        }
    }
    assert_eq!(ana.get("messages").await.json::<Value>().await.unwrap(), before, "nothing was stored");
    let link = answer(json!({ "files": [{ "file": "logo", "link": "https://example.org/logo.png" }] }));
    assert_eq!(ana.posts(&link).await.status(), 200, "a link needs no upload");
}
