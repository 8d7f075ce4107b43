//! The shipped conversation: its trees are flawless, its proof of "nobody gets stuck" holds, and what
//! is said about them elsewhere agrees with them.

use pauta::{
    engine::{
        self, Scene,
        brief::{Brief, FieldState},
        context::{Context, Model},
        effect::AskView,
        input::{Body, Input},
        parse::{self, Read, Reading},
        state::{State, Status, Who},
    },
    rules,
    talk::embedded,
    time::Millis,
    tree::{
        Library, Tree,
        check::{House, check},
        json::{Ask, Node, TreeDoc},
        value::Value,
        voice::Voice,
    },
};
use std::{collections::BTreeSet, fs, sync::Arc};

fn shipped() -> Vec<TreeDoc> {
    ["brand_kit", "campaign_briefing"]
        .iter()
        .map(|id| {
            let path = format!("{}/dialogue_trees/{id}.json", env!("CARGO_MANIFEST_DIR"));
            serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap_or_else(|e| panic!("{id}: {e}"))
        })
        .collect()
}

fn tree(id: &str) -> Arc<Tree> {
    let docs = shipped();
    let doc = docs.iter().find(|doc| doc.id == id).unwrap().clone();
    Tree::load(doc, &Library::of(docs)).unwrap()
}

#[test]
fn shipped_trees_have_no_findings() {
    let docs = shipped();
    let library = Library::of(docs.clone());
    for doc in &docs {
        let found: Vec<_> = check(doc, &library, House::Shipped).iter().map(|p| format!("{p:?}")).collect();
        assert!(found.is_empty(), "{}:\n{}", doc.id, found.join("\n"));
    }
}

#[test]
fn the_campaign_calls_the_brand_kit() {
    assert!(tree("campaign_briefing").call("brand_kit").is_some());
}

/// Someone who picks a depth and a goal, and answers "não sei" to everything that permits it.
struct Unsure {
    tree: Arc<Tree>,
    context: Context,
    state: State,
    depth: &'static str,
    goal: Option<&'static str>,
    asked: Vec<AskView>,
}

/// More turns than any way through the tree has.
const TURNS_MAX: usize = 200;

impl Unsure {
    fn brief(locale: &str, depth: &'static str, goal: Option<&'static str>) -> (Brief, Vec<AskView>) {
        Self::brief_with(None, locale, depth, goal)
    }

    /// The same where a model is connected and this was said to its notice.
    fn brief_with(
        ai: Option<bool>,
        locale: &str,
        depth: &'static str,
        goal: Option<&'static str>,
    ) -> (Brief, Vec<AskView>) {
        let model = ai.map(|_| Model::default());
        let context = Context { today: "2026-11-16".parse().unwrap(), model, ..Context::default() };
        let state = State { ai, ..State::new(locale) };
        let mut person =
            Self { tree: tree("campaign_briefing"), context, state, depth, goal, asked: Vec::new() };
        person.play(Input::Start);
        for _ in 0..TURNS_MAX {
            if person.state.status == Status::Completed {
                break;
            }
            let ask = person.pending();
            let (id, body) = (ask.id, person.answer(&ask));
            person.asked.push(ask);
            person.play(Input::Answer { ask: Some(id), path: None, body });
        }
        assert_eq!(person.state.status, Status::Completed, "{depth} {goal:?} stands at {:?}", person.last());
        let scene = person.scene();
        (engine::brief(&scene, &person.state), person.asked)
    }

    fn scene(&self) -> Scene<'_> {
        Scene { tree: &self.tree, context: &self.context, who: &Who::Person, now: Millis(0) }
    }

    fn pending(&self) -> AskView {
        engine::pending(&self.scene(), &self.state)
            .unwrap_or_else(|| panic!("a dead end after {:?}", self.last()))
    }

    fn last(&self) -> Option<&str> {
        self.asked.last().map(|ask| ask.node.as_str())
    }

    fn play(&mut self, input: Input) {
        let scene = Scene { tree: &self.tree, context: &self.context, who: &Who::Person, now: Millis(0) };
        engine::play(&scene, &mut self.state, input, &mut |call| Some(rules::assist(call)));
    }

    fn answer(&self, ask: &AskView) -> Body {
        let press = |id: &str| Body::Options(vec![id.to_owned()]);
        let has = |id: &str| ask.buttons.iter().any(|button| button.id == id);
        match (ask.node.as_str(), self.goal) {
            ("depth", _) => press(self.depth),
            ("pasted_text", _) => Body::Text("Um parágrafo antigo, sem nenhum título.".into()),
            ("goal", Some(goal)) => press(goal),
            _ => match ["unsure", "accept", "keep", "confirm"].into_iter().find(|id| has(id)) {
                Some(id) => press(id),
                None => panic!("{} permits no \"não sei\" and nothing else that could be pressed", ask.node),
            },
        }
    }
}

#[test]
fn nobody_gets_stuck_by_not_knowing() {
    for locale in ["pt-BR", "en"] {
        for depth in ["quick", "full", "paste"] {
            for goal in [None, Some("launch"), Some("awareness"), Some("leads"), Some("sales")] {
                let (brief, asked) = Unsure::brief(locale, depth, goal);
                for ai in [true, false] {
                    let (with_model, also_asked) = Unsure::brief_with(Some(ai), locale, depth, goal);
                    assert_eq!(questions(&also_asked), questions(&asked), "{depth} {goal:?}: {ai}");
                    assert!(with_model.score.value >= brief.score.value, "{depth} {goal:?}: {ai}");
                }
                let tree = tree("campaign_briefing");
                for field in &brief.fields {
                    let needed = tree.slot(&field.path).is_some_and(|slot| !slot.feeds.is_empty());
                    let settled =
                        matches!(field.state, FieldState::Settled | FieldState::Assumed | FieldState::Open);
                    assert!(!needed || settled, "{depth} {goal:?}: {} is {:?}", field.path, field.state);
                }
                for required in ["goal", "product_name", "product_text", "audience"] {
                    let field = brief.fields.iter().find(|field| field.path == required);
                    assert!(
                        field.is_some_and(|f| f.value.is_some()),
                        "{depth} {goal:?}: {required} has no value"
                    );
                }
            }
        }
    }
}

#[test]
fn an_open_point_names_who_could_answer_it() {
    let (brief, _) = Unsure::brief("pt-BR", "full", Some("leads"));
    let open: Vec<_> = brief.fields.iter().filter(|field| field.state == FieldState::Open).collect();
    assert!(open.len() > 10, "{open:?}");
    for field in open {
        assert!(field.ask_whom.is_some(), "{} is open and nobody is named for it", field.path);
    }
}

/// The questions of a briefing: what is asked, however often and in whatever words, outside the door.
fn questions(asked: &[AskView]) -> BTreeSet<&str> {
    let counted = asked.iter().filter(|ask| ask.chapter.as_deref().is_some_and(|chapter| chapter != "door"));
    counted.map(|ask| ask.path.as_str()).collect()
}

#[test]
fn the_door_promises_no_fewer_questions_than_are_asked() {
    for goal in ["launch", "awareness", "leads", "sales"] {
        let (_, quick) = Unsure::brief("pt-BR", "quick", Some(goal));
        let quick: BTreeSet<_> =
            questions(&quick).into_iter().filter(|path| !PACKAGE.contains(path)).collect();
        assert_eq!(quick.len(), 10, "{goal}: {quick:?}");
        let (_, full) = Unsure::brief("pt-BR", "full", Some(goal));
        let full: BTreeSet<_> = questions(&full).into_iter().filter(|path| !PACKAGE.contains(path)).collect();
        assert!((20..=27).contains(&full.len()), "{goal}: {} {full:?}", full.len());
    }
}

/// The package is proposed with the summary; these are asked only of those who refuse it.
const PACKAGE: [&str; 2] = ["channels", "pieces"];

#[test]
fn every_example_is_an_answer_that_would_do() {
    let context = Context { today: "2026-11-16".parse().unwrap(), ..Context::default() };
    for id in ["campaign_briefing", "brand_kit"] {
        let tree = tree(id);
        for (node, ask) in asks(&tree) {
            for locale in ["pt-BR", "en"] {
                let mut slot = tree.slot(&ask.slot).unwrap().clone();
                if !ask.options.is_empty() {
                    slot.options.clone_from(&ask.options);
                }
                let example = tree.text(ask.example.as_ref().unwrap(), locale);
                let reading = Reading { tree: &tree, context: &context, locale, seed: 1, before: None };
                let read = parse::read(&reading, &slot, &Body::Text(example.into()));
                let Ok(Read::Value(value)) = read else { panic!("{node}, {locale}: {example} is {read:?}") };
                let valid = parse::validate(&reading, &ask.validations, &value, &|_| None);
                assert_eq!(valid, Ok(()), "{node}, {locale}: {example}");
                if let Value::Object(parts) = &value {
                    let all = tree.fields(&slot).len();
                    assert_eq!(
                        parts.len(),
                        all,
                        "{node}, {locale}: of {all} parts {example} gives {parts:?}"
                    );
                }
            }
        }
    }
}

fn asks(tree: &Tree) -> impl Iterator<Item = (&String, &Ask)> {
    tree.doc().nodes.iter().filter_map(|(id, node)| match node {
        Node::Ask(ask) => Some((id, &**ask)),
        _ => None,
    })
}

#[test]
fn the_voice_names_all_that_it_bans() {
    let voice = fs::read_to_string(format!("{}/docs/voice.md", env!("CARGO_MANIFEST_DIR"))).unwrap();
    for banned in Voice::compiled().banned() {
        assert!(voice.contains(&banned.name), "docs/voice.md does not name {}", banned.name);
    }
}

#[test]
fn embedded_tests_hold_and_reach_everything_in_each_language() {
    let docs = shipped();
    let library = Library::of(docs.clone());
    for doc in docs {
        for locale in doc.locales.clone() {
            let mut spoken = doc.clone();
            spoken.tests.retain(|test| test.locale == locale);
            let id = &doc.id;
            let outcome = embedded::run(&Tree::load(spoken, &library).unwrap());
            assert!(outcome.failures.is_empty(), "{}", outcome.failures.join("\n\n"));
            for (part, coverage) in outcome.coverage.parts() {
                let missed: Vec<_> = coverage.missed().collect();
                assert!(missed.is_empty(), "{id}, {locale}: {part} not reached: {missed:?}");
            }
        }
    }
}
