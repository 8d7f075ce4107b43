//! Whether two lines say different things, or differ only by words that say nothing.

use crate::engine::parse::words::bare;
use std::{
    collections::{BTreeSet, HashSet},
    sync::LazyLock,
};

static FILLER: LazyLock<HashSet<String>> = LazyLock::new(|| {
    serde_json::from_str(include_str!("filler.json")).expect("a compiled-in list is valid JSON")
});

/// Lines that were taken, each by the words that say something in it.
#[derive(Debug, Default)]
pub struct Distinct {
    taken: Vec<BTreeSet<String>>,
    /// Words that every line may have: the name of what is advertised.
    name: BTreeSet<String>,
    named: bool,
}

impl Distinct {
    pub fn new(name: &str) -> Self {
        Self { name: words(name), ..Self::default() }
    }

    /// Takes the line if it says something that no line before it does, and none of them does more.
    pub fn take(&mut self, line: &str) -> bool {
        let own: BTreeSet<String> = words(line).difference(&self.name).cloned().collect();
        if own.is_empty() {
            // The bare name, once.
            return !std::mem::replace(&mut self.named, true);
        }
        if self.taken.iter().any(|taken| taken.is_subset(&own) || own.is_subset(taken)) {
            return false;
        }
        self.taken.push(own);
        true
    }

    /// Takes the line if it says something that none before it does; it may say more than one of them.
    pub fn adds(&mut self, line: &str) -> bool {
        let own: BTreeSet<String> = words(line).difference(&self.name).cloned().collect();
        if own.is_empty() || self.taken.iter().any(|taken| own.is_subset(taken)) {
            return false;
        }
        self.taken.push(own);
        true
    }

    /// Lines that are there already.
    pub fn note<T: AsRef<str>>(&mut self, lines: impl IntoIterator<Item = T>) {
        for line in lines {
            self.take(line.as_ref());
        }
    }
}

/// The lines that differ from each other, at most so many.
pub fn distinct(lines: Vec<String>, name: &str, max: usize) -> Vec<String> {
    let mut taken = Distinct::new(name);
    lines.into_iter().filter(|line| !line.is_empty() && taken.take(line)).take(max).collect()
}

/// The words that say something, bare.
fn words(text: &str) -> BTreeSet<String> {
    bare(text)
        .split(' ')
        .filter(|word| !word.is_empty() && !FILLER.contains(*word))
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_differ_by_filler_only_are_one() {
        let lines = [
            "Horta de Janela",
            "Conheça a Horta de Janela",
            "Rega sozinho",
            "A horta rega sozinho",
            "Troca grátis",
        ];
        let lines = lines.map(str::to_owned).to_vec();
        assert_eq!(
            distinct(lines, "Horta de Janela", 9),
            ["Horta de Janela", "Rega sozinho", "Troca grátis"]
        );
    }
}
