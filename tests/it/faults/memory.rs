//! S10 and F19 on the real binary: what hostile and slow clients cost.

use crate::harness::{
    person::{Person, knock, new_id, next, send},
    server::Server,
    trees,
};
use futures_util::{SinkExt, future::join_all};
use serde_json::json;
use tokio_tungstenite::tungstenite::{
    Message,
    protocol::frame::{
        Frame,
        coding::{Data, OpCode},
    },
};

const MIB: u64 = 1024 * 1024;

/// One client that breaks the rules in one of five ways; gives the code that it was closed with.
async fn hostile(server: &Server, nth: usize) -> u16 {
    let origin = format!("http://{}", server.address);
    let kind = nth % 5;
    if kind == 0 {
        // Says nothing at all.
        let mut socket = knock(server.address, Some(&origin)).await.unwrap();
        return next(&mut socket).await.unwrap_err();
    }
    let hello = json!({ "tree": "ten", "locale": "en" });
    let mut person = Person::at(server.address, &server.site, hello).await.unwrap();
    let socket = person.socket();
    match kind {
        1 => {
            let large = json!({ "type": "answer", "client_msg_id": new_id(), "text": "x".repeat(65 * 1024) });
            send(socket, &large).await;
        }
        2 => socket.send(Message::binary(vec![0; 1024])).await.unwrap(),
        3 => {
            for _ in 0..1000 {
                if socket.send(Message::text(r#"{"type":"ping"}"#)).await.is_err() {
                    break;
                }
            }
        }
        _ => {
            for n in 0..20 {
                let data = if n == 0 { Data::Text } else { Data::Continue };
                let part = Frame::message(vec![b'x'; 4096], OpCode::Data(data), false);
                if socket.send(Message::Frame(part)).await.is_err() {
                    break;
                }
            }
        }
    }
    loop {
        if let Err(code) = next(socket).await {
            return code;
        }
    }
}

/// S10.
#[tokio::test(flavor = "multi_thread")]
async fn five_hundred_hostile_clients_leave_little_behind() {
    let limits = [("PAUTA_MESSAGES_PER_SECOND", "10"), ("PAUTA_MESSAGE_BURST", "20")];
    let server = Server::start(&trees::ten_questions(), &limits).await;
    // What it takes to serve at all is not what they cost.
    for nth in 0..10 {
        hostile(&server, nth).await;
    }
    let before = server.memory();
    let mut codes: Vec<(usize, u16)> = Vec::new();
    for wave in 0..5 {
        let nths = wave * 100..(wave + 1) * 100;
        let ends = join_all(nths.clone().map(|nth| hostile(&server, nth))).await;
        codes.extend(nths.zip(ends));
    }
    let grown = server.memory().saturating_sub(before);
    println!("{} KiB for 500 hostile clients", grown / 1024);
    assert!(grown < 20 * MIB, "{grown}");
    for (nth, code) in codes {
        let wanted = if matches!(nth % 5, 1 | 4) { 1009 } else { 1008 };
        // A client that still writes when it is closed may find the connection reset before it reads the code.
        assert!(code == wanted || code == 0, "{nth}: {code}");
    }
    let mut ana = Person::at(server.address, &server.site, json!({ "tree": "ten" })).await.unwrap();
    assert!(ana.says("still here").await.is_accepted());
}

/// F19.
#[tokio::test(flavor = "multi_thread")]
async fn slow_readers_cost_little_and_hold_nobody_up() {
    const SLOW: usize = 20;
    let server = Server::start(&trees::ten_questions(), &[]).await;
    let hello = json!({ "tree": "ten", "locale": "en" });
    let mut ana = Person::at(server.address, &server.site, hello.clone()).await.unwrap();
    let mut bia = Person::at(server.address, &server.site, hello).await.unwrap();
    assert!(ana.says("first").await.is_accepted());
    let text = |n: usize| format!("{n} {}", "word ".repeat(4_000));
    // What the database keeps in memory is not what a reader costs: it is filled first.
    for n in 0..150 {
        assert!(ana.edits("q1", &text(n)).await.is_accepted());
    }
    let whole = ana.resume();
    for _ in 0..8 {
        Person::at(server.address, &server.site, whole.clone()).await.unwrap();
    }
    let before = server.memory();
    let resume = json!({ "conversation": ana.conversation, "token": ana.token, "after_seq": ana.seq() });
    let mut slow = Vec::new();
    for _ in 0..SLOW {
        slow.push(Person::at(server.address, &server.site, resume.clone()).await.unwrap());
    }
    let (mut most, mut took) = (0, Vec::new());
    for n in 0..150 {
        assert!(ana.edits("q1", &text(n)).await.is_accepted());
        let began = tokio::time::Instant::now();
        assert!(bia.commands("repeat", json!({})).await.is_accepted());
        took.push(began.elapsed());
        most = most.max(server.memory());
    }
    took.sort();
    let (middle, grown) = (took[took.len() / 2], most.saturating_sub(before) / SLOW as u64);
    println!(
        "{} KiB per slow reader; another's turn {middle:?}, at most {:?}",
        grown / 1024,
        took.last().unwrap()
    );
    assert!(grown < MIB, "{grown} bytes for each slow reader");
    assert!(took.last().unwrap().as_millis() < 2_000, "{took:?}");
}
