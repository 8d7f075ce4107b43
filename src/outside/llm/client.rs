//! The one way to a model: what may be called, and over which wire it goes.

use super::{
    Answer, Failure, ImageAnswer, ImageRequest, Piece, Request, Sound, Target, Timeouts, Transcript,
};
use crate::outside::http::{Http, HttpError};
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
    Real(Http),
}

impl Client {
    /// # Errors
    /// When no HTTP client can be made on this machine.
    pub fn new() -> Result<Self, HttpError> {
        Ok(Self(Wires::Real(Http::new()?)))
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
        let _ = (target, request, times, say);
        Err(Failure::down("not yet"))
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
        let _ = (target, wanted, times);
        Err(Failure::down("not yet"))
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
        let _ = (target, sound, times);
        Err(Failure::down("not yet"))
    }

    /// The ids of the models that a server offers, for the probe of local servers and the doctor.
    ///
    /// # Errors
    /// When there is no list within that time, or what answers is no model server.
    pub async fn models(&self, target: &Target, within: Duration) -> Result<Vec<String>, Failure> {
        let _ = (target, within);
        Err(Failure::down("not yet"))
    }
}
