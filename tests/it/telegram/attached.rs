//! Files at both doors: what is sent at one is seen at the other as what it is, and what stands below it counts.

use super::{Stage, briefing::begins, pieces::none_refused, walk::Walker};
use crate::harness::{
    api::Caller,
    axe::violations,
    bot_api::{Bad, Phone, screen::Shown},
    browser::Browser,
    chat::READY,
    form,
    person::new_id,
    trees,
    wait::until,
};
use image::ImageFormat;
use pauta::{
    engine::effect::Message,
    id::ConversationId,
    store::{BotLinkKind, Role},
};
use serde_json::{Value, json};
use std::io::Cursor;

/// A brief that asks for files, open in a browser and on Ana's phone.
async fn both<'a>(stage: &'a Stage) -> (Caller<'a>, Phone) {
    let browser = Caller::starts_with(&stage.app, "files").await;
    let ana = stage.person("Ana", "pt-BR");
    let code = stage.code(BotLinkKind::ToTelegram, Some(&browser.conversation), None).await;
    ana.opens(&code);
    ana.presses("Sim, continuar aqui").await.is_answered().await;
    ana.sees("Question 1?").await;
    (browser, ana)
}

async fn with_files() -> Stage {
    let stage = Stage::with(|start| start.tree(&trees::files())).await;
    stage.walks("files").await;
    stage
}

/// Sends a file along, as a browser does; gives how it is named in an answer.
async fn sends(browser: &Caller<'_>, name: &str, bytes: &[u8]) -> Value {
    let answer = browser.sends(name, bytes).await;
    assert_eq!(answer.status(), 201, "{name}");
    let file: Value = answer.json().await.unwrap();
    json!({ "file": file["file"], "id": file["id"] })
}

async fn answers(browser: &Caller<'_>, frame: Value) {
    let mut frame = frame;
    frame["client_msg_id"] = json!(new_id());
    let answer = browser.posts(&frame).await;
    assert_eq!(answer.status(), 200, "{}", answer.text().await.unwrap());
}

/// Changes the answer, as a browser does: looked at first, then made.
async fn changes(browser: &Caller<'_>, files: &[Value]) {
    let items = files.iter().enumerate().map(|(nth, file)| json!({ "id": format!("i{nth}"), "value": file }));
    let mut frame = json!({ "type": "edit", "path": "q1", "value": { "items": items.collect::<Vec<_>>() }, "preview": true });
    frame["client_msg_id"] = json!(new_id());
    let seen: Value = browser.posts(&frame).await.json().await.unwrap();
    let version = seen["version"].as_u64().or_else(|| seen["impact"]["version"].as_u64());
    frame.as_object_mut().unwrap().remove("preview");
    frame["expect"] = json!(version.unwrap_or_else(|| panic!("{seen}")));
    answers(browser, frame).await;
}

/// What a bot showed in a chat besides words, in its order.
fn things(phone: &Phone) -> Vec<Shown> {
    phone.shown().into_iter().filter(|shown| shown.is_bots && shown.media.is_some()).collect()
}

/// What a phone shows of them: the kind, what a file is called, and the caption.
fn looks(things: &[Shown]) -> Vec<(&str, &str, &str)> {
    let mut looks = Vec::new();
    for shown in things {
        let (kind, name) = shown.media.as_ref().unwrap();
        looks.push((*kind, name.as_str(), shown.text.as_str()));
    }
    looks
}

/// A picture that is much wider than it is high.
fn banner() -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    image::RgbImage::new(2_100, 100).write_to(&mut bytes, ImageFormat::Png).unwrap();
    bytes.into_inner()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_sent_in_the_browser_comes_to_telegram_as_what_it_is() {
    let stage = with_files().await;
    let (browser, ana) = both(&stage).await;
    let long = format!("{}.txt", "relatório ".repeat(9).trim());
    let mut all = vec![
        sends(&browser, "foto.png", &form::png(1)).await,
        sends(&browser, "faixa.png", &banner()).await,
        sends(&browser, "marca.webp", &form::picture(2, ImageFormat::WebP)).await,
        sends(&browser, &long, b"tom").await,
    ];
    answers(&browser, json!({ "type": "answer", "files": all })).await;
    until("all came", async || things(&ana).len() == 4).await;
    let came = things(&ana);
    let looks_like = looks(&came);
    assert_eq!(looks_like[0], ("photo", "", "Sent in the browser: foto.png"));
    assert_eq!(looks_like[1], ("document", "faixa.png", "Sent in the browser: faixa.png"));
    assert_eq!(looks_like[2], ("document", "marca.webp", "Sent in the browser: marca.webp"));
    let name = looks_like[3].1;
    assert!(name.encode_utf16().count() <= 60 && name.ends_with("….txt"), "{name}");
    assert!(!ana.screen().contains("On another screen:"), "not in words as well:\n{}", ana.screen());

    // An answer that is changed: only what is new comes, and the words say of which answer it is.
    let later = sends(&browser, "nova.png", &form::png(3)).await;
    all.push(later);
    changes(&browser, &all).await;
    until("the new one came", async || things(&ana).len() == 5).await;
    assert_eq!(looks(&things(&ana))[4].2, "Sent in the browser: nova.png");
    ana.sees("Files: foto.png; faixa.png").await;
    none_refused(&stage);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_telegram_does_not_take_goes_another_way_and_is_never_lost() {
    let stage = with_files().await;
    let (browser, ana) = both(&stage).await;
    let photo = sends(&browser, "foto.png", &form::png(1)).await;
    stage.telegram.misbehaves("sendPhoto", 1, Bad::Says(400, "Bad Request: IMAGE_PROCESS_FAILED"));
    answers(&browser, json!({ "type": "answer", "files": [photo] })).await;
    ana.sees("Sent in the browser: foto.png").await;
    assert_eq!(looks(&things(&ana)), [("document", "foto.png", "Sent in the browser: foto.png")]);
    let other = sends(&browser, "outra.png", &form::png(2)).await;
    stage.telegram.misbehaves("sendPhoto", 1, Bad::Says(400, "Bad Request: PHOTO_INVALID_DIMENSIONS"));
    stage.telegram.misbehaves("sendDocument", 1, Bad::Says(413, "Request Entity Too Large"));
    changes(&browser, &[other]).await;
    let words = ana.sees("Sent in the browser: outra.png").await;
    assert_eq!(words.media, None, "its words are shown: {words}");
    // Nobody knows whether it came: it comes again, in its place.
    let third = sends(&browser, "terceira.png", &form::png(3)).await;
    stage.telegram.misbehaves("sendPhoto", 1, Bad::Cut);
    changes(&browser, &[third]).await;
    let photo = ana.sees("Sent in the browser: terceira.png").await;
    assert_eq!(photo.media.as_ref().unwrap().0, "photo");
    let after = ana.sees("terceira.png").await;
    assert!(after.id >= photo.id);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_sent_in_telegram_is_had_in_the_browser() {
    let stage = with_files().await;
    let (browser, ana) = both(&stage).await;
    ana.sends_photo(&form::png(1), "nosso logo.png");
    ana.sends_document_with("tom.txt", "text/plain", b"perto das pessoas", "do ano passado");
    ana.sees_new("are not part of the answer").await;
    let conversation = ConversationId::parse(&browser.conversation).unwrap();
    let mut named = Vec::new();
    until("both are said", async || {
        let rows = stage.rows().messages_after(&conversation, 0, 100).await.unwrap();
        let said = rows.iter().filter_map(|row| serde_json::from_str::<Message>(&row.body).ok());
        named = said.flat_map(|message| message.files).collect();
        named.len() == 2
    })
    .await;
    // A photo has no name of its own; what stands below it is one.
    let names: Vec<&str> = named.iter().map(|file| file.file.as_str()).collect();
    assert_eq!(names, ["nosso logo.png", "tom.txt"]);
    for (file, begins) in named.iter().zip([&b"\x89PNG"[..], b"perto"]) {
        let answer = browser.get(&format!("files/{}", file.id.as_deref().unwrap())).await;
        assert_eq!(answer.status(), 200);
        assert!(answer.bytes().await.unwrap().starts_with(begins), "{}", file.file);
    }
    assert!(things(&ana).is_empty(), "who sent them has them: {}", ana.screen());
    none_refused(&stage);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_words_below_a_picture_are_the_answer_where_a_text_is_asked_for() {
    let stage = Stage::with(|start| start.tree(&trees::questions("three", 3))).await;
    stage.walks("three").await;
    let ana = stage.person("Ana", "pt-BR");
    begins(&ana, "pt-BR").await;
    let walks = Walker::new(&stage, &ana, "pt-BR", "launch");
    let (ask, _) = walks.sees_the_question().await;
    ana.sends_photo(&form::png(1), "pão de fermentação natural");
    ana.sees_new("Usei só o texto que veio junto").await;
    walks.is_past(&ask).await;
    let (ask, _) = walks.sees_the_question().await;
    // An album has one caption, and one answer; its other pictures say nothing.
    ana.sends_album(&[form::png(2), form::png(3), form::png(4)], "quem mora no bairro");
    walks.is_past(&ask).await;
    ana.sends_album(&[form::png(5), form::png(6)], "");
    ana.sees_new("não pede um arquivo").await;
    stage.telegram.all_taken().await;
    walks.sees_everything().await;
    let count = |words: &str| ana.screen().matches(words).count();
    assert_eq!((count("Usei só o texto"), count("não pede um arquivo")), (2, 1), "{}", ana.screen());
    let brief = walks.standing().await.brief;
    let shown = |path: &str| {
        let seen = brief.slots.iter().find(|seen| seen.field.path == path).unwrap();
        seen.field.shown.clone().unwrap_or_default()
    };
    assert_eq!(shown("q1"), "pão de fermentação natural");
    assert_eq!((shown("q2").as_str(), shown("q3").as_str()), ("quem mora no bairro", ""));
    none_refused(&stage);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_colleague_answers_with_a_file_and_it_is_seen_by_whoever_asked() {
    let stage = with_files().await;
    let (_, _, ana) = stage.linked("Ana", Role::Owner).await;
    let (_, _, bia) = stage.linked("Bia", Role::Marketer).await;
    ana.says("/new");
    ana.sees("Question 1?").await;
    ana.says("/ask");
    ana.presses("Bia").await.is_answered().await;
    bia.sees("Ana pediu a sua ajuda").await;
    bia.presses("Responder").await.is_answered().await;
    bia.sees_new("Question 1?").await;
    bia.sends_photo(&form::png(1), "o logo novo");
    bia.sees_new("já pode ver a sua resposta").await;
    ana.sees("Bia respondeu").await;
    until("it came", async || things(&ana).len() == 1).await;
    assert_eq!(looks(&things(&ana)), [("photo", "", "o logo novo.png")]);
    none_refused(&stage);
}

/// What a screen reader calls the pictures and buttons of the page that have to do with files.
async fn names(page: &Browser) -> Vec<(String, String)> {
    page.developer("Accessibility.enable", json!({})).await;
    let tree = page.developer("Accessibility.getFullAXTree", json!({})).await;
    let mut names = Vec::new();
    for node in tree["nodes"].as_array().unwrap() {
        let text = |key: &str| node[key]["value"].as_str().unwrap_or_default().to_owned();
        let (role, name) = (text("role"), text("name"));
        if ["Picture: ", "Download "].iter().any(|begins| name.starts_with(begins)) {
            names.push((role, name));
        }
    }
    names
}

/// Telegram's files are in the browser what they are, for eyes, for ears and for keeping, now and after a reload.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_sent_in_telegram_is_shown_in_the_browser() {
    let stage = with_files().await;
    let (browser, ana) = both(&stage).await;
    let page = Browser::open(&stage.app.url("/livez"), 390, 780).await;
    let kept = json!({ "token": browser.token, "conversation": browser.conversation }).to_string();
    let key = format!("pauta:{}", stage.app.site());
    page.run(&format!("localStorage.setItem({}, {})", json!(key), json!(kept))).await;
    page.goes(&stage.app.url("/?lang=en")).await;
    page.until(READY).await;
    ana.sends_photo(&form::png(1), "nosso logo");
    let pictures =
        "return [...root.querySelectorAll('li.person .came img')].filter((one) => one.naturalWidth).length";
    page.until(&format!("{pictures} === 1")).await;
    ana.sends_document("tom <b>.txt", "text/plain", b"perto das pessoas");
    // And what is sent here, to the same answer.
    let mut all = Vec::new();
    until("both are kept", async || {
        let files: Value = browser.get("files").await.json().await.unwrap();
        all = files["files"].as_array().unwrap().clone();
        all.len() == 2
    })
    .await;
    let named = |file: &Value| json!({ "file": file["file"], "id": file["id"] });
    let here = sends(&browser, "banner.webp", &form::picture(2, ImageFormat::WebP)).await;
    changes(&browser, &[named(&all[0]), named(&all[1]), here]).await;
    for loaded in ["at once", "after a reload"] {
        page.until(&format!("{pictures} === 2")).await;
        page.until("return root.querySelectorAll('li.person .came small').length === 3").await;
        let size = |at: usize| format!("{} B", all[at]["bytes"]);
        let told = page.run("return root.querySelector('li.person .came').innerText").await;
        assert_eq!(told, format!("nosso logo.png\n{}", size(0)), "{loaded}: the name stands there once");
        let names = names(&page).await;
        let name = |name: &str| names.iter().find(|(_, one)| one.starts_with(name)).cloned();
        let wanted = ("image".to_owned(), "Picture: nosso logo.png".to_owned());
        assert_eq!(name("Picture: nosso"), Some(wanted), "{loaded}: {names:?}");
        let text = all[1]["file"].as_str().unwrap();
        let wanted = ("button".to_owned(), format!("Download {text}, {}", size(1)));
        assert_eq!(name("Download tom"), Some(wanted), "{loaded}: {names:?}");
        assert_eq!(page.wrongs().await, json!([]), "{loaded}");
        page.reload().await;
        page.until(&format!("if (!chat?.talk) return false; {READY}")).await;
    }
    let folder = tempfile::tempdir().unwrap();
    page.downloads_to(folder.path()).await;
    page.presses("li.person .came button[aria-label^='Download tom']").await;
    let came =
        || std::fs::read_dir(folder.path()).unwrap().flatten().map(|one| std::fs::read(one.path()).unwrap());
    until("it is saved", async || came().any(|bytes| bytes == b"perto das pessoas")).await;
    for scheme in ["dark", "light"] {
        page.prefers(&[("prefers-color-scheme", scheme), ("prefers-reduced-motion", "reduce")]).await;
        assert_eq!(violations(&page).await, Vec::<String>::new(), "{scheme}");
    }
    page.quit().await;
    none_refused(&stage);
}
