//! The three things that a model is asked for, as the loop over the ways sees them: one call by one way.

use super::{Used, models::Model, page::Noted};
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

    /// Somebody was shown something: nothing may be tried in silence any more.
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
    pub say: &'a mut (dyn FnMut(Piece<'_>) + Send),
    /// Nothing is said: it was said already.
    quiet: bool,
    spoken: bool,
    /// It was asked for once more with more room.
    widened: bool,
    /// Blank text that came before the first visible character.
    blank: String,
}

impl<'a> Chat<'a> {
    pub fn new(request: Request, say: &'a mut (dyn FnMut(Piece<'_>) + Send)) -> Self {
        Self { request, say, quiet: false, spoken: false, widened: false, blank: String::new() }
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
        self.blank.clear();
        let (say, spoken, blank, quiet) = (&mut *self.say, &mut self.spoken, &mut self.blank, self.quiet);
        let mut hear = |piece: Piece<'_>| match piece {
            Piece::Text(text) => {
                noted.piece(text);
                if quiet {
                    return;
                }
                if !*spoken && text.trim().is_empty() {
                    blank.push_str(text);
                    return;
                }
                *spoken = true;
                if !blank.is_empty() {
                    say(Piece::Text(&std::mem::take(blank)));
                }
                say(piece);
            }
            Piece::Reasoning(_) => {
                noted.piece("");
                if !quiet {
                    say(piece);
                }
            }
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
        self.spoken
    }

    /// Half a JSON is none. What was said of it stands: the whole answer is the reply's.
    fn wants_more(&mut self, answer: &Answer, model: &Model) -> bool {
        let wider = self.request.max_tokens.saturating_mul(2).min(model.output.unwrap_or(u32::MAX));
        let cut = answer.finish == Finish::Length && self.request.schema.is_some();
        let wants = cut && !self.widened && wider > self.request.max_tokens;
        if wants {
            (self.widened, self.quiet, self.request.max_tokens) = (true, true, wider);
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
