//! Dollars as people read them: in their currency, at a rate that says where it is from and of which day.
//! The books stay in dollars.

use super::Cost;
use crate::{
    config::{Budget, Rate},
    engine::show,
    phrase::Phrases,
    tree::value::Money,
};
use serde::Deserialize;
use std::sync::LazyLock;

static PHRASES: LazyLock<Phrases> = LazyLock::new(|| Phrases::compiled(include_str!("money.json")));
static RATES: LazyLock<Rates> = LazyLock::new(|| {
    serde_json::from_str(include_str!("data/rates.json")).expect("the table of rates is part of the binary")
});

/// A millionth of a dollar is a thousand nano-dollars.
const NANO: i128 = 1_000_000_000;
const MILLIONTHS: i128 = 1_000_000;

#[derive(Debug, Deserialize)]
struct Rates {
    rates: Vec<Listed>,
}

#[derive(Clone, Debug, Deserialize)]
struct Listed {
    currency: String,
    rate: String,
    date: String,
    source: String,
}

/// The currency of an audience, with what a dollar is in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Currency {
    code: String,
    rate: Rate,
    /// Where the rate is from, and of which day; None where the operator set it.
    origin: Option<(String, String)>,
}

impl Currency {
    /// The configured currency; else reais in Portuguese and dollars in other languages. One of which no rate
    /// is known gives way to dollars.
    pub fn of(budget: &Budget, locale: &str) -> Self {
        let usual = if locale.starts_with("pt") { "BRL" } else { "USD" };
        let code = budget.currency.as_ref().map_or(usual, |code| code.as_str());
        if let (Some(rate), Some(_)) = (budget.currency_rate, &budget.currency) {
            return Self { code: code.to_owned(), rate, origin: None };
        }
        Self::listed(code).unwrap_or_else(Self::dollars)
    }

    fn listed(code: &str) -> Option<Self> {
        let listed = RATES.rates.iter().find(|listed| listed.currency == code)?;
        let origin = Some((listed.source.clone(), listed.date.clone()));
        Some(Self { code: code.to_owned(), rate: Rate::parse(&listed.rate)?, origin })
    }

    /// The currency of the books.
    pub fn dollars() -> Self {
        let rate = Rate::parse("1").expect("one is above 0");
        Self { code: "USD".to_owned(), rate, origin: None }
    }

    pub fn code(&self) -> &str {
        &self.code
    }

    /// `R$ 1,23`, `$0.20`; an amount below the smallest coin as "less than R$ 0.01".
    pub fn amount(&self, nano: i64, locale: &str) -> String {
        let minor = self.minor(nano);
        if minor == 0 && nano > 0 {
            return PHRASES.fill(locale, "less", &[("amount", &self.shown(1, locale))]);
        }
        self.shown(minor, locale)
    }

    /// A cost as it is told: an estimate says that it is one, and what nobody knows is not zero.
    pub fn cost(&self, cost: Cost, locale: &str) -> String {
        match cost {
            Cost::Computed(nano) => self.amount(nano, locale),
            Cost::Estimated(nano) => PHRASES.fill(locale, "about", &[("amount", &self.amount(nano, locale))]),
            Cost::Unknown => PHRASES.say(locale, "unknown").to_owned(),
        }
    }

    /// What is said of the rate; None for dollars.
    pub fn rate(&self, locale: &str) -> Option<String> {
        if self.code == "USD" {
            return None;
        }
        let (whole, part) = (self.rate.millionths() / 1_000_000, self.rate.millionths() % 1_000_000);
        let digits = format!("{part:06}");
        let point = if locale.starts_with("pt") { ',' } else { '.' };
        let rate = format!("{} {whole}{point}{:0<2}", self.code, digits.trim_end_matches('0'));
        Some(match &self.origin {
            Some((source, date)) => {
                PHRASES.fill(locale, "rate", &[("rate", &rate), ("source", source), ("date", date)])
            }
            None => PHRASES.fill(locale, "own_rate", &[("rate", &rate)]),
        })
    }

    fn shown(&self, minor: i64, locale: &str) -> String {
        show::money(&Money { minor, max_minor: None, currency: self.code.clone() }, None, locale)
    }

    /// In the smallest coin, rounded half up.
    fn minor(&self, nano: i64) -> i64 {
        let coins = 10_i128.pow(show::minor_digits(&self.code));
        let scaled = i128::from(nano) * i128::from(self.rate.millionths()) * coins;
        let whole = NANO * MILLIONTHS;
        i64::try_from((scaled + whole / 2).div_euclid(whole)).unwrap_or(i64::MAX)
    }
}

/// What is said of a briefing that no model had a part in.
pub fn no_cost(locale: &str) -> &'static str {
    PHRASES.say(locale, "none")
}
