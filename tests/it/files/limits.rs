//! How much is taken, however it comes.

use super::{blobs, lying_in, refusal, taken};
use crate::harness::{
    api::Caller,
    app::{Start, TestApp},
    form,
    server::Server,
    trees,
};
use futures_util::future::join_all;
use pauta::{
    id::{ConversationId, FileId},
    store::{Added, File},
    time::Millis,
    upload::CONVERSATION,
};
use serde_json::{Value, json};
use sqlx::{Connection, SqliteConnection, sqlite::SqliteConnectOptions};
use std::time::Duration;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::sleep,
};

const MEGABYTE: usize = 1 << 20;

/// A file that is kept as it is: so long, and another one for each number.
fn pdf(bytes: usize, n: usize) -> Vec<u8> {
    let mut pdf = b"%PDF-1.7\n".to_vec();
    pdf.extend(n.to_le_bytes());
    pdf.resize(bytes, 7);
    pdf
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_too_large_is_cut() {
    let app = TestApp::start().await;
    let ana = Caller::starts(&app).await;
    let (status, code, message) = refusal(ana.sends("livro.pdf", &pdf(21 * MEGABYTE, 0)).await).await;
    assert_eq!((status, code.as_str()), (413, "too_large"));
    assert!(message.contains("over 20 MB"), "{message}");
    assert_eq!(blobs(&app), 0);
    taken(ana.sends("livro.pdf", &pdf(20 * MEGABYTE, 0)).await).await;

    // One that never ends.
    let mut socket = TcpStream::connect(app.address).await.unwrap();
    let head = head(&ana.conversation, &ana.token, &app.origin());
    socket.write_all(head.as_bytes()).await.unwrap();
    let chunk = [format!("{MEGABYTE:x}\r\n").as_bytes(), &[7; MEGABYTE], b"\r\n"].concat();
    let first = [&form::part("file", "livro.pdf")[..], &pdf(1000, 1)].concat();
    let first = [format!("{:x}\r\n", first.len()).as_bytes(), &first, b"\r\n"].concat();
    socket.write_all(&first).await.unwrap();
    let mut sent = 0;
    while sent < 100 && socket.write_all(&chunk).await.is_ok() {
        sent += 1;
    }
    assert!(sent < 60, "{sent} MB were read");
    assert_eq!(blobs(&app), 1);
}

/// A request that sends a form in chunks.
fn head(conversation: &str, token: &str, origin: &str) -> String {
    format!(
        "POST /api/v1/conversations/{conversation}/files HTTP/1.1\r\nHost: pauta\r\nOrigin: {origin}\r\n\
         Authorization: Bearer {token}\r\nContent-Type: {}\r\nTransfer-Encoding: chunked\r\n\r\n",
        form::KIND
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn a_conversation_holds_thirty_files_however_many_come_at_once() {
    let app = TestApp::start().await;
    let ana = Caller::starts(&app).await;
    let send = async |n: usize| {
        let bytes = pdf(100, n);
        loop {
            let answer = ana.sends(&format!("{n}.pdf"), &bytes).await;
            if answer.status() != 429 {
                return answer;
            }
            assert!(answer.headers().contains_key("retry-after"), "only a few at once");
            sleep(Duration::from_millis(20)).await;
        }
    };
    let answers = join_all((0..40).map(send)).await;
    let (kept, refused): (Vec<_>, Vec<_>) = answers.into_iter().partition(|answer| answer.status() == 201);
    assert_eq!((kept.len(), refused.len(), blobs(&app)), (30, 10, 30));
    for answer in refused {
        let (status, code, message) = refusal(answer).await;
        assert_eq!((status, code.as_str()), (413, "too_large"));
        assert!(message.contains("30 files"), "{message}");
    }
    let bia = Caller::starts(&app).await;
    taken(bia.sends("a.pdf", &pdf(100, 0)).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_conversation_holds_200_megabytes() {
    let app = TestApp::start().await;
    let ana = Caller::starts(&app).await;
    // So much is told of a file that lies there; to send it all would take a while.
    let rows = app.app.store.workspace(&app.app.home.workspace);
    let conversation = ConversationId::parse(&ana.conversation).unwrap();
    let file = File {
        id: FileId::new(),
        visitor: rows.conversation(&conversation).await.unwrap().unwrap().visitor,
        conversation,
        name: "fotos.pdf".into(),
        kind: "application/pdf".into(),
        bytes: 200 * MEGABYTE as u64 - 1000,
        sha256: String::new(),
        blob: "ws/x".into(),
        created_at: Millis(0),
    };
    assert_eq!(rows.add_file(&file, CONVERSATION).await.unwrap(), Added::Done);
    let (status, code, message) = refusal(ana.sends("mais.pdf", &pdf(1001, 1)).await).await;
    assert_eq!((status, code.as_str(), message.contains("200 MB")), (413, "too_large", true), "{message}");
    assert_eq!(blobs(&app), 0);
    taken(ana.sends("resto.pdf", &pdf(1000, 2)).await).await;
    assert_eq!(refusal(ana.sends("mais.pdf", &pdf(30, 3)).await).await.0, 413);
    assert_eq!(blobs(&app), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn files_count_as_messages() {
    let start = Start::new().tree(&trees::ten_questions()).set("PAUTA_MESSAGES_PER_SECOND", "1");
    let app = start.set("PAUTA_MESSAGE_BURST", "1").run().await;
    let ana = Caller::starts(&app).await;
    taken(ana.sends("a.pdf", &pdf(100, 0)).await).await;
    let (status, code, _) = refusal(ana.sends("b.pdf", &pdf(100, 1)).await).await;
    assert_eq!((status, code.as_str()), (429, "rate_limited"));
}

/// Killed in the middle of a file, a server has no row of it, and goes on as if it had never begun.
#[tokio::test(flavor = "multi_thread")]
async fn half_a_file_is_no_file() {
    let mut server = Server::start(&trees::ten_questions(), &[]).await;
    let origin = format!("http://{}", server.address);
    let hello = json!({ "type": "hello", "protocol": 1, "site": server.site, "tree": "ten" });
    let client = reqwest::Client::new();
    let begun = client.post(format!("{origin}/api/v1/conversations")).header("origin", &origin).json(&hello);
    let begun: Value = begun.send().await.unwrap().json().await.unwrap();
    let text = |name: &str| begun["welcome"][name].as_str().unwrap().to_owned();
    let (conversation, token) = (text("conversation"), text("token"));

    let mut socket = TcpStream::connect(server.address).await.unwrap();
    socket.write_all(head(&conversation, &token, &origin).as_bytes()).await.unwrap();
    let half = [&form::part("file", "livro.pdf")[..], &pdf(MEGABYTE, 0)].concat();
    let half = [format!("{:x}\r\n", half.len()).as_bytes(), &half, b"\r\n"].concat();
    socket.write_all(&half).await.unwrap();
    let folder = server.folder().join("data/blobs");
    while lying_in(&folder) == 0 {
        sleep(Duration::from_millis(5)).await;
    }
    let again = server.again().await;
    assert_eq!(socket.read(&mut [0; 64]).await.unwrap_or(0), 0, "no answer");
    let options = SqliteConnectOptions::new().filename(again.database());
    let mut db = SqliteConnection::connect_with(&options).await.unwrap();
    let rows: i64 = sqlx::query_scalar("SELECT count(*) FROM file").fetch_one(&mut db).await.unwrap();
    assert_eq!(rows, 0);
    let path = format!("{origin}/api/v1/conversations/{conversation}/files");
    let whole = client.post(path).header("origin", &origin).bearer_auth(token);
    let whole = whole.header("content-type", form::KIND).body(form::of_file("livro.pdf", &pdf(100, 0)));
    taken(whole.send().await.unwrap()).await;
}
