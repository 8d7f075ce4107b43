//! Whatever is done to a tree: reading and checking it never panics, and one that passes the check can be
//! talked through to its end, whatever is said.

use super::examples::library;
use pauta::{
    talk::{Broken, TODAY, Talk},
    tree::{
        Library, Tree,
        check::{House, check_text},
        json::CommandName,
    },
};
use proptest::{prelude::*, sample::Index};
use serde_json::{Value as Json, json};
use std::sync::LazyLock;

static SOUND: LazyLock<Json> =
    LazyLock::new(|| serde_json::to_value(library().get("mini_briefing").unwrap()).unwrap());
static LIBRARY: LazyLock<Library> = LazyLock::new(library);

/// Every place in a document.
fn places(json: &Json, at: &str, into: &mut Vec<String>) {
    into.push(at.to_owned());
    match json {
        Json::Object(keys) => {
            keys.iter().for_each(|(key, value)| places(value, &format!("{at}/{key}"), into));
        }
        Json::Array(many) => {
            many.iter().enumerate().for_each(|(n, one)| places(one, &format!("{at}/{n}"), into));
        }
        _ => {}
    }
}

/// The mini briefing with a few values replaced by others of its own, or by odd ones.
fn mangled(changes: &[(Index, Index, bool)]) -> String {
    let odd = [
        json!(null),
        json!(1e300),
        json!(""),
        json!("{{ x"),
        json!([]),
        json!({}),
        json!(true),
        json!("else"),
    ];
    let mut tree = SOUND.clone();
    for (to, from, own) in changes {
        let mut all = Vec::new();
        places(&tree, "", &mut all);
        let value = match own {
            true => tree.pointer(from.get(&all).as_str()).unwrap().clone(),
            false => from.get(&odd).clone(),
        };
        *tree.pointer_mut(to.get(&all).as_str()).unwrap() = value;
    }
    tree.to_string()
}

/// One thing that a person may do.
fn act(talk: &mut Talk<'_>, choice: &Index, words: &str) {
    let ask = talk.pending();
    let ids: Vec<String> = ask
        .iter()
        .flat_map(|ask| ask.input.options.iter().chain(&ask.buttons))
        .map(|b| b.id.clone())
        .collect();
    match choice.index(8) {
        0..4 if !ids.is_empty() => talk.press(std::slice::from_ref(choice.get(&ids))),
        4 => talk.command(CommandName::Back, Default::default()),
        5 => talk.say("R$ 1.500,50"),
        6 => talk.command(CommandName::Skip, Default::default()),
        _ => talk.say(words),
    };
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn a_mangled_tree_is_told_of_or_talked_through(
        changes in prop::collection::vec(any::<(Index, Index, bool)>(), 0..4),
        turns in prop::collection::vec((any::<Index>(), "[ -~ãç]{1,60}"), 0..25),
    ) {
        let text = mangled(&changes);
        let (_, found) = check_text(&text, &LIBRARY, House::Shipped);
        prop_assert!(found.iter().all(|problem| !problem.message.is_empty()));
        if let Ok(tree) = Tree::load_text(&text, &LIBRARY) {
            let (mut talk, _) = Talk::begin(&tree, "pt-BR", TODAY);
            for (choice, words) in &turns {
                prop_assert!(talk.broken() != Some(Broken::DeadEnd), "{}", talk.transcript());
                act(&mut talk, choice, words);
            }
        }
    }

    #[test]
    fn any_text_is_read_or_told_of(text in "\\PC{0,200}", cut in any::<Index>()) {
        let _ = check_text(&text, &LIBRARY, House::Shipped);
        let whole = SOUND.to_string();
        let cut: String = whole.chars().take(cut.index(whole.chars().count())).collect();
        prop_assert!(check_text(&cut, &LIBRARY, House::Any).0.is_none());
    }
}
