//! What is wrong with a tree, so that a person can put it right: where, how bad, and a sentence.

use serde::{Deserialize, Serialize};
use std::fmt;

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Problem {
    pub severity: Severity,
    pub code: Code,
    #[serde(flatten)]
    pub spot: Spot,
    /// A sentence, in English.
    pub message: String,
}

/// Where in the document: a node, a slot, a test, or the tree itself; and the field in it (`prompt.en`).
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Spot {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub node: Option<String>,
    /// A slot, or a part of one (`lead_form/owner`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slot: Option<String>,
    /// The name of an embedded test.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub test: Option<String>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub field: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// The tree cannot be published.
    Error,
    /// It can, and should not be left so.
    Warning,
}

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident,)*) => {
        /// The closed list of findings.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Code { $($(#[$doc])* $name,)* }

        impl Code {
            /// Every finding there is.
            pub const ALL: &[Self] = &[$(Self::$name,)*];
        }
    };
}

codes! {
    // ── reading ─────────────────────────────────────────────────
    /// It is not JSON.
    Syntax,
    /// A field is missing, unknown, or of the wrong type.
    Shape,
    /// The format is of another version.
    UnsupportedFormat,

    // ── names ───────────────────────────────────────────────────
    /// The same key or id twice.
    DuplicateId,
    /// An id is not snake_case.
    BadId,
    /// A field of an object is named like a key of the values themselves.
    ReservedId,

    // ── the graph ───────────────────────────────────────────────
    DanglingLink,
    UnreachableNode,
    NoWayToEnd,
    Cycle,
    /// The body of an `each` is entered from outside, or leaves it.
    EachBody,
    UnknownTree,
    /// A tree calls itself, at once or through another.
    CallRecursion,
    /// A called tree has findings of its own.
    CalledTree,

    // ── slots and values ────────────────────────────────────────
    UnknownSlot,
    UnknownSchema,
    UnknownOption,
    UnknownCollection,
    UnknownChapter,
    UnusedChapter,
    /// A field of a slot that does not fit its type, or is missing for it.
    SlotField,
    /// A condition compares what cannot be compared.
    ConditionType,
    /// A validation does not fit the slot.
    ValidationType,
    /// A value is not of the slot's type.
    ValueType,
    /// A node uses a slot whose type it cannot use.
    SlotType,
    BadPattern,
    RequiredNeverAsked,
    NeverSet,
    NeverUsed,
    /// An option leads nowhere and there is no `else`.
    OptionWithoutBranch,
    /// The points of the score do not add up to 100.
    ScorePoints,
    /// A slot id has another type than in the former version.
    TypeChanged,

    // ── texts ───────────────────────────────────────────────────
    MissingTranslation,
    UnknownLocale,
    UnknownReference,
    UnknownFilter,
    BadTemplate,
    /// A text or an id is larger than a channel takes.
    ChannelLimit,

    // ── tests ───────────────────────────────────────────────────
    /// A test names a node that is not there.
    UnknownNode,

    // ── the house: trees that ship with Pauta ───────────────────
    NoWhy,
    NoExample,
    LongPrompt,
    TwoQuestions,
    BannedWord,
}

impl Problem {
    pub fn error(code: Code, spot: Spot, message: impl Into<String>) -> Self {
        Self { severity: Severity::Error, code, spot, message: message.into() }
    }

    pub fn warning(code: Code, spot: Spot, message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, code, spot, message: message.into() }
    }
}

impl Spot {
    /// The tree itself.
    pub fn tree(field: impl Into<String>) -> Self {
        Self { field: field.into(), ..Self::default() }
    }

    pub fn node(id: &str, field: impl Into<String>) -> Self {
        Self { node: Some(id.into()), field: field.into(), ..Self::default() }
    }

    pub fn slot(path: &str, field: impl Into<String>) -> Self {
        Self { slot: Some(path.into()), field: field.into(), ..Self::default() }
    }

    pub fn test(name: &str, field: impl Into<String>) -> Self {
        Self { test: Some(name.into()), field: field.into(), ..Self::default() }
    }
}

impl fmt::Display for Spot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let named = [("node", &self.node), ("slot", &self.slot), ("test", &self.test)];
        let mut parts: Vec<String> =
            named.iter().filter_map(|(kind, id)| Some(format!("{kind} {}", id.as_deref()?))).collect();
        if !self.field.is_empty() {
            parts.push(format!("field {}", self.field));
        }
        f.write_str(if parts.is_empty() { "the tree" } else { "" })?;
        f.write_str(&parts.join(", "))
    }
}

/// `node objective, field prompt.en: sentence [code]`.
impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let warning = if self.severity == Severity::Warning { "warning: " } else { "" };
        write!(f, "{}: {warning}{} [{}]", self.spot, self.message, self.code)
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.serialize(f)
    }
}
