//! A question: its words, why it is asked, what would do, and the control that fits as a keyboard.

use super::{
    super::{limits::Limit, outgoing::Key, press::Action},
    Rich, Show,
    keyboard::{Leaf, is_long, rows},
};
use crate::{
    engine::effect::{AskView, Button, Control, MessageKind},
    tree::{json::SlotType, value::Value},
};

/// What is asked now: of a composite its first part, of a list its items.
struct Asked<'a> {
    control: &'a Control,
    /// Relative to the slot.
    part: Option<&'a str>,
    /// Options that are answered by their words: a list has none by such an id.
    words: &'a [Button],
}

/// A key of the keyboard before it has its page.
struct Pressable<'a> {
    option: &'a Button,
    is_words: bool,
}

impl<'a> Asked<'a> {
    fn of(view: &'a AskView) -> Self {
        let input = &view.input;
        match input.kind {
            SlotType::Object if !input.parts.is_empty() => {
                let first = &input.parts[0];
                Self { control: &first.input, part: Some(&first.path), words: &[] }
            }
            SlotType::List => {
                let item = input.parts.first().map(|part| &part.input).or(input.item.as_deref());
                Self { control: input, part: None, words: item.map_or(&[], |item| &item.options) }
            }
            _ => Self { control: input, part: None, words: &[] },
        }
    }

    fn pressable(&self) -> Vec<Pressable<'a>> {
        let words = self.words.iter().map(|option| Pressable { option, is_words: true });
        let own = self.control.options.iter().map(|option| Pressable { option, is_words: false });
        words.chain(own).collect()
    }

    /// Whether several can be chosen.
    fn ticks(&self) -> bool {
        matches!(self.control.kind, SlotType::MultiChoice | SlotType::Rank)
            && !self.control.options.is_empty()
    }

    /// "None of them" is the whole answer.
    fn is_none(&self, id: &str) -> bool {
        matches!(self.control.values.get(id), Some(Value::None(_)))
    }

    /// Whether one can also write an answer that no button has.
    fn takes_words(&self) -> bool {
        let kind = self.control.kind;
        let worded = matches!(kind, SlotType::Text | SlotType::LongText | SlotType::List | SlotType::Rank);
        self.control.allow_new
            || worded
            || !matches!(kind, SlotType::Choice | SlotType::MultiChoice | SlotType::Confirm)
    }
}

/// The part of a composite that is asked for, relative to its slot.
pub fn part(view: &AskView) -> Option<&str> {
    Asked::of(view).part
}

/// The words of a question, with what goes with it.
pub fn ask(kind: MessageKind, text: &str, view: &AskView, show: &Show<'_>) -> Rich {
    let asked = Asked::of(view);
    // What is said with a question that is put once more may have its reason or its example already.
    let is_new = |words: &str| kind == MessageKind::Ask || !text.contains(words);
    let mut rich = match show.question {
        _ if kind == MessageKind::Ask => worded(text),
        Some(question) if is_new(question.lines().next().unwrap_or_default()) => {
            Rich::of(text).paragraph().and(worded(question))
        }
        _ => Rich::of(text),
    };
    if let Some(why) = view.why.as_ref().filter(|why| is_new(why)) {
        rich = rich.line().italic(why);
    }
    if let Some(example) = example(view, &asked, show).filter(|example| is_new(example)) {
        rich = rich.line().italic(&show.fill("example", &[("example", &example)]));
    }
    rich = rich.and(listed(&asked));
    let how = how(view, &asked, show);
    if how.is_empty() { rich } else { rich.paragraph().with(&how.join("\n")) }
}

fn worded(question: &str) -> Rich {
    match question.split_once('\n') {
        Some((first, rest)) => Rich::new().bold(first).with("\n").with(rest),
        None => Rich::new().bold(question),
    }
}

/// Its own example, or one of its type.
fn example(view: &AskView, asked: &Asked<'_>, show: &Show<'_>) -> Option<String> {
    if view.path.is_empty() {
        return None;
    }
    if let Some(example) = &view.example {
        return Some(example.clone());
    }
    let key = match asked.control.kind {
        SlotType::Money => {
            let symbol = symbol(asked.control.currency.as_deref(), show.locale);
            return Some(show.fill("example_money", &[("symbol", &symbol)]));
        }
        SlotType::Number => "example_number",
        SlotType::Percent => "example_percent",
        SlotType::Date => "example_date",
        SlotType::DateRange => "example_date_range",
        SlotType::Url => "example_url",
        SlotType::Email => "example_email",
        SlotType::Phone => "example_phone",
        _ => return None,
    };
    Some(show.say(key))
}

fn symbol(currency: Option<&str>, locale: &str) -> String {
    match currency {
        None | Some("BRL") => "R$".into(),
        Some("USD") if locale.starts_with("pt") => "US$".into(),
        Some("USD") => "$".into(),
        Some("EUR") => "€".into(),
        Some("GBP") => "£".into(),
        Some(other) => format!("{other} "),
    }
}

/// The options in the text, where the buttons alone do not say all: what they mean, or the whole of a long one. By its
/// number one can be written too.
fn listed(asked: &Asked<'_>) -> Rich {
    let options = asked.pressable();
    if !options.iter().any(|one| one.option.hint.is_some() || is_long(&one.option.label)) {
        return Rich::new();
    }
    let numbered = asked.part.is_none() && asked.words.is_empty();
    let mut rich = Rich::of("\n");
    for (at, Pressable { option, .. }) in options.iter().enumerate() {
        let bullet = if numbered { format!("{}. ", at + 1) } else { "· ".into() };
        rich = rich.with("\n").with(&bullet).with(&option.label);
        if let Some(hint) = &option.hint {
            rich = rich.with(": ").italic(hint);
        }
    }
    rich
}

/// How it can be answered, where that is not plain.
fn how(view: &AskView, asked: &Asked<'_>, show: &Show<'_>) -> Vec<String> {
    let mut lines = Vec::new();
    if view.path.is_empty() {
        return lines;
    }
    if let (Some(_), [first, rest @ ..]) = (asked.part, view.input.parts.as_slice()) {
        let mut line = show.fill("part_first", &[("label", &first.label)]);
        if !rest.is_empty() {
            let labels: Vec<&str> = rest.iter().map(|part| part.label.as_str()).collect();
            line = format!("{line} {}", show.fill("part_then", &[("labels", &labels.join(", "))]));
        }
        lines.push(line);
    }
    let kind = asked.control.kind;
    if asked.ticks() {
        let most = asked.control.max_items.map(|most| most.to_string());
        lines.push(match (kind, most) {
            (SlotType::Rank, _) => show.say("rank"),
            (_, Some(most)) => show.fill("tick_most", &[("most", &most)]),
            (_, None) => show.say("tick"),
        });
    }
    let grows = view.buttons.iter().any(|button| button.id == "no_more");
    match kind {
        SlotType::File => {
            let megabytes = (Limit::Download.max() >> 20).to_string();
            lines.push(show.fill("file", &[("megabytes", &megabytes)]));
        }
        SlotType::Rank if asked.control.options.is_empty() => lines.push(show.say("rank_words")),
        SlotType::List if !grows => lines.push(show.say("list")),
        _ if asked.pressable().is_empty() => {}
        _ if asked.takes_words() && asked.part.is_none() => lines.push(show.say("or_write")),
        _ => {}
    }
    lines
}

/// The keyboard of a question: a page of its options, what is ticked, its own buttons last.
pub fn keys(view: &AskView, show: &Show<'_>) -> Vec<Vec<Key>> {
    let asked = Asked::of(view);
    let options = asked.pressable();
    let leaf = Leaf::of(options.len(), show.page);
    let mut keyboard = rows(leaf.on(&options).map(|(_, one)| key(view, &asked, one, show)).collect());
    keyboard.extend(leaf.row(0));
    let part = asked.part.map(str::to_owned);
    if asked.ticks() {
        keyboard.push(vec![Key::press(show.say("done"), Action::Done { ask: view.id, part: part.clone() })]);
    }
    if asked.control.kind == SlotType::Confirm && !view.path.is_empty() && options.is_empty() {
        let answer = |id: &str| {
            let action = Action::Choose { ask: view.id, id: id.into(), part: part.clone() };
            Key::press(show.say(id), action)
        };
        keyboard.push(vec![answer("yes"), answer("no")]);
    }
    let own = view.buttons.iter().map(|button| {
        let action = Action::Choose { ask: view.id, id: button.id.clone(), part: None };
        Key::press(button.label.clone(), action)
    });
    keyboard.extend(rows(own.collect()));
    keyboard
}

fn key(view: &AskView, asked: &Asked<'_>, pressable: &Pressable<'_>, show: &Show<'_>) -> Key {
    let Pressable { option, is_words } = pressable;
    let (ask, part) = (view.id, asked.part.map(str::to_owned));
    let (id, label) = (option.id.clone(), &option.label);
    if *is_words {
        return Key::press(label.clone(), Action::Say { ask, text: label.clone() });
    }
    if !asked.ticks() || asked.is_none(&id) {
        return Key::press(label.clone(), Action::Choose { ask, id, part });
    }
    let place = show.ticked.iter().position(|ticked| *ticked == id);
    let label = match place {
        Some(place) if asked.control.kind == SlotType::Rank => format!("{}. {label}", place + 1),
        Some(_) => format!("☑ {label}"),
        None => format!("☐ {label}"),
    };
    Key::press(label, Action::Tick { ask, id, part })
}
