//! Waiting for a result: the person may go on without it, and a deadline ends it.

use super::{
    effect::{AskView, Effect, MessageKind},
    input::Body,
    paste,
    state::{FactKind, State},
    step::Turn,
    view,
    walk::{AssistAt, At},
    words::{self, Press, fold},
};
use crate::tree::json::AssistTask;

/// What can be done while a result is waited for.
pub(super) fn ask(state: &State, at: &At<'_>) -> AskView {
    let mut buttons = view::press(state, &[Press::Skip]);
    buttons[0].label = words::phrases().say(&state.locale, GO_ON).to_owned();
    view::decision(at.id, buttons)
}

/// The phrase on the button that goes on without the result.
const GO_ON: &str = "button_go_on";

impl<'t> Turn<'t, '_> {
    pub fn put_waiting(&mut self, waiting: &AssistAt<'t>) {
        if self.is_pending(&waiting.at, None) {
            return;
        }
        let reads = waiting.assist.task == AssistTask::Extract;
        let text = self.phrase(if reads { "waiting_extract" } else { "waiting" }).to_owned();
        let ask = ask(self.state, &waiting.at);
        self.put(MessageKind::Say, text, ask, &waiting.at);
    }

    pub fn answer_waiting(&mut self, waiting: &AssistAt<'t>, body: &Body) {
        let skips = match body {
            Body::Options(ids) => ids.first().is_some_and(|id| id == Press::Skip.id()),
            Body::Text(text) => {
                Press::of_words(text) == Some(Press::Skip) || fold(text) == fold(self.phrase(GO_ON))
            }
            _ => false,
        };
        let said = match body {
            Body::Options(_) if skips => self.phrase(GO_ON).to_owned(),
            _ => self.said(self.scene.tree, "", body),
        };
        self.heard(said);
        if skips {
            return self.go_on_without(waiting);
        }
        let text = self.phrase("help_waiting").to_owned();
        self.tell_and_repeat(MessageKind::Help, text);
    }

    /// The person goes on without the result.
    pub fn go_on_without(&mut self, waiting: &AssistAt<'t>) {
        if let Some(FactKind::Assist(assist)) =
            self.state.facts.get_mut(&*waiting.at.place).map(|fact| &mut fact.kind)
        {
            assist.give_up();
            let task = assist.task;
            self.effects.push(Effect::Cancel { task });
        }
        self.state.pending = None;
        self.advance();
    }

    /// The deadline of an assist: without a result by now, there is none.
    pub fn woken(&mut self, task: u64) {
        let Some(place) = self.running(task) else { return };
        if let Some(FactKind::Assist(assist)) = self.state.facts.get_mut(&place).map(|fact| &mut fact.kind) {
            assist.give_up();
        }
        self.effects.push(Effect::Cancel { task });
        if paste::is_apart(&place) {
            self.show_apart(&place);
        }
        if self.state.pending.as_ref().is_some_and(|pending| pending.place == place) {
            self.state.pending = None;
            let text = self.phrase("no_suggestion").to_owned();
            self.tell(MessageKind::Say, text);
        }
        self.advance();
    }
}
