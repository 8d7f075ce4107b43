//! How a page of those who keep a workspace says things: its phrases and moments.

use crate::{channel::web::Door, phrase::Phrases, time::Millis};

/// A language, with the time where the installation is.
#[derive(Clone, Debug)]
pub(in crate::web) struct Said {
    pub lang: &'static str,
    words: &'static Phrases,
    pub zone: String,
    now: Millis,
}

/// A moment as the page shows it, and as its script reads it.
#[derive(Clone, Debug)]
pub(in crate::web) struct When {
    pub shown: String,
    pub iso: String,
}

impl Said {
    pub fn new(door: &Door, lang: &'static str, words: &'static Phrases) -> Self {
        let zone = door.app.config.budget.time_zone.as_str().to_owned();
        Self { lang, words, zone, now: door.app.clock.now() }
    }

    pub fn say<'a>(&self, key: &'a str) -> &'a str {
        self.words.say(self.lang, key)
    }

    /// A phrase with one gap.
    pub fn with(&self, key: &str, gap: &str, value: &str) -> String {
        self.words.fill(self.lang, key, &[(gap, value)])
    }

    /// A word of a closed list; one that the list does not have stands for itself.
    pub fn word(&self, list: &str, word: &str) -> String {
        let key = format!("{list}_{}", word.replace('.', "_"));
        let said = self.words.say(self.lang, &key);
        if said == key { word.to_owned() } else { said.to_owned() }
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
}
