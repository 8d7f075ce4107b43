//! Forms with files, as OpenAI takes them. The crate's own name no media type, without which files are refused.

use async_openai::{error::OpenAIError, traits::AsyncTryFrom};
use reqwest::multipart;
use std::sync::Arc;

/// The fields in their order.
#[derive(Clone)]
pub struct Form(pub Vec<Field>);

#[derive(Clone)]
pub struct Field {
    name: &'static str,
    value: Content,
}

#[derive(Clone)]
enum Content {
    Text(String),
    File { kind: Arc<str>, bytes: Arc<[u8]> },
}

impl Field {
    pub fn text(name: &'static str, text: String) -> Self {
        Self { name, value: Content::Text(text) }
    }

    pub fn file(name: &'static str, kind: &Arc<str>, bytes: &Arc<[u8]>) -> Self {
        Self { name, value: Content::File { kind: kind.clone(), bytes: bytes.clone() } }
    }
}

impl AsyncTryFrom<Form> for multipart::Form {
    type Error = OpenAIError;

    async fn try_from(form: Form) -> Result<Self, OpenAIError> {
        form.0.into_iter().try_fold(Self::new(), |form, field| {
            Ok(match field.value {
                Content::Text(text) => form.text(field.name, text),
                Content::File { kind, bytes } => {
                    let part = multipart::Part::bytes(bytes.to_vec()).file_name(file_name(&kind));
                    form.part(field.name, part.mime_str(&kind).map_err(OpenAIError::Reqwest)?)
                }
            })
        })
    }
}

/// Servers read the kind of a sound from its name.
fn file_name(kind: &str) -> String {
    let subtype = kind.split('/').nth(1).unwrap_or_default().split(';').next().unwrap_or_default();
    let ending = match subtype.trim() {
        "mpeg" => "mp3",
        "x-wav" | "wave" => "wav",
        "x-m4a" => "m4a",
        other => other,
    };
    format!("file.{ending}")
}
