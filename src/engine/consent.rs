//! Consent: a model is asked only in a conversation whose person agreed to it, and never after they took it back.

use super::{
    effect::{AskView, Effect, MessageKind},
    input::Body,
    state::{AssistStage, FactKind, Pending, State, Status},
    step::Turn,
    view,
    words::{self, Press},
};

/// Where the notice stands. No node has such an id.
pub(super) const NOTICE: &str = "$ai";

/// Whether the notice waits for its answer.
pub(super) fn stands(state: &State) -> bool {
    state.pending.as_ref().is_some_and(|pending| pending.place == NOTICE)
}

/// What can be said to the notice.
pub(super) fn ask(state: &State) -> AskView {
    view::decision(NOTICE, view::press(state, &[Press::AiYes, Press::AiNo]))
}

impl Turn<'_, '_> {
    /// Whether it has to be said first who would be asked: a model is connected, and the person has not said. A
    /// question that was put before is answered first.
    pub fn owes_notice(&self) -> bool {
        let free = self.state.pending.is_none() || stands(self.state);
        self.scene.context.model.is_some() && self.state.ai.is_none() && free
    }

    pub fn put_notice(&mut self) {
        if stands(self.state) {
            return;
        }
        let text = self.notice();
        let message = self.tell(MessageKind::Ask, text);
        let id = message.seq;
        let view = AskView { id, ..ask(self.state) };
        if let Some(Effect::Message(message)) = self.effects.last_mut() {
            message.ask = Some(view);
        }
        self.state.pending = Some(Pending { ask: id, place: NOTICE.to_owned(), part: None, attempts: 0 });
    }

    /// The question; and who runs the model, what it is sent, how long that is kept.
    fn notice(&self) -> String {
        let Some(model) = &self.scene.context.model else { return String::new() };
        let who = match (model.simulated, model.local) {
            (true, _) => "notice_simulated",
            (_, true) => "notice_local",
            _ => "notice_remote",
        };
        let days = model.retention_days.to_string();
        let kept = match model.retention_days {
            0 => "notice_not_kept",
            1 => "notice_kept_day",
            _ => "notice_kept",
        };
        let mut parts = vec![self.fill(who, &[("by", &model.by)])];
        if let Some(most) = model.keeps_days.filter(|most| *most > 1 && !model.local) {
            parts.push(self.fill("notice_they_keep", &[("by", &model.by), ("days", &most.to_string())]));
        }
        parts.push(self.fill(kept, &[("days", &days)]));
        if model.recorded {
            parts.push(self.phrase("notice_recorded").to_owned());
        }
        parts.push(self.phrase("notice_choice").to_owned());
        format!("{}\n\n{}", self.phrase("notice_lead"), parts.join(" "))
    }

    /// The notice is answered; whatever is no answer to it gets it once more.
    pub fn answer_notice(&mut self, body: &Body) {
        let on = match body {
            Body::Options(ids) => match ids.first().and_then(|id| Press::of_id(id)) {
                Some(Press::AiYes) => Some(true),
                Some(Press::AiNo) => Some(false),
                _ => None,
            },
            Body::Text(text) => words::consent(text),
            _ => None,
        };
        self.heard(self.said(self.scene.tree, "", body));
        let Some(on) = on else {
            self.understood(false, None);
            let text = self.phrase("help_notice").to_owned();
            return self.tell_and_repeat(MessageKind::Reprompt, text);
        };
        self.understood(true, None);
        self.state.ai = Some(on);
        self.state.pending = None;
        self.advance();
    }

    /// Gives consent, or takes it back: then what runs is no longer wanted.
    pub fn switch_ai(&mut self, on: Option<bool>) {
        let answered = stands(self.state);
        let key = match on {
            _ if self.scene.context.model.is_none() => "ai_none",
            None => "ai_how",
            Some(on) if self.state.ai == Some(on) => {
                if on {
                    "ai_is_on"
                } else {
                    "ai_is_off"
                }
            }
            Some(on) => {
                self.state.ai = Some(on);
                self.state.stood_in = false;
                if !on {
                    self.give_up_all();
                }
                let text = self.phrase(if on { "ai_on" } else { "ai_off" }).to_owned();
                if !answered {
                    self.tell(MessageKind::Say, text);
                }
                if self.state.status != Status::Completed {
                    self.state.pending = None;
                    self.advance();
                }
                return;
            }
        };
        let text = self.phrase(key).to_owned();
        self.tell_and_repeat(MessageKind::Help, text);
    }

    fn give_up_all(&mut self) {
        let mut tasks = Vec::new();
        for fact in self.state.facts.values_mut() {
            if let FactKind::Assist(assist) = &mut fact.kind
                && assist.stage == AssistStage::Running
            {
                assist.give_up();
                tasks.push(assist.task);
            }
        }
        self.effects.extend(tasks.into_iter().map(|task| Effect::Cancel { task }));
    }
}
