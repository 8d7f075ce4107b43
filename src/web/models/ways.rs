//! The keys by their pools, and what rests.

use super::said::{Said, When};
use crate::{
    llm::{Key, Models, NEVER, Tier},
    store::Suspension,
};
use std::sync::Arc;

/// Keys that share a quota, with what rests of them.
#[derive(Debug)]
pub(super) struct Pool {
    pub name: String,
    /// As people know it; of a server of one's own nothing.
    pub provider: Option<String>,
    pub keys: Vec<KeyLine>,
    pub rests: Vec<Rest>,
}

#[derive(Debug)]
pub(super) struct KeyLine {
    pub label: String,
    pub tier: &'static str,
    /// A server that wants none.
    pub is_server: bool,
    pub per_minute: Option<String>,
}

#[derive(Debug)]
pub(super) struct Rest {
    /// The row's own words, for the button.
    pub pool: String,
    pub model: String,
    /// What rests.
    pub what: String,
    pub why: String,
    /// What would mend it.
    pub help: Option<&'static str>,
    pub since: When,
    /// `None`: until the configuration changes.
    pub until: Option<When>,
    /// Its time is over, and nobody has tried since.
    pub over: bool,
    pub by_provider: bool,
    pub last_words: String,
}

/// Every pool with its rests, and those that belong to none of them last.
pub(super) fn pools(keys: &[Arc<Key>], rests: Vec<Suspension>, said: &Said) -> Vec<Pool> {
    let mut pools: Vec<Pool> = Vec::new();
    for key in keys {
        let line = key_line(key, said);
        match pools.iter_mut().find(|pool| *pool.name == *key.pool) {
            Some(pool) => pool.keys.push(line),
            None => pools.push(Pool {
                name: key.pool.to_string(),
                provider: Models::shipped().facts(key.provider).map(|facts| facts.name.clone()),
                keys: vec![line],
                rests: Vec::new(),
            }),
        }
    }
    let mut others = Vec::new();
    for row in rests {
        let of =
            |pool: &&mut Pool| pool.name == row.pool || pool.keys.iter().any(|key| key.label == row.pool);
        let rest = rest(&row, said);
        match pools.iter_mut().find(of) {
            Some(pool) => pool.rests.push(rest),
            None => others.push(rest),
        }
    }
    if !others.is_empty() {
        let name = said.say("others").to_owned();
        pools.push(Pool { name, provider: None, keys: Vec::new(), rests: others });
    }
    pools
}

fn key_line(key: &Key, said: &Said) -> KeyLine {
    KeyLine {
        label: key.label.to_string(),
        tier: match key.tier {
            Tier::Free => "tier_free",
            Tier::Local => "tier_local",
            Tier::Paid => "tier_paid",
        },
        // Only a key has the digits of its hash in its name.
        is_server: *key.label == *key.pool,
        per_minute: key.per_minute.map(|rate| said.with("per_minute", "count", &rate.to_string())),
    }
}

fn rest(row: &Suspension, said: &Said) -> Rest {
    let what = match (row.model.as_str(), row.pool.contains('#')) {
        ("*", true) => said.with("one_key", "key", &row.pool),
        ("*", false) => said.say("every_model").to_owned(),
        // A model that its provider does not have.
        (model, _) if !row.pool.contains('/') => format!("{}/{model}", row.pool),
        (model, _) => model.to_owned(),
    };
    let help = match row.reason.as_str() {
        "out_of_credit" => Some("help_out_of_credit"),
        "invalid_key" => Some("help_invalid_key"),
        _ => None,
    };
    Rest {
        pool: row.pool.clone(),
        model: row.model.clone(),
        what,
        why: said.word("why", &row.reason),
        help,
        since: said.when(row.since),
        until: (row.until != NEVER).then(|| said.when(row.until)),
        over: row.until <= said.now(),
        by_provider: row.source == "provider",
        last_words: row.last_error.clone(),
    }
}
