//! The pure parts, on the campaign briefing: a step after thirty answers, the walk alone, the brief, the reading.

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use pauta::{
    engine::{
        self, Scene,
        context::Context,
        effect::{AskView, Control},
        input::{Body, Input},
        parse::{self, Reading},
        state::{State, Who},
    },
    rules,
    time::Millis,
    tree::{
        Tree,
        json::SlotType,
        value::{DateRange, Item, Items, Money, Value},
    },
};
use std::{hint::black_box, sync::Arc};

/// The server's own.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const CAMPAIGN: &str = include_str!("../dialogue_trees/campaign_briefing.json");
const KIT: &str = include_str!("../dialogue_trees/brand_kit.json");
/// The longest way: in full, for leads, with a brand that is new.
const ANSWERS: usize = 30;

fn campaign() -> Arc<Tree> {
    Tree::load_str(CAMPAIGN, &[KIT]).expect("a shipped tree is sound")
}

fn context() -> Context {
    Context { today: jiff::civil::date(2026, 11, 16), ..Context::default() }
}

fn scene<'a>(tree: &'a Tree, context: &'a Context) -> Scene<'a> {
    Scene { tree, context, who: &Who::Person, now: Millis(0) }
}

fn play(scene: &Scene<'_>, state: &mut State, input: Input) {
    black_box(engine::play(scene, state, input, &mut |call| Some(rules::assist(call))));
}

/// A conversation after so many answers on the longest way, and the answer to the question that it puts.
fn after(scene: &Scene<'_>, answers: usize) -> (State, Input) {
    let mut state = State::new("pt-BR");
    play(scene, &mut state, Input::Start);
    let next = |state: &State| {
        let ask = engine::pending(scene, state).expect("the longest way has thirty answers and the review");
        Input::Answer { ask: Some(ask.id), path: None, body: answer(&ask) }
    };
    for _ in 0..answers {
        let input = next(&state);
        play(scene, &mut state, input);
    }
    let input = next(&state);
    (state, input)
}

fn answer(ask: &AskView) -> Body {
    let press = |id: &str| Body::Options(vec![id.to_owned()]);
    let button = ["accept", "confirm", "keep"].into_iter().find(|id| ask.buttons.iter().any(|b| b.id == *id));
    match (ask.node.as_str(), button) {
        ("depth", _) => press("full"),
        ("goal", _) => press("leads"),
        (_, Some(button)) => press(button),
        _ if ask.buttons.iter().any(|button| button.id == "no_more") && ask.offered.is_some() => {
            press("no_more")
        }
        _ => Body::Value(value(&ask.input)),
    }
}

/// A value that fits: the first option, or something of the type.
fn value(control: &Control) -> Value {
    let first =
        || control.options.first().map_or("Pão de fermentação natural", |option| option.id.as_str());
    let day = |month, day| Some(jiff::civil::date(2027, month, day));
    match control.kind {
        SlotType::Number => Value::Number(1200.0),
        SlotType::Percent => Value::Number(12.5),
        SlotType::Money => Value::Money(Money { minor: 150_000, max_minor: None, currency: "BRL".into() }),
        SlotType::Date => Value::text("2027-03-15"),
        SlotType::DateRange => Value::Dates(DateRange { from: day(3, 1), to: day(4, 30) }),
        SlotType::Confirm => Value::Bool(true),
        SlotType::MultiChoice | SlotType::Rank => Value::Many(vec![Value::text(first())]),
        SlotType::Url | SlotType::File => Value::text("https://padaria.example/pao"),
        SlotType::Email => Value::text("ana@padaria.example"),
        SlotType::Phone => Value::text("+5511987654321"),
        SlotType::Choice => Value::text(first()),
        SlotType::Text => Value::text("Pão de fermentação natural"),
        SlotType::LongText => {
            Value::text("Pão de fermentação natural, para quem toma café em casa e quer sabor.")
        }
        SlotType::List => {
            Value::Items(Items { items: vec![Item { id: "i1".into(), value: of_parts(control) }] })
        }
        SlotType::Object => of_parts(control),
    }
}

fn of_parts(control: &Control) -> Value {
    match &control.parts[..] {
        [only] if only.path.is_empty() => value(&only.input),
        [] => Value::text("São Paulo"),
        parts => Value::Object(parts.iter().map(|part| (part.path.clone(), value(&part.input))).collect()),
    }
}

fn steps(c: &mut Criterion) {
    let (tree, context) = (campaign(), context());
    let scene = scene(&tree, &context);
    let mut step = |name: &str, state: &State, input: &Input| {
        c.bench_function(name, |b| {
            let fresh = || (state.clone(), input.clone());
            b.iter_batched(
                fresh,
                // The state is given back: freeing it is no part of a step.
                |(mut state, input)| {
                    play(&scene, &mut state, input);
                    state
                },
                BatchSize::SmallInput,
            );
        });
    };
    let (before, last_but_one) = after(&scene, ANSWERS - 2);
    step("step: the 29th answer", &before, &last_but_one);
    let (before, last) = after(&scene, ANSWERS - 1);
    step("step: the 30th answer, which brings the review", &before, &last);
    let (full, confirm) = after(&scene, ANSWERS);
    let body = Body::Text("Pão de forma".into());
    let edit = Input::Edit { path: "product_name".into(), body, resolve: Default::default() };
    step("step: an edit with 30 answers", &full, &edit);
    step("step: the freeze with 30 answers", &full, &confirm);
    c.bench_function("walk with 30 answers", |b| b.iter(|| engine::pending(&scene, black_box(&full))));
    c.bench_function("brief with 30 answers", |b| b.iter(|| engine::brief(&scene, black_box(&full))));
}

fn readings(c: &mut Criterion) {
    let (tree, context) = (campaign(), context());
    let reading = Reading { tree: &tree, context: &context, locale: "pt-BR", seed: 1, before: None };
    for (slot, text) in
        [("budget", "entre 10 e 20 mil"), ("goal", "gerar leads"), ("launch_date", "depois do carnaval")]
    {
        let slot_of = tree.slot(slot).expect("a slot of the campaign");
        let body = Body::Text(text.into());
        c.bench_function(&format!("read {slot}"), |b| {
            b.iter(|| parse::read(&reading, slot_of, black_box(&body)));
        });
    }
}

fn loading(c: &mut Criterion) {
    c.bench_function("load and check the campaign", |b| b.iter(campaign));
}

criterion_group!(benches, steps, readings, loading);
criterion_main!(benches);
