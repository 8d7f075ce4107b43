//! What is shown while an answer comes is what stands in it, however it is cut up.

use super::script::{Scripted, call, control, job, parts, proposes, wanted, words};
use pauta::{
    assist::{Assistant, Heard, Model, Reader},
    engine::effect::Control,
    llm::{Asked, CallError, Purpose, Reply, Say},
    outside::llm::Piece,
    tree::json::{AssistTask, SlotType},
};
use proptest::prelude::*;
use serde_json::json;

fn shown(text: &str, sizes: &[usize]) -> Vec<String> {
    let mut reader = Reader::new(&["fields/a".into(), "fields/list/*/who".into(), "why/*".into()]);
    let mut texts = vec![String::new()];
    let letters: Vec<char> = text.chars().collect();
    let (mut at, mut turn) = (0, 0);
    while at < letters.len() {
        let size = sizes[turn % sizes.len()].min(letters.len() - at);
        let piece: String = letters[at..at + size].iter().collect();
        reader.read(&piece, &mut |heard| match heard {
            Heard::Char(c) => texts.last_mut().unwrap().push(c),
            Heard::End => texts.push(String::new()),
        });
        (at, turn) = (at + size, turn + 1);
    }
    texts.pop();
    texts
}

/// The same text with everything beyond ASCII, and more, written as escapes.
fn escaped(json: &str) -> String {
    let unit = |unit: &u16| format!("\\u{unit:04x}");
    let one = |c: char| match c {
        c if c.is_ascii() => c.to_string(),
        c => c.encode_utf16(&mut [0; 2]).iter().map(unit).collect(),
    };
    json.chars().map(one).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]
    #[test]
    fn the_pieces_make_the_text(
        a in "\\PC{0,30}",
        whos in prop::collection::vec("[a-zé\"\\\\\n\t{}\\[\\]:,😀]{0,12}", 0..4),
        why in "\\PC{0,20}",
        hidden in "\\PC{0,12}",
        pretty: bool,
        escapes: bool,
        sizes in prop::collection::vec(1_usize..9, 1..6),
    ) {
        let list: Vec<_> = whos.iter().map(|who| json!({"id": hidden, "who": who, "n": 3})).collect();
        let answer = json!({"fields": {"a": a, "b": hidden, "list": list}, "id": hidden, "why": [why]});
        let text = if pretty { serde_json::to_string_pretty(&answer).unwrap() } else { answer.to_string() };
        let text = if escapes { escaped(&text) } else { text };
        let text = format!("```json\n{text}\n```");
        let mut wanted = vec![a];
        wanted.extend(whos);
        wanted.push(why);
        prop_assert_eq!(shown(&text, &sizes), wanted);
    }
}

#[test]
fn keys_and_half_escapes_are_not_shown() {
    let mut reader = Reader::new(&["fields/a".into()]);
    let mut heard = String::new();
    let mut read = |piece: &str, heard: &mut String| {
        reader.read(piece, &mut |h| {
            if let Heard::Char(c) = h {
                heard.push(c);
            }
        });
    };
    read(r#"{"fields":{"a":"p\ud83d"#, &mut heard);
    assert_eq!(heard, "p");
    read(r"\ude", &mut heard);
    assert_eq!(heard, "p");
    read(r"00\", &mut heard);
    assert_eq!(heard, "p😀");
    read(r#"nq","b":"no"},"fields":"x"}{"fields":{"a":"no"}}"#, &mut heard);
    assert_eq!(heard, "p😀\nq");
}

fn personas() -> Control {
    let fields = parts(&[("who", "Quem é", SlotType::Text), ("wants", "Quer", SlotType::Text)]);
    Control {
        max_items: Some(3),
        item: Some(Box::new(Control { parts: fields, ..control(SlotType::Object) })),
        ..control(SlotType::List)
    }
}

#[tokio::test]
async fn texts_come_in_order_with_a_blank_line_between() {
    let answer = json!({
        "fields": {"personas": [
            {"who": "Quem sai cedo e quer pão quente", "wants": "Ganhar tempo"},
            {"who": "Quem recebe visita", "wants": null},
        ]},
        "why": ["Você falou de pressa."], "assumptions": [], "questions": []
    });
    let call = call(
        AssistTask::Expand,
        vec![words("audience", "Público", "Gente com pressa que quer pão quente")],
        vec![wanted("personas", "Personas", personas())],
    );
    let (_, shown) = proposes(&Scripted::says(&[&answer.to_string()]), call).await;
    assert_eq!(shown, "Quem sai cedo e quer pão quente\n\nGanhar tempo\n\nQuem recebe visita");
}

#[tokio::test]
async fn what_may_not_be_shown_is_not_shown_while_it_comes() {
    for bad in [
        "veja https://evil.example/x agora",
        "clique <img src=x> aqui",
        "[aqui](http://a.b) já",
        "é ![x](y) isso",
    ] {
        let text = format!("Pão quente todo dia {bad} e mais nada");
        let answer = json!({"fields": {"t": text}, "why": [], "assumptions": [], "questions": []});
        let given = vec![words("t", "Texto", "pão quente")];
        let call = call(AssistTask::Refine, given, vec![wanted("t", "Texto", control(SlotType::LongText))]);
        let (_, shown) = proposes(&Scripted::says(&[&answer.to_string()]), call).await;
        assert!(shown.starts_with("Pão quente todo dia "), "{shown}");
        for mark in ["http", "<", "](", "mais nada"] {
            assert!(!shown.contains(mark), "{bad}: {shown}");
        }
    }
}

/// A model that breaks off, whereupon another one answers.
#[derive(Clone)]
struct TakenOver(Scripted);

impl Model for TakenOver {
    fn serves(&self, _: Purpose) -> bool {
        true
    }

    async fn ask(&self, asked: Asked, say: &mut Say<'_>) -> Result<Reply, CallError> {
        assert!(!say(Piece::Text(r#"{"why":["Nin"#)), "nobody is shown half a word");
        say(Piece::Anew);
        let mut shown = false;
        let mut say = |piece: Piece<'_>| {
            shown |= say(piece);
            shown
        };
        let reply = self.0.ask(asked, &mut say).await;
        assert!(shown, "now somebody is shown something");
        reply
    }
}

#[tokio::test]
async fn who_takes_over_is_read_from_the_beginning() {
    let answer =
        json!({"fields": {"t": "Pão quente todo dia"}, "why": [], "assumptions": [], "questions": []});
    let given = vec![words("t", "Texto", "pão quente")];
    let call = call(AssistTask::Refine, given, vec![wanted("t", "Texto", control(SlotType::LongText))]);
    let model = TakenOver(Scripted::says(&[&answer.to_string()]));
    let mut shown = String::new();
    Assistant::new(model).propose(job(call), &mut |words| shown.push_str(words)).await;
    assert_eq!(shown, "Pão quente todo dia");
}
