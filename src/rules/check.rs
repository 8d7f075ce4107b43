//! Check: numbers, dates, what each unit costs, claims without a source, words that must not appear.
//! It proposes no value: it says what it saw, and asks.

use super::{Says, quoted, say, vague};
use crate::{
    engine::{
        effect::{AssistCall, Given},
        parse::words::bare,
        show,
    },
    tree::value::{Money, Value},
};
use indexmap::IndexMap;

pub fn check(call: &AssistCall) -> Option<Says> {
    let mut says = Says::default();
    let forbidden = forbidden(call);
    for given in &call.given {
        match &given.value {
            Value::Items(items) if is_target(given) => {
                for item in &items.items {
                    target(call, &item.value, &mut says);
                }
            }
            Value::Items(items) => items.items.iter().for_each(|item| claim(call, &item.value, &mut says)),
            Value::Many(_) | Value::Text(_) => vague::mark(call, &given.text, &mut says),
            _ => {}
        }
        if !is_forbidding(given) {
            let words = vague::found(&given.text, &forbidden);
            if !words.is_empty() {
                let named = words.iter().map(|word| format!("“{word}”")).collect::<Vec<_>>().join(", ");
                says.why.push(say(call, "forbidden", &[("words", &named)]));
            }
        }
    }
    rivals_named(call, &mut says);
    Some(says)
}

fn is_target(given: &Given) -> bool {
    given.path.contains("kpi") || given.path.contains("target")
}

fn is_forbidding(given: &Given) -> bool {
    ["must_not", "avoid", "banned", "forbidden"].iter().any(|name| given.path.contains(name))
}

/// The phrases on a list of what must not appear.
fn forbidden(call: &AssistCall) -> Vec<String> {
    let lists = call.given.iter().filter(|given| is_forbidding(given));
    let items = lists.flat_map(|given| match &given.value {
        Value::Items(items) => items.items.iter().filter_map(|item| item.value.as_text()).map(bare).collect(),
        Value::Many(many) => many.iter().filter_map(Value::as_text).map(bare).collect(),
        other => other.as_text().map(bare).into_iter().collect::<Vec<_>>(),
    });
    items.filter(|word| !word.is_empty()).collect()
}

/// One row of the target: what is missing in it, how it compares with today, what each unit may cost.
fn target(call: &AssistCall, row: &Value, says: &mut Says) {
    let Value::Object(row) = row else { return };
    let metric = row.get("metric").and_then(Value::as_text).map(quoted);
    let Some(metric) = metric else {
        says.questions.push(say(call, "ask_metric", &[]));
        return;
    };
    let Some((low, high)) = number(row, &["target", "to"]) else {
        says.questions.push(say(call, "ask_number", &[("metric", &metric)]));
        return;
    };
    if !row.values().any(|value| value.as_day().is_some() || matches!(value, Value::Dates(_))) {
        says.questions.push(say(call, "ask_date", &[("metric", &metric)]));
    }
    let today = number(row, &["baseline", "today", "current"]).or_else(|| monthly(call));
    let plain = |n: f64| show::number(n, &call.locale);
    if let Some((from, _)) = today.filter(|(from, _)| *from > 0.0) {
        let (shown_from, shown_target) = (plain(from), plain(high));
        if high <= from {
            says.questions.push(say(call, "below", &[("from", &shown_from), ("target", &shown_target)]));
        } else {
            let change = format!("+{}%", plain(((high / from - 1.0) * 100.0).round()));
            let args = [("from", &*shown_from), ("target", &*shown_target), ("change", &*change)];
            says.why.push(say(call, "growth", &args));
        }
    }
    cost(call, &metric, (low, high), says);
}

/// What one unit of the target may cost, against what an order brings.
fn cost(call: &AssistCall, metric: &str, (low, high): (f64, f64), says: &mut Says) {
    let budget = call.given.iter().find_map(|given| match &given.value {
        Value::Money(money) if money.minor > 0 || money.max_minor.is_some() => Some((money, &given.text)),
        _ => None,
    });
    let Some((budget, shown)) = budget.filter(|_| low > 0.0) else { return };
    let amount = |minor: f64| {
        let money = Money { minor: minor.round() as i64, max_minor: None, currency: budget.currency.clone() };
        show::money(&money, Some(&budget.currency), &call.locale)
    };
    let least = budget.minor as f64 / high;
    let most = budget.max_minor.unwrap_or(budget.minor) as f64 / low;
    let target = show::number(high, &call.locale);
    let (from, to) = (amount(least), amount(most));
    let mut args = vec![("budget", shown.as_str()), ("target", &*target), ("metric", metric)];
    args.extend([("each", &*to), ("low", &*from), ("high", &*to)]);
    says.why.push(say(call, if from == to { "cpa" } else { "cpa_range" }, &args));
    if let Some(order) = order(call).filter(|order| order.currency == budget.currency) {
        let key = if least > order.minor as f64 { "cpa_high" } else { "cpa_ok" };
        says.why.push(say(call, key, &[("order", &show::money(order, Some(&order.currency), &call.locale))]));
    }
}

/// The average order, where the baseline tells it.
fn order(call: &AssistCall) -> Option<&Money> {
    call.given.iter().find_map(|given| match given.value.at("average_order")? {
        Value::Money(money) => Some(money),
        _ => None,
    })
}

/// What is sold in a month today, where the baseline tells it.
fn monthly(call: &AssistCall) -> Option<(f64, f64)> {
    call.given.iter().find_map(|given| match &given.value {
        Value::Object(fields) => number(fields, &["monthly_sales"]),
        _ => None,
    })
}

fn number(fields: &IndexMap<String, Value>, names: &[&str]) -> Option<(f64, f64)> {
    names.iter().find_map(|name| match fields.get(*name)? {
        Value::Number(number) => Some((*number, *number)),
        Value::Range(range) => Some((range.min, range.max)),
        _ => None,
    })
}

/// A claim without anything beside it that shows it.
fn claim(call: &AssistCall, item: &Value, says: &mut Says) {
    let Value::Object(fields) = item else { return };
    let Some(claim) = fields.get("claim").and_then(Value::as_text) else { return };
    vague::mark(call, claim, says);
    if fields.iter().all(|(name, value)| name == "claim" || value.is_empty()) {
        says.questions.push(say(call, "ask_source", &[("claim", &quoted(claim))]));
    }
}

/// Reasons that speak of a rival by name.
fn rivals_named(call: &AssistCall, says: &mut Says) {
    let names: Vec<&str> = call
        .given
        .iter()
        .filter_map(|given| if let Value::Items(items) = &given.value { Some(&items.items) } else { None })
        .flatten()
        .filter_map(|item| item.value.at("name").and_then(Value::as_text))
        .filter(|name| name.chars().count() >= 4)
        .collect();
    let reasons = call.given.iter().filter_map(|given| match &given.value {
        Value::Many(reasons) => Some(reasons),
        _ => None,
    });
    for reason in reasons.flatten().filter_map(Value::as_text) {
        let said = format!(" {} ", bare(reason));
        if let Some(rival) = names.iter().find(|name| said.contains(&format!(" {} ", bare(name)))) {
            let (claim, rival) = (quoted(reason), quoted(rival));
            says.why.push(say(call, "same_as_rival", &[("claim", &claim), ("rival", &rival)]));
        }
    }
}
