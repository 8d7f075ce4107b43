//! Plays a script, and tells where it went another way.

use super::{
    Broken, Heard, Talk,
    log::shown,
    script::{Line, ModelThere, Promise, Script},
};
use crate::{
    engine::{
        context::{Context, Model},
        effect::{AssistCall, From, Frozen},
        state::Status,
    },
    tree::Tree,
};
use std::fmt;

/// The figures of a conversation that went as it was written.
#[derive(Clone, Debug, PartialEq)]
pub struct Figures {
    pub questions: usize,
    pub minutes: f64,
    pub score: u32,
}

/// Holds the conversation. `Err` is the whole transcript up to the line that did not hold, with what was
/// wanted and what was there.
pub fn play(script: &Script, tree: &Tree) -> Result<Figures, String> {
    hold(script, tree).map(|(figures, _)| figures)
}

/// The same for the versions of the brief that it closes, the first first.
pub fn frozen(script: &Script, tree: &Tree) -> Result<Vec<Frozen>, String> {
    hold(script, tree).map(|(_, player)| player.talk.into_frozen())
}

/// The same for what it asks of assists.
pub fn assists(script: &Script, tree: &Tree) -> Result<Vec<AssistCall>, String> {
    hold(script, tree).map(|(_, player)| player.talk.assists().to_vec())
}

fn hold<'t>(script: &Script, tree: &'t Tree) -> Result<(Figures, Player<'t>), String> {
    let model = (script.model != ModelThere::None).then(|| Model {
        by: "OpenAI".into(),
        retention_days: 30,
        ..Model::default()
    });
    let agreed = (script.model == ModelThere::Agreed).then_some(true);
    let context = Context { today: script.today, model, ..Context::default() };
    let (talk, heard) = Talk::begin_in(tree, &script.locale, context, agreed);
    let mut player = Player { talk, said: said(&heard), broken: None };
    player.kept(&heard).map_err(|wrong| player.told(0, &wrong))?;
    for (at, line) in &script.lines {
        player.line(line).map_err(|wrong| player.told(*at, &wrong))?;
    }
    let figures = Figures {
        questions: player.talk.questions(),
        minutes: player.talk.minutes(),
        score: player.talk.brief().score.value,
    };
    for (at, promise) in &script.promises {
        player.promise(*promise, &figures).map_err(|wrong| player.told(*at, &wrong))?;
    }
    Ok((figures, player))
}

struct Player<'t> {
    talk: Talk<'t>,
    /// What of the last turn's words no `<` line has named yet.
    said: String,
    broken: Option<Broken>,
}

impl Player<'_> {
    fn line(&mut self, line: &Line) -> Result<(), String> {
        match line {
            Line::Type(text) => {
                let heard = self.talk.say(text);
                self.turn(&heard)
            }
            Line::Press(ids) => {
                let heard = self.talk.press(ids);
                self.turn(&heard)
            }
            Line::Says(part) => {
                let part = spaced(part);
                let Some(from) = self.said.find(&part) else {
                    return Err(format!("wanted, said: {part}\n     is, said: {}", self.said));
                };
                self.said.drain(..from + part.len());
                Ok(())
            }
            Line::Shows(path, wanted) => {
                let shown = self.talk.shown(path).map(|shown| spaced(&shown));
                let holds = match (&shown, wanted.as_deref().map(spaced)) {
                    (Some(shown), Some(wanted)) => match wanted.strip_suffix('…') {
                        Some(beginning) => shown.starts_with(beginning.trim_end()),
                        None => *shown == wanted,
                    },
                    (shown, wanted) => shown.is_none() && wanted.is_none(),
                };
                if holds {
                    return Ok(());
                }
                let dash = |value: Option<&String>| value.cloned().unwrap_or_else(|| "-".into());
                Err(format!(
                    "wanted, {path}: {}\n     is, {path}: {}",
                    dash(wanted.as_ref()),
                    dash(shown.as_ref())
                ))
            }
            Line::Pending(node) => {
                let pending = self.talk.pending().map(|ask| ask.node);
                if pending.as_ref() == Some(node) {
                    return Ok(());
                }
                Err(format!("wanted, pending: {node}\n     is, pending: {}", pending.unwrap_or("-".into())))
            }
        }
    }

    fn turn(&mut self, heard: &Heard) -> Result<(), String> {
        self.said = said(heard);
        self.kept(heard)
    }

    /// The promises that every turn keeps.
    fn kept(&mut self, heard: &Heard) -> Result<(), String> {
        if let Some(refusal) = &heard.refused {
            return Err(format!("refused: {}", refusal.message));
        }
        self.broken = self.talk.broken();
        self.broken.as_ref().map_or(Ok(()), |broken| Err(broken.to_string()))
    }

    fn promise(&self, promise: Promise, figures: &Figures) -> Result<(), String> {
        let (holds, is) = match promise {
            Promise::Completed => (
                self.talk.status() == Status::Completed,
                format!("the conversation is {:?}", self.talk.status()),
            ),
            Promise::QuestionsAtMost(most) => {
                (figures.questions <= most, format!("{} questions", figures.questions))
            }
            Promise::MinutesAtMost(most) => {
                (figures.minutes <= most, format!("{:.1} minutes", figures.minutes))
            }
            Promise::ScoreAtLeast(least) => (figures.score >= least, format!("score {}", figures.score)),
            Promise::NeverTwice => (self.broken.is_none(), String::new()),
        };
        if holds { Ok(()) } else { Err(format!("wanted: {promise:?}\n     is: {is}")) }
    }

    fn told(&self, line: usize, wrong: &str) -> String {
        format!("{}\n── line {line} ──\n{wrong}\n", self.talk.transcript())
    }
}

/// What Pauta said in a turn, as one text.
fn said(heard: &Heard) -> String {
    let said = heard.messages.iter().filter(|message| message.from != From::Person);
    spaced(&said.map(shown).collect::<Vec<_>>().join(" "))
}

/// With single, ordinary spaces: a script is not to know where lines break.
fn spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::PutAgain(place) => write!(f, "the question {place} was put more than twice in a row"),
            Self::DeadEnd => f.write_str("a dead end: nothing is pending, and nothing ended"),
        }
    }
}
