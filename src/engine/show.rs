//! Shows values as a person reads them, in the conversation's language; what is shown can be read back.

use super::{
    context::Context,
    parse::{currency, misread::PHRASES, words::Lang},
};
use crate::tree::{
    Tree,
    json::{Slot, SlotType},
    value::{DateRange, Money, Value},
};
use indexmap::IndexMap;
use jiff::civil::Date;

/// The value in words: `R$ 1.500,00`, `15/03/2027`, the label of an option.
pub fn show(tree: &Tree, slot: &Slot, value: &Value, locale: &str, context: &Context) -> String {
    let item = slot.of.as_deref();
    let each = |slot: &Slot, values: Vec<&Value>| -> Vec<String> {
        values.into_iter().map(|value| show(tree, slot, value, locale, context)).collect()
    };
    match value {
        Value::Bool(yes) => PHRASES.say(locale, if *yes { "yes" } else { "no" }).to_owned(),
        Value::Number(number) => unit(slot, &self::number(*number, locale)),
        Value::Range(range) => {
            let ends = [range.min, range.max].map(|end| unit(slot, &number(end, locale)));
            PHRASES.fill(locale, "range", &[("from", &ends[0]), ("to", &ends[1])])
        }
        Value::Money(amount) => money(amount, slot.currency.as_deref(), locale),
        Value::Dates(range) => dates(range, locale),
        Value::Text(text) => words(tree, slot, text, locale, context),
        Value::None(none) => match &slot.none_of {
            Some(option) if option.id == none.none => tree.text(&option.label, locale).to_owned(),
            _ => none.none.clone(),
        },
        Value::New(new) => new.new.clone(),
        Value::File(file) => file.link.clone().unwrap_or_else(|| file.file.clone()),
        Value::Many(many) => {
            let shown = each(item.unwrap_or(slot), many.iter().collect());
            listed(&shown, locale)
        }
        Value::Items(items) => {
            let values = items.items.iter().map(|item| &item.value);
            match item.filter(|of| of.kind == SlotType::Object) {
                Some(of) => {
                    let shown: Vec<_> =
                        values.map(|value| item_of(tree, of, value, locale, context)).collect();
                    let names_only = shown.iter().all(|item| !item.contains(';'));
                    shown.join(if names_only { "; " } else { "\n" })
                }
                None => listed(&each(item.unwrap_or(slot), values.collect()), locale),
            }
        }
        // In the order of the form, whatever the order of the answers.
        Value::Object(parts) => {
            let part = |(name, field): (&String, &Slot)| {
                let shown = show(tree, field, parts.get(name)?, locale, context).replace('\n', " · ");
                Some(format!("{}: {shown}", field_label(tree, name, field, locale)))
            };
            tree.fields(slot).iter().filter_map(part).collect::<Vec<_>>().join("; ")
        }
    }
}

/// An item of a list of objects: what it is called needs no label, the rest of its fields do.
fn item_of(tree: &Tree, of: &Slot, value: &Value, locale: &str, context: &Context) -> String {
    let fields = tree.fields(of);
    let first = fields.first().filter(|(_, field)| field.kind == SlotType::Text);
    match (first, value) {
        (Some((name, field)), Value::Object(parts)) if parts.contains_key(name) => {
            let called = show(tree, field, &parts[name], locale, context);
            let rest: IndexMap<_, _> =
                parts.iter().filter(|(part, _)| *part != name).map(|(k, v)| (k.clone(), v.clone())).collect();
            let rest = show(tree, of, &Value::Object(rest), locale, context);
            if rest.is_empty() { called } else { format!("{called}; {rest}") }
        }
        _ => show(tree, of, value, locale, context),
    }
}

/// How the brief names the slot at `path`: its label, or its id in plain words.
pub fn label(tree: &Tree, path: &str, locale: &str) -> String {
    let name = path.rsplit('/').next().unwrap_or(path);
    tree.slot(path).map_or_else(|| plain(name), |slot| field_label(tree, name, slot, locale))
}

/// The same for a slot at hand.
pub fn field_label(tree: &Tree, name: &str, slot: &Slot, locale: &str) -> String {
    slot.label.as_ref().map_or_else(|| plain(name), |label| tree.text(label, locale).to_owned())
}

/// `15/03/2027`, or `15 March 2027`.
pub fn day(day: Date, locale: &str) -> String {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    match Lang::of(locale) {
        Lang::Pt => format!("{:02}/{:02}/{:04}", day.day(), day.month(), day.year()),
        Lang::En => {
            let month = usize::try_from(day.month() - 1).ok().and_then(|at| MONTHS.get(at)).unwrap_or(&"");
            format!("{} {month} {}", day.day(), day.year())
        }
    }
}

/// "a, b e c", or with "and".
pub fn joined(words: &[&str], locale: &str) -> String {
    with(words, PHRASES.say(locale, "and"))
}

/// "a, b ou c", or with "or".
pub fn joined_or(words: &[&str], locale: &str) -> String {
    with(words, PHRASES.say(locale, "or"))
}

fn with(words: &[&str], link: &str) -> String {
    match words {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [head @ .., last] => format!("{} {link} {last}", head.join(", ")),
    }
}

/// Items in a sentence; with semicolons where one of them has a comma or an "e" of its own.
fn listed(shown: &[String], locale: &str) -> String {
    if shown.iter().any(|item| item.contains('\n')) {
        return shown.join("\n");
    }
    let and = format!(" {} ", PHRASES.say(locale, "and"));
    /// A longer item would make the list read like a sentence.
    const SHORT: usize = 40;
    let own =
        |item: &String| item.contains([',', '/']) || item.contains(&and) || item.chars().count() > SHORT;
    if shown.len() == 2 || shown.iter().any(own) {
        return shown.join("; ");
    }
    joined(&shown.iter().map(String::as_str).collect::<Vec<_>>(), locale)
}

/// A text by its slot: an option's label, a day, a telephone number, or the words themselves.
fn words(tree: &Tree, slot: &Slot, text: &str, locale: &str, context: &Context) -> String {
    match slot.kind {
        SlotType::Choice | SlotType::MultiChoice | SlotType::Rank => {
            if let Some(option) = slot.options.iter().find(|option| option.id == text) {
                return tree.text(&option.label, locale).to_owned();
            }
            let entries = slot.options_from.and_then(|from| context.collections.get(&from));
            let entry = entries.and_then(|entries| entries.iter().find(|entry| entry.id == text));
            entry.map_or(text, |entry| &entry.label).to_owned()
        }
        SlotType::Date => text.parse::<Date>().map_or_else(|_| text.to_owned(), |date| day(date, locale)),
        SlotType::Phone => phone(text),
        _ => text.to_owned(),
    }
}

/// `+55 11 98765-4321`; other countries' numbers as they are.
fn phone(number: &str) -> String {
    match number.strip_prefix("+55") {
        Some(rest) if matches!(rest.len(), 10 | 11) && rest.is_ascii() => {
            let (area, local) = rest.split_at(2);
            let (head, tail) = local.split_at(local.len() - 4);
            format!("+55 {area} {head}-{tail}")
        }
        _ => number.to_owned(),
    }
}

/// `R$ 1.500,00`, `R$1,500.00`; a range as "R$ 5.000,00 a R$ 10.000,00". `own` is the currency of the question.
pub fn money(money: &Money, own: Option<&str>, locale: &str) -> String {
    let known = currency::by_code(&money.currency);
    let digits = minor_digits(&money.currency);
    let sign = match (Lang::of(locale), known) {
        (Lang::En, Some(known)) if known.code == "USD" && own.is_none_or(|own| own == "USD") => "$",
        (_, Some(known)) => known.sign,
        (_, None) => &money.currency,
    };
    let spaced = Lang::of(locale) == Lang::Pt || sign.chars().all(char::is_alphabetic);
    let one = |minor: i64| {
        let scale = 10_u64.pow(digits);
        let size = minor.unsigned_abs();
        let fraction = format!("{:0width$}", size % scale, width = digits as usize);
        let text =
            if digits == 0 { (size / scale).to_string() } else { format!("{}.{fraction}", size / scale) };
        let minus = if minor < 0 { "-" } else { "" };
        format!("{sign}{}{minus}{}", if spaced { " " } else { "" }, localised(&text, locale))
    };
    match money.max_minor {
        Some(max) => PHRASES.fill(locale, "range", &[("from", &one(money.minor)), ("to", &one(max))]),
        None => one(money.minor),
    }
}

/// The digits of a currency's minor unit.
pub fn minor_digits(code: &str) -> u32 {
    currency::by_code(code).map_or(2, |known| known.digits)
}

fn unit(slot: &Slot, number: &str) -> String {
    if slot.kind == SlotType::Percent { format!("{number}%") } else { number.to_owned() }
}

/// `1.500,5`, or `1,500.5`.
pub fn number(number: f64, locale: &str) -> String {
    let text = number.abs().to_string();
    let minus = if number < 0.0 { "-" } else { "" };
    format!("{minus}{}", localised(&text, locale))
}

/// Digits with the language's marks for thousands and the fraction.
/// A plain number (`1234.5`) as a language writes it.
pub fn localised(text: &str, locale: &str) -> String {
    let (thousands, point) = if Lang::of(locale) == Lang::Pt { ('.', ',') } else { (',', '.') };
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let mut shown = String::with_capacity(text.len() + 4);
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            shown.push(thousands);
        }
        shown.push(digit);
    }
    if !fraction.is_empty() {
        shown.push(point);
        shown.push_str(fraction);
    }
    shown
}

/// A period, or an end of one that is open.
pub fn dates(range: &DateRange, locale: &str) -> String {
    let shown = |date: Option<Date>| date.map(|date| day(date, locale)).unwrap_or_default();
    let (from, to) = (shown(range.from), shown(range.to));
    let key = match (range.from, range.to) {
        (Some(_), Some(_)) => "range",
        (Some(_), None) => "from",
        (None, Some(_)) => "until",
        (None, None) => return String::new(),
    };
    PHRASES.fill(locale, key, &[("from", &from), ("to", &to)])
}

/// `product_text` as "Product text".
pub fn plain(id: &str) -> String {
    let words = id.replace('_', " ");
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
