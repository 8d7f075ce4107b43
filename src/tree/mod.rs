//! The validated document: a dialogue tree that has been checked once and can be walked ever after.

pub mod check;
pub mod closure;
pub mod condition;
pub mod graph;
pub mod json;
pub mod pattern;
pub mod problem;
pub mod read;
pub mod text;
pub mod texts;
pub mod value;
pub mod voice;
pub mod canonical;
pub mod channels;
pub mod compat;
pub mod drawing;
pub mod schema;

pub use closure::Library;

use json::{ById, Locale, Node, NodeId, Slot, Text, TreeDoc};
use problem::{Problem, Severity};
use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};
use text::Template;
use value::Value;

/// A tree with every tree that it calls. Immutable; conversations pin it by [`Tree::hash`].
#[derive(Debug)]
pub struct Tree {
    doc: TreeDoc,
    /// Every tree that is called, by its id; calls do not recurse.
    calls: BTreeMap<String, Arc<Tree>>,
    /// Every text with references, by its source.
    templates: HashMap<String, Template>,
    hash: String,
}

impl Tree {
    /// The checked tree, with every tree that it calls from the library. Errors are all its findings,
    /// if one of them is an error; warnings alone do not stop it.
    pub fn load(doc: TreeDoc, library: &Library) -> Result<Arc<Self>, Vec<Problem>> {
        let problems = check::check(&doc, library, check::House::Any);
        if problems.iter().any(|problem| problem.severity == Severity::Error) {
            return Err(problems);
        }
        let mut calls = BTreeMap::new();
        for node in doc.nodes.values() {
            if let Node::Call(call) = node
                && let Some(callee) = library.get(&call.tree)
                && !calls.contains_key(&call.tree)
            {
                calls.insert(call.tree.clone(), Self::load(callee.clone(), library)?);
            }
        }
        let hash = closure::hash(&doc, &calls);
        Ok(Arc::new(Self { templates: templates(&doc), calls, hash, doc }))
    }

    /// The checked tree from its text; all findings at once, if one of them is an error.
    pub fn load_text(text: &str, library: &Library) -> Result<Arc<Self>, Vec<Problem>> {
        match check::check_text(text, library, check::House::Any) {
            (Some(doc), problems) if problems.iter().all(|p| p.severity == Severity::Warning) => {
                Self::load(doc, library)
            }
            (_, problems) => Err(problems),
        }
    }

    /// Loads a tree from its text, and the trees that it calls from theirs.
    pub fn load_str(text: &str, called: &[&str]) -> Result<Arc<Self>, Vec<Problem>> {
        let read = |text: &&str| {
            let draft = read::read(text)?;
            if draft.problems.is_empty() { Ok(draft.doc) } else { Err(draft.problems) }
        };
        Self::load_text(text, &Library::of(called.iter().map(read).collect::<Result<Vec<_>, _>>()?))
    }

    /// The document as it was written.
    pub fn doc(&self) -> &TreeDoc {
        &self.doc
    }

    /// SHA-256 (hex) of the canonical text of the closure: this tree and every tree it calls,
    /// without layout and tests.
    pub fn hash(&self) -> &str {
        &self.hash
    }

    pub fn node(&self, id: &str) -> Option<&Node> {
        self.doc.nodes.get(id)
    }

    /// The called tree of that id.
    pub fn call(&self, id: &str) -> Option<&Arc<Tree>> {
        self.calls.get(id)
    }

    /// The trees that it calls.
    pub fn called(&self) -> impl Iterator<Item = &Arc<Tree>> {
        self.calls.values()
    }

    /// The slot at `path`: `budget`, `kit/tone`; an item id (`rivals/i3/link`) stands for the list's item type.
    pub fn slot(&self, path: &str) -> Option<&Slot> {
        self.doc.slot(path)
    }

    /// An object's fields, its own or those of its schema.
    pub fn fields<'a>(&'a self, slot: &'a Slot) -> &'a ById<Slot> {
        self.doc.fields(slot)
    }

    /// The text in `locale`, else in the tree's default one.
    pub fn text<'a>(&self, text: &'a Text, locale: &str) -> &'a str {
        text.get(locale).or_else(|| text.get(&self.doc.default_locale)).map_or("", String::as_str)
    }

    /// The text in `locale` with its references filled in: `show` gives a slot's value as a person reads it.
    pub fn render(&self, text: &Text, locale: &str, show: &dyn Fn(&str) -> Option<String>) -> String {
        let source = self.text(text, locale);
        if !text::is_template(source) {
            return source.to_owned();
        }
        self.templates.get(source).map_or_else(|| source.to_owned(), |template| template.render(show))
    }

    /// The value that "não sei" assumes; a text that is assumed may be written per language.
    pub fn assumed(&self, slot: &Slot, assume: &Value, locale: &str) -> Value {
        match assume {
            Value::Object(texts) if slot.kind.is_text() => {
                let text = texts.get(locale).or_else(|| texts.get(&self.doc.default_locale));
                text.unwrap_or(assume).clone()
            }
            _ => assume.clone(),
        }
    }

    /// The slots that a text names, in whatever language.
    pub fn references<'a>(&'a self, text: &Text) -> impl Iterator<Item = &'a str> {
        let sources = text.values().filter(|source| text::is_template(source));
        sources.filter_map(|source| self.templates.get(source)).flat_map(Template::references)
    }

    pub fn default_locale(&self) -> &Locale {
        &self.doc.default_locale
    }

    pub fn start(&self) -> &NodeId {
        &self.doc.start
    }
}

fn templates(doc: &TreeDoc) -> HashMap<String, Template> {
    let mut templates = HashMap::new();
    doc.texts(&mut |placed| {
        let sources =
            placed.text.values().filter(|source| placed.role.is_rendered() && text::is_template(source));
        for source in sources {
            if let Ok(template) = Template::parse(source) {
                templates.insert(source.clone(), template);
            }
        }
    });
    templates
}
