//! Texts: there in every language, naming what is there, fitting every channel, and in the house's voice.

use super::{Check, Found, House};
use crate::tree::{
    channels::{Limits, channels},
    json::{Ask, Node, Slot},
    problem::{Code, Spot},
    text::{FILTERS, Fault, Template, is_template},
    texts::{Placed, Role},
    voice::{PROMPT_CHARS_MAX, Voice},
};
pub fn check(it: &Check<'_>, found: &mut Found) {
    let limits = channels();
    locales(it, found);
    it.doc.texts(&mut |placed| {
        translations(it, &placed, found);
        references(it, &placed, found);
        for (channel, limits) in limits {
            lengths(&placed, channel, limits, found);
        }
    });
    for (channel, limits) in limits {
        it.doc.slots.iter().for_each(|(id, slot)| buttons(id, slot, channel, limits, found));
    }
    if it.house == House::Shipped {
        house(it, found);
    }
}

fn locales(it: &Check<'_>, found: &mut Found) {
    let doc = it.doc;
    if !it.speaks(&doc.default_locale) && !it.faulty.field("default_locale") {
        let message = format!("`{}` is not among the tree's languages", doc.default_locale);
        found.error(Code::UnknownLocale, Spot::tree("default_locale"), message);
    }
    let mut listed = |spot: Spot, locales: Vec<&String>| {
        for locale in locales.into_iter().filter(|locale| !it.speaks(locale)) {
            let message = format!("`{locale}` is not among the tree's languages");
            found.error(Code::UnknownLocale, spot.clone(), message);
        }
    };
    for (id, slot) in &doc.slots {
        listed(Spot::slot(id, "headings"), slot.headings.keys().collect());
        for (at, option) in slot.options.iter().enumerate() {
            listed(Spot::slot(id, format!("options.{at}.synonyms")), option.synonyms.keys().collect());
        }
    }
    for words in doc.commands.values() {
        listed(Spot::tree("commands"), words.keys().collect());
    }
}

fn translations(it: &Check<'_>, placed: &Placed<'_>, found: &mut Found) {
    let spot =
        |locale: &str| Spot { field: format!("{}.{locale}", placed.spot.field), ..placed.spot.clone() };
    for locale in &it.doc.locales {
        if placed.text.get(locale).is_none_or(|text| text.trim().is_empty()) {
            let message = format!("there is no text in `{locale}`");
            found.error(Code::MissingTranslation, spot(locale), message);
        }
    }
    for locale in placed.text.keys().filter(|locale| !it.speaks(locale)) {
        let message = format!("`{locale}` is not among the tree's languages");
        found.error(Code::UnknownLocale, spot(locale), message);
    }
}

fn references(it: &Check<'_>, placed: &Placed<'_>, found: &mut Found) {
    for (locale, text) in placed.text.iter().filter(|(_, text)| is_template(text)) {
        let spot = Spot { field: format!("{}.{locale}", placed.spot.field), ..placed.spot.clone() };
        if !placed.role.is_rendered() {
            found.error(Code::BadTemplate, spot, "names are shown as they are: nothing is filled in here");
            continue;
        }
        match Template::parse(text) {
            Ok(template) => {
                let node = placed.spot.node.as_deref();
                let unknown =
                    template.references().filter(|path| it.find(node, path).is_none() && !it.may_be(path));
                for path in unknown {
                    let message = format!("there is no slot `{}`", path.replace('/', "."));
                    found.error(Code::UnknownReference, spot.clone(), message);
                }
            }
            Err(Fault::UnknownFilter(name)) => {
                let message = format!("there is no filter `{name}`; there are {}", FILTERS.join(", "));
                found.error(Code::UnknownFilter, spot, message);
            }
            Err(Fault::Malformed(message)) => found.error(Code::BadTemplate, spot, message),
        }
    }
}

/// Telegram counts UTF-16 units.
fn lengths(placed: &Placed<'_>, channel: &str, limits: &Limits, found: &mut Found) {
    for (locale, text) in placed.text {
        let units = text.encode_utf16().count();
        if units > limits.message_characters_max {
            let spot = Spot { field: format!("{}.{locale}", placed.spot.field), ..placed.spot.clone() };
            let most = limits.message_characters_max;
            let message = format!("the text has {units} characters, and {channel} takes {most} in a message");
            found.error(Code::ChannelLimit, spot, message);
        }
    }
}

/// The options of a slot and of its parts: how many, and what travels behind them.
fn buttons(path: &str, slot: &Slot, channel: &str, limits: &Limits, found: &mut Found) {
    let most = limits.buttons_max;
    if slot.options.len() > most {
        let message = format!("{channel} shows at most {most} buttons at a time");
        found.error(Code::ChannelLimit, Spot::slot(path, "options"), message);
    }
    let most = limits.id_bytes_max();
    for (at, _) in slot.options.iter().enumerate().filter(|(_, option)| option.id.len() > most) {
        let message = format!("the id is longer than the {most} bytes that {channel} takes behind a button");
        found.error(Code::ChannelLimit, Spot::slot(path, format!("options.{at}.id")), message);
    }
    slot.fields
        .iter()
        .for_each(|(id, field)| buttons(&format!("{path}/{id}"), field, channel, limits, found));
    slot.of.iter().for_each(|of| buttons(&format!("{path}/of"), of, channel, limits, found));
}

/// The rules of trees that ship with Pauta.
fn house(it: &Check<'_>, found: &mut Found) {
    let voice = Voice::compiled();
    for (id, node) in &it.doc.nodes {
        if let Node::Ask(ask) = node {
            asking(id, ask, found);
        }
    }
    it.doc.texts(&mut |placed| {
        for (locale, text) in placed.text {
            let spot = || Spot { field: format!("{}.{locale}", placed.spot.field), ..placed.spot.clone() };
            if placed.role == Role::Prompt {
                prompt(text, spot(), found);
            }
            for (banned, said) in voice.hear(text, locale, placed.role) {
                let said = if said.trim().is_empty() { &banned.name } else { said };
                let message = format!("we do not say “{said}”; say {}", banned.instead);
                found.error(Code::BannedWord, spot(), message);
            }
        }
    });
}

fn asking(id: &str, ask: &Ask, found: &mut Found) {
    if ask.why.is_none() {
        found.error(Code::NoWhy, Spot::node(id, "why"), "a shipped question says why it is asked");
    }
    if ask.example.is_none() {
        found.error(Code::NoExample, Spot::node(id, "example"), "a shipped question has an example");
    }
}

fn prompt(text: &str, spot: Spot, found: &mut Found) {
    let characters = text.chars().count();
    if characters > PROMPT_CHARS_MAX {
        let message =
            format!("the question has {characters} characters; at most {PROMPT_CHARS_MAX} are read");
        found.error(Code::LongPrompt, spot.clone(), message);
    }
    if text.matches('?').count() > 1 {
        found.error(Code::TwoQuestions, spot, "two questions in one prompt: ask one");
    }
}
