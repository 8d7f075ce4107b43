//! What a socket does not put up with, and what it survives.

use crate::harness::{
    app::{Start, TestApp},
    person::{Person, Socket, knock, new_id, next, opening, send},
    trees,
    wait::until,
};
use futures_util::SinkExt;
use serde_json::{Value, json};
use std::time::Duration;
use tokio::{net::TcpSocket, time::Instant};
use tokio_tungstenite::{
    MaybeTlsStream, client_async,
    tungstenite::{
        Message,
        protocol::frame::{
            Frame,
            coding::{Data, OpCode},
        },
    },
};

/// S7.
#[tokio::test(flavor = "multi_thread")]
async fn only_a_registered_origin_may_open_a_socket() {
    let app = TestApp::start().await;
    let port = app.address.port();
    for origin in [
        None,
        Some("null".to_owned()),
        Some("https://evil.test".to_owned()),
        Some(format!("http://127.0.0.1.evil.test:{port}")),
        Some(format!("http://evil127.0.0.1:{port}")),
        Some(format!("https://127.0.0.1:{port}")),
        Some(format!("http://127.0.0.1:{}", port.wrapping_add(1))),
        Some("http://127.0.0.1".to_owned()),
        Some(format!("http://127.0.0.1:{port}/")),
        Some(format!("HTTP://127.0.0.1:{port}")),
    ] {
        assert_eq!(knock(app.address, origin.as_deref()).await.err(), Some(403), "{origin:?}");
    }
    for host in ["127.0.0.1", "localhost"] {
        assert!(knock(app.address, Some(&format!("http://{host}:{port}"))).await.is_ok());
    }
}

/// S7 where the site is elsewhere: exactly the origin that was registered, and nothing that looks like it.
#[tokio::test(flavor = "multi_thread")]
async fn a_public_origin_is_compared_whole() {
    let app =
        Start::new().tree(&trees::ten_questions()).set("PAUTA_PUBLIC_URL", "https://cliente.com").run().await;
    for origin in [
        "https://evil.test",
        "https://cliente.com.evil.test",
        "https://evilcliente.com",
        "https://www.cliente.com",
        "http://cliente.com",
        "https://cliente.com:8443",
        "https://cliente.com@evil.test",
        "https://CLIENTE.com",
    ] {
        assert_eq!(knock(app.address, Some(origin)).await.err(), Some(403), "{origin}");
    }
    assert!(knock(app.address, Some("https://cliente.com")).await.is_ok());
}

/// S7: a visitor of one site, from its origin, is nobody on another site of the same server.
#[tokio::test(flavor = "multi_thread")]
async fn a_site_is_entered_by_its_own_origin_with_its_own_token() {
    use sqlx::Connection;
    let app = TestApp::start().await;
    let ana = Person::meets(&app).await;
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(app.data.path().join("data/pauta.db"));
    let mut database = sqlx::SqliteConnection::connect_with(&options).await.unwrap();
    let (id, other) = (new_id(), "https://other.test");
    sqlx::query(
        "INSERT INTO site (id, workspace, public_key, tree, created_at) VALUES ($1, $2, 'other', 'ten', 0)",
    )
    .bind(&id)
    .bind(app.app.home.workspace.as_str())
    .execute(&mut database)
    .await
    .unwrap();
    let insert = sqlx::query("INSERT INTO site_origin (site, origin) VALUES ($1, $2)").bind(&id).bind(other);
    insert.execute(&mut database).await.unwrap();
    let says = async |origin: &str, hello: Value| {
        let mut socket = knock(app.address, Some(origin)).await.unwrap();
        send(&mut socket, &hello).await;
        let answer = next(&mut socket).await.unwrap();
        answer["code"].as_str().map_or_else(|| answer["type"].as_str().unwrap().to_owned(), str::to_owned)
    };
    let hello = |site: &str| json!({ "type": "hello", "protocol": 1, "site": site });
    assert_eq!(says(other, hello("other")).await, "welcome");
    assert_eq!(says(other, hello(&app.site())).await, "forbidden");
    assert_eq!(
        says(&app.origin(), hello("other")).await,
        "welcome",
        "our own page, as a site's frame has it"
    );
    let mut theirs = hello("other");
    theirs["token"] = json!(ana.token);
    assert_eq!(says(other, theirs).await, "unauthorised");
}

/// S9: who has a token says it in the first frame or in a header; in an address it is nothing.
#[tokio::test(flavor = "multi_thread")]
async fn a_token_in_an_address_opens_nothing() {
    let app = TestApp::start().await;
    let ana = Person::meets(&app).await;
    let credentials = format!("token={}&conversation={}", ana.token, ana.conversation);
    let mut request = opening(app.address, Some(&app.origin()));
    *request.uri_mut() = format!("ws://{}/ws?{credentials}", app.address).parse().unwrap();
    let (mut socket, _) = tokio_tungstenite::connect_async(request).await.unwrap();
    send(&mut socket, &json!({ "type": "answer", "client_msg_id": new_id(), "text": "from the address" }))
        .await;
    assert_eq!(next(&mut socket).await.unwrap()["code"], "unauthorised");
    assert_eq!(next(&mut socket).await, Err(1008));
    let messages = format!("/api/v1/conversations/{}/messages", ana.conversation);
    for path in ["/api/v1/conversations", &messages] {
        let answer = reqwest::get(app.url(&format!("{path}?{credentials}"))).await.unwrap();
        assert_eq!(answer.status(), 401, "{path}");
    }
}

/// S10.
#[tokio::test(flavor = "multi_thread")]
async fn what_breaks_the_rules_is_closed() {
    let app = TestApp::start().await;
    let mut silent = knock(app.address, Some(&app.origin())).await.unwrap();
    let mut ana = Person::meets(&app).await;
    let large = json!({ "type": "answer", "client_msg_id": new_id(), "text": "x".repeat(65 * 1024) });
    send(ana.socket(), &large).await;
    assert_eq!(ana.is_cut().await.1, 1009);
    let mut bia = Person::meets(&app).await;
    bia.socket().send(Message::binary(vec![1, 2, 3])).await.unwrap();
    assert_eq!(bia.is_cut().await.1, 1008);
    let mut mute = knock(app.address, Some(&app.origin())).await.unwrap();
    send(&mut mute, &json!({ "type": "ping" })).await;
    assert_eq!(next(&mut mute).await.unwrap()["code"], "unauthorised");
    assert_eq!(next(&mut mute).await, Err(1008));
    // Fragments that never end add up to no more than one frame may hold.
    let mut cid = Person::meets(&app).await;
    for n in 0..20 {
        let kind = if n == 0 { Data::Text } else { Data::Continue };
        let part = Frame::message(vec![b'x'; 4096], OpCode::Data(kind), false);
        if cid.socket().send(Message::Frame(part)).await.is_err() {
            break;
        }
    }
    assert_eq!(cid.is_cut().await.1, 1009);
    assert_eq!(next(&mut silent).await, Err(1008), "no hello in time");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flood_is_told_to_slow_down_and_then_closed() {
    let app = Start::new()
        .tree(&trees::ten_questions())
        .set("PAUTA_MESSAGES_PER_SECOND", "5")
        .set("PAUTA_MESSAGE_BURST", "5")
        .run()
        .await;
    let ana = Person::meets(&app).await;
    let (conversation, token) = (ana.conversation.clone(), ana.token.clone());
    let mut ana = ana;
    for _ in 0..1000 {
        if ana.socket().feed(Message::text(r#"{"type":"ping"}"#)).await.is_err() {
            break;
        }
    }
    let _ = ana.socket().flush().await;
    let (frames, code) = ana.is_cut().await;
    assert!(frames.iter().any(|frame| frame["code"] == "rate_limited"));
    assert!(code == 1008 || code == 0, "{code}");
    assert!(frames.len() < 400, "a flood is not answered frame by frame: {}", frames.len());
    // Everybody else goes on, and so does this person once the bucket has filled.
    let mut bia = Person::meets(&app).await;
    assert!(bia.says("calm").await.is_accepted());
    let again = json!({ "conversation": conversation, "token": token });
    assert!(Person::at(app.address, &app.site(), again).await.is_ok());
}

#[tokio::test(flavor = "multi_thread")]
async fn one_person_has_so_many_sockets() {
    let app = Start::new().tree(&trees::ten_questions()).set("PAUTA_MAX_SOCKETS_PER_PERSON", "3").run().await;
    let ana = Person::meets(&app).await;
    let again = ana.resume();
    let _two = Person::says_hello(&app, again.clone()).await;
    let three = Person::says_hello(&app, again.clone()).await;
    let refused = Person::at(app.address, &app.site(), again.clone()).await.err().unwrap();
    assert_eq!(refused["code"], "rate_limited");
    drop(three);
    let came = async { while Person::at(app.address, &app.site(), again.clone()).await.is_err() {} };
    tokio::time::timeout(Duration::from_secs(10), came).await.expect("a seat is given back");
}

/// F19: a reader that stops reading is let go with a `bye`; the others do not notice, and it loses nothing.
#[tokio::test(flavor = "multi_thread")]
async fn a_slow_reader_is_let_go_and_loses_nothing() {
    let app = TestApp::start().await;
    let mut ana = Person::meets(&app).await;
    assert!(ana.says("first").await.is_accepted());
    let resume = ana.resume();
    let mut slow = narrow(&app).await;
    let mut hello = json!({ "type": "hello", "protocol": 1, "site": app.site() });
    hello.as_object_mut().unwrap().extend(resume.as_object().unwrap().clone());
    send(&mut slow, &hello).await;
    assert_eq!(next(&mut slow).await.unwrap()["type"], "welcome");
    let mut bia = Person::meets(&app).await;
    // Far more than both kernels hold for a socket.
    for n in 0..80 {
        let began = Instant::now();
        assert!(ana.edits("q1", &format!("{n} {}", "word ".repeat(8_000))).await.is_accepted());
        assert!(bia.commands("repeat", json!({})).await.is_accepted());
        assert!(began.elapsed() < Duration::from_secs(5), "others do not wait for the slow one");
    }
    assert_eq!(app.counts("pauta_sockets"), 3);
    until("the slow reader is let go", async || app.counts("pauta_sockets") == 2).await;
    let (mut rows, mut last) = (0, Value::Null);
    let code = loop {
        match next(&mut slow).await {
            Ok(frame) => {
                rows += usize::from(frame["type"] == "message");
                last = frame;
            }
            Err(code) => break code,
        }
    };
    assert_eq!((code, last["type"].as_str(), last["code"].as_u64()), (1013, Some("bye"), Some(1013)));
    assert!(rows < ana.rows.len(), "it was let go before everything was sent: {rows}");
    let again = Person::says_hello(&app, resume).await;
    assert_eq!(again.rows, ana.rows);
}

/// A socket whose own kernel takes little before it is read.
async fn narrow(app: &TestApp) -> Socket {
    let tcp = TcpSocket::new_v4().unwrap();
    tcp.set_recv_buffer_size(8 * 1024).unwrap();
    let stream = MaybeTlsStream::Plain(tcp.connect(app.address).await.unwrap());
    let (socket, _) = client_async(opening(app.address, Some(&app.origin())), stream).await.unwrap();
    socket
}
