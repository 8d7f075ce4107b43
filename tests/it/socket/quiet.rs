//! What happens over time to a socket on which nothing happens. The hours pass in an instant: the
//! connection is a pair of channels, and nothing here waits for anything but the clock.

use crate::harness::{app::config, trees};
use futures_util::{Sink, Stream};
use pauta::{
    app::App,
    channel::web::{Door, connection::Broken, origin, session::Caller, socket},
    time::Clock,
};
use serde_json::{Value, json};
use std::{
    convert::Infallible,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};
use tempfile::TempDir;
use tokio::{
    sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel},
    time::Instant,
};
use tokio_util::task::TaskTracker;
use tungstenite::Message;

/// The server's end of a connection.
struct Wire {
    incoming: UnboundedReceiver<Message>,
    outgoing: UnboundedSender<Message>,
}

impl Stream for Wire {
    type Item = Result<Message, Broken>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.incoming.poll_recv(context).map(|came| came.map(Ok))
    }
}

impl Sink<Message> for Wire {
    type Error = Infallible;

    fn poll_ready(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn start_send(self: Pin<&mut Self>, message: Message) -> Result<(), Infallible> {
        // Whoever is gone hears nothing.
        let _ = self.outgoing.send(message);
        Ok(())
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn poll_close(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }
}

/// The client's end, after the welcome and the first question. From here on the clock stands still unless
/// everybody waits for it.
struct Client {
    says: UnboundedSender<Message>,
    hears: UnboundedReceiver<Message>,
    since: Instant,
    _tasks: TaskTracker,
    _data: TempDir,
}

impl Client {
    async fn begins() -> Self {
        let data = tempfile::tempdir().unwrap();
        std::fs::create_dir(data.path().join("trees")).unwrap();
        std::fs::write(data.path().join("trees/ten.json"), trees::ten_questions().to_string()).unwrap();
        let bound = ([127, 0, 0, 1], 8080).into();
        let app = App::open(config(data.path(), &[]), Clock::System, bound).await.unwrap();
        let sites = origin::sites(&app, Some("http://127.0.0.1:8080")).await.unwrap();
        let hello = json!({ "type": "hello", "protocol": 1, "site": app.home.site, "tree": "ten" });
        let caller =
            Caller { address: bound.ip(), sites, at_home: false, locked: false, locales: Vec::new() };
        let ((says, incoming), (outgoing, mut hears)) = (unbounded_channel(), unbounded_channel());
        let tasks = TaskTracker::new();
        tasks.spawn(socket::serve(Door::new(app), caller, Wire { incoming, outgoing }));
        says.send(Message::text(hello.to_string())).unwrap();
        loop {
            let Some(Message::Text(text)) = hears.recv().await else { panic!("no question came") };
            if serde_json::from_str::<Value>(&text).unwrap()["ask"].is_object() {
                break;
            }
        }
        tokio::time::pause();
        Self { says, hears, since: Instant::now(), _tasks: tasks, _data: data }
    }

    /// Answers pings, if it does, until the socket is closed: the code, and how long that took.
    async fn is_closed(&mut self, answers_pings: bool) -> (Option<u16>, Duration) {
        loop {
            match self.hears.recv().await {
                Some(Message::Ping(bytes)) if answers_pings => self.says.send(Message::Pong(bytes)).unwrap(),
                Some(Message::Close(frame)) => {
                    return (frame.map(|frame| frame.code.into()), self.since.elapsed());
                }
                Some(_) => {}
                None => return (None, self.since.elapsed()),
            }
        }
    }
}

/// S10.
#[tokio::test]
async fn who_says_nothing_for_ten_minutes_is_closed() {
    let mut client = Client::begins().await;
    let (code, after) = client.is_closed(true).await;
    assert_eq!(code, Some(1008));
    assert!((600..660).contains(&after.as_secs()), "{after:?}");
}

#[tokio::test]
async fn who_does_something_now_and_then_stays() {
    let mut client = Client::begins().await;
    for _ in 0..20 {
        tokio::time::advance(Duration::from_secs(300)).await;
        client.says.send(Message::text(r#"{"type":"seen","seq":1}"#)).unwrap();
        while let Ok(message) = client.hears.try_recv() {
            if let Message::Ping(bytes) = message {
                client.says.send(Message::Pong(bytes)).unwrap();
            }
        }
        tokio::task::yield_now().await;
    }
    let (code, after) = client.is_closed(true).await;
    assert_eq!(code, Some(1008));
    assert!(after.as_secs() >= 20 * 300 + 600, "{after:?}");
}

#[tokio::test]
async fn who_answers_no_ping_is_gone() {
    let mut client = Client::begins().await;
    let (code, after) = client.is_closed(false).await;
    assert_eq!(code, None, "there is nobody to tell");
    assert!(after.as_secs() < 120, "{after:?}");
}
