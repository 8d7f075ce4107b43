//! A handful of messages, letter by letter, as they are sent: what stands in them and below them.
//! `PAUTA_GOLDEN=write cargo test --test it telegram::render::golden` writes the files anew.

use super::{pieces::view, strict::taken};
use crate::{
    deliverable::samples::ALL,
    engine::person::{Talk, context, messages, trees},
};
use pauta::{
    channel::telegram::{
        outgoing::{Body, Draft, Key},
        render::{Around, Show, answered, piece, row},
    },
    deliverable::{Check, Kind, Level},
    engine::input,
};
use std::{fmt::Write, fs, path::Path};

/// Messages as one would draw them: the HTML, then the rows of buttons.
fn drawn(drafts: &[Draft]) -> String {
    taken(drafts).unwrap();
    let mut text = String::new();
    for draft in drafts {
        let what = match &draft.body {
            Body::Text(_) => String::new(),
            Body::Photo { blob, .. } => format!("(photo {blob})\n"),
            Body::Document { name, .. } | Body::File { name, .. } => format!("(file {name})\n"),
        };
        writeln!(text, "{what}{}", draft.body.html()).unwrap();
        for row in &draft.keys {
            let labels: Vec<String> = row.iter().map(Key::label).map(|label| format!("[{label}]")).collect();
            writeln!(text, "{}", labels.join(" ")).unwrap();
        }
        text.push_str("────\n");
    }
    text
}

#[expect(
    clippy::disallowed_methods,
    reason = "whoever runs the tests says here that the files are to be written"
)]
fn holds(name: &str, is: &str) {
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/it/telegram/render/golden/{name}.txt"));
    if std::env::var("PAUTA_GOLDEN").is_ok_and(|value| value == "write") {
        fs::write(&path, is).unwrap();
    }
    let wanted = fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(is, wanted, "{name} is not as it was written down");
}

/// The beginning of the campaign's conversation: choices, a text, a composite, a proposal, a sum, the summary.
fn conversation(locale: &str) -> String {
    let (tree, _) = trees().swap_remove(0);
    let context = context();
    let mut talk = Talk::begin(&tree, &context, locale);
    let show = Show { own: true, ..Show::first(locale) };
    let mut text = String::new();
    let says = if locale == "en" { EN } else { PT };
    let pending = talk.pending().unwrap();
    writeln!(text, "({})", pending.node).unwrap();
    for say in says {
        let body = input::Body::Text((*say).to_owned());
        let played = talk.act(input::Input::Answer { ask: None, path: None, body });
        writeln!(text, "> {say}").unwrap();
        for message in messages(&played.effects) {
            text.push_str(&drawn(&row(message, &show)));
        }
    }
    text
}

const PT: &[&str] = &[
    "Rápido",
    "Bike Boa",
    "Aumentar as vendas",
    "Revisão completa",
    "Revisão completa da bicicleta em 24 horas para quem pedala todo dia: deixa à noite e pega pronta na outra noite.",
    "Quem usa a bicicleta para trabalhar e não pode ficar sem ela, 20 a 45 anos",
    "pronta em 24 horas",
    "Chamar no WhatsApp",
    "https://wa.me/5511988887777",
    "80 revisões por mês até maio",
    "R$ 2 mil",
];
const EN: &[&str] = &[
    "Quick",
    "Good Bikes",
    "Sell more of an existing product",
    "Full service",
    "A full bike service in 24 hours for people who ride every day: drop it off at night and fetch it the next night.",
    "People who cycle to work and cannot be without their bike, 20 to 45",
    "ready in 24 hours",
    "Message us on WhatsApp",
];

#[test]
fn a_conversation_in_portuguese() {
    holds("conversation.pt-BR", &conversation("pt-BR"));
}

#[test]
fn a_conversation_in_english() {
    holds("conversation.en", &conversation("en"));
}

#[test]
fn a_piece_to_be_decided_on() {
    let sample = &ALL[0];
    let made = sample.every_kind();
    let post = made.iter().find(|(node, _)| node.kind == Kind::AdRsa).unwrap();
    let mut view = view(sample, post, &["approve", "request", "vary", "hold", "edit", "reject"]);
    view.title = "Anúncio de busca".into();
    view.checks = vec![Check {
        rule: "limit".into(),
        level: Level::Warn,
        message: "Título 3: perto do limite.".into(),
        path: "/headlines/2".into(),
    }];
    let around = Around { link: Some("https://pauta.example/campaign#c=1"), ..Around::default() };
    holds("piece.pt-BR", &drawn(&piece(&view, around, &Show::first("pt-BR"))));
}

#[test]
fn a_question_after_its_answer() {
    let show = Show::first("pt-BR");
    let before = "<b>Quando começa?</b>\n<i>Para o calendário.</i>";
    let after = "<b>Quando começa?</b>\n<i>Para o calendário.</i>\n\n✓ Segunda-feira";
    assert_eq!(answered(before, "Segunda-feira", false, &show), after);
}
