//! Pastes and files over the wire.

use super::fixtures::{docx, pages, paragraph, pdf};
use crate::harness::{
    api::Caller,
    app::{Start, TestApp},
    form,
    person::new_id,
};
use serde_json::{Value, json};

const BRIEF: [&str; 3] = ["Brand: Sunrise Bakery", "Product: Breakfast basket", "Budget: R$ 3,000"];

async fn started(app: &TestApp) -> Caller<'_> {
    Caller::starts_with(app, "campaign_briefing").await
}

fn brief() -> Vec<u8> {
    docx(&BRIEF.map(paragraph).concat())
}

fn paste(args: &Value) -> Value {
    json!({ "type": "command", "client_msg_id": new_id(), "name": "paste", "args": args })
}

fn chosen(option: &str) -> Value {
    json!({ "type": "answer", "client_msg_id": new_id(), "options": [option] })
}

async fn sent(ana: &Caller<'_>, name: &str, bytes: &[u8]) -> String {
    let answer = ana.sends(name, bytes).await;
    assert_eq!(answer.status(), 201, "{name}");
    answer.json::<Value>().await.unwrap()["id"].as_str().unwrap().to_owned()
}

async fn taken(ana: &Caller<'_>, frame: &Value) -> Value {
    let answer = ana.posts(frame).await;
    let (status, came) = (answer.status(), answer.json::<Value>().await.unwrap());
    assert_eq!(status, 200, "{came}");
    came
}

async fn refused(ana: &Caller<'_>, frame: &Value) -> (u16, String, String) {
    let answer = ana.posts(frame).await;
    let (status, came) = (answer.status().as_u16(), answer.json::<Value>().await.unwrap());
    let text = |name: &str| came[name].as_str().unwrap_or_default().to_owned();
    (status, text("code"), text("message"))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_read_and_its_answers_go_into_the_brief() {
    let app = Start::new().run().await;
    let ana = started(&app).await;
    taken(&ana, &chosen("quick")).await;
    let file = sent(&ana, "Briefing 2027.docx", &brief()).await;
    let frame = paste(&json!({ "file": file }));
    let came = taken(&ana, &frame).await;
    let [said, card] = came["messages"].as_array().unwrap().as_slice() else { panic!("{came}") };
    assert_eq!(
        (&said["text"], &said["pasted"]),
        (&json!("Sent Briefing 2027.docx"), &json!(BRIEF.join("\n")))
    );
    assert_eq!(card["card"]["fields"].as_array().unwrap().len(), 3, "{card}");
    let again = taken(&ana, &frame).await;
    assert_eq!((&again["accepted"], &again["messages"]), (&came["accepted"], &json!([])), "it counts once");

    let card = &card["card"];
    let content = json!({ "budget": null });
    let decide = json!({ "type": "decide", "client_msg_id": new_id(), "card": card["id"],
        "version": card["version"], "decision": "edit", "content": content });
    let came = taken(&ana, &decide).await;
    assert!(came.to_string().contains("2 answers went into the brief"), "{came}");
    let slots = came["brief"]["slots"].to_string();
    assert!(slots.contains("Sunrise Bakery") && slots.contains("Breakfast basket"), "{slots}");
    assert!(!slots.contains("3,000"), "{slots}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_door_takes_a_file_however_it_comes() {
    let app = Start::new().run().await;
    for by_answer in [true, false] {
        let ana = started(&app).await;
        taken(&ana, &chosen("paste")).await;
        let file = sent(&ana, "brief.pdf", &pdf(&pages(1, Some("Budget: R$ 3,000")), "")).await;
        let frame = if by_answer {
            let files = json!([{ "file": "x", "id": file }]);
            json!({ "type": "answer", "client_msg_id": new_id(), "files": files })
        } else {
            paste(&json!({ "file": file }))
        };
        let came = taken(&ana, &frame).await;
        let last = came["messages"].as_array().unwrap().last().unwrap();
        assert_eq!(
            (&last["card"]["id"], &last["ask"]["node"]),
            (&json!("extract"), &json!("extract")),
            "{came}"
        );
        assert_eq!(last["card"]["fields"][0]["quote"], "R$ 3,000");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_read_is_told_with_what_to_do_and_nothing_is_lost() {
    let app = Start::new().run().await;
    let (ana, bia) = (started(&app).await, started(&app).await);
    let foreign = sent(&bia, "segredo.docx", &brief()).await;
    let mut cases = vec![(foreign, "This file was not sent in this conversation")];
    let files: [(&str, Vec<u8>, &str); 4] = [
        ("scan.pdf", pdf(&pages(2, None), ""), "The pages of this PDF are pictures"),
        ("vazio.docx", docx(""), "There is no text in this file"),
        ("meio.docx", brief()[..900].to_vec(), "I couldn't open this file"),
        ("logo.png", form::png(1), "I can't take text out of this kind of file"),
    ];
    for (name, bytes, told) in files {
        cases.push((sent(&ana, name, &bytes).await, told));
    }
    for (file, told) in cases {
        let (status, code, message) = refused(&ana, &paste(&json!({ "file": file }))).await;
        assert_eq!((status, code.as_str()), (422, "bad_file"), "{message}");
        assert!(message.starts_with(told), "{message}");
    }
    let document = json!({ "file": "x", "text": "a", "document": { "name": "Forged.docx" } });
    let forged = json!({ "text": "Budget: 1", "document": { "name": "Forged.docx" } });
    for args in [json!({}), json!({ "text": "a", "file": "b" }), document, forged] {
        assert_eq!(refused(&ana, &paste(&args)).await.1, "bad_frame", "{args}");
    }
    taken(&ana, &chosen("quick")).await;
    taken(&ana, &paste(&json!({ "text": "Brand: Sunrise Bakery" }))).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_paste_of_sixty_kilobytes_fits_and_a_longer_one_comes_as_a_file() {
    let app = Start::new().run().await;
    let ana = started(&app).await;
    let line = "A line of a long old document, with nothing in it.\n";
    let long = line.repeat(59_000 / line.len()) + "Brand: Sunrise Bakery";
    let came = taken(&ana, &paste(&json!({ "text": long }))).await;
    assert_eq!(
        came["messages"].as_array().unwrap().last().unwrap()["card"]["fields"][0]["value"]["new"],
        "Sunrise Bakery",
        "{came}"
    );
    let bia = started(&app).await;
    let longer = format!("Brand: Sunrise Bakery\n{}", line.repeat(4_000));
    assert_eq!(refused(&bia, &paste(&json!({ "text": longer }))).await.1, "too_large");
    let file = sent(&bia, "old.txt", longer.as_bytes()).await;
    let came = taken(&bia, &paste(&json!({ "file": file }))).await;
    assert!(came.to_string().contains("I read the beginning of the document"), "{came}");
}
