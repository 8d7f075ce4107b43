//! How the page says things: its phrases, moments, amounts and counts.

use super::words;
use crate::{
    channel::web::Door,
    engine::show::localised,
    llm::{Cost, Currency},
    time::Millis,
};

/// A language, with everything that depends on it.
#[derive(Clone, Debug)]
pub(super) struct Said {
    pub lang: &'static str,
    /// Where the months begin and end; the page's script puts times into the person's own.
    pub zone: String,
    now: Millis,
    currency: Currency,
    dollars: Currency,
}

/// A moment as the page shows it, and as its script reads it.
#[derive(Clone, Debug)]
pub(super) struct When {
    pub shown: String,
    pub iso: String,
}

/// Money in the people's currency, and in the books' beside it if that is another.
#[derive(Clone, Debug)]
pub(super) struct Amount {
    pub shown: String,
    pub dollars: Option<String>,
}

impl Said {
    pub fn new(door: &Door, lang: &'static str) -> Self {
        let budget = &door.app.config.budget;
        Self {
            lang,
            zone: budget.time_zone.as_str().to_owned(),
            now: door.app.clock.now(),
            currency: Currency::of(budget, lang),
            dollars: Currency::dollars(),
        }
    }

    pub fn now(&self) -> Millis {
        self.now
    }

    pub fn say<'a>(&self, key: &'a str) -> &'a str {
        words().say(self.lang, key)
    }

    pub fn fill(&self, key: &str, gaps: &[(&str, &str)]) -> String {
        words().fill(self.lang, key, gaps)
    }

    /// A phrase with one gap.
    pub fn with(&self, key: &str, gap: &str, value: &str) -> String {
        self.fill(key, &[(gap, value)])
    }

    /// A word of a closed list; one that the list does not have stands for itself.
    pub fn word(&self, list: &str, word: &str) -> String {
        let key = format!("{list}_{word}");
        let said = words().say(self.lang, &key);
        if said == key { word.to_owned() } else { said.to_owned() }
    }

    /// A prompt's task, as people call it.
    pub fn task(&self, prompt: &str) -> String {
        self.word("task", task(prompt))
    }

    /// Of today only the time.
    pub fn when(&self, at: Millis) -> When {
        let (then, now) = (at.local_in(&self.zone), self.now.local_in(&self.zone));
        let pattern = match (then.date() == now.date(), self.lang) {
            (true, _) => "%H:%M",
            (false, "en") => "%-d %b, %H:%M",
            (false, _) => "%d/%m, %H:%M",
        };
        When { shown: then.strftime(pattern).to_string(), iso: at.rfc3339() }
    }

    pub fn day(&self, at: Millis) -> String {
        let pattern = if self.lang == "en" { "%-d %b %Y" } else { "%d/%m/%Y" };
        at.day_in(&self.zone).strftime(pattern).to_string()
    }

    pub fn amount(&self, nano: i64) -> Amount {
        let shown = self.currency.amount(nano, self.lang);
        let dollars = (self.currency.code() != self.dollars.code()).then(|| self.dollars(nano));
        Amount { shown, dollars }
    }

    pub fn dollars(&self, nano: i64) -> String {
        self.dollars.amount(nano, self.lang)
    }

    /// What a call cost, by the words of its row.
    pub fn cost(&self, nano: Option<i64>, status: &str) -> Amount {
        let cost = match nano {
            None => Cost::Unknown,
            Some(nano) if status == "estimated" => Cost::Estimated(nano),
            Some(nano) => Cost::Computed(nano),
        };
        let dollars = nano.and_then(|nano| self.amount(nano).dollars);
        Amount { shown: self.currency.cost(cost, self.lang), dollars }
    }

    /// What is said of the rate; `None` where people see dollars.
    pub fn rate(&self) -> Option<String> {
        Some(self.with("rate", "rate", &self.currency.rate(self.lang)?))
    }

    pub fn count(&self, count: i64) -> String {
        localised(&count.to_string(), self.lang)
    }

    /// `None` where nobody counted.
    pub fn tokens(&self, input: Option<i64>, output: Option<i64>) -> Option<String> {
        let shown = |count: Option<i64>| self.count(count.unwrap_or(0));
        (input.is_some() || output.is_some())
            .then(|| self.fill("tokens", &[("input", &shown(input)), ("output", &shown(output))]))
    }

    /// With a digit behind the point.
    pub fn seconds(&self, micros: i64) -> String {
        let tenths = (micros + 50_000) / 100_000;
        localised(&format!("{}.{}", tenths / 10, tenths % 10), self.lang)
    }
}

/// `refine` of `refine/2`.
pub(super) fn task(prompt: &str) -> &str {
    prompt.split('/').next().unwrap_or(prompt)
}
