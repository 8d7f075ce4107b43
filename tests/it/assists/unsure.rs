//! "Não sei" where a model is there to help: two questions, an assumption, and never in the way.

use pauta::{
    engine::{
        self, Scene,
        brief::{Field, FieldState},
        context::{Context, Model},
        effect::{AssistCall, Card, CardState, Effect, Message, RefusalCode},
        input::{AssistResult, Body, Decision, Input, Proposal, Suggested},
        state::{Source, State, Who},
    },
    time::Millis,
    tree::{
        Library, Tree,
        json::{AssistTask, TreeDoc},
        value::{NewOption, Value},
    },
};
use std::{collections::BTreeMap, fs, sync::Arc};

struct Talk {
    tree: Arc<Tree>,
    context: Context,
    state: State,
    effects: Vec<Effect>,
}

fn campaign() -> Arc<Tree> {
    let read = |id: &str| -> TreeDoc {
        let path = format!("{}/dialogue_trees/{id}.json", env!("CARGO_MANIFEST_DIR"));
        serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
    };
    let library = Library::of([read("brand_kit"), read("campaign_briefing")]);
    Tree::load(read("campaign_briefing"), &library).unwrap()
}

impl Talk {
    /// At the question for the brand, the first that may stay open.
    fn begin(consent: &str) -> Self {
        let model = Some(Model { by: "OpenAI".into(), ..Model::default() });
        let context = Context { today: jiff::civil::date(2026, 11, 16), model, ..Context::default() };
        let mut talk = Self { tree: campaign(), context, state: State::new("en"), effects: Vec::new() };
        talk.act(Input::Start);
        talk.presses(consent);
        talk.presses("quick");
        assert_eq!(talk.pending(), "brand");
        talk
    }

    /// At the question for the brand, just after "I don't know".
    fn unsure() -> (Self, AssistCall) {
        let mut talk = Self::begin("ai_yes");
        talk.presses("unsure");
        let call = talk.wanted();
        (talk, call.expect("help is wanted"))
    }

    fn scene(&self) -> Scene<'_> {
        Scene { tree: &self.tree, context: &self.context, who: &Who::Person, now: Millis(0) }
    }

    fn act(&mut self, input: Input) {
        let scene = Scene { tree: &self.tree, context: &self.context, who: &Who::Person, now: Millis(0) };
        self.effects = engine::play(&scene, &mut self.state, input, &mut |_| None).effects;
    }

    fn presses(&mut self, id: &str) {
        self.act(Input::Answer { ask: None, path: None, body: Body::Options(vec![id.into()]) });
    }

    fn says(&mut self, text: &str) {
        self.act(Input::Answer { ask: None, path: None, body: Body::Text(text.into()) });
    }

    fn decides(&mut self, decision: Decision, content: BTreeMap<String, Option<Value>>) {
        let card = self.card().expect("a card is shown").id;
        self.act(Input::Decide { card, version: None, decision, content });
    }

    fn wanted(&self) -> Option<AssistCall> {
        self.effects.iter().find_map(|effect| match effect {
            Effect::Assist(call) => Some(call.clone()),
            _ => None,
        })
    }

    fn comes_back(&mut self, call: &AssistCall, assumed: Option<Body>) {
        let suggested = assumed.map(|body| Suggested { body, quote: None, confidence: None });
        let proposal = Proposal {
            slots: suggested.map(|suggested| (call.wanted[0].path.clone(), suggested)).into_iter().collect(),
            questions: vec!["Who bought last?".into(), "What did they say?".into()],
            assumptions: vec!["The shop's sign says so.".into()],
            by: "gpt".into(),
            ..Proposal::default()
        };
        let result = AssistResult::Proposed(proposal);
        self.act(Input::AssistDone { task: call.task, fingerprint: call.fingerprint.clone(), result });
    }

    fn messages(&self) -> impl DoubleEndedIterator<Item = &Message> {
        self.effects.iter().filter_map(|effect| match effect {
            Effect::Message(message) => Some(message),
            _ => None,
        })
    }

    fn card(&self) -> Option<Card> {
        self.messages().find_map(|message| message.card.clone())
    }

    fn is_cancelled(&self, task: u64) -> bool {
        self.effects.iter().any(|effect| matches!(effect, Effect::Cancel { task: t } if *t == task))
    }

    fn changed(&self) -> Option<CardState> {
        self.effects.iter().find_map(|effect| match effect {
            Effect::CardChanged(change) => Some(change.state),
            _ => None,
        })
    }

    fn pending(&self) -> String {
        engine::pending(&self.scene(), &self.state).expect("something is pending").node
    }

    fn field(&self, path: &str) -> Field {
        let fields = engine::brief(&self.scene(), &self.state).fields;
        fields.into_iter().find(|field| field.path == path).expect("the brief has the field")
    }
}

fn brand() -> Option<Body> {
    Some(Body::Text("Sun Bakery".into()))
}

#[test]
fn who_does_not_know_goes_on_and_gets_two_questions_and_an_assumption() {
    let (mut talk, call) = Talk::unsure();
    assert_eq!((talk.pending().as_str(), call.kind, call.model), ("goal", AssistTask::Question, true));
    assert_eq!(call.given[0].text, "Which brand is this campaign for?");
    assert_eq!((call.wanted.len(), call.wanted[0].path.as_str()), (1, "brand"));
    assert_eq!(
        engine::call(&talk.scene(), &talk.state, call.task),
        Some(call.clone()),
        "for another process"
    );
    let running = engine::running(&talk.scene(), &talk.state);
    assert_eq!((running.len(), running[0].path.as_str(), running[0].deadline), (1, "brand", Millis(60_000)));
    talk.comes_back(&call, brand());
    let said = talk.messages().next().unwrap().clone();
    assert!(said.text.starts_with("Two questions that help with “Brand”"), "{}", said.text);
    assert!(said.ask.is_some_and(|ask| ask.node == "goal"), "the question that is pending stays in reach");
    let card = said.card.unwrap();
    assert_eq!((card.questions.len(), card.assumptions.len(), card.by.as_str()), (2, 1, "gpt"));
    let buttons: Vec<_> = card.buttons.iter().map(|b| (b.id.as_str(), b.label.as_str())).collect();
    assert_eq!(buttons[0], ("accept", "Use as an assumption"));
    assert_eq!(buttons[2], ("keep", "Leave it open"));
    assert_eq!(talk.field("brand").state, FieldState::Open, "nothing of it counts before it is taken");

    talk.decides(Decision::Accept, BTreeMap::new());
    let field = talk.field("brand");
    assert_eq!((field.state, field.source), (FieldState::Assumed, Some(Source::Assumption)));
    assert_eq!((field.shown.as_deref(), talk.pending().as_str()), (Some("Sun Bakery"), "goal"));
    talk.says("change brand: Sun Bakery of the square");
    assert_eq!(talk.field("brand").state, FieldState::Settled, "confirmed in one's own words");
}

#[test]
fn kept_it_stays_open_and_changed_it_is_ones_own() {
    let (mut talk, call) = Talk::unsure();
    talk.comes_back(&call, brand());
    talk.decides(Decision::Keep, BTreeMap::new());
    assert_eq!((talk.field("brand").state, talk.pending().as_str()), (FieldState::Open, "goal"));
    let (mut talk, call) = Talk::unsure();
    talk.comes_back(&call, brand());
    let content =
        BTreeMap::from([("brand".to_owned(), Some(Value::New(NewOption { new: "Moon Bakery".into() })))]);
    talk.decides(Decision::Edit, content);
    let field = talk.field("brand");
    assert_eq!((field.state, field.source), (FieldState::Settled, Some(Source::Person)));
    assert_eq!(field.shown.as_deref(), Some("Moon Bakery"));
}

#[test]
fn a_card_is_decided_once_and_has_no_other_version() {
    let (mut talk, call) = Talk::unsure();
    talk.comes_back(&call, brand());
    let card = talk.card().unwrap().id;
    let decide = |talk: &mut Talk, decision| {
        let input =
            Input::Decide { card: card.clone(), version: Some(1), decision, content: BTreeMap::new() };
        talk.act(input);
        talk.effects.iter().find_map(|effect| match effect {
            Effect::Refuse(refusal) => Some(refusal.code),
            _ => None,
        })
    };
    assert_eq!(decide(&mut talk, Decision::Another), Some(RefusalCode::UnknownCard));
    assert_eq!(decide(&mut talk, Decision::Accept), None);
    assert_eq!(decide(&mut talk, Decision::Accept), Some(RefusalCode::AlreadyDecided));
}

#[test]
fn what_was_answered_meanwhile_needs_no_help() {
    let (mut talk, call) = Talk::unsure();
    talk.says("change brand: Sun Bakery");
    assert!(talk.is_cancelled(call.task));
    let before = talk.state.facts.clone();
    talk.comes_back(&call, Some(Body::Text("Moon Bakery".into())));
    assert!(talk.effects.is_empty() && talk.state.facts == before, "{:?}", talk.effects);
    let (mut talk, call) = Talk::unsure();
    talk.comes_back(&call, brand());
    talk.says("change brand: Moon Bakery");
    assert_eq!(talk.changed(), Some(CardState::Superseded));
    assert_eq!(talk.field("brand").shown.as_deref(), Some("Moon Bakery"));
}

#[test]
fn help_with_one_question_gives_way_to_help_with_the_next() {
    let (mut talk, first) = Talk::unsure();
    talk.presses("leads");
    talk.says("Breakfast basket");
    talk.says("Sourdough, coffee and jam for people who have breakfast at home and leave without a rush.");
    talk.says("Carla, 38, two kids, works in town and buys bread on the school run");
    assert_eq!(talk.pending(), "why_us");
    talk.presses("unsure");
    let second = talk.wanted().expect("help with the next one");
    assert!(talk.is_cancelled(first.task), "one at a time");
    let reasons = Body::Value(Value::Many(vec![Value::text("the best bread in town")]));
    talk.comes_back(&second, Some(reasons));
    let card = talk.card().unwrap();
    assert!(card.fields.is_empty(), "a reason to choose the brand is nobody's to assume: {card:?}");
    assert_eq!((card.questions.len(), card.buttons.len()), (2, 1));
}

#[test]
fn without_a_result_or_consent_it_only_stays_open() {
    let (mut talk, call) = Talk::unsure();
    talk.act(Input::Woken { task: call.task });
    assert_eq!((talk.messages().count(), talk.pending().as_str()), (0, "goal"));
    let (mut talk, call) = Talk::unsure();
    let fingerprint = call.fingerprint.clone();
    talk.act(Input::AssistDone { task: call.task, fingerprint, result: AssistResult::Nothing });
    assert_eq!((talk.messages().count(), talk.pending().as_str()), (0, "goal"));
    let mut talk = Talk::begin("ai_no");
    talk.presses("unsure");
    assert!(talk.wanted().is_none());
    assert_eq!((talk.field("brand").state, talk.pending().as_str()), (FieldState::Open, "goal"));
}
