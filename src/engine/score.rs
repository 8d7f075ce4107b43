//! The quality score: what a brief is worth to those who work from it, and what would make it better.
//!
//! The tree says which rules count, for how many points and on which slots; here is only what each rule looks at.

use super::brief::{Reason, Score};
use crate::tree::{
    Tree,
    json::{ScoreKind, ScoreRule},
    value::Value,
};

/// Longer than this a sentence does not stay in the head (the length of a line in `briefing-tree`, C8).
const ONE_IDEA_CHARS_MAX: usize = 140;

/// Scores what is live. `required` is how many of the required slots on the path are settled, and of how many.
pub fn score(tree: &Tree, live: &dyn Fn(&str) -> Option<Value>, required: (u32, u32), locale: &str) -> Score {
    let mut score = Score::default();
    for rule in &tree.doc().score {
        let earned = earned(rule, share(rule, live, required));
        score.value += earned;
        if earned < rule.points {
            let text = tree.text(&rule.reason, locale).to_owned();
            score.reasons.push(Reason { id: rule.id.clone(), missing: rule.points - earned, text });
        }
    }
    score.value = score.value.min(100);
    score
}

/// Points for a share; only the whole share earns them all.
fn earned(rule: &ScoreRule, (good, of): (usize, usize)) -> u32 {
    let points = usize::try_from(rule.points).unwrap_or(0);
    u32::try_from((points * good).checked_div(of).unwrap_or(0)).unwrap_or(0)
}

/// How much of what a rule looks at is there: so many of so many.
fn share(rule: &ScoreRule, live: &dyn Fn(&str) -> Option<Value>, required: (u32, u32)) -> (usize, usize) {
    let values = || rule.slots.iter().map(|slot| live(slot).filter(|value| !value.is_empty()));
    let count = |good: &dyn Fn(&Value) -> bool| {
        (values().filter(|value| value.as_ref().is_some_and(good)).count(), rule.slots.len())
    };
    match rule.rule {
        ScoreKind::Complete if rule.slots.is_empty() => {
            (usize::try_from(required.0).unwrap_or(0), usize::try_from(required.1).unwrap_or(0))
        }
        ScoreKind::Complete | ScoreKind::Present => count(&|_| true),
        ScoreKind::Specific => count(&is_specific),
        ScoreKind::OneIdea => count(&is_one_idea),
        ScoreKind::Smart => count(&|value| items(value).iter().any(|item| is_smart(item))),
        ScoreKind::Proof => {
            let values: Vec<Value> = values().flatten().collect();
            let claims: Vec<&Value> = values.iter().flat_map(items).collect();
            (claims.iter().filter(|claim| has_proof(claim)).count(), claims.len())
        }
    }
}

/// Whether there is a number, a name or a day in it.
fn is_specific(value: &Value) -> bool {
    match value {
        Value::Text(text) => names_something(text),
        Value::New(new) => names_something(&new.new),
        Value::Many(many) => many.iter().any(is_specific),
        Value::Items(items) => items.items.iter().any(|item| is_specific(&item.value)),
        Value::Object(fields) => fields.values().any(is_specific),
        Value::Bool(_) | Value::None(_) => false,
        Value::Number(_) | Value::Money(_) | Value::Dates(_) | Value::Range(_) | Value::File(_) => true,
    }
}

/// A digit, or a word with a capital that does not begin a sentence.
fn names_something(text: &str) -> bool {
    let mut begins = true;
    for word in text.split_whitespace() {
        if word.chars().any(|c| c.is_ascii_digit()) {
            return true;
        }
        let capital = word.chars().next().is_some_and(char::is_uppercase) && word.chars().count() > 1;
        if capital && !begins {
            return true;
        }
        begins = word.ends_with(['.', '!', '?', ':']);
    }
    false
}

/// One sentence that enumerates nothing.
fn is_one_idea(value: &Value) -> bool {
    let Some(text) = value.as_text().map(str::trim) else { return false };
    let sentences = text.split(['.', '!', '?', '\n']).filter(|sentence| !sentence.trim().is_empty()).count();
    let enumerates = text.contains(';') || text.matches(',').count() > 1;
    sentences == 1 && !enumerates && text.chars().count() <= ONE_IDEA_CHARS_MAX
}

/// What is measured, how much of it, and by when.
fn is_smart(item: &Value) -> bool {
    let Value::Object(fields) = item else { return false };
    let number =
        fields.values().any(|value| matches!(value, Value::Number(_) | Value::Money(_) | Value::Range(_)));
    let day = fields.values().any(|value| value.as_day().is_some() || matches!(value, Value::Dates(_)));
    let metric = fields.values().any(|value| value.as_text().is_some() && value.as_day().is_none());
    number && day && metric
}

/// A claim that comes with where it is shown: a source, a link or a file beside it.
fn has_proof(claim: &Value) -> bool {
    matches!(claim, Value::Object(fields) if fields.values().filter(|value| !value.is_empty()).count() > 1)
}

fn items(value: &Value) -> Vec<&Value> {
    match value {
        Value::Items(items) => items.items.iter().map(|item| &item.value).collect(),
        Value::Many(many) => many.iter().collect(),
        other => vec![other],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_a_name_or_a_day_is_specific() {
        for text in ["200 leads", "Moram em Curitiba", "até 15/03"] {
            assert!(is_specific(&Value::text(text)), "{text}");
        }
        for text in ["Quem gosta de café", "Pessoas. Muitas"] {
            assert!(!is_specific(&Value::text(text)), "{text}");
        }
    }

    #[test]
    fn one_sentence_that_enumerates_nothing_is_one_idea() {
        assert!(is_one_idea(&Value::text("Pão de verdade, pronto às sete.")));
        assert!(!is_one_idea(&Value::text("Barato, rápido, bonito e seguro")));
        assert!(!is_one_idea(&Value::text("É barato. É rápido.")));
    }

    #[test]
    fn smart_needs_a_metric_a_number_and_a_day() {
        let row = |json: &str| serde_json::from_str::<Value>(json).expect("a value");
        assert!(is_smart(&row(r#"{"metric":"leads","target":200,"by":"2027-03-31"}"#)));
        assert!(!is_smart(&row(r#"{"metric":"leads","target":200}"#)));
    }
}
