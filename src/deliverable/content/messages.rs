//! What is sent to people.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One e-mail of a flow.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Email {
    /// Which one of the flow it is, from 1.
    pub step: u32,
    /// Days after the one before.
    pub delay_days: u32,
    /// Two, to be tried against each other.
    pub subjects: Vec<String>,
    pub preheader: String,
    /// Paragraphs with an empty line between them; plain text, `**bold**` and `[text](address)`.
    pub body: String,
    pub cta: String,
    pub cta_url: String,
    pub segment: String,
    pub send_window: String,
    /// The line that lets people leave.
    pub unsubscribe: String,
}

/// WhatsApp message template.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct WhatsappTemplate {
    /// Lower-case letters, digits and underscores.
    pub name: String,
    pub header: String,
    /// Variables are written `{{1}}`.
    pub body: String,
    pub footer: String,
    pub buttons: Vec<TemplateButton>,
    /// An example for each variable, in order.
    pub samples: Vec<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct TemplateButton {
    pub text: String,
    /// An address, or empty for a reply.
    pub url: String,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Sms {
    pub text: String,
    /// Who it is from, at the beginning of the text.
    pub sender: String,
    /// How people get no more of them.
    pub opt_out: String,
}
