//! A copy knows what its original knew, asks for nothing that still holds, and begins by its event alone.

use super::{
    edits::{answered, change, known},
    person::{Talk, Will, answer, context, messages, trees},
    promises::{well_formed, whatever},
};
use pauta::{
    engine::{
        context::Context,
        effect::AskView,
        input::{Args, Body, Input},
        state::{FactKind, Source, State},
    },
    tree::{
        Tree,
        json::{CommandName, Node, Slot, SlotType},
        value::Value,
    },
};
use proptest::{prelude::*, test_runner::RngSeed};

/// A conversation as people leave one: some answered, some skipped, something edited; perhaps closed.
fn lived<'a>(tree: &'a Tree, context: &'a Context, will: &mut Will, turns: usize) -> Talk<'a> {
    let mut talk = answered(tree, context, will, turns);
    if will.below(2) == 0 {
        talk.act(Input::Command { name: CommandName::Skip, args: Args::default() });
    }
    if let Some((path, body)) = change(&talk, will) {
        talk.act(Input::Edit { path, body, resolve: Default::default() });
    }
    talk
}

fn asks_for_more(talk: &Talk<'_>) -> bool {
    talk.pending().is_some_and(|view| view.buttons.iter().any(|button| button.id == "no_more"))
}

/// Days and money are put again: whoever says that they still hold stands where the original stood. Gives the
/// paths that were asked.
fn keep_what_moves(copy: &mut Talk<'_>, until: Option<AskView>) -> Vec<String> {
    let mut kept = Vec::new();
    let until = until.map(|view| view.node);
    while let Some(view) = copy.pending().filter(|view| until.as_ref() != Some(&view.node)) {
        if !view.buttons.iter().any(|button| button.id == "keep") {
            break;
        }
        assert!(moves(copy.tree, copy.tree.slot(&view.path).unwrap()), "{} does not move", view.path);
        let keep = Body::Options(vec!["keep".into()]);
        copy.act(Input::Answer { ask: Some(view.id), path: None, body: keep });
        kept.push(view.path);
    }
    kept
}

fn moves(tree: &Tree, slot: &Slot) -> bool {
    match slot.kind {
        SlotType::Date | SlotType::DateRange | SlotType::Money => true,
        SlotType::Object => tree.fields(slot).values().any(|part| moves(tree, part)),
        SlotType::List => moves(tree, slot.of.as_ref().unwrap()),
        _ => false,
    }
}

proptest! {
    // The same conversations each time: what one in a thousand finds is no news to whoever changed something else.
    #![proptest_config(ProptestConfig { cases: 24, rng_seed: RngSeed::Fixed(20_261_125), ..ProptestConfig::default() })]

    #[test]
    fn a_copy_knows_what_the_original_knew(numbers in prop::collection::vec(any::<u16>(), 0..200), turns in 2usize..60) {
        let context = context();
        for (tree, name) in trees() {
            let mut will = Will::new(numbers.clone());
            let talk = lived(&tree, &context, &mut will, turns);
            let mut copy = talk.copied(&context);
            let own = copy.state.facts.values().filter(|fact| {
                matches!(fact.kind, FactKind::Answered { source, .. } if source != Source::Copied && source != Source::Assumption)
            });
            prop_assert_eq!(own.count(), 0, "{}", name);
            let kept = keep_what_moves(&mut copy, talk.pending());
            let (mut was, mut is) = (known(&talk), known(&copy));
            for known in [&mut was, &mut is] {
                known.confirm(&kept);
                // What moves and stands further on is put when its turn comes.
                let moves = |path: &str| tree.slot(path).is_some_and(|slot| moves(&tree, slot));
                known.fields.retain(|(path, ..)| kept.contains(path) || !moves(path));
            }
            // A list that was still open is taken as it was.
            if asks_for_more(&talk) {
                (was.pending, is.pending) = (None, None);
            }
            prop_assert_eq!(was, is, "{}", name);
        }
    }

    #[test]
    fn a_copy_begins_by_its_event_alone(numbers in prop::collection::vec(any::<u16>(), 0..120), turns in 2usize..40) {
        let context = context();
        for (tree, _) in trees() {
            let mut will = Will::new(numbers.clone());
            let copy = lived(&tree, &context, &mut will, turns).copied(&context);
            let event = serde_json::to_string(&copy.played).expect("an input has a JSON form");
            let mut inputs = serde_json::from_str::<Vec<Input>>(&event).expect("it can be read").into_iter();
            let first = inputs.next().expect("the copy itself");
            let mut replayed = State::new(&*copy.state.locale);
            pauta::engine::play(&copy.scene(), &mut replayed, first, &mut |_| match inputs.next() {
                Some(Input::AssistDone { result, .. }) => Some(result),
                _ => None,
            });
            prop_assert_eq!(replayed, copy.state);
        }
    }

    #[test]
    fn whatever_is_done_with_a_copy_it_stands(numbers in prop::collection::vec(any::<u16>(), 0..200), turns in 2usize..40) {
        let context = context();
        for (tree, _) in trees() {
            let mut will = Will::new(numbers.clone());
            let mut copy = lived(&tree, &context, &mut will, turns).copied(&context);
            for _ in 0..15 {
                let before = copy.state.clone();
                let input = whatever(copy.pending().as_ref(), &copy, &mut will);
                let effects = copy.act(input).effects;
                well_formed(&before, &copy, &effects);
            }
        }
    }

    #[test]
    fn a_day_that_has_passed_is_asked_again(numbers in prop::collection::vec(any::<u16>(), 0..200)) {
        // Whatever was said of 2027 is over by then.
        let (then, now) = (context(), Context { today: jiff::civil::date(2028, 1, 10), ..context() });
        for (tree, name) in trees() {
            let mut will = Will::new(numbers.clone());
            let talk = answered(&tree, &then, &mut will, 60);
            let copy = talk.copied(&now);
            for (place, fact) in &copy.state.facts {
                let FactKind::Answered { value, .. } = &fact.kind else { continue };
                let day = value.as_day().is_some() || matches!(value, Value::Dates(_));
                prop_assert!(!day, "{}: {} is still {:?}", name, place, value);
            }
        }
    }
}

#[test]
fn a_finished_briefing_is_copied_asks_what_moves_and_comes_to_its_review() {
    let context = context();
    let reviewed = |tree: &Tree| tree.doc().nodes.values().any(|node| matches!(node, Node::Review(_)));
    for (tree, name) in trees().into_iter().filter(|(tree, _)| reviewed(tree)) {
        let mut will = Will::new(Vec::new());
        let mut talk = Talk::begin(&tree, &context, "en");
        while let Some(view) = talk.pending() {
            talk.act(answer(&view, &mut will));
        }
        assert!(talk.is_over(), "{name}");
        let mut copy = Talk { state: State::new("en"), played: Vec::new(), ..talk.copied(&context) };
        let of = pauta::engine::input::Original::of(&talk.state, &tree, "Spring".into());
        let played = copy.act(Input::Copy { of: Box::new(of) });
        let first = messages(&played.effects).next().expect("it says what it is").text.clone();
        assert!(first.starts_with("This is a copy of “Spring”."), "{name}: {first}");
        let kept = keep_what_moves(&mut copy, None);
        assert_eq!(
            first.contains("I ask again, with the earlier answer"),
            !kept.is_empty(),
            "{name}: {first}"
        );
        assert!(first.ends_with("write “edit” and the name of the field."), "{name}: {first}");
        if name == "campaign" {
            for path in ["kpis", "budget", "dates"] {
                assert!(kept.iter().any(|kept| kept == path), "{path} is not asked again: {kept:?}");
            }
        }
        let pending = copy.pending().expect("the review");
        assert!(pending.buttons.iter().any(|button| button.id == "confirm"), "{name}: {pending:?}");
        assert_eq!((copy.state.versions, copy.state.turn), (0, 1 + kept.len() as u64));
        // Anything can be changed, and it closes as its own first version.
        let confirm = Body::Options(vec!["confirm".into()]);
        copy.act(Input::Answer { ask: Some(pending.id), path: None, body: confirm });
        assert!(copy.is_over() && copy.state.versions == 1, "{name}");
    }
}

#[test]
fn what_moves_is_asked_again_though_a_pasted_text_said_it() {
    let context = context();
    let (tree, _) = trees().into_iter().find(|(_, name)| *name == "campaign").unwrap();
    let mut talk = Talk::begin(&tree, &context, "pt-BR");
    let pasted = "Marca: Padaria Sol\nObjetivo: aumentar vendas\nPeríodo: de 01/12/2026 a 24/12/2026\nMeta: 100 cestas até 31/03/2027\nVerba: R$ 2 mil";
    let option = |id: &str| Body::Options(vec![id.into()]);
    for body in [option("paste"), Body::Text(pasted.into()), option("accept")] {
        talk.act(Input::Answer { ask: None, path: None, body });
    }
    let mut will = Will::new(Vec::new());
    let mut asked = Vec::new();
    while let Some(view) = talk.pending() {
        asked.push(view.path.clone());
        talk.act(answer(&view, &mut will));
    }
    assert!(talk.is_over() && !asked.iter().any(|path| path == "budget"), "{asked:?}");
    let mut copy = talk.copied(&context);
    let kept = keep_what_moves(&mut copy, None);
    for path in ["kpis", "budget", "dates"] {
        assert!(kept.iter().any(|kept| kept == path), "{path} is not asked again: {kept:?}");
    }
    let shown = |talk: &Talk<'_>| talk.brief().shown();
    assert_eq!(shown(&copy), shown(&talk));
}

#[test]
fn a_copy_of_nothing_is_a_beginning() {
    let context = context();
    for (tree, _) in trees() {
        let fresh = Talk::begin(&tree, &context, "pt-BR");
        assert_eq!(fresh.copied(&context).state, fresh.state);
    }
}
