//! The three things that a model is asked for, as the loop over the ways sees them: one call by one way.

use super::{Say, Used, models::Model, page::Noted};
use crate::outside::llm::{
    Answer, Class, Client, Failure, Finish, ImageAnswer, ImageRequest, Piece, Request, Sound, Target,
    Timeouts, Transcript,
};
use std::time::Duration;

/// Until the first piece (design 2.7, as all of these).
const FIRST: Duration = Duration::from_secs(12);
/// A server of one's own may have to load the model.
const FIRST_LOCAL: Duration = Duration::from_secs(60);
const STALL: Duration = Duration::from_secs(15);
const TOTAL: Duration = Duration::from_secs(120);
/// Pictures are made before anything of them comes.
const PICTURE: Duration = Duration::from_secs(180);

/// What is asked for.
pub(super) trait Operation: Send {
    type Answer: Send;

    /// One call. What it notes is there even if it does not come to its end.
    fn call(
        &mut self,
        client: &Client,
        target: &Target,
        times: &Timeouts,
        noted: &mut Noted,
    ) -> impl Future<Output = Result<Self::Answer, Failure>> + Send;

    /// How long each part may take; no part longer than what is `left`.
    fn times(&self, target: &Target, total: Option<Duration>, left: Duration) -> Timeouts {
        let first = if target.is_local { FIRST_LOCAL } else { FIRST };
        let total = total.unwrap_or(TOTAL).min(left);
        Timeouts { first: first.min(left), stall: STALL.min(left), total }
    }

    /// A person was shown something: nothing may be tried in silence any more.
    fn has_spoken(&self) -> bool {
        false
    }

    /// The answer was cut where it must not be: the next call has more room, where the model has any.
    fn wants_more(&mut self, _answer: &Self::Answer, _model: &Model) -> bool {
        false
    }

    /// What it uses at most; `None`: nobody can say before.
    fn most(&self) -> Option<Used>;

    /// What it used, as far as it came.
    fn used(&self, noted: &Noted) -> Used;
}

/// Text.
pub(super) struct Chat<'a> {
    pub request: Request,
    voice: Voice<'a>,
    /// It was asked for once more with more room.
    widened: bool,
}

/// What is said of the answers, however many it takes.
struct Voice<'a> {
    say: &'a mut Say<'a>,
    /// What came before the first visible character of the answer under way: blank text, and what the model
    /// thought aloud. It is held until there is an answer.
    held: Vec<(bool, String)>,
    /// Something was said of this answer.
    begun: bool,
    /// A person was shown something.
    shown: bool,
    /// Nothing is said: another answer was shown already.
    quiet: bool,
}

impl<'a> Chat<'a> {
    pub fn new(request: Request, say: &'a mut Say<'a>) -> Self {
        let voice = Voice { say, held: Vec::new(), begun: false, shown: false, quiet: false };
        Self { request, voice, widened: false }
    }
}

impl Voice<'_> {
    /// Another answer begins.
    fn anew(&mut self) {
        self.held.clear();
        if std::mem::take(&mut self.begun) && !self.quiet {
            self.say(Piece::Anew);
        }
    }

    fn hear(&mut self, piece: Piece<'_>) {
        if self.quiet {
            return;
        }
        match piece {
            Piece::Text(text) if !self.begun && !text.trim().is_empty() => {
                self.begun = true;
                for (is_text, words) in std::mem::take(&mut self.held) {
                    self.say(if is_text { Piece::Text(&words) } else { Piece::Reasoning(&words) });
                }
                self.say(piece);
            }
            Piece::Text(words) if !self.begun => self.held.push((true, words.to_owned())),
            Piece::Reasoning(words) if !self.begun => self.held.push((false, words.to_owned())),
            piece => self.say(piece),
        }
    }

    fn say(&mut self, piece: Piece<'_>) {
        self.shown |= (self.say)(piece);
    }
}

impl Operation for Chat<'_> {
    type Answer = Answer;

    async fn call(
        &mut self,
        client: &Client,
        target: &Target,
        times: &Timeouts,
        noted: &mut Noted,
    ) -> Result<Answer, Failure> {
        self.voice.anew();
        let voice = &mut self.voice;
        let mut hear = |piece: Piece<'_>| {
            noted.piece(if let Piece::Text(words) = piece { words } else { "" });
            voice.hear(piece);
        };
        let answer = client.chat(target, &self.request, times, &mut hear).await?;
        noted.answered(&answer);
        match answer.finish {
            Finish::Filtered => Err(failure(Class::Policy, "the provider's policy cut the answer")),
            Finish::Stop | Finish::Other(_) if answer.text.trim().is_empty() => {
                Err(failure(Class::Down, "the answer is empty"))
            }
            _ => Ok(answer),
        }
    }

    fn has_spoken(&self) -> bool {
        self.voice.shown
    }

    /// Half a JSON is none. What a person was shown of it stands: the whole answer is the reply's.
    fn wants_more(&mut self, answer: &Answer, model: &Model) -> bool {
        let wider = self.request.max_tokens.saturating_mul(2).min(model.output.unwrap_or(u32::MAX));
        let cut = answer.finish == Finish::Length && self.request.schema.is_some();
        let wants = cut && !self.widened && wider > self.request.max_tokens;
        if wants {
            (self.widened, self.request.max_tokens) = (true, wider);
            self.voice.quiet = self.voice.shown;
        }
        wants
    }

    fn most(&self) -> Option<Used> {
        Some(Used::at_most(&self.request))
    }

    fn used(&self, noted: &Noted) -> Used {
        Used::of(noted.record.usage, &self.request, &noted.text)
    }
}

/// Pictures.
pub(super) struct Picture<'a>(pub &'a ImageRequest);

impl Operation for Picture<'_> {
    type Answer = ImageAnswer;

    async fn call(
        &mut self,
        client: &Client,
        target: &Target,
        times: &Timeouts,
        noted: &mut Noted,
    ) -> Result<ImageAnswer, Failure> {
        let answer = client.image(target, self.0, times).await?;
        noted.record.usage = answer.usage;
        noted.record.answered_by = Some(answer.model.clone());
        Ok(answer)
    }

    fn times(&self, _: &Target, total: Option<Duration>, left: Duration) -> Timeouts {
        let total = total.unwrap_or(PICTURE).max(PICTURE).min(left);
        Timeouts { first: total, stall: total, total }
    }

    /// A picture may be paid for by its tokens, and nobody says how many before it is there.
    fn most(&self) -> Option<Used> {
        None
    }

    fn used(&self, noted: &Noted) -> Used {
        Used { usage: noted.record.usage, images: self.0.count.into(), ..Used::default() }
    }
}

/// Words out of speech.
pub(super) struct Speech<'a> {
    pub sound: &'a Sound,
    pub seconds: Option<f64>,
}

impl Operation for Speech<'_> {
    type Answer = Transcript;

    async fn call(
        &mut self,
        client: &Client,
        target: &Target,
        times: &Timeouts,
        noted: &mut Noted,
    ) -> Result<Transcript, Failure> {
        let answer = client.transcribe(target, self.sound, times).await?;
        noted.record.usage = answer.usage;
        noted.text.clone_from(&answer.text);
        self.seconds = answer.seconds;
        Ok(answer)
    }

    fn times(&self, _: &Target, total: Option<Duration>, left: Duration) -> Timeouts {
        let total = total.unwrap_or(TOTAL).min(left);
        Timeouts { first: total, stall: total, total }
    }

    fn most(&self) -> Option<Used> {
        Some(Used { seconds: SOUND_LONGEST, estimated: true, ..Used::default() })
    }

    fn used(&self, noted: &Noted) -> Used {
        let usage = noted.record.usage;
        let known = self.seconds.map(|seconds| seconds.ceil().clamp(0.0, 1e9) as u64);
        Used { usage, seconds: known.unwrap_or(SOUND_LONGEST), estimated: known.is_none(), ..Used::default() }
    }
}

/// A recording is hardly longer than this, in seconds.
const SOUND_LONGEST: u64 = 600;

pub(super) fn failure(class: Class, message: &str) -> Failure {
    Failure { class, status: None, retry_after: None, message: message.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heard(shows: bool, play: impl FnOnce(&mut Voice<'_>)) -> (Vec<String>, bool) {
        let mut said = Vec::new();
        let mut say = |piece: Piece<'_>| {
            said.push(format!("{piece:?}"));
            shows && matches!(piece, Piece::Text(_))
        };
        let mut voice = Voice { say: &mut say, held: Vec::new(), begun: false, shown: false, quiet: false };
        play(&mut voice);
        let shown = voice.shown;
        (said, shown)
    }

    #[test]
    fn what_a_model_thinks_is_held_until_it_answers() {
        let (said, shown) = heard(true, |voice| {
            voice.anew();
            voice.hear(Piece::Reasoning("This one gives up."));
            voice.hear(Piece::Text("\n"));
            voice.anew();
            voice.hear(Piece::Reasoning("Hm."));
            voice.hear(Piece::Text(" "));
            voice.hear(Piece::Text("Oi"));
            voice.hear(Piece::Text(" "));
        });
        assert_eq!(said, [r#"Reasoning("Hm.")"#, r#"Text(" ")"#, r#"Text("Oi")"#, r#"Text(" ")"#]);
        assert!(shown);
    }

    #[test]
    fn what_was_said_and_not_shown_is_taken_back() {
        let (said, shown) = heard(false, |voice| {
            voice.anew();
            voice.hear(Piece::Text("{"));
            voice.anew();
            voice.hear(Piece::Text("["));
        });
        assert_eq!((said, shown), (vec![r#"Text("{")"#.into(), "Anew".into(), r#"Text("[")"#.into()], false));
    }
}
