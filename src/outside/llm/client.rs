//! The one way to a model: what may be called, and over which wire it goes.

use super::{
    Answer, Failure, ImageAnswer, ImageRequest, Piece, Provider, Request, Sound, Target, Timeouts,
    Transcript, image, models, native, ollama, openai, speech,
};
use crate::outside::http::Http;
use std::time::Duration;

/// One provider's call. Cheap to clone; one per process, so that connections are kept.
///
/// A call goes out once: nothing is tried again here. Dropping its future cancels it at the provider.
#[derive(Clone, Debug)]
pub struct Client(Wires);

/// What answers a call.
#[derive(Clone, Debug)]
enum Wires {
    /// The providers themselves.
    Real { http: Http, native: genai::Client },
}

impl Client {
    /// # Errors
    /// When no HTTP client can be made on this machine.
    pub fn new() -> Result<Self, Failure> {
        let http = Http::new().map_err(|error| Failure::down(error.to_string()))?;
        let native = native::client(&http)?;
        Ok(Self(Wires::Real { http, native }))
    }

    /// Asks for text. Each piece is said as it comes, in order; the answer's text is all the text pieces.
    ///
    /// # Errors
    /// When the answer is not whole: whatever was said until then is only part of one.
    pub async fn chat(
        &self,
        target: &Target,
        request: &Request,
        times: &Timeouts,
        say: &mut (dyn FnMut(Piece<'_>) + Send),
    ) -> Result<Answer, Failure> {
        let Wires::Real { http, native } = &self.0;
        match target.provider {
            Provider::OpenAi | Provider::Xai | Provider::Compatible => {
                openai::chat(http, target, request, times, say).await
            }
            Provider::Gemini | Provider::Anthropic => native::chat(native, target, request, times, say).await,
            Provider::Ollama => ollama::chat(http, target, request, times, say).await,
        }
    }

    /// Asks for pictures and waits for them.
    ///
    /// # Errors
    /// When none came, or the provider will not draw it.
    pub async fn image(
        &self,
        target: &Target,
        wanted: &ImageRequest,
        times: &Timeouts,
    ) -> Result<ImageAnswer, Failure> {
        let Wires::Real { http, .. } = &self.0;
        image::image(http, target, wanted, times).await
    }

    /// Writes down what is said in a recording.
    ///
    /// # Errors
    /// When the provider has no transcription, or it failed.
    pub async fn transcribe(
        &self,
        target: &Target,
        sound: &Sound,
        times: &Timeouts,
    ) -> Result<Transcript, Failure> {
        let Wires::Real { http, .. } = &self.0;
        speech::transcribe(http, target, sound, times).await
    }

    /// The ids of the models that a server offers, for the probe of local servers and the doctor.
    ///
    /// # Errors
    /// When there is no list within that time, or what answers is no model server.
    pub async fn models(&self, target: &Target, within: Duration) -> Result<Vec<String>, Failure> {
        let Wires::Real { http, .. } = &self.0;
        models::models(http, target, within).await
    }
}
