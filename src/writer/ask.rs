//! One text: asked for, read, and where something is wrong with it, put right at most twice.

use super::{
    PHRASES, Writer,
    guard::Guard,
    judge::{Held, Tried},
    order::{Inspect, Part, Sought, Unwritten, Written},
    prompt::{self, Prompt},
    shape,
};
use crate::{
    deliverable::{Check, Kind, Level, Price},
    llm::{Answers, Asked, CacheUse, CallError, Cost, Purpose, Reply},
    outside::llm::{Finish, Part as Words, Piece, Request, Role, Schema, Turn},
};
use tokio::time::timeout_at;

/// An answer is put right so many times.
const REPAIRS: usize = 2;

/// What all calls for one text cost so far.
#[derive(Clone, Copy)]
struct Spent(Option<Cost>);

impl Spent {
    fn add(&mut self, reply: &Reply) {
        if !reply.cached {
            self.0 = Some(self.0.map_or(reply.cost, |before| before.and(reply.cost)));
        }
    }

    fn price(self) -> Price {
        match self.0 {
            None => Price::Nothing,
            Some(Cost::Computed(nanos) | Cost::Estimated(nanos)) => Price::Nanos(nanos),
            Some(Cost::Unknown) => Price::Unknown,
        }
    }
}

impl<M: Answers> Writer<M> {
    /// The best of an answer and its repairs.
    pub(super) async fn ask(
        &self,
        sought: &Sought<'_>,
        cache: CacheUse,
        inspect: &Inspect<'_>,
    ) -> Result<Written, Unwritten> {
        let prompt = prompt::render(sought).map_err(|error| {
            tracing::error!(%error, "a prompt cannot be written");
            Unwritten::Unfit
        })?;
        let schema = shape::schema(sought);
        let guard = Guard::new(&prompt);
        let held = Held { sought, schema: &schema, guard: &guard, inspect };
        let mut asked = asked(sought, &prompt, &schema, cache);
        let mut spent = Spent(None);
        let mut best: Option<(Tried, String)> = None;
        for attempt in 0..=REPAIRS {
            let reply = match self.reply(&asked).await {
                Ok(reply) => reply,
                Err(why) if best.is_none() => return Err(why),
                // What stands has been looked at as well; it is only less.
                Err(_) => break,
            };
            spent.add(&reply);
            let judged = held.judge(&reply.text);
            tracing::debug!(
                prompt = asked.prompt,
                event = reply.event,
                attempt,
                good = judged.is_ok(),
                "an answer was read"
            );
            let complaints = match judged {
                Ok(tried) => {
                    let complaints = tried.complaints();
                    let errors = tried.errors();
                    if best.as_ref().is_none_or(|(before, _)| errors < before.errors()) {
                        best = Some((tried, reply.model.clone()));
                    }
                    if errors == 0 {
                        break;
                    }
                    complaints
                }
                Err(complaints) => complaints,
            };
            if attempt < REPAIRS && !again(&mut asked, &reply, &complaints) {
                break;
            }
        }
        let (tried, model) = best.ok_or(Unwritten::Unfit)?;
        Ok(written(sought, tried, (prompt.name, model, spent.price())))
    }

    async fn reply(&self, asked: &Asked) -> Result<Reply, Unwritten> {
        // Nobody sees a piece before it was looked at.
        let mut unheard = |_: Piece<'_>| false;
        let called = self.model.ask(asked.clone(), &mut unheard);
        match timeout_at(asked.deadline, called).await {
            Ok(Ok(reply)) => Ok(reply),
            Ok(Err(error)) => {
                tracing::debug!(%error, prompt = asked.prompt, "no model wrote");
                Err(match error {
                    CallError::OverBudget { .. } => Unwritten::OverBudget,
                    CallError::Refused(_) | CallError::TooLong | CallError::BadRequest(_) => Unwritten::Unfit,
                    _ => Unwritten::Silent,
                })
            }
            Err(_) => Err(Unwritten::Silent),
        }
    }
}

fn written(sought: &Sought, tried: Tried, by: (String, String, Price)) -> Written {
    let Tried { read, mut checks } = tried;
    let (prompt, model, cost) = by;
    if let Part::Field { path, .. } | Part::Words { path, .. } = &sought.part {
        let message = PHRASES.say(&sought.order.locale, "confined").to_owned();
        checks.push(Check { rule: "confined".into(), level: Level::Note, message, path: (*path).to_owned() });
    }
    Written { content: read.content, rationale: read.why, sources: read.sources, prompt, model, cost, checks }
}

/// Makes the request one for another answer: with more room where this one was cut, else with what is wrong with it.
fn again(asked: &mut Asked, reply: &Reply, complaints: &[String]) -> bool {
    asked.repairs = true;
    match reply.finish {
        Finish::Length => asked.request.max_tokens = asked.request.max_tokens.saturating_mul(2),
        Finish::Filtered => return false,
        _ => {
            let Ok(told) = prompt::repair(&asked.locale, complaints) else { return false };
            // Only the newest answer is worth reading again.
            asked.request.turns.truncate(1);
            let answer = Turn { role: Role::Assistant, parts: vec![Words::Text(reply.text.clone())] };
            asked.request.turns.extend([answer, Turn::user(told)]);
        }
    }
    true
}

fn asked(sought: &Sought, prompt: &Prompt, schema: &Schema, cache: CacheUse) -> Asked {
    let order = sought.order;
    let temperature = match sought.part {
        // Other words are wanted, as far from the first as the shape allows.
        Part::Whole if sought.nth > 0 => 0.9,
        Part::Whole => 0.6,
        _ => 0.3,
    };
    let request = Request {
        system: prompt.system.clone(),
        turns: vec![Turn::user(prompt.data.clone())],
        schema: Some(schema.clone()),
        temperature: Some(temperature),
        max_tokens: room(sought),
        ..Request::default()
    };
    Asked {
        workspace: order.workspace.clone(),
        conversation: Some(order.conversation.clone()),
        purpose: Purpose::Text,
        request,
        prompt: prompt.name.clone(),
        locale: order.locale.clone(),
        deadline: order.deadline,
        cache,
        repairs: false,
    }
}

/// Tokens of an answer, with room for what some models think first.
fn room(sought: &Sought) -> u32 {
    match (&sought.part, sought.kind()) {
        (Part::Words { .. }, _) => 2_000,
        (_, Kind::Article | Kind::LandingPage | Kind::ContentIdeas | Kind::VideoScript) => 8_000,
        _ => 4_000,
    }
}
