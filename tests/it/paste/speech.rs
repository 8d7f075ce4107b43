//! Words out of speech over the wire.

use crate::harness::{
    api::{Caller, request},
    app::{Start, TestApp},
    form,
    person::new_id,
    provider::{Bad, Provider, Says},
};
use reqwest::Method;
use serde_json::{Value, json};

/// The beginning of a recording as Firefox makes it.
const SOUND: &[u8] = b"OggS\0\x02 the sound of it";

async fn listening(provider: &Provider) -> Start {
    Start::new()
        .set("PAUTA_LLM", "auto")
        .set("OPENAI_API_KEY", "sk-test-1")
        .set("OPENAI_MAX_RETRIES", "0")
        .set("OPENAI_API_URL", &provider.openai())
}

/// Somebody who agreed that a model is asked.
async fn agreed(app: &TestApp) -> Caller<'_> {
    let ana = Caller::starts_with(app, "campaign_briefing").await;
    agrees(&ana, true).await;
    ana
}

async fn agrees(of: &Caller<'_>, on: bool) {
    let frame = json!({ "type": "command", "client_msg_id": new_id(), "name": "ai", "args": { "on": on } });
    assert_eq!(of.posts(&frame).await.status(), 200);
}

/// The status and what is said to it: the words, or the sentence.
async fn speaks(of: &Caller<'_>, sound: &[u8]) -> (u16, String) {
    speaks_as(of, &of.token, sound).await
}

async fn speaks_as(of: &Caller<'_>, token: &str, sound: &[u8]) -> (u16, String) {
    let path = format!("/api/v1/conversations/{}/speech", of.conversation);
    let asks = request(of.app, Method::POST, &path).bearer_auth(token).header("content-type", form::KIND);
    let answer = asks.body(form::of_file("a.ogg", sound)).send().await.unwrap();
    let (status, came) = (answer.status().as_u16(), answer.json::<Value>().await.unwrap());
    (status, came["text"].as_str().or(came["message"].as_str()).unwrap().to_owned())
}

/// Whether a new conversation is told that it may be spoken to.
async fn offers(app: &TestApp) -> bool {
    let path = format!("/api/v1/sites/{}/opening?locale=en", app.site());
    let opening: Value = request(app, Method::GET, &path).send().await.unwrap().json().await.unwrap();
    opening["speech"].as_bool().unwrap()
}

/// How many rows and events the conversation has.
async fn kept(of: &Caller<'_>) -> (usize, usize) {
    let rows = of.app.app.store.workspace(&of.app.app.home.workspace);
    let conversation = pauta::id::ConversationId::parse(&of.conversation).unwrap();
    let messages = rows.messages_after(&conversation, 0, 1_000).await.unwrap().len();
    (messages, rows.events(&conversation).await.unwrap().len())
}

#[tokio::test(flavor = "multi_thread")]
async fn speech_becomes_words_and_neither_is_kept() {
    let provider = Provider::start().await;
    let app = listening(&provider).await.run().await;
    let ana = agreed(&app).await;
    assert!(offers(&app).await);
    let before = kept(&ana).await;
    assert_eq!(speaks(&ana, SOUND).await, (200, "Queremos vender mais pão na feira.".to_owned()));
    assert_eq!(kept(&ana).await, before, "it is the person's to send");
    let heard = provider.heard().remove(0);
    let form = String::from_utf8_lossy(&heard.bytes).into_owned();
    for part in ["Content-Type: audio/ogg", "the sound of it", "\r\nen\r\n"] {
        assert!(form.contains(part), "the conversation is in English: {part} is not in {form}");
    }
    let data = app.data.clone();
    app.stop().await;
    let everything = everything(data.path());
    for gone in ["the sound of it", "vender mais p"] {
        assert!(!everything.iter().any(|bytes| holds(bytes, gone.as_bytes())), "{gone} is kept somewhere");
    }
    assert!(everything.iter().any(|bytes| holds(bytes, b"transcribe")), "that there was a call is");
}

/// The bytes of every file below.
fn everything(folder: &std::path::Path) -> Vec<Vec<u8>> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let within = |path: std::path::PathBuf| {
        if path.is_dir() { everything(&path) } else { vec![std::fs::read(path).unwrap()] }
    };
    entries.flat_map(within).collect()
}

fn holds(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_listened_to_who_did_not_agree() {
    let provider = Provider::start().await;
    let app = listening(&provider).await.run().await;
    let ana = Caller::starts_with(&app, "campaign_briefing").await;
    let not_yet = "To speak instead of typing, turn AI on in this conversation first: write “with AI”.";
    assert_eq!(speaks(&ana, SOUND).await, (403, not_yet.to_owned()));
    agrees(&ana, true).await;
    assert_eq!(speaks(&ana, SOUND).await.0, 200);
    agrees(&ana, false).await;
    assert_eq!(speaks(&ana, SOUND).await, (403, not_yet.to_owned()));
    assert_eq!(provider.heard().len(), 1);
    assert_eq!(speaks_as(&ana, "nobody", SOUND).await.0, 401);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_model_that_hears_nothing_is_a_sentence() {
    let provider = Provider::start().await;
    let app = listening(&provider).await.run().await;
    let ana = agreed(&app).await;
    provider.next(Says::Text("  ".into()));
    let (status, told) = speaks(&ana, SOUND).await;
    assert!(status == 422 && told.starts_with("I found no words in this recording."), "{status} {told}");
    provider.next(Says::Bad(Bad::Policy));
    let (status, told) = speaks(&ana, SOUND).await;
    assert!(status == 422 && told.starts_with("I couldn't recognise this recording."), "{status} {told}");
    provider.answers(|_| Says::Bad(Bad::ServerError(503)));
    let (status, told) = speaks(&ana, SOUND).await;
    assert!(
        status == 503 && told.starts_with("The recording could not be heard just now."),
        "{status} {told}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn speech_is_paid_for_within_the_budget() {
    let provider = Provider::start().await;
    let start = listening(&provider).await.set("PAUTA_BUDGET_CONVERSATION", "0.01");
    let app = start.set("PAUTA_LLM_SPEECH", "openai/whisper-1").run().await;
    let ana = agreed(&app).await;
    let (status, told) = speaks(&ana, SOUND).await;
    assert!(status == 429 && told.starts_with("What was set aside for AI has been used."), "{status} {told}");
    assert_eq!(provider.heard().len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_recording_or_too_long_goes_nowhere() {
    let provider = Provider::start().await;
    let app = listening(&provider).await.run().await;
    let ana = agreed(&app).await;
    let (status, told) = speaks(&ana, b"%PDF-1.7 no sound").await;
    assert!(status == 422 && told.starts_with("I couldn't recognise this recording."), "{status} {told}");
    let large = [SOUND, &vec![0; 10 << 20]].concat();
    let (status, told) = speaks(&ana, &large).await;
    assert!(status == 413 && told.starts_with("This recording is over 2 minutes."), "{status} {told}");
    assert_eq!(provider.heard().len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn speech_without_a_model_is_a_sentence() {
    let app = Start::new().run().await;
    let ana = Caller::starts_with(&app, "campaign_briefing").await;
    let (status, told) = speaks(&ana, SOUND).await;
    assert_eq!((status, told.as_str()), (404, "I can't listen to audio here yet; could you write it?"));
    assert_eq!(speaks_as(&ana, "nobody", SOUND).await.0, 401);
    assert!(!offers(&app).await);
}
