//! A person made of a list of numbers: each decision takes the next one, so that a failure shrinks.

use indexmap::IndexMap;
use pauta::{
    engine::{
        self, Played, Scene,
        brief::Brief,
        context::{Context, Entry},
        effect::{AskView, Control, Effect, Message},
        input::{Body, Input, Original},
        state::{State, Status, Who},
    },
    rules,
    time::Millis,
    tree::{
        Tree,
        json::{Collection, SlotType},
        value::{DateRange, FileRef, Item, Items, Money, Value},
    },
};
use std::{collections::BTreeMap, sync::Arc};

/// The trees on which every promise is kept.
pub fn trees() -> Vec<(Arc<Tree>, &'static str)> {
    const CAMPAIGN: &str = include_str!("../../../dialogue_trees/campaign_briefing.json");
    const KIT: &str = include_str!("../../../dialogue_trees/brand_kit.json");
    const SCOPES: &str = include_str!("scopes.json");
    let load = |text, called: &[&str]| Tree::load_str(text, called).expect("a sound tree");
    vec![(load(CAMPAIGN, &[KIT]), "campaign"), (load(KIT, &[]), "kit"), (load(SCOPES, &[]), "scopes")]
}

pub fn context() -> Context {
    let entry = |id: &str, label: &str| Entry { id: id.into(), label: label.into() };
    Context {
        today: jiff::civil::date(2026, 11, 16),
        collections: BTreeMap::from([
            (Collection::Brands, vec![entry("b1", "Padaria Sol"), entry("b2", "Clínica Vida")]),
            (Collection::Members, vec![entry("m1", "Ana"), entry("m2", "Rui")]),
        ]),
        ..Context::default()
    }
}

/// One conversation, held in memory.
pub struct Talk<'a> {
    pub tree: &'a Tree,
    pub context: &'a Context,
    pub state: State,
    pub played: Vec<Input>,
}

impl<'a> Talk<'a> {
    pub fn begin(tree: &'a Tree, context: &'a Context, locale: &str) -> Self {
        let mut talk = Self { tree, context, state: State::new(locale), played: Vec::new() };
        talk.act(Input::Start);
        talk
    }

    /// A copy of it, begun in this context.
    pub fn copied(&self, context: &'a Context) -> Self {
        let of = Box::new(Original::of(&self.state, self.tree, "the original".into()));
        let mut copy =
            Self { tree: self.tree, context, state: State::new(&*self.state.locale), played: Vec::new() };
        copy.act(Input::Copy { of });
        copy
    }

    pub fn scene(&self) -> Scene<'a> {
        const PERSON: &Who = &Who::Person;
        Scene { tree: self.tree, context: self.context, who: PERSON, now: Millis(1_000) }
    }

    pub fn act(&mut self, input: Input) -> Played {
        let scene = self.scene();
        let played = engine::play(&scene, &mut self.state, input, &mut |call| Some(rules::assist(call)));
        self.played.extend(played.inputs.iter().cloned());
        played
    }

    pub fn pending(&self) -> Option<AskView> {
        engine::pending(&self.scene(), &self.state)
    }

    pub fn brief(&self) -> Brief {
        engine::brief(&self.scene(), &self.state)
    }

    pub fn is_over(&self) -> bool {
        self.state.status == Status::Completed
    }
}

pub fn messages(effects: &[Effect]) -> impl Iterator<Item = &Message> {
    effects.iter().filter_map(|effect| match effect {
        Effect::Message(message) => Some(message),
        _ => None,
    })
}

/// Where decisions come from; past the end every one is the first.
#[derive(Clone, Debug)]
pub struct Will {
    numbers: Vec<u16>,
    at: usize,
}

impl Will {
    pub fn new(numbers: Vec<u16>) -> Self {
        Self { numbers, at: 0 }
    }

    pub fn below(&mut self, n: usize) -> usize {
        let number = self.numbers.get(self.at).copied().unwrap_or(0);
        self.at += 1;
        usize::from(number) % n.max(1)
    }
}

/// An answer that fits the question.
pub fn answer(view: &AskView, will: &mut Will) -> Input {
    let pressable: Vec<_> =
        view.buttons.iter().filter(|b| !matches!(b.id.as_str(), "edit" | "another")).collect();
    let body = if view.path.is_empty() {
        Body::Options(vec![pressable[will.below(pressable.len())].id.clone()])
    } else if view.buttons.iter().any(|button| button.id == "no_more") && will.below(3) > 0 {
        Body::Options(vec!["no_more".into()])
    } else {
        fitting(&view.input, will)
    };
    Input::Answer { ask: Some(view.id), path: None, body }
}

fn fitting(control: &Control, will: &mut Will) -> Body {
    match control.kind {
        SlotType::Choice | SlotType::MultiChoice if !control.options.is_empty() => {
            Body::Options(vec![control.options[will.below(control.options.len())].id.clone()])
        }
        _ => Body::Value(value(control, will)),
    }
}

/// A value that fits the control.
pub fn value(control: &Control, will: &mut Will) -> Value {
    let n = will.below(9) + 1;
    match control.kind {
        SlotType::Text => Value::text(format!("Resposta {n}")),
        SlotType::LongText => {
            Value::text(format!("Um texto bastante longo, com {n} detalhes que uma pessoa de verdade daria."))
        }
        SlotType::Number | SlotType::Percent => Value::Number(f64::from(u32::try_from(n).unwrap_or(1))),
        SlotType::Money => Value::Money(Money {
            minor: i64::try_from(n).unwrap_or(1) * 100_000,
            max_minor: None,
            currency: control.currency.clone().unwrap_or_else(|| "BRL".into()),
        }),
        SlotType::Date => Value::text(format!("2027-03-0{n}")),
        SlotType::DateRange => Value::Dates(DateRange {
            from: Some(jiff::civil::date(2027, 3, 1)),
            to: Some(jiff::civil::date(2027, 4, i8::try_from(n).unwrap_or(1))),
        }),
        SlotType::Confirm => Value::Bool(n > 4),
        SlotType::Choice if control.options.is_empty() => {
            Value::New(pauta::tree::value::NewOption { new: format!("Novo {n}") })
        }
        SlotType::Choice => Value::text(&control.options[will.below(control.options.len())].id),
        SlotType::MultiChoice | SlotType::Rank => match control.options.get(n % control.options.len().max(1))
        {
            Some(option) => Value::Many(vec![Value::text(&option.id)]),
            None => Value::Many(vec![Value::text(format!("Razão {n}"))]),
        },
        SlotType::Url => Value::text(format!("https://exemplo.com.br/{n}")),
        SlotType::Email => Value::text(format!("pessoa{n}@exemplo.com.br")),
        SlotType::Phone => Value::text(format!("+551198765432{n}")),
        SlotType::File => {
            let link = format!("https://exemplo.com.br/{n}.png");
            Value::File(FileRef { file: format!("{n}.png"), id: None, link: Some(link) })
        }
        SlotType::Object => {
            let parts = control.parts.iter().map(|part| (part.path.clone(), value(&part.input, will)));
            Value::Object(parts.collect::<IndexMap<_, _>>())
        }
        SlotType::List => {
            let item = control
                .item
                .as_ref()
                .map_or_else(|| Value::text(format!("Item {n}")), |item| value(item, will));
            Value::Items(Items { items: vec![Item { id: format!("x{n}"), value: item }] })
        }
    }
}
