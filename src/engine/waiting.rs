//! Waiting for a result: the person may go on without it, and a deadline ends it.

use super::{
    effect::{Effect, MessageKind},
    input::Body,
    paste,
    state::{AssistStage, FactKind},
    step::Turn,
    view,
    walk::AssistAt,
    words::Press,
};

impl<'t> Turn<'t, '_> {
    pub fn put_waiting(&mut self, waiting: &AssistAt<'t>) {
        if self.is_pending(&waiting.at, None) {
            return;
        }
        let text = self.phrase("waiting").to_owned();
        let ask = view::decision(&waiting.at, view::press(self.state, &[Press::Skip]));
        self.put(MessageKind::Say, text, ask, &waiting.at);
    }

    pub fn answer_waiting(&mut self, waiting: &AssistAt<'t>, body: &Body) {
        self.heard(self.said(self.scene.tree, "", body));
        match body {
            Body::Options(ids) if ids.first().is_some_and(|id| id == Press::Skip.id()) => {
                self.go_on_without(waiting);
            }
            _ => self.repeat_waiting(),
        }
    }

    fn repeat_waiting(&mut self) {
        let text = self.phrase("help_waiting").to_owned();
        self.tell_and_repeat(MessageKind::Help, text);
    }

    /// The person goes on without the result.
    pub fn go_on_without(&mut self, waiting: &AssistAt<'t>) {
        if let Some(FactKind::Assist(assist)) =
            self.state.facts.get_mut(&*waiting.at.place).map(|fact| &mut fact.kind)
        {
            assist.stage = AssistStage::Error;
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
            assist.stage = AssistStage::Error;
        }
        self.effects.push(Effect::Cancel { task });
        if paste::is_apart(&place) {
            self.show_apart(&place);
        }
        if self.state.pending.as_ref().is_some_and(|pending| pending.place == place) {
            self.state.pending = None;
        }
        self.advance();
    }
}
