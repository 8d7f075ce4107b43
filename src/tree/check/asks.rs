//! Questions: each fills a slot, and each answer to it leads on.

use super::{Check, Found, conditions::pattern_compiles, values};
use crate::tree::{
    json::{Ask, Next, Rule, Slot, SlotType, Unsure, Validation},
    problem::{Code, Spot},
    value::Value,
};
use indexmap::IndexMap;

pub fn check(it: &Check<'_>, id: &str, ask: &Ask, found: &mut Found) {
    let Some(slot) = it.slot(Some(id), &ask.slot, Spot::node(id, "slot"), found) else { return };
    if let Next::ByOption(ways) = &ask.next {
        by_option(id, slot, ways, found);
    }
    for (at, option) in ask.options.iter().enumerate() {
        if let Err((code, message)) = values::known(slot, &option.id) {
            found.error(code, Spot::node(id, format!("options.{at}.id")), message);
        }
    }
    if let Some(Unsure::Assume { assume, .. }) = &ask.unsure
        && let Err((code, message)) = assumed(it, slot, assume)
    {
        found.error(code, Spot::node(id, "unsure.assume"), message);
    }
    for (at, validation) in ask.validations.iter().enumerate() {
        let field = format!("validations.{at}");
        if let Err((code, message)) = self::validation(it, id, slot, validation) {
            found.error(code, Spot::node(id, field), message);
        }
    }
    for path in &ask.derives_from {
        it.slot(Some(id), path, Spot::node(id, "derives_from"), found);
    }
}

/// A value of the slot's type; or a text in each of the tree's languages.
fn assumed(it: &Check<'_>, slot: &Slot, assume: &Value) -> Result<(), values::Misfit> {
    let Value::Object(texts) = assume else { return it.fits(slot, assume) };
    if !slot.kind.is_text() {
        return it.fits(slot, assume);
    }
    if let Some(locale) = it.doc.locales.iter().find(|locale| !texts.contains_key(*locale)) {
        return Err((Code::ValueType, format!("the assumed text is missing in {locale}")));
    }
    texts.values().try_for_each(|text| it.fits(slot, text))
}

/// Every option has a way on, and so has an answer that is none.
fn by_option(id: &str, slot: &Slot, ways: &IndexMap<String, String>, found: &mut Found) {
    let options: Vec<&str> = match slot.kind {
        SlotType::Choice => {
            slot.options.iter().chain(&slot.none_of).map(|option| option.id.as_str()).collect()
        }
        SlotType::Confirm => vec!["yes", "no"],
        kind => {
            let message = format!("a way per option needs a choice, and the slot is of type {}", kind.name());
            return found.error(Code::SlotType, Spot::node(id, "next"), message);
        }
    };
    let unknown = ways.keys().filter(|way| *way != "else" && !options.contains(&way.as_str()));
    for way in unknown.filter(|_| slot.options_from.is_none()) {
        let message = format!("the slot has no option `{way}`");
        found.error(Code::UnknownOption, Spot::node(id, format!("next.{way}")), message);
    }
    if ways.contains_key("else") {
        return;
    }
    for option in options.iter().filter(|option| !ways.contains_key(**option)) {
        let message = format!("the option `{option}` leads nowhere, and there is no `else`");
        found.error(Code::OptionWithoutBranch, Spot::node(id, "next"), message);
    }
    let other = if slot.options_from.is_some() {
        "the options come from a collection"
    } else if slot.allow_new {
        "an answer may be no option (`allow_new`)"
    } else if !slot.required {
        "the question can be skipped (it is not `required`)"
    } else {
        return;
    };
    found.error(Code::OptionWithoutBranch, Spot::node(id, "next"), format!("{other}, so it needs an `else`"));
}

fn validation(it: &Check<'_>, id: &str, slot: &Slot, rule: &Validation) -> Result<(), (Code, String)> {
    let kind = slot.kind;
    let fits = match rule.rule {
        Rule::MinLength | Rule::MaxLength | Rule::Matches => kind.is_text(),
        Rule::Min | Rule::Max => kind.is_amount(),
        Rule::MinItems | Rule::MaxItems => kind.is_many(),
        Rule::NotPast | Rule::NotBefore => kind.is_day(),
    };
    let wrong = |message: String| Err((Code::ValidationType, message));
    if !fits {
        return wrong(format!("this rule does not go with a slot of type {}", kind.name()));
    }
    match (rule.rule, &rule.value) {
        (Rule::NotPast, None) => Ok(()),
        (Rule::NotPast, Some(_)) => wrong("`not_past` takes no value".into()),
        (Rule::Matches, Some(Value::Text(pattern))) => pattern_compiles(pattern),
        (Rule::Matches, _) => wrong("`matches` needs a pattern".into()),
        (Rule::NotBefore, Some(Value::Text(path))) => match it.find(Some(id), path) {
            Some(other) if other.kind.is_day() => Ok(()),
            Some(other) => wrong(format!("`{path}` is of type {}, not a day", other.kind.name())),
            None if it.may_be(path) => Ok(()),
            None => Err((Code::UnknownSlot, format!("there is no slot `{path}`"))),
        },
        (Rule::NotBefore, _) => wrong("`not_before` names the slot with the earlier day".into()),
        (Rule::Min | Rule::Max, Some(Value::Number(_) | Value::Money(_))) => Ok(()),
        (_, Some(Value::Number(bound))) if *bound >= 0.0 && bound.fract() == 0.0 => Ok(()),
        _ => wrong("the rule needs a number as its bound".into()),
    }
}
