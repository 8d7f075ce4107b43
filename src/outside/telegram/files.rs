//! Files on their way to Telegram and from it.

use super::{ANSWER_BYTES_MAX, BotApi, CallError, Refused, answer::read};
use crate::outside::http::{self, HttpError};
use reqwest::{
    Body, Method, Request,
    header::CONTENT_TYPE,
    multipart::{Form, Part},
};
use std::time::Duration;
use teloxide::{
    payloads::GetFile,
    types::{FileId, Message},
};
use tokio::time::timeout;

/// How long a file may take.
const WITHIN: Duration = Duration::from_secs(60);

/// A file with the method that sends it.
#[derive(Clone, Debug)]
pub struct Upload {
    /// `sendPhoto` or `sendDocument`.
    pub method: &'static str,
    /// The field that the file is in.
    pub field: &'static str,
    pub name: String,
    pub bytes: Vec<u8>,
    /// The other fields; what is no text is JSON.
    pub fields: Vec<(&'static str, String)>,
}

impl BotApi {
    /// Sends a file as a message.
    ///
    /// # Errors
    /// As [`BotApi::call`].
    pub async fn upload(&self, upload: Upload) -> Result<Message, CallError> {
        let part = Part::bytes(upload.bytes).file_name(upload.name);
        let form = upload.fields.into_iter().fold(Form::new(), |form, (name, value)| form.text(name, value));
        let form = form.part(upload.field, part);
        let mut request = Request::new(Method::POST, self.address("", upload.method));
        let kind = format!("multipart/form-data; boundary={}", form.boundary());
        let kind = kind.parse().map_err(|_| CallError::Silent("the form has no boundary".into()))?;
        request.headers_mut().insert(CONTENT_TYPE, kind);
        *request.body_mut() = Some(Body::wrap_stream(form.into_stream()));
        read(&self.send(request, ANSWER_BYTES_MAX, WITHIN).await?)
    }

    /// The bytes of a file that somebody sent, at most `most`.
    ///
    /// # Errors
    /// [`Refused::TooLarge`] if there are more; else as [`BotApi::call`].
    pub async fn download(&self, id: &str, most: usize) -> Result<Vec<u8>, CallError> {
        let file = self.call(&GetFile::new(FileId(id.to_owned()))).await?;
        if usize::try_from(file.meta.size).is_ok_and(|size| size > most) {
            return Err(CallError::Refused(Refused::TooLarge));
        }
        let request = Request::new(Method::GET, self.address("file/", &file.path));
        let asked = async {
            let response = self.http.send(request, most).await?;
            Ok::<_, HttpError>((response.status(), http::body(response).await?))
        };
        match timeout(WITHIN, asked).await {
            Ok(Ok((status, bytes))) if status.is_success() => Ok(bytes),
            Ok(Ok((status, _))) => Err(CallError::Silent(format!("the file is not given: {status}"))),
            Ok(Err(HttpError::TooLong(_))) => Err(CallError::Refused(Refused::TooLarge)),
            Ok(Err(error)) => Err(CallError::Silent(error.to_string())),
            Err(_) => Err(CallError::Silent("the file did not come in time".into())),
        }
    }
}
