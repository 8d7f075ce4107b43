//! Proposals as cards: what the person said, what is proposed, what can be pressed.

use super::{
    assist::RULES,
    effect::{Button, Card, CardChange, CardField, CardState, Control, Effect, MessageKind},
    input::Body,
    probe,
    state::{FactKind, State, Who},
    step::Turn,
    view,
    walk::{AssistAt, Walk},
    words::{self, Press},
};
use crate::tree::{
    Tree,
    json::{AssistTask, Node, SlotPath},
    value::Value,
};

/// What can be pressed on a proposal of this kind.
pub(super) fn buttons(state: &State, task: AssistTask) -> Vec<Button> {
    let accept = match task {
        AssistTask::Extract => "button_accept_extract",
        AssistTask::Recall => "button_accept_recall",
        _ => Press::Accept.label(),
    };
    let mut buttons = view::press(state, &[Press::Accept, Press::Edit, Press::Keep, Press::Another]);
    let say = |key| words::phrases().say(&state.locale, key).to_owned();
    buttons[0].label = say(accept);
    if task == AssistTask::Extract {
        buttons[2].label = say("button_keep_extract");
        buttons[3].label = say("button_another_extract");
    }
    buttons
}

impl<'t> Turn<'t, '_> {
    pub fn put_proposal(&mut self, proposed: &AssistAt<'t>, walk: &Walk<'t>) {
        if self.is_pending(&proposed.at, None) {
            return;
        }
        let Some(card) = self.card(&proposed.at.place) else { return };
        let text = proposed.assist.text.as_ref();
        let text = text.map_or_else(
            || self.phrase(introduction(&card)).to_owned(),
            |t| self.render(t, &proposed.at, walk),
        );
        let ask = view::decision(proposed.at.id, card.buttons.clone());
        self.put(MessageKind::Proposal, text, ask, &proposed.at);
        if let Some(Effect::Message(message)) = self.effects.last_mut() {
            message.card = Some(card);
        }
    }

    /// The card of an assist that does not wait, beside the question that is pending. Whether there is one.
    pub fn show_card(&mut self, place: &str) -> bool {
        let Some(card) = self.card(place) else { return false };
        let walk = self.walk();
        let step = walk.steps.iter().find(|step| step.at.place == place);
        let own = step.and_then(|step| match step.node {
            Node::Assist(assist) => assist.text.as_ref().map(|text| self.render(text, &step.at, &walk)),
            _ => None,
        });
        let own = own.or_else(|| self.probe_text(place));
        let text = own.unwrap_or_else(|| self.phrase(introduction(&card)).to_owned());
        self.put_card(text, card, true);
        true
    }

    pub fn card(&self, place: &str) -> Option<Card> {
        let FactKind::Assist(assist) = &self.state.facts.get(place)?.kind else { return None };
        let proposal = assist.proposal.as_ref()?;
        let node = place.rsplit('/').next()?;
        let tree = self.tree_of(place);
        let (task, out): (_, &[SlotPath]) = match tree.node(node)? {
            Node::Assist(of) => (of.task, &of.out),
            Node::Ask(_) if probe::is_apart(place) => (AssistTask::Question, &[]),
            _ => return None,
        };
        let walk = self.walk();
        // In the order that the tree has them in, which is the brief's.
        let rank = |slot: &str| out.iter().position(|out| out == slot).unwrap_or(usize::MAX);
        let mut slots: Vec<_> = proposal.slots.iter().collect();
        slots.sort_by_key(|(slot, _)| rank(slot));
        let fields = slots.into_iter().filter_map(|(slot, suggested)| {
            let Body::Value(value) = &suggested.body else { return None };
            Some(CardField {
                path: slot.clone(),
                label: self.label(tree, slot),
                from: walk.env().get(slot).map(|value| self.show(tree, slot, &value)),
                to: self.show(tree, slot, value),
                value: value.clone(),
                quote: suggested.quote.clone(),
                confidence: suggested.confidence,
                input: self.unasked(tree, slot, value),
            })
        });
        Some(Card {
            id: place.to_owned(),
            version: assist.version,
            state: CardState::Open,
            task,
            by: proposal.by.clone(),
            fields: fields.collect(),
            why: proposal.why.clone(),
            questions: proposal.questions.clone(),
            assumptions: proposal.assumptions.clone(),
            buttons: match task {
                AssistTask::Question => probe::buttons(self.state, &proposal.slots),
                _ if proposal.slots.is_empty() => view::press(self.state, &[Press::Keep]),
                _ => buttons(self.state, task),
            },
        })
    }

    /// How a value is edited that no question asks for; words are edited as words.
    fn unasked(&self, tree: &Tree, path: &str, value: &Value) -> Option<Box<Control>> {
        let asked = |node: &Node| matches!(node, Node::Ask(ask) if path.starts_with(&*ask.slot));
        if matches!(value, Value::Text(_)) || tree.doc().nodes.values().any(asked) {
            return None;
        }
        let slot = tree.slot(path)?;
        Some(Box::new(view::control(self.scene, tree, slot, &self.state.locale)))
    }

    pub fn card_changed(&mut self, card: &str, version: u32, state: CardState, by: Who) {
        self.state.seq += 1;
        let seq = self.state.seq;
        self.effects.push(Effect::CardChanged(CardChange { seq, card: card.to_owned(), version, state, by }));
    }
}

/// What is said above a card that has no words of its own.
fn introduction(card: &Card) -> &'static str {
    match (card.fields.is_empty(), card.by == RULES) {
        (true, _) => "remarks",
        (false, true) => "proposal",
        // A model's words are not only the person's own.
        (false, false) => "proposal_model",
    }
}
