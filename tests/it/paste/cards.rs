//! A paste and its card, in the engine.

use pauta::{
    engine::{
        self, Scene,
        context::Context,
        effect::{CardState, Effect, Message},
        input::{Args, Body, Decision, Input},
        state::{Source, State, Who},
    },
    rules,
    time::Millis,
    tree::{Tree, json::CommandName, value::Value},
};
use std::{collections::BTreeMap, sync::Arc};

const TEXT: &str = "Marca: Padaria Sol\nProduto: Cesta\nVerba: R$ 3 mil\nPúblico: Famílias do bairro";

struct Talk {
    tree: Arc<Tree>,
    state: State,
    played: Vec<Input>,
}

impl Talk {
    fn begin(locale: &str) -> Self {
        const CAMPAIGN: &str = include_str!("../../../dialogue_trees/campaign_briefing.json");
        const KIT: &str = include_str!("../../../dialogue_trees/brand_kit.json");
        let tree = Tree::load_str(CAMPAIGN, &[KIT]).unwrap();
        let mut talk = Self { tree, state: State::new(locale), played: Vec::new() };
        talk.act(Input::Start);
        talk
    }

    /// Past the door by another way than the paste's own.
    fn past_the_door() -> Self {
        let mut talk = Self::begin("pt-BR");
        talk.act(Input::Answer { ask: None, path: None, body: Body::Options(vec!["quick".into()]) });
        talk
    }

    fn act(&mut self, input: Input) -> Vec<Effect> {
        let today = jiff::civil::date(2026, 11, 16);
        let context = Context { today, ..Context::default() };
        let scene = Scene { tree: &self.tree, context: &context, who: &Who::Person, now: Millis(0) };
        let played = engine::play(&scene, &mut self.state, input, &mut |call| Some(rules::assist(call)));
        self.played.extend(played.inputs);
        played.effects
    }

    fn pastes(&mut self, text: &str) -> Vec<Effect> {
        let args = Args { text: Some(text.into()), ..Args::default() };
        self.act(Input::Command { name: CommandName::Paste, args })
    }

    fn says(&mut self, text: &str) -> Vec<Effect> {
        self.act(Input::Answer { ask: None, path: None, body: Body::Text(text.into()) })
    }

    fn decides(
        &mut self,
        version: u32,
        decision: Decision,
        content: &[(&str, Option<Value>)],
    ) -> Vec<Effect> {
        let content = content.iter().map(|(path, value)| ((*path).to_owned(), value.clone())).collect();
        let card = "~paste/extract".to_owned();
        self.act(Input::Decide { card, version: Some(version), decision, content })
    }

    fn given(&self) -> BTreeMap<&str, Source> {
        self.state.given.iter().map(|(path, given)| (path.as_str(), given.source)).collect()
    }
}

fn messages(effects: &[Effect]) -> Vec<&Message> {
    let mut messages = Vec::new();
    for effect in effects {
        if let Effect::Message(message) = effect {
            messages.push(message);
        }
    }
    messages
}

#[test]
fn a_paste_is_a_row_with_its_text_and_a_card_beside_the_question() {
    let mut talk = Talk::past_the_door();
    let pending = talk.state.pending.clone();
    let effects = talk.pastes(TEXT);
    let [said, card] = messages(&effects)[..] else { panic!("{effects:?}") };
    assert_eq!(said.text, "Colou um texto (77 caracteres)");
    assert_eq!(said.pasted.as_deref(), Some(TEXT));
    let shown = card.card.as_ref().unwrap();
    assert_eq!((shown.id.as_str(), shown.version, shown.fields.len()), ("~paste/extract", 1, 4));
    assert!(shown.fields.iter().all(|field| field.quote.is_some()));
    assert!(card.ask.is_some() && talk.state.pending == pending, "the question goes on");
    assert!(talk.given().is_empty(), "nothing is taken before it is accepted");

    talk.decides(1, Decision::Accept, &[]);
    assert_eq!(talk.given().len(), 4);
    assert_eq!(talk.state.pending.as_ref().unwrap().place, "goal", "the brand is not asked any more");
    let kept = serde_json::to_string(&talk.state).unwrap();
    assert!(!kept.contains("Público: Famílias"), "the text is in the row and the event, not in the state");

    let mut again = State::new("pt-BR");
    let context = Context { today: jiff::civil::date(2026, 11, 16), ..Context::default() };
    let scene = Scene { tree: &talk.tree, context: &context, who: &Who::Person, now: Millis(0) };
    for input in &talk.played {
        engine::step(&scene, &mut again, input.clone());
    }
    assert_eq!(again.given, talk.state.given, "a replay comes to the same");
}

#[test]
fn fields_can_be_left_out_and_worded_anew() {
    let mut talk = Talk::past_the_door();
    talk.pastes(TEXT);
    talk.decides(1, Decision::Edit, &[("budget", None), ("product_name", Some(Value::text("Cesta da Sol")))]);
    assert_eq!(talk.given().into_keys().collect::<Vec<_>>(), ["audience", "brand", "product_name"]);
    assert_eq!(talk.state.given["product_name"].value, Value::text("Cesta da Sol"));
}

#[test]
fn what_is_answered_stays_and_what_was_left_open_gives_way() {
    let mut talk = Talk::past_the_door();
    talk.says("Padaria Lua");
    talk.says("não sei");
    talk.pastes(&format!("{TEXT}\nObjetivo: gerar leads"));
    talk.says("/voltar");
    let effects = talk.decides(1, Decision::Accept, &[]);
    assert!(talk.given().contains_key("goal") && !talk.given().contains_key("brand"), "{effects:?}");
    let told = serde_json::to_string(&effects).unwrap();
    assert!(told.contains("4 respostas entraram no briefing"), "{told}");
}

#[test]
fn another_paste_takes_the_place_of_one_that_is_open() {
    let mut talk = Talk::past_the_door();
    talk.pastes(TEXT);
    let effects = talk.pastes("Verba: R$ 5 mil");
    let superseded =
        |effect: &Effect| matches!(effect, Effect::CardChanged(c) if c.state == CardState::Superseded);
    assert!(effects.iter().any(superseded), "{effects:?}");
    let stale = talk.decides(1, Decision::Accept, &[]);
    assert!(matches!(stale[..], [Effect::Refuse(_)]), "{stale:?}");
    talk.decides(2, Decision::Accept, &[]);
    assert_eq!(talk.given().into_keys().collect::<Vec<_>>(), ["budget"]);
    let known = talk.pastes("Verba: R$ 9 mil");
    let told = messages(&known)[1].text.clone();
    assert_eq!(
        told,
        "Não achei respostas novas neste texto. Ele fica guardado na conversa, e eu pergunto o que falta."
    );
    talk.decides(2, Decision::Accept, &[]);
    assert_eq!(talk.state.given.len(), 1);
}

#[test]
fn a_card_that_is_refused_changes_nothing() {
    let mut talk = Talk::past_the_door();
    let before = talk.state.pending.clone();
    talk.pastes(TEXT);
    talk.decides(1, Decision::Keep, &[]);
    assert!(talk.given().is_empty() && talk.state.pending.map(|p| p.place) == before.map(|p| p.place));
}

#[test]
fn a_paste_needs_a_text_that_is_not_too_long() {
    let mut talk = Talk::begin("en");
    for (text, told) in [("  \n", "No text came."), (&"a".repeat(60_001), "This text is over 60,000")] {
        let effects = talk.pastes(text);
        let [Effect::Refuse(refusal)] = &effects[..] else { panic!("{effects:?}") };
        assert!(refusal.message.starts_with(told), "{}", refusal.message);
    }
    let effects = talk.pastes(&"a".repeat(60_000));
    assert_eq!(messages(&effects)[0].text, "Pasted a text (60,000 characters)");
}

#[test]
fn a_tree_that_reads_no_texts_says_so() {
    let tree = crate::harness::trees::ten_questions().to_string();
    let tree = Tree::load_str(&tree, &[]).unwrap();
    let mut talk = Talk { tree, state: State::new("en"), played: Vec::new() };
    talk.act(Input::Start);
    let effects = talk.pastes("Field 1: x");
    assert!(messages(&effects)[1].text.starts_with("The text is kept in the conversation"), "{effects:?}");
    assert!(messages(&effects)[1].ask.is_some());
}
