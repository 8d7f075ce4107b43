//! What usually follows from a goal: its channels, pieces, measures and patterns for a name. Data, not advice.

use super::{Says, say};
use crate::{
    engine::{
        effect::{AssistCall, Given, Wanted},
        input::Body,
        parse::words::Lang,
    },
    tree::{
        json::SlotType,
        value::{Money, Value},
    },
};
use indexmap::IndexMap;
use serde::Deserialize;
use std::{collections::HashMap, sync::LazyLock};

/// One row of the table.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Goal {
    /// The goal in a sentence: "gerar leads".
    goal: HashMap<String, String>,
    channels: Vec<String>,
    pieces: Vec<String>,
    kpis: HashMap<String, Vec<String>>,
    /// Patterns with `{product}` and `{brand}`.
    names: HashMap<String, Vec<String>>,
}

static GOALS: LazyLock<HashMap<String, Goal>> = LazyLock::new(|| {
    serde_json::from_str(include_str!("goals.json")).expect("the compiled-in table of goals is valid JSON")
});

/// At most this many pieces are proposed at first.
const PIECES_MOST: usize = 6;
/// As many channels as one team keeps alive.
const CHANNELS_MOST: usize = 4;
/// Below this, in minor units, fewer channels are proposed: R$ 2 000 feeds two or three.
const SMALL_MINOR: i64 = 200_000;
/// Channels and pieces that are bought: none of these without a media budget.
const PAID: [&str; 2] = ["google_search", "ads"];

fn of<'a, T>(texts: &'a HashMap<String, T>, locale: &str) -> Option<&'a T> {
    texts.get(if Lang::of(locale) == Lang::Pt { "pt" } else { "en" })
}

impl Goal {
    /// The goal that the call is given, if the table has it.
    pub fn of_call(call: &AssistCall) -> Option<&'static Self> {
        call.given.iter().find_map(|given| GOALS.get(given.value.as_text()?))
    }

    pub fn text(&self, locale: &str) -> &str {
        of(&self.goal, locale).map_or("", String::as_str)
    }

    pub fn names(&self, locale: &str) -> &[String] {
        of(&self.names, locale).map_or(&[], Vec::as_slice)
    }

    /// Fills a slot of channels or pieces with those of the goal that it offers; the person's own channels first.
    pub fn package(&self, call: &AssistCall, wanted: &Wanted, says: &mut Says) {
        let channels = wanted.options.iter().any(|option| self.channels.contains(&option.id));
        let (budget, free) = budget(call);
        let small = budget.is_some_and(|money| money.max_minor.unwrap_or(money.minor) <= SMALL_MINOR);
        let most = match (channels, small) {
            (false, _) => PIECES_MOST,
            (true, false) => CHANNELS_MOST,
            (true, true) => CHANNELS_MOST - 1,
        };
        let own = if channels { own_channels(call, wanted) } else { Vec::new() };
        let table = if channels { &self.channels } else { &self.pieces };
        let mut ids: Vec<String> = own.clone();
        let offered = |id: &&String| wanted.options.iter().any(|option| option.id == **id);
        for id in table.iter().filter(offered).filter(|id| !(free && PAID.contains(&id.as_str()))) {
            if !ids.contains(id) {
                ids.push(id.clone());
            }
        }
        ids.truncate(most);
        if ids.is_empty() {
            return;
        }
        if channels {
            says.why.push(say(call, "package_why", &[("goal", self.text(&call.locale))]));
            if !own.is_empty() {
                says.why.push(say(call, "package_own", &[]));
            }
            let text = call
                .given
                .iter()
                .find(|given| matches!(given.value, Value::Money(_)))
                .map(|given| &given.text);
            if let (true, Some(text)) = (small, text) {
                says.why.push(say(call, "package_small", &[("budget", text)]));
            }
            if free {
                says.why.push(say(call, "package_free", &[]));
            }
        }
        says.slot(&wanted.path, Body::Options(ids), None);
    }

    /// Fills a list of measures by their names; numbers and dates are the person's.
    pub fn measures(&self, call: &AssistCall, wanted: &Wanted, says: &mut Says) {
        let names = of(&self.kpis, &call.locale).map_or(&[][..], Vec::as_slice);
        let row =
            |name: &String| Value::Object(IndexMap::from([("metric".to_owned(), Value::text(name.clone()))]));
        let body = match wanted.kind {
            SlotType::List => Body::Value(Value::Many(names.iter().map(row).collect())),
            _ => Body::Text(names.join("; ")),
        };
        says.why.push(say(call, "kpi_why", &[("goal", self.text(&call.locale))]));
        says.slot(&wanted.path, body, None);
    }
}

/// The media budget that is given, and whether the answer was that there is none.
fn budget(call: &AssistCall) -> (Option<&Money>, bool) {
    let money = call.given.iter().find_map(|given| match &given.value {
        Value::Money(money) => Some(money),
        _ => None,
    });
    let none = |given: &Given| given.path.contains("budget") && matches!(given.value, Value::None(_));
    (money, call.given.iter().any(none))
}

/// The options among the channels that the person told are their own.
fn own_channels(call: &AssistCall, wanted: &Wanted) -> Vec<String> {
    let items = call.given.iter().filter_map(|given| match &given.value {
        Value::Items(items) => Some(&items.items),
        _ => None,
    });
    let named = items.flatten().filter_map(|item| match &item.value {
        Value::Object(fields) => fields.values().find_map(Value::as_text),
        other => other.as_text(),
    });
    let mut own: Vec<String> =
        named.filter(|id| wanted.options.iter().any(|option| option.id == *id)).map(str::to_owned).collect();
    own.dedup();
    own
}
