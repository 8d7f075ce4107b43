//! Money, numbers and percentages, and ranges of them.

use super::{
    Reading, bounds,
    currency::{self, Currency},
    misread::{Misread, MisreadCode},
    quantity::{ONE, Quantity, Style, quantities, scaled},
    token::{Kind, Token, tokens},
    words::Lang,
};
use crate::{
    engine::show,
    tree::{
        json::{Slot, SlotType},
        value::{Money, NumberRange, Value},
    },
};

/// An amount in the text: one quantity, or the two ends of a range.
#[derive(Clone, Copy, Debug)]
pub struct Amount {
    pub low: f64,
    pub high: Option<f64>,
    low_units: i128,
    high_units: Option<i128>,
    currency: Option<&'static Currency>,
    /// Whether it has a scale word or a currency, and not only digits.
    pub marked: bool,
    /// Bytes in the text.
    pub start: usize,
    pub end: usize,
}

/// Reads an amount of money, a number or a percentage, and words around it.
pub fn read(r: &Reading<'_>, slot: &Slot, text: &str) -> Result<Value, Misread> {
    let found = find(r, slot, text);
    let example = match slot.kind {
        SlotType::Money => "no_money",
        SlotType::Percent => "no_percent",
        _ => "no_number",
    };
    let amount = match &found[..] {
        [] => return Err(Misread::unreadable(r.locale, example, text)),
        [one] => *one,
        many => {
            let mut marked = many.iter().filter(|a| a.marked);
            match (marked.next(), marked.next()) {
                (Some(one), None) => *one,
                _ => return Err(two(r, slot, &many[0], &many[1])),
            }
        }
    };
    let value = value(r, slot, &amount);
    bounds::amount(r, slot, &value)?;
    Ok(value)
}

/// Every amount in the text, in order.
pub fn find(r: &Reading<'_>, slot: &Slot, text: &str) -> Vec<Amount> {
    let lang = Lang::of(r.locale);
    let style = match slot.kind {
        SlotType::Money => Style::Money(lang),
        SlotType::Percent => Style::Percent(lang),
        _ => Style::Number(lang),
    };
    let tokens = tokens(text);
    let mut quantities = quantities(&tokens, style);
    quantities.retain(|q| !of_another_kind(slot.kind, &tokens, q));
    if slot.kind == SlotType::Percent
        && let Some(share) = share(&tokens, &quantities)
    {
        return vec![share];
    }
    let own = own_currency(r, slot);
    let mut found: Vec<Amount> = Vec::new();
    let mut rest = quantities.iter().peekable();
    while let Some(first) = rest.next() {
        let mut amount = one(&tokens, first, own);
        if let (Some(second), true) = (rest.peek(), slot.kind == SlotType::Money)
            && let Some(cents) = cents(&tokens, first, second, own)
        {
            amount.low_units += cents;
            amount.low += cents as f64 / ONE as f64;
            amount.end = tokens[second.last].end;
            rest.next();
        } else if let Some(second) = rest.peek().filter(|second| linked(&tokens, first, second, own)) {
            amount = range(&tokens, first, second, own);
            rest.next();
        } else if slot.range && up_to(&tokens, first, own) {
            amount.high = Some(amount.low);
            amount.high_units = Some(amount.low_units);
            (amount.low, amount.low_units) = (0.0, 0);
        }
        found.push(amount);
    }
    found
}

/// The amount as a value of the slot.
pub fn value(r: &Reading<'_>, slot: &Slot, amount: &Amount) -> Value {
    if slot.kind != SlotType::Money {
        return match amount.high {
            Some(max) => Value::Range(NumberRange { min: amount.low, max }),
            None => Value::Number(amount.low),
        };
    }
    let currency = amount.currency.unwrap_or_else(|| own_currency(r, slot));
    Value::Money(Money {
        minor: minor(amount.low_units, currency.digits),
        max_minor: amount.high_units.map(|units| minor(units, currency.digits)),
        currency: currency.code.into(),
    })
}

/// The currency of the question: its own, else that of the language.
pub fn own_currency(r: &Reading<'_>, slot: &Slot) -> &'static Currency {
    let usual = || if Lang::of(r.locale) == Lang::Pt { "BRL" } else { "USD" };
    let own = slot.currency.as_deref().and_then(currency::by_code);
    own.or_else(|| currency::by_code(usual())).expect("both usual currencies are in the table")
}

/// Rounded half away from zero.
fn minor(units: i128, digits: u32) -> i64 {
    let scaled = units * 10_i128.pow(digits);
    let rounded = (scaled + ONE / 2 * scaled.signum()) / ONE;
    i64::try_from(rounded).unwrap_or(i64::MAX)
}

fn one(tokens: &[Token], q: &Quantity, own: &'static Currency) -> Amount {
    let before = q.first.checked_sub(1).and_then(|at| currency::named(&tokens[at], own));
    let skip = usize::from(tokens.get(q.last).is_some_and(|t| t.text == "de"));
    let after = tokens.get(q.last + skip).and_then(|t| currency::named(t, own));
    let currency = before.or(after);
    let start = if before.is_some() { q.first - 1 } else { q.first };
    let end = if after.is_some() { q.last + skip } else { q.last - 1 };
    Amount {
        low: q.number(),
        high: None,
        low_units: q.value,
        high_units: None,
        currency,
        marked: currency.is_some() || q.scale > 1 || percent(tokens, q.last),
        start: tokens[start].start,
        end: tokens[end].end,
    }
}

/// "5 a 10 mil" is 5 000 to 10 000, but "500 a 2 mil" is 500 to 2 000.
fn range(tokens: &[Token], first: &Quantity, second: &Quantity, own: &'static Currency) -> Amount {
    let (one, two) = (one(tokens, first, own), one(tokens, second, own));
    let mut low = first.value;
    let bare = second.value / second.scale;
    if first.scale == 1 && second.scale > 1 && low < bare {
        low *= second.scale;
    }
    let (low, high) = (low.min(second.value), low.max(second.value));
    let as_number = |value: i128| Quantity { value, ..*first }.number();
    Amount {
        low: as_number(low),
        high: (low != high).then(|| as_number(high)),
        low_units: low,
        high_units: (low != high).then_some(high),
        currency: one.currency.or(two.currency),
        marked: one.marked || two.marked,
        start: one.start,
        end: two.end,
    }
}

/// Whether only a range's word stands between the two.
fn linked(tokens: &[Token], first: &Quantity, second: &Quantity, own: &'static Currency) -> bool {
    let mut links = 0;
    let sign = usize::from(second.value < 0);
    for token in &tokens[first.last..second.first - sign] {
        let and = token.is(&["e", "and"]) && between(tokens, first);
        if and || token.is(&["a", "ate", "to", "ou", "or", "-", "–", "—", "~", "through"]) {
            links += 1;
        } else if !(token.is(&["de", "%"]) || currency::named(token, own).is_some()) {
            return false;
        }
    }
    links == 1
}

fn between(tokens: &[Token], first: &Quantity) -> bool {
    tokens[first.first.saturating_sub(2)..first.first].iter().any(|t| t.is(&["entre", "between"]))
}

/// "até", "up to", "no máximo" in front of it.
fn up_to(tokens: &[Token], q: &Quantity, own: &'static Currency) -> bool {
    let mut before = tokens[..q.first].iter().rev().filter(|t| currency::named(t, own).is_none());
    let (last, other) = (before.next(), before.next());
    let pair = |a: &[&str], b: &[&str]| other.is_some_and(|t| t.is(a)) && last.is_some_and(|t| t.is(b));
    last.is_some_and(|t| t.is(&["ate", "maximo", "under", "below"]))
        || pair(&["up"], &["to"])
        || pair(&["at"], &["most"])
        || pair(&["menos", "abaixo"], &["de", "que"])
        || pair(&["less"], &["than"])
}

/// "… reais e cinquenta centavos": the second quantity, in units of the first.
fn cents(tokens: &[Token], first: &Quantity, second: &Quantity, own: &'static Currency) -> Option<i128> {
    let unit = tokens.get(second.last)?.is(&["centavo", "centavos", "cent", "cents"]);
    let joined = |t: &Token| t.is(&["e", "and", "de"]) || currency::named(t, own).is_some();
    (unit && tokens[first.last..second.first].iter().all(joined)).then_some(second.value / 100)
}

/// "3 em cada 10", "3 out of 10" as a percentage.
fn share(tokens: &[Token], quantities: &[Quantity]) -> Option<Amount> {
    let [part, whole] = quantities else { return None };
    let link = &tokens[part.last..whole.first];
    let says = link.iter().all(|t| t.is(&["em", "de", "cada", "a", "out", "of", "in", "every", "/"]));
    let only_to = link.iter().all(|t| t.text == "a");
    if !says || only_to || whole.value <= 0 || part.value > whole.value || percent(tokens, whole.last) {
        return None;
    }
    let low = part.number() / whole.number() * 100.0;
    let (start, end) = (tokens[part.first].start, tokens[whole.last - 1].end);
    Some(Amount { low, high: None, low_units: 0, high_units: None, currency: None, marked: true, start, end })
}

/// Whether the number at `at` counts money, thousands or hundredths: "10k", "R$ 10", "10%".
pub fn counts(tokens: &[Token], at: usize, locale: &str) -> bool {
    let dollar = currency::by_code("USD").expect("the dollar is in the table");
    let money = |at: usize| tokens.get(at).is_some_and(|t| currency::named(t, dollar).is_some());
    percent(tokens, at + 1)
        || scaled(tokens, at, Lang::of(locale))
        || money(at + 1)
        || at.checked_sub(1).is_some_and(money)
}

fn percent(tokens: &[Token], at: usize) -> bool {
    let por = tokens.get(at).is_some_and(|t| t.is(&["por", "per"]));
    tokens.get(at).is_some_and(|t| t.is(&["%", "percent", "porcento"]))
        || por && tokens.get(at + 1).is_some_and(|t| t.is(&["cento", "cent"]))
}

/// A piece of a date, or a percentage where money is asked.
fn of_another_kind(kind: SlotType, tokens: &[Token], q: &Quantity) -> bool {
    let number = |at: usize| tokens.get(at).is_some_and(|t| t.kind == Kind::Number);
    let slash = |at: usize| tokens.get(at).is_some_and(|t| t.text == "/");
    let dated =
        slash(q.last) && number(q.last + 1) || q.first >= 2 && slash(q.first - 1) && number(q.first - 2);
    match kind {
        SlotType::Money => {
            dated || percent(tokens, q.last) || counts_things(tokens, q) || is_minus(tokens, q)
        }
        // "100" of "por cento" is not a number of its own.
        SlotType::Percent => {
            q.first > 0 && tokens[q.first - 1].is(&["por", "per"]) && tokens[q.first].is(&["cento", "cent"])
        }
        _ => dated,
    }
}

/// "500 visitas", "200 leads": a number of something, and no money.
fn counts_things(tokens: &[Token], q: &Quantity) -> bool {
    const THINGS: [&str; 30] = [
        "visita",
        "visitas",
        "pedido",
        "pedidos",
        "venda",
        "vendas",
        "cliente",
        "clientes",
        "pessoa",
        "pessoas",
        "seguidores",
        "cadastros",
        "inscritos",
        "contatos",
        "acessos",
        "visit",
        "visits",
        "order",
        "orders",
        "sale",
        "sales",
        "customer",
        "customers",
        "people",
        "followers",
        "sign-ups",
        "contacts",
        "lead",
        "leads",
        "downloads",
    ];
    let skip = usize::from(tokens.get(q.last).is_some_and(|t| t.text == "de"));
    tokens.get(q.last + skip).is_some_and(|t| t.is(&THINGS))
}

/// "minus 5", "menos 5": below nothing; "menos de 5" is an amount.
fn is_minus(tokens: &[Token], q: &Quantity) -> bool {
    q.first > 0 && tokens[q.first - 1].is(&["minus", "menos"])
}

/// Two amounts where one was asked.
fn two(r: &Reading<'_>, slot: &Slot, one: &Amount, two: &Amount) -> Misread {
    let show = |amount| show::show(r.tree, slot, &value(r, slot, amount), r.locale, r.context);
    let (first, second) = (show(one), show(two));
    let args = [("first", first.as_str()), ("second", second.as_str())];
    Misread::new(MisreadCode::Ambiguous, r.locale, "two_amounts", &args)
}
