//! How the pages say things: their phrases and moments.

use super::words;
use crate::{channel::web::Door, time::Millis};

/// A language, with what depends on it.
#[derive(Clone, Debug)]
pub(super) struct Said {
    pub lang: &'static str,
    zone: String,
}

impl Said {
    pub fn new(door: &Door, lang: &'static str) -> Self {
        Self { lang, zone: door.app.config.budget.time_zone.as_str().to_owned() }
    }

    pub fn say<'a>(&self, key: &'a str) -> &'a str {
        words().say(self.lang, key)
    }

    pub fn fill(&self, key: &str, gaps: &[(&str, &str)]) -> String {
        words().fill(self.lang, key, gaps)
    }

    pub fn with(&self, key: &str, gap: &str, value: &str) -> String {
        self.fill(key, &[(gap, value)])
    }

    /// One thing or several.
    pub fn count(&self, one: &str, many: &str, count: usize) -> String {
        if count == 1 { self.say(one).to_owned() } else { self.with(many, "count", &count.to_string()) }
    }

    pub fn when(&self, at: Millis) -> String {
        let pattern = if self.lang == "en" { "%-d %b %Y, %H:%M" } else { "%d/%m/%Y, %H:%M" };
        at.local_in(&self.zone).strftime(pattern).to_string()
    }

    /// Who did it: on a machine that is nobody's yet, whoever sat at it.
    pub fn who(&self, name: &str) -> String {
        if name.is_empty() { self.say("somebody_here").to_owned() } else { name.to_owned() }
    }
}
