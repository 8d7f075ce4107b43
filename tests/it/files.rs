//! Files that people send: what is taken, what is not, and to whom they are given back.

mod answers;
mod limits;
mod pictures;

use crate::{
    harness::{
        api::{Caller, request},
        app::TestApp,
        form,
        person::new_id,
    },
    people::guest::workspace,
};
use pauta::{channel::web::token::Token, id::VisitorId, store::NewVisitor, turn::rejection::phrases};
use reqwest::{Client, Method, Response};
use serde_json::{Value, json};
use std::path::Path;

/// How many files lie in a folder and those within it.
fn lying_in(folder: &Path) -> usize {
    let entries = std::fs::read_dir(folder).into_iter().flatten().map(|entry| entry.unwrap().path());
    entries.map(|path| if path.is_dir() { lying_in(&path) } else { 1 }).sum()
}

fn blobs(app: &TestApp) -> usize {
    lying_in(&app.data.path().join("data/blobs"))
}

/// Status, code and sentence of a refusal.
async fn refusal(answer: Response) -> (u16, String, String) {
    let status = answer.status().as_u16();
    let body: Value = answer.json().await.unwrap();
    let text = |name: &str| body[name].as_str().unwrap_or_default().to_owned();
    (status, text("code"), text("message"))
}

/// The file that was taken.
async fn taken(answer: Response) -> Value {
    assert_eq!(answer.status(), 201);
    answer.json().await.unwrap()
}

/// The token of somebody on a site of another workspace.
async fn of_another_workspace(app: &TestApp) -> String {
    let workspace = workspace(app, "agência").await;
    let rows = app.app.store.workspace(&workspace);
    let (token, site) = (Token::random(), rows.sites().await.unwrap().remove(0).id);
    let (id, at) = (VisitorId::new(), app.app.clock.now());
    let visitor = NewVisitor { id, site, token_hash: token.hash(), time_zone: None, at };
    rows.create_visitor(visitor).await.unwrap();
    token.expose().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_kind_is_taken_and_given_back_as_it_was() {
    let app = TestApp::start().await;
    let ana = Caller::starts(&app).await;
    for (name, bytes, kind) in form::kinds() {
        let file = taken(ana.sends(name, &bytes).await).await;
        assert_eq!(file["file"], name);
        assert_eq!(file["kind"], kind, "{name}");
        let answer = ana.get(&format!("files/{}", file["id"].as_str().unwrap())).await;
        let header = |name: &str| answer.headers()[name].to_str().unwrap().to_owned();
        let charset = if kind.starts_with("text/") { "; charset=utf-8" } else { "" };
        assert_eq!(header("content-type"), format!("{kind}{charset}"));
        let saved = header("content-disposition");
        assert_eq!(saved, format!("attachment; filename=\"{name}\"; filename*=UTF-8''{name}"));
        assert!(header("content-security-policy").ends_with("; sandbox"));
        assert_eq!(header("x-content-type-options"), "nosniff");
        assert_eq!(header("cache-control"), "no-store");
        let came = answer.bytes().await.unwrap();
        assert_eq!(file["bytes"], came.len(), "{name}");
        // Pictures are written anew; what they show is tested beside.
        assert!(kind.starts_with("image/") || came == bytes, "{name}");
    }
    assert_eq!(blobs(&app), form::kinds().len());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_taken_is_told_why_and_leaves_nothing() {
    let app = TestApp::start().await;
    let ana = Caller::starts(&app).await;
    let (svg, page) = ("<svg xmlns='x' onload='alert(1)'/>", "<!DOCTYPE html><script>alert(1)</script>");
    let late = "a".repeat(100_000) + "\0";
    let cases: [(&str, &[u8], &str); 25] = [
        ("logo.png", svg.as_bytes(), "file_svg"),
        ("logo.svg", b"\xef\xbb\xbf<?xml version='1.0'?>\n<svg/>", "file_svg"),
        ("logo.txt", b"<!-- a comment --><SVG>", "file_svg"),
        ("foto.png", page.as_bytes(), "file_page"),
        ("notas.txt", page.as_bytes(), "file_page"),
        ("notas.md", b"hello <iframe src=//evil.test>", "file_page"),
        ("lista.csv", b"  \n<a href='javascript:x'>", "file_page"),
        ("foto.png", b"alert(document.cookie)", "file_kind"),
        ("codigo.js", b"alert(1)", "file_kind"),
        ("pagina.html", b"only text", "file_kind"),
        ("foto.png", b"MZ\x90\0\x03", "file_program"),
        ("foto.jpg", b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x02\0\x3e\0\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", "file_program"),
        ("notas.txt", b"#!/bin/sh\nrm -rf /", "file_program"),
        ("app.txt", b"\xca\xfe\xba\xbe\0\0\0\x34", "file_program"),
        ("tudo.zip", &form::zip(&["a.txt"]), "file_archive"),
        ("texto.docx", &form::zip(&["evil.exe", "word/document.xml"]), "file_archive"),
        ("livro.pdf", &form::zip(&["mimetype", "word/x"]), "file_archive"),
        ("tudo.pdf", b"Rar!\x1a\x07\x01\0", "file_archive"),
        ("tudo.pdf", b"\x1f\x8b\x08\0\0\0\0\0", "file_archive"),
        ("velho.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0", "file_old_office"),
        ("video.mp4", b"\0\0\0\x20ftypisom\0\0\x02\0isomiso2mp41", "file_video"),
        ("lista.csv", b"pre\xe7o;1", "file_encoding"),
        ("notas.txt", late.as_bytes(), "file_encoding"),
        ("notas.txt", "corta\u{e7}".as_bytes().split_last().unwrap().1, "file_encoding"),
        ("vazio.png", b"", "file_empty"),
    ];
    for (name, bytes, why) in cases {
        let (status, code, message) = refusal(ana.sends(name, bytes).await).await;
        assert_eq!((status, code.as_str()), (422, "bad_file"), "{name}: {message}");
        assert_eq!(message, phrases().say("en", why), "{name}");
    }
    assert_eq!(blobs(&app), 0);
    let speak = json!({ "type": "command", "client_msg_id": new_id(), "name": "language",
        "args": { "locale": "pt-BR" } });
    assert_eq!(ana.posts(&speak).await.status(), 200);
    let (_, _, message) = refusal(ana.sends("logo.svg", svg.as_bytes()).await).await;
    assert_eq!(message, phrases().say("pt-BR", "file_svg"), "in the conversation's language");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hostile_name_is_only_text() {
    let app = TestApp::start().await;
    let ana = Caller::starts(&app).await;
    let html = b"\0\0\0\x30tEXt<script>alert(1)</script>";
    let long = format!("{}.png", "x".repeat(4096));
    for (n, (sent, kept)) in [
        ("../../../etc/passwd", "passwd.png"),
        ("/etc/cron.d/x.png", "x.png"),
        ("..\\..\\boot.ini", "boot.ini.png"),
        ("nota\u{202e}gnp.exe", "notagnp.exe.png"),
        ("a\tb.png", "a b.png"),
        ("<img src=x onerror=alert(1)>.png", "_img src=x onerror=alert(1)_.png"),
        ("relat\u{f3}rio \u{1f956}.pdf", "relatório \u{1f956}.png"),
        ("evil.html", "evil.html.png"),
        ("", "file.png"),
        (&long, &long[4096 - 116..]),
    ]
    .into_iter()
    .enumerate()
    {
        // Other bytes each time: the same file would be the same one.
        let file = taken(ana.sends(sent, &[&form::png(n)[..], html].concat()).await).await;
        assert_eq!(file["file"], kept, "{sent:?}");
        let answer = ana.get(&format!("files/{}", file["id"].as_str().unwrap())).await;
        assert_eq!(answer.headers()["content-type"], "image/png");
        assert!(answer.headers()["content-disposition"].to_str().unwrap().starts_with("attachment; "));
    }
    let root = app.app.config.data.dir.clone();
    let ours = ["blobs", "pauta.db", "pauta.db-shm", "pauta.db-wal", "secret.key"];
    for entry in std::fs::read_dir(root).unwrap() {
        let name = entry.unwrap().file_name();
        assert!(ours.contains(&name.to_str().unwrap()), "{name:?} lies outside");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_that_is_broken_is_told_so() {
    let app = TestApp::start().await;
    let ana = Caller::starts(&app).await;
    let png = form::kinds()[0].1.clone();
    let whole = form::of_file("a.png", &png);
    let twice = [&whole[..whole.len() - 4], b"\r\n", &whole[..]].concat();
    for (what, body) in [
        ("cut", whole[..whole.len() - 8].to_vec()),
        ("no field", b"--x".to_vec()),
        ("nothing", Vec::new()),
        ("another field", [&form::part("photo", "a.png")[..], &png, form::end().as_bytes()].concat()),
        ("two", twice),
        ("a name with U+0000", form::of_file("a\0b.png", &png)),
    ] {
        let (status, code, message) = refusal(ana.sends_form(body).await).await;
        assert_eq!((status, code.as_str()), (422, "bad_file"), "{what}");
        assert_eq!(message, phrases().say("en", "file_form"), "{what}");
    }
    let path = format!("/api/v1/conversations/{}/files", ana.conversation);
    let json = request(&app, Method::POST, &path).bearer_auth(&ana.token).json(&json!({ "file": "x" }));
    assert_eq!(refusal(json.send().await.unwrap()).await.0, 422, "JSON is no form");
    let inputs = path.replace("/files", "/inputs");
    let form = request(&app, Method::POST, &inputs).bearer_auth(&ana.token);
    let form = form.header("content-type", form::KIND).body(whole).send().await.unwrap();
    assert_eq!(refusal(form).await.0, 400, "a form is no JSON");
    assert_eq!(blobs(&app), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_belongs_to_its_conversation() {
    let app = TestApp::start().await;
    let (ana, bia) = (Caller::starts(&app).await, Caller::starts(&app).await);
    let png = form::kinds()[0].1.clone();
    let file = taken(ana.sends("a.png", &png).await).await;
    let again = taken(ana.sends("a.png", &png).await).await;
    assert_eq!((&again, blobs(&app)), (&file, 1), "sent twice, it is one file");
    let id = file["id"].as_str().unwrap();
    let read = async |conversation: &str, id: &str| {
        let path = format!("/api/v1/conversations/{conversation}/files/{id}");
        let answer = request(&app, Method::GET, &path).bearer_auth(&bia.token).send().await.unwrap();
        (answer.status().as_u16(), answer.bytes().await.unwrap())
    };
    // Through the conversation it is in, through one's own, and a file that nobody has.
    assert_eq!(read(&ana.conversation, id).await, read(&new_id(), id).await);
    assert_eq!(read(&ana.conversation, id).await.0, 404);
    for other in [id, &new_id(), "0", "..%2F..%2Fpauta.db"] {
        assert_eq!(read(&bia.conversation, other).await, read(&bia.conversation, &new_id()).await);
    }
    assert_eq!(read(&bia.conversation, id).await.0, 404);

    // Nor is anybody else told which files there are; not even somebody of another workspace who knows the ids.
    let told: Value = ana.get("files").await.json().await.unwrap();
    assert_eq!(told, json!({ "files": [file] }));
    assert_eq!(bia.get("files").await.json::<Value>().await.unwrap(), json!({ "files": [] }));
    let foreign = of_another_workspace(&app).await;
    for token in [&bia.token, &foreign] {
        for what in ["files".to_owned(), format!("files/{id}")] {
            let path = format!("/api/v1/conversations/{}/{what}", ana.conversation);
            let answer = request(&app, Method::GET, &path).bearer_auth(token).send().await.unwrap();
            assert_eq!(refusal(answer).await.1, "unknown_conversation", "{what}");
        }
    }

    let path = format!("/api/v1/conversations/{}/files", ana.conversation);
    let send = |token: &str, origin: Option<String>| {
        let request = Client::new().post(app.url(&path)).header("content-type", form::KIND);
        let request = if token.is_empty() { request } else { request.bearer_auth(token) };
        let request = origin.into_iter().fold(request, |request, origin| request.header("origin", origin));
        request.body(form::of_file("b.png", &png)).send()
    };
    let own = || Some(app.origin());
    for (token, origin, status) in [
        (bia.token.as_str(), own(), 404),
        ("", own(), 401),
        ("no-such-token", own(), 401),
        (&ana.token, None, 403),
        (&ana.token, Some("null".into()), 403),
        (&ana.token, Some("https://evil.test".into()), 403),
    ] {
        assert_eq!(send(token, origin).await.unwrap().status(), status);
    }
    for path in [path.clone(), format!("{path}/{id}")] {
        let unsigned = Client::new().get(app.url(&path)).send().await.unwrap();
        assert_eq!(unsigned.status(), 401);
    }
    assert_eq!(blobs(&app), 1);
}
