//! What a socket does not put up with, and what it survives.

use crate::harness::{
    app::{Start, TestApp},
    person::{Person, Socket, knock, next, opening, send},
    trees,
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

/// S10.
#[tokio::test(flavor = "multi_thread")]
async fn what_breaks_the_rules_is_closed() {
    let app = TestApp::start().await;
    let mut silent = knock(app.address, Some(&app.origin())).await.unwrap();
    let mut ana = Person::meets(&app).await;
    let large = json!({ "type": "answer", "client_msg_id": crate::harness::person::new_id(), "text": "x".repeat(65 * 1024) });
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
    let again = json!({ "conversation": ana.conversation, "token": ana.token });
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
    let resume = json!({ "conversation": ana.conversation, "token": ana.token });
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
    assert_eq!(app.sockets(), 3);
    let until = Instant::now() + Duration::from_secs(30);
    while app.sockets() > 2 {
        assert!(Instant::now() < until, "the slow reader is let go");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
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
