//! A `.talk` file: what a person types, what Pauta then says, what the brief then shows.
//!
//! ```text
//! tree: campaign_briefing
//! locale: pt-BR
//! today: 2026-11-16
//! model: agreed              one is connected: agreed to, or not asked about yet (asked); its part the rules play
//! # a comment
//! > words that the person types, a command included (/back, /edit budget: R$ 2 mil); \n breaks the line
//! > [launch]                 presses the option or button of this id; [a] [b] for several
//! < a part of what Pauta then says; these lines occur in this order
//! = budget: R$ 1.500,00      the brief then shows this for that path; - means that it is not set,
//!                            and … at the end that it begins so
//! ? node_id                  the pending question is of that node
//! ! completed                a promise on the whole: questions <= 10, minutes <= 6, score >= 60, never twice
//! ```

use super::TODAY;
use jiff::civil::Date;

/// A script, read.
#[derive(Clone, Debug, PartialEq)]
pub struct Script {
    pub tree: String,
    pub locale: String,
    pub today: Date,
    pub model: ModelThere,
    /// What happens, by line of the file (from 1).
    pub lines: Vec<(usize, Line)>,
    pub promises: Vec<(usize, Promise)>,
}

/// Whether a model is connected, and whether the person has agreed to it before the first line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ModelThere {
    #[default]
    None,
    Asked,
    Agreed,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Line {
    Type(String),
    Press(Vec<String>),
    Says(String),
    /// `None`: not set.
    Shows(String, Option<String>),
    Pending(String),
}

/// What holds at the end.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Promise {
    Completed,
    QuestionsAtMost(usize),
    MinutesAtMost(f64),
    ScoreAtLeast(u32),
    /// Every conversation keeps it; a script may say so.
    NeverTwice,
}

impl Script {
    /// Reads a file's text, or says which line cannot be read.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut script = Self {
            tree: String::new(),
            locale: String::new(),
            today: TODAY,
            model: ModelThere::None,
            lines: Vec::new(),
            promises: Vec::new(),
        };
        for (at, line) in text.lines().enumerate().map(|(at, line)| (at + 1, line.trim())) {
            script.line(at, line).map_err(|reason| format!("line {at}: {reason}: {line}"))?;
        }
        if script.tree.is_empty() || script.locale.is_empty() {
            return Err("a talk begins with `tree:` and `locale:`".into());
        }
        Ok(script)
    }

    fn line(&mut self, at: usize, line: &str) -> Result<(), String> {
        let rest = line.get(1..).unwrap_or_default().trim();
        match line.chars().next() {
            None | Some('#') => {}
            Some('>') => self.lines.push((at, does(rest)?)),
            Some('<') => self.lines.push((at, Line::Says(rest.into()))),
            Some('=') => {
                let (path, value) = rest.split_once(':').ok_or("`= path: value`")?;
                let value = Some(value.trim()).filter(|value| *value != "-").map(String::from);
                self.lines.push((at, Line::Shows(path.trim().into(), value)));
            }
            Some('?') => self.lines.push((at, Line::Pending(rest.into()))),
            Some('!') => self.promises.push((at, promise(rest)?)),
            Some(_) => self.head(line)?,
        }
        Ok(())
    }

    fn head(&mut self, line: &str) -> Result<(), String> {
        let (key, value) = line.split_once(':').ok_or("a line begins with > < = ? ! or #")?;
        let value = value.trim();
        match key.trim() {
            "tree" => self.tree = value.into(),
            "locale" => self.locale = value.into(),
            "today" => self.today = value.parse().map_err(|_| "a day is written 2026-11-16")?,
            "model" => {
                self.model = match value {
                    "agreed" => ModelThere::Agreed,
                    "asked" => ModelThere::Asked,
                    _ => return Err("a model is `agreed` or `asked`".into()),
                };
            }
            _ => return Err("the head has `tree:`, `locale:`, `today:` and `model:`".into()),
        }
        Ok(())
    }
}

/// `[a] [b]` presses; anything else is typed.
fn does(rest: &str) -> Result<Line, String> {
    let inside = rest.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    let ids =
        inside.map(|inside| inside.split(']').map(|id| id.trim().trim_start_matches('[').trim().to_owned()));
    match ids {
        Some(ids) if inside.is_some_and(|inside| !inside.is_empty()) => Ok(Line::Press(ids.collect())),
        _ if rest.is_empty() => Err("nothing is typed".into()),
        _ => Ok(Line::Type(rest.replace("\\n", "\n"))),
    }
}

fn promise(rest: &str) -> Result<Promise, String> {
    let words: Vec<&str> = rest.split_whitespace().collect();
    let unknown = || "there is no such promise".to_owned();
    match words.as_slice() {
        ["completed"] => Ok(Promise::Completed),
        ["never", "twice"] => Ok(Promise::NeverTwice),
        ["questions", "<=", most] => most.parse().map(Promise::QuestionsAtMost).map_err(|_| unknown()),
        ["minutes", "<=", most] => most.parse().map(Promise::MinutesAtMost).map_err(|_| unknown()),
        ["score", ">=", least] => least.parse().map(Promise::ScoreAtLeast).map_err(|_| unknown()),
        _ => Err(unknown()),
    }
}
