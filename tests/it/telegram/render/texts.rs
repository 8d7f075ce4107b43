//! Any text at all: well formed, within the limits, nothing lost.

use super::{
    strict::{seen, taken, units},
    told,
};
use pauta::{
    channel::telegram::{
        outgoing::Body,
        render::{Show, answered, card_changed, cleaned, elsewhere, row},
    },
    engine::effect::{CardState, From},
};
use proptest::prelude::*;

/// What is read of all the messages, or of the file.
fn read(text: &str) -> Result<String, String> {
    let drafts = row(&told(text), &Show::first("pt-BR"));
    taken(&drafts)?;
    if let [draft] = drafts.as_slice()
        && let Body::Document { text, .. } = &draft.body
    {
        return Ok(text.clone());
    }
    if drafts.len() > 3 {
        return Err(format!("{} messages", drafts.len()));
    }
    let parts: Result<Vec<String>, String> = drafts.iter().map(|draft| seen(draft.body.html())).collect();
    Ok(parts?.concat())
}

/// Letters that are seen. A message of blanks alone is none.
fn ink(text: &str) -> String {
    text.split_whitespace().collect()
}

/// Anything that somebody might write: words, markup, joined letters, blanks, at any length.
fn writing() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => "[a-zà-ú]{1,12}[ .,!?\n]{0,3}",
        2 => "\\PC{0,8}",
        1 => "[<>&\"'/a-z; ]{0,12}",
        1 => Just("<b>&amp;</i>".to_owned()),
        1 => Just("👨‍👩‍👧 e\u{301}\u{301}".to_owned()),
        1 => Just("\u{202e}\r\u{7}\t\u{0}\n\n".to_owned()),
        1 => "[ \n]{0,30}",
    ];
    (prop::collection::vec(piece, 0..60), 1..60usize)
        .prop_map(|(pieces, times)| pieces.concat().repeat(times))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, ..ProptestConfig::default() })]

    #[test]
    fn nothing_of_a_text_is_lost(text in writing()) {
        let read = read(&text).map_err(TestCaseError::fail)?;
        prop_assert_eq!(ink(&read), ink(&cleaned(&text)));
        // Where no part was blank, not even a blank is lost.
        if !text.contains("    ") && !text.contains("\n\n\n") && units(&text) < 4_000 {
            let wanted = cleaned(&text);
            prop_assert!(read == wanted || wanted.trim().is_empty());
        }
    }

    #[test]
    fn what_was_pressed_stands_below_the_question(text in writing(), outcome in writing()) {
        let show = Show::first("en");
        for draft in row(&told(&text), &show) {
            for caption in [false, true] {
                let most = if caption { 1024 } else { 4096 };
                let after = answered(draft.body.html(), &outcome, caption, &show);
                let after = seen(&after).map_err(TestCaseError::fail)?;
                prop_assert!(units(&after) <= most, "{} units", units(&after));
                let said: String = ink(&cleaned(&outcome)).chars().take(40).collect();
                prop_assert!(ink(&after).contains(&said), "{after} lacks {said}");
                let after = card_changed(draft.body.html(), CardState::Accepted, caption, &show);
                let after = seen(&after).map_err(TestCaseError::fail)?;
                prop_assert!(after.ends_with("✓ Suggestion used") && units(&after) <= most);
            }
        }
    }

    #[test]
    fn what_was_said_elsewhere_is_quoted(text in writing(), name in "\\PC{0,20}") {
        let drafts = elsewhere(&text, Some(&name), &Show::first("pt-BR"));
        taken(&drafts).map_err(TestCaseError::fail)?;
        prop_assert_eq!(drafts.is_empty(), text.trim().is_empty());
    }
}

#[test]
fn markup_of_people_is_text() {
    let payloads: Vec<String> = serde_json::from_str(include_str!("../../hostile/payloads.json")).unwrap();
    assert!(payloads.len() > 200);
    for payload in &payloads {
        assert_eq!(read(payload).as_deref().map(ink), Ok(ink(&cleaned(payload))), "{payload}");
    }
    // All of them, one behind the other, across the cuts of several messages.
    let all = payloads.join("\n");
    assert_eq!(read(&all).map(|read| ink(&read)), Ok(ink(&cleaned(&all))));
}

#[test]
fn what_takes_more_than_three_messages_is_a_file() {
    let text = "Uma frase que não acaba nunca. ".repeat(500);
    let drafts = row(&told(&text), &Show::first("pt-BR"));
    let [draft] = drafts.as_slice() else { panic!("{} messages", drafts.len()) };
    let Body::Document { name, text: kept, caption } = &draft.body else { panic!("{draft:?}") };
    assert_eq!((name.as_str(), kept), ("texto.md", &text));
    assert!(caption.starts_with("Uma frase") && caption.ends_with('…'), "{caption}");
    let three = row(&told(&"Uma frase. ".repeat(1_000)), &Show::first("pt-BR"));
    assert_eq!(three.len(), 3);
    assert!(
        three.iter().all(|draft| draft.body.html().trim_end().ends_with("frase.")),
        "cut between sentences"
    );
}

#[test]
fn what_one_said_here_is_only_shown_as_it_was_read() {
    let mut said = told("1500");
    said.from = From::Person;
    let own = Show { own: true, ..Show::first("pt-BR") };
    assert_eq!(row(&said, &own), []);
    said.read = Some(pauta::engine::effect::ReadAs { path: "budget".into(), shown: "R$ 1.500,00".into() });
    let drafts = row(&said, &own);
    assert_eq!(drafts[0].body.html(), "Entendi: R$ 1.500,00");
    assert_eq!(drafts[0].keys[0][0].label(), "Corrigir");
    let other = row(&said, &Show::first("pt-BR"));
    assert_eq!(other[0].body.html(), "Em outra tela:\n<blockquote>1500</blockquote>");
}
