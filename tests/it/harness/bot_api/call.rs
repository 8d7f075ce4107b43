//! One request to the server, however it was written: JSON, a form in parts, a query.

use super::refused::{Refused, bad};
use axum::{
    body::Bytes,
    extract::{FromRequest, Multipart, Request},
    http::{StatusCode, header},
};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

#[derive(Clone, Debug)]
pub struct Upload {
    pub name: String,
    pub mime: Option<String>,
    pub bytes: Bytes,
}

#[derive(Clone, Debug, Default)]
pub struct Call {
    /// In small letters: Telegram does not mind how it is written.
    pub method: String,
    pub params: Map<String, Value>,
    pub files: BTreeMap<String, Upload>,
}

impl Call {
    pub async fn read(method: &str, request: Request) -> Result<Self, Refused> {
        let mut call = Self { method: method.to_ascii_lowercase(), ..Default::default() };
        let query = request.uri().query().unwrap_or_default();
        for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
            call.params.insert(name.into_owned(), value.into_owned().into());
        }
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|it| it.to_str().ok());
        match kind.unwrap_or_default() {
            kind if kind.starts_with("multipart/form-data") => call.parts(request).await?,
            kind if kind.starts_with("application/json") => {
                let bytes = body(request).await?;
                let read: Value = serde_json::from_slice(&bytes)
                    .map_err(|_| bad("can't parse request body as JSON object"))?;
                let Value::Object(read) = read else {
                    return Err(bad("can't parse request body as JSON object"));
                };
                call.params.extend(read);
            }
            _ => {
                for (name, value) in url::form_urlencoded::parse(&body(request).await?) {
                    call.params.insert(name.into_owned(), value.into_owned().into());
                }
            }
        }
        Ok(call)
    }

    async fn parts(&mut self, request: Request) -> Result<(), Refused> {
        let broken = |_| bad("can't parse the multipart form");
        let mut form =
            Multipart::from_request(request, &()).await.map_err(|_| bad("can't parse the multipart form"))?;
        while let Some(part) = form.next_field().await.map_err(broken)? {
            let name = part.name().unwrap_or_default().to_owned();
            let (file, mime) = (part.file_name().map(str::to_owned), part.content_type().map(str::to_owned));
            let bytes = part.bytes().await.map_err(|it| match it.status() {
                StatusCode::PAYLOAD_TOO_LARGE => Refused::new(413, "Request Entity Too Large"),
                _ => broken(it),
            })?;
            match file {
                Some(file) => {
                    self.files.insert(name, Upload { name: file, mime, bytes });
                }
                None if name.is_empty() => return Err(bad("a part of the form has no name")),
                // Teloxide gives a file without a name as a part without one; it is found by what attaches it.
                None => match String::from_utf8(bytes.to_vec()) {
                    Ok(text) if mime.is_none() => {
                        self.params.insert(name, text.into());
                    }
                    _ => {
                        self.files.insert(name, Upload { name: "file".into(), mime, bytes });
                    }
                },
            }
        }
        Ok(())
    }

    /// Words, or a number as words.
    pub fn text(&self, name: &str) -> Option<String> {
        match self.params.get(name)? {
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        }
    }

    pub fn int(&self, name: &str) -> Option<i64> {
        self.text(name)?.parse().ok()
    }

    pub fn flag(&self, name: &str) -> bool {
        matches!(self.params.get(name), Some(Value::Bool(true)))
            || matches!(self.text(name).as_deref(), Some("true" | "True" | "1"))
    }

    /// An object or a list, in itself or written as a string.
    pub fn json(&self, name: &str) -> Result<Value, Refused> {
        match self.params.get(name) {
            None => Ok(Value::Null),
            Some(Value::String(text)) if text.is_empty() => Ok(Value::Null),
            Some(Value::String(text)) => serde_json::from_str(text)
                .map_err(|_| bad(&format!("can't parse {}: invalid JSON", name.replace('_', " ")))),
            Some(value) => Ok(value.clone()),
        }
    }

    pub fn chat_id(&self) -> Result<i64, Refused> {
        match self.text("chat_id") {
            None => Err(bad("chat_id is empty")),
            Some(text) => text.parse().map_err(|_| bad("chat not found")),
        }
    }

    /// The upload that a parameter means: a part of its name, or the part that it attaches.
    pub fn upload(&self, name: &str) -> Option<&Upload> {
        let attached = self.text(name).and_then(|it| Some(it.strip_prefix("attach://")?.to_owned()));
        self.files.get(&attached.unwrap_or_else(|| name.to_owned()))
    }
}

async fn body(request: Request) -> Result<Bytes, Refused> {
    axum::body::to_bytes(request.into_body(), usize::MAX).await.map_err(|_| bad("the body broke off"))
}
