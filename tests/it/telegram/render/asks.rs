//! Every question of every tree, in both languages: it fits, and everything that it offers can be pressed.

use super::{
    strict::{keyboard, seen, taken, units},
    told,
};
use crate::engine::person::{Talk, Will, answer, context, messages, trees};
use pauta::{
    channel::telegram::{
        outgoing::{Draft, Key},
        press::Action,
        render::{Show, keys, row},
    },
    engine::{
        self,
        effect::{AskView, Button, Control, Message, MessageKind, Part},
    },
    tree::json::{Node, SlotType},
};
use std::collections::{BTreeMap, BTreeSet};

const LOCALES: [&str; 2] = ["pt-BR", "en"];

fn actions(keys: &[Vec<Key>]) -> impl Iterator<Item = &Action> {
    keys.iter().flatten().filter_map(|key| match key {
        Key::Press { action, .. } => Some(action),
        Key::Link { .. } => None,
    })
}

/// Every page of a row, from the first: all must be taken, and each has to have the same words.
fn pages(message: &Message, show: &Show<'_>) -> Vec<Vec<Vec<Key>>> {
    let mut all = Vec::new();
    let mut wanted = BTreeSet::from([0]);
    while let Some(page) = wanted.iter().copied().find(|page| usize::try_from(*page).unwrap() == all.len()) {
        let drafts = row(message, &Show { page, ..*show });
        taken(&drafts).unwrap_or_else(|why| panic!("{why}: {message:?}"));
        let keys = drafts.last().map(|draft| draft.keys.clone()).unwrap_or_default();
        wanted.extend(actions(&keys).filter_map(|action| match action {
            Action::Page { page } => Some(*page),
            _ => None,
        }));
        all.push(keys);
    }
    assert_eq!(wanted.len(), all.len(), "each page leads to those there are");
    all
}

/// What can be answered by a press, by id or by words.
fn reachable(pages: &[Vec<Vec<Key>>]) -> BTreeSet<String> {
    let pressed = pages.iter().flat_map(|keys| actions(keys)).filter_map(|action| match action {
        Action::Choose { id, .. } | Action::Tick { id, .. } => Some(id.clone()),
        Action::Say { text, .. } => Some(text.clone()),
        _ => None,
    });
    pressed.collect()
}

/// What the ask offers: its options or those of its first part or item, and its own buttons.
fn offered(view: &AskView) -> BTreeSet<String> {
    let input = &view.input;
    let mut all: BTreeSet<String> = view.buttons.iter().map(|button| button.id.clone()).collect();
    match input.kind {
        SlotType::Object => all.extend(ids(input.parts.first().map(|part| &part.input))),
        SlotType::List => {
            let item = input.parts.first().map(|part| &part.input).or(input.item.as_deref());
            all.extend(item.into_iter().flat_map(|item| &item.options).map(|option| option.label.clone()));
            all.extend(ids(Some(input)));
        }
        _ => all.extend(ids(Some(input))),
    }
    all
}

fn ids(control: Option<&Control>) -> Vec<String> {
    control.into_iter().flat_map(|control| &control.options).map(|option| option.id.clone()).collect()
}

fn fits(message: &Message, locale: &str) {
    let show = Show::first(locale);
    let pages = pages(message, &show);
    let Some(view) = &message.ask else { return };
    if message.card.is_none() {
        let (reachable, offered) = (reachable(&pages), offered(view));
        assert!(offered.is_subset(&reachable), "{offered:?} in {reachable:?}");
    }
    let all: Vec<String> = view.input.options.iter().map(|option| option.id.clone()).collect();
    keyboard(&keys(view, &Show { ticked: &all, ..show })).unwrap();
    let text = row(message, &show).iter().map(|draft| seen(draft.body.html()).unwrap()).collect::<String>();
    for words in view.why.iter().chain(&view.example) {
        assert!(text.contains(words.as_str()), "{text}\nlacks {words}");
    }
    // What is cut on its button, or has more to be said of it, stands whole in the text.
    let (input, longest) = (&view.input, 64);
    for option in input.options.iter().filter(|one| one.hint.is_some() || units(&one.label) > longest) {
        assert!(text.contains(&option.label), "{text}\nlacks {}", option.label);
        assert!(
            option.hint.iter().all(|hint| text.contains(hint.as_str())),
            "{text}\nlacks {:?}",
            option.hint
        );
    }
}

#[test]
fn whatever_is_said_on_the_way_fits() {
    let context = context();
    let mut met: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for locale in LOCALES {
        for (tree, name) in trees() {
            for seed in 0..24_u16 {
                let numbers =
                    (0..400_u16).map(|n| n.wrapping_mul(31).wrapping_add(seed.wrapping_mul(977)) % 61);
                let mut will = Will::new(numbers.collect());
                let mut talk = Talk::begin(&tree, &context, locale);
                let mut turns = 0;
                while let Some(view) = talk.pending().filter(|_| turns < 120) {
                    turns += 1;
                    if name == "campaign" {
                        met.entry(locale).or_default().insert(view.node.clone());
                    }
                    let played = talk.act(answer(&view, &mut will));
                    messages(&played.effects).for_each(|message| fits(message, locale));
                }
            }
        }
    }
    let (campaign, _) = trees().swap_remove(0);
    let asks = campaign.doc().nodes.iter().filter(|(_, node)| matches!(node, Node::Ask(_)));
    let asks: BTreeSet<String> = asks.map(|(id, _)| id.clone()).collect();
    for (locale, met) in met {
        let share = asks.intersection(&met).count() * 100 / asks.len();
        assert!(
            share >= 80,
            "{share} % of the questions were met in {locale}: not {:?}",
            asks.difference(&met)
        );
    }
}

#[test]
fn every_slot_has_a_keyboard_that_fits() {
    let context = context();
    for locale in LOCALES {
        for (tree, _) in trees() {
            let talk = Talk::begin(&tree, &context, locale);
            for (path, slot) in &tree.doc().slots {
                fits(&asked(path, engine::control(&talk.scene(), slot, locale)), locale);
            }
        }
    }
}

/// A question for such a control.
fn asked(path: &str, input: Control) -> Message {
    let button = |id: &str| Button { id: id.into(), label: format!("Botão {id}"), hint: None };
    let view = AskView {
        id: 7,
        node: path.into(),
        path: path.into(),
        input,
        required: false,
        why: Some("Porque <sim> & não.".into()),
        example: None,
        seconds: None,
        chapter: None,
        offered: None,
        offered_shown: None,
        buttons: vec![button("unsure"), button("skip")],
    };
    Message { kind: MessageKind::Ask, ask: Some(view), ..told("Qual é a <resposta>?\nE por quê?") }
}

fn control(kind: SlotType, options: &[&str]) -> Control {
    let option = |label: &&str| Button { id: label.to_lowercase(), label: (*label).to_owned(), hint: None };
    Control {
        kind,
        options: options.iter().map(option).collect(),
        values: BTreeMap::new(),
        allow_new: false,
        currency: None,
        max_length: None,
        max_items: None,
        item: None,
        parts: Vec::new(),
    }
}

fn drawn(message: &Message, show: &Show<'_>) -> (String, Vec<Vec<String>>) {
    let drafts = row(message, show);
    taken(&drafts).unwrap();
    let Some(Draft { body, keys, .. }) = drafts.last() else { panic!("nothing is said") };
    let labels = keys.iter().map(|row| row.iter().map(|key| key.label().to_owned()).collect());
    (body.html().to_owned(), labels.collect())
}

#[test]
fn short_labels_stand_side_by_side_and_many_on_pages() {
    let show = Show::first("pt-BR");
    let (_, keys) = drawn(&asked("a", control(SlotType::Choice, &["Sim", "Não", "Talvez", "Nunca"])), &show);
    assert_eq!(keys[..2], [vec!["Sim", "Não", "Talvez"], vec!["Nunca"]]);
    let (_, keys) = drawn(&asked("a", control(SlotType::Choice, &["Mais de uma vez ao mês", "Não"])), &show);
    assert_eq!(keys[..2], [["Mais de uma vez ao mês"], ["Não"]]);
    let many: Vec<String> = (1..=19).map(|n| format!("Opção bem comprida {n}")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    let message = asked("a", control(SlotType::Choice, &many));
    let (_, keys) = drawn(&message, &Show { page: 2, ..show });
    assert_eq!(keys[2..4], [vec!["Opção bem comprida 19"], vec!["‹", "3/3"]]);
    let (_, first) = drawn(&message, &show);
    assert!(first.iter().any(|row| *row == ["1/3", "›"]), "{first:?}");
    assert_eq!(pages(&message, &show).len(), 3);
    // Past the end is the end.
    assert_eq!(drawn(&message, &Show { page: 99, ..show }).1, keys);
}

#[test]
fn ticks_are_shown_and_an_order_is_numbered() {
    let ticked = ["b".to_owned(), "a".to_owned()];
    let show = Show { ticked: &ticked, ..Show::first("en") };
    let (html, keys) = drawn(&asked("a", control(SlotType::MultiChoice, &["A", "B", "C"])), &show);
    assert_eq!(keys[..2], [vec!["☑ A", "☑ B", "☐ C"], vec!["Done"]]);
    assert!(html.contains("Tick whatever applies"), "{html}");
    let (_, keys) = drawn(&asked("a", control(SlotType::Rank, &["A", "B", "C"])), &show);
    assert_eq!(keys[..2], [vec!["2. A", "1. B", "☐ C"], vec!["Done"]]);
}

#[test]
fn a_long_option_is_cut_on_its_button_and_whole_in_the_text() {
    let long = "Uma opção que diz tanto que nenhum botão de um telefone a mostraria por inteiro";
    let (html, keys) = drawn(&asked("a", control(SlotType::Choice, &[long, "Outra"])), &Show::first("pt-BR"));
    assert!(keys[0][0].ends_with('…') && html.contains(&format!("1. {long}\n2. Outra")), "{html}\n{keys:?}");
}

#[test]
fn what_is_typed_has_an_example_of_its_kind() {
    for (kind, pt, en) in [
        (SlotType::Money, "Ex.: R$ 1.500 ou 1500", "E.g. R$1,500 or 1500"),
        (SlotType::Date, "Ex.: 24/12 ou amanhã", "E.g. 24 December or tomorrow"),
        (SlotType::Number, "Ex.: 120 ou 1.500", "E.g. 120 or 1,500"),
    ] {
        for (locale, wanted) in [("pt-BR", pt), ("en", en)] {
            let (html, _) = drawn(&asked("a", control(kind, &[])), &Show::first(locale));
            assert!(html.contains(&format!("<i>{wanted}</i>")), "{html}");
        }
    }
    let euros = Control { currency: Some("EUR".into()), ..control(SlotType::Money, &[]) };
    assert!(drawn(&asked("a", euros), &Show::first("en")).0.contains("€1,500"));
    let (html, _) = drawn(&asked("a", control(SlotType::File, &[])), &Show::first("pt-BR"));
    assert!(html.contains("até 20 MB"), "{html}");
}

#[test]
fn a_composite_is_put_by_its_first_part() {
    let part = |path: &str, label: &str, input| Part {
        path: path.into(),
        label: label.into(),
        required: false,
        input,
    };
    let parts = vec![
        part("action", "Ação", control(SlotType::Choice, &["Comprar", "Ligar"])),
        part("link", "Link", control(SlotType::Url, &[])),
    ];
    let object = Control { parts: parts.clone(), ..control(SlotType::Object, &[]) };
    let message = asked("cta", object);
    let (html, _) = drawn(&message, &Show::first("pt-BR"));
    assert!(html.contains("Primeiro: Ação. Depois: Link."), "{html}");
    let keys = row(&message, &Show::first("pt-BR")).pop().unwrap().keys;
    let wanted = Action::Choose { ask: 7, id: "comprar".into(), part: Some("action".into()) };
    assert_eq!(actions(&keys).next(), Some(&wanted));
    // An item of a list is answered by its words: the list has no such option.
    let list = Control { parts, ..control(SlotType::List, &["Nenhuma"]) };
    let keys = row(&asked("ctas", list), &Show::first("pt-BR")).pop().unwrap().keys;
    let wanted = [
        Action::Say { ask: 7, text: "Comprar".into() },
        Action::Say { ask: 7, text: "Ligar".into() },
        Action::Choose { ask: 7, id: "nenhuma".into(), part: None },
    ];
    assert_eq!(actions(&keys).take(3).collect::<Vec<_>>(), wanted.iter().collect::<Vec<_>>());
}

#[test]
fn yes_and_no_have_their_buttons() {
    let (_, keys) = drawn(&asked("a", control(SlotType::Confirm, &[])), &Show::first("pt-BR"));
    assert_eq!(keys[0], ["Sim", "Não"]);
}

#[test]
fn an_action_is_kept_as_json() {
    let action = Action::Tick { ask: 7, id: "a".into(), part: None };
    let json = serde_json::to_string(&action).unwrap();
    assert_eq!(json, r#"{"do":"tick","ask":7,"id":"a"}"#);
    assert_eq!(serde_json::from_str::<Action>(&json).unwrap(), action);
}
