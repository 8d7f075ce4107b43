//! Total, ordered, repeatable, and never a dead end.

use super::person::{Talk, Will, answer, context, messages, trees};
use pauta::{
    engine::{
        effect::{AskView, Effect, From},
        input::{Args, Body, Input},
        state::{State, Status},
    },
    tree::json::CommandName,
};
use proptest::prelude::*;

/// Turns after which even the longest tree must be over for a person who only answers.
const TURNS_MAX: usize = 150;

/// Anything a person may do: mostly sensible answers, sometimes none, sometimes something else altogether.
pub fn whatever(view: Option<&AskView>, talk: &Talk<'_>, will: &mut Will) -> Input {
    let text = |text: &str| Input::Answer { ask: None, path: None, body: Body::Text(text.into()) };
    let command = |name| Input::Command { name, args: Args::default() };
    match (will.below(20), view) {
        (0..=10, Some(view)) => answer(view, will),
        (11, _) => text("não sei"),
        (12, _) => text("ãé%#  𝕏 \u{202e} 1.500,,50 //"),
        (13, _) => command(CommandName::Back),
        (14, _) => command(CommandName::Skip),
        (15, _) => command([CommandName::Help, CommandName::Repeat, CommandName::Summary][will.below(3)]),
        (16, _) => text("só isso"),
        (17, _) => {
            let fields = talk.brief().fields;
            let path =
                fields.get(will.below(fields.len())).map_or("nowhere".into(), |field| field.path.clone());
            Input::Edit { path, body: Body::Text("15".into()), resolve: Default::default() }
        }
        (18, _) => command([CommandName::Stop, CommandName::Restart, CommandName::Reopen][will.below(3)]),
        _ => text("sim"),
    }
}

/// What holds after every turn.
pub fn well_formed(before: &State, talk: &Talk<'_>, effects: &[Effect]) {
    let mut seq = before.seq;
    for effect in effects {
        let row = match effect {
            Effect::Message(message) => message.seq,
            Effect::CardChanged(change) => change.seq,
            Effect::PieceChanged(change) => change.seq,
            Effect::Refuse(_) => {
                assert_eq!(before, &talk.state, "a refused input leaves no trace");
                continue;
            }
            _ => continue,
        };
        assert_eq!(row, seq + 1, "rows come in order, without a gap");
        seq = row;
    }
    assert_eq!(seq, talk.state.seq);
    let said: Vec<_> = messages(effects).collect();
    for message in said.iter().filter(|message| message.from != From::Person) {
        assert!(!message.text.trim().is_empty(), "an empty message: {message:?}");
        assert!(!message.text.contains("{{"), "an unfilled text: {}", message.text);
    }
    let asks = said.iter().filter(|message| message.ask.is_some()).count();
    assert!(asks <= 1 || said.iter().any(|message| message.card.is_some()), "{asks} questions in one turn");
    if talk.state.status == Status::Active {
        assert!(
            talk.pending().is_some(),
            "an active conversation waits for something: {:?}",
            talk.state.pending
        );
    }
    assert!(talk.brief().score.value <= 100);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_done_the_conversation_stands(numbers in prop::collection::vec(any::<u16>(), 0..200)) {
        let context = context();
        for (tree, _) in trees() {
            let mut will = Will::new(numbers.clone());
            let mut talk = Talk::begin(&tree, &context, "pt-BR");
            for _ in 0..40 {
                let before = talk.state.clone();
                let input = whatever(talk.pending().as_ref(), &talk, &mut will);
                let effects = talk.act(input).effects;
                well_formed(&before, &talk, &effects);
            }
        }
    }

    #[test]
    fn who_answers_arrives(numbers in prop::collection::vec(any::<u16>(), 0..300)) {
        let context = context();
        for (tree, name) in trees() {
            let mut will = Will::new(numbers.clone());
            let mut talk = Talk::begin(&tree, &context, "en");
            let mut turns = 0;
            while let Some(view) = talk.pending() {
                turns += 1;
                prop_assert!(turns < TURNS_MAX, "{name}: still at {} after {turns} turns", view.node);
                talk.act(answer(&view, &mut will));
            }
            prop_assert!(talk.is_over(), "{name}: nothing pending, and not over");
        }
    }

    #[test]
    fn the_same_inputs_give_the_same_state(numbers in prop::collection::vec(any::<u16>(), 0..120)) {
        let context = context();
        for (tree, _) in trees() {
            let mut will = Will::new(numbers.clone());
            let mut talk = Talk::begin(&tree, &context, "pt-BR");
            for _ in 0..25 {
                let input = whatever(talk.pending().as_ref(), &talk, &mut will);
                talk.act(input);
            }
            let stored = serde_json::to_string(&talk.state).expect("a state has a JSON form");
            let read: State = serde_json::from_str(&stored).expect("a stored state can be read");
            prop_assert_eq!(&read, &talk.state);
        }
    }
}
