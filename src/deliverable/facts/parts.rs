//! A description, sorted by what its sentences speak of.

use crate::rules::clauses;

/// Whole sentences and clauses of a description, in the person's words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parts {
    pub what: Vec<String>,
    pub audience: Vec<String>,
    pub gains: Vec<String>,
    pub proof: Vec<String>,
    /// Every sentence as it was written, without the headings of an arranged description.
    pub sentences: Vec<String>,
}

const KINDS: [&str; 3] = ["audience", "benefit", "proof"];
const USUAL: &str = "what";

impl Parts {
    /// Sorts a text; an arranged one ("Para quem: …", a line each) is sorted by its headings.
    pub fn of(text: &str) -> Self {
        let mut parts = Self::default();
        for line in text.lines().filter(|line| !line.trim().is_empty()) {
            match headed(line) {
                Some((kind, rest)) => parts.line(kind, rest),
                None => parts.line(USUAL, line),
            }
        }
        // What a thing is comes first, and what is told after it is what it does for people.
        if parts.gains.is_empty() && parts.what.len() > 1 {
            parts.gains = parts.what.split_off(1);
        }
        parts
    }

    fn line(&mut self, kind: &str, line: &str) {
        for sentence in clauses::sentences(line) {
            self.sentences.push(sentence.to_owned());
            if kind != USUAL {
                self.kind(kind).push(sentence.to_owned());
                continue;
            }
            for clause in clauses::clauses(sentence, &KINDS, USUAL) {
                self.kind(clause.of).push(clause.text.to_owned());
            }
        }
    }

    fn kind(&mut self, kind: &str) -> &mut Vec<String> {
        match kind {
            "audience" => &mut self.audience,
            "benefit" => &mut self.gains,
            "proof" => &mut self.proof,
            _ => &mut self.what,
        }
    }
}

/// The kind that the line's heading names, and the rest of the line.
fn headed(line: &str) -> Option<(&'static str, &str)> {
    let (head, rest) = line.split_once(':')?;
    let kinds = [USUAL, "audience", "benefit", "proof"];
    let named = |kind: &&str| {
        let key = format!("head_{kind}");
        ["pt", "en"].iter().any(|lang| crate::rules::PHRASES.say(lang, &key) == head.trim())
    };
    kinds.into_iter().find(named).map(|kind| (kind, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_arranged_description_is_sorted_by_its_headings() {
        let parts = Parts::of("O que é: Cesta de pães. Chega às 7 h.\nPara quem: famílias do bairro.");
        assert_eq!(parts.what, ["Cesta de pães"]);
        assert_eq!(
            (parts.audience, parts.gains),
            (vec!["famílias do bairro".into()], vec!["Chega às 7 h".into()])
        );
        assert_eq!(parts.sentences, ["Cesta de pães", "Chega às 7 h", "famílias do bairro"]);
    }
}
