//! Every text of a document, with where it stands and what it is for.

use super::{
    json::{Choice, Node, Slot, Text, TreeDoc, Unsure},
    problem::Spot,
};

/// A text in its place.
#[derive(Clone, Debug)]
pub struct Placed<'a> {
    pub spot: Spot,
    pub role: Role,
    pub text: &'a Text,
}

/// What a text is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// A question: `prompt`.
    Prompt,
    /// Anything else that is said, and may name slots.
    Said,
    /// On a button.
    Button,
    /// A name, shown as it is.
    Label,
}

impl Role {
    /// Whether `{{ … }}` is filled in.
    pub fn is_rendered(self) -> bool {
        matches!(self, Self::Prompt | Self::Said)
    }
}

impl TreeDoc {
    /// Visits every text, in the order of the document.
    pub fn texts<'a>(&'a self, visit: &mut dyn FnMut(Placed<'a>)) {
        let mut tree = |field: String, role, text| visit(Placed { spot: Spot::tree(field), role, text });
        tree("title".into(), Role::Label, &self.title);
        if let Some(text) = &self.description {
            tree("description".into(), Role::Label, text);
        }
        for (at, chapter) in self.chapters.iter().enumerate() {
            tree(format!("chapters.{at}.title"), Role::Label, &chapter.title);
        }
        for (at, rule) in self.score.iter().enumerate() {
            tree(format!("score.{at}.reason"), Role::Label, &rule.reason);
        }
        for (name, fields) in &self.schemas {
            fields.iter().for_each(|(id, slot)| slot_texts(&format!("{name}/{id}"), slot, visit));
        }
        self.slots.iter().for_each(|(id, slot)| slot_texts(id, slot, visit));
        self.nodes.iter().for_each(|(id, node)| node_texts(id, node, visit));
    }
}

fn slot_texts<'a>(path: &str, slot: &'a Slot, visit: &mut dyn FnMut(Placed<'a>)) {
    let mut place = |field: &str, role, text| visit(Placed { spot: Spot::slot(path, field), role, text });
    let own = [("label", Role::Label, &slot.label), ("ask_whom", Role::Label, &slot.ask_whom)];
    for (field, role, text) in own.into_iter().chain([("prompt", Role::Prompt, &slot.prompt)]) {
        if let Some(text) = text {
            place(field, role, text);
        }
    }
    let mut choice = |field: String, choice: &'a Choice| {
        place(&format!("{field}.label"), Role::Button, &choice.label);
        if let Some(hint) = &choice.hint {
            place(&format!("{field}.hint"), Role::Label, hint);
        }
    };
    slot.options.iter().enumerate().for_each(|(at, one)| choice(format!("options.{at}"), one));
    if let Some(none) = &slot.none_of {
        choice("none_of".into(), none);
    }
    slot.of.iter().for_each(|of| slot_texts(&format!("{path}/of"), of, visit));
    slot.fields.iter().for_each(|(id, field)| slot_texts(&format!("{path}/{id}"), field, visit));
}

fn node_texts<'a>(id: &str, node: &'a Node, visit: &mut dyn FnMut(Placed<'a>)) {
    let mut place = |field: String, role, text: Option<&'a Text>| {
        if let Some(text) = text {
            visit(Placed { spot: Spot::node(id, field), role, text });
        }
    };
    match node {
        Node::Say(say) => place("text".into(), Role::Said, Some(&say.text)),
        Node::Ask(ask) => {
            place("prompt".into(), Role::Prompt, Some(&ask.prompt));
            place("why".into(), Role::Said, ask.why.as_ref());
            place("example".into(), Role::Said, ask.example.as_ref());
            place("help".into(), Role::Said, ask.help.as_ref());
            place("unrecognised".into(), Role::Said, ask.unrecognised.as_ref());
            for (at, validation) in ask.validations.iter().enumerate() {
                place(format!("validations.{at}.message"), Role::Said, Some(&validation.message));
            }
            if let Some(Unsure::Assume { because, .. }) = &ask.unsure {
                place("unsure.because".into(), Role::Said, Some(because));
            }
        }
        Node::Assist(assist) => place("text".into(), Role::Said, assist.text.as_ref()),
        Node::Verify(verify) => place("warning".into(), Role::Said, Some(&verify.warning)),
        Node::Review(review) => place("text".into(), Role::Said, review.text.as_ref()),
        Node::End(end) => place("text".into(), Role::Said, end.text.as_ref()),
        Node::Branch(_) | Node::Each(_) | Node::Call(_) | Node::Produce(_) => {}
    }
}
