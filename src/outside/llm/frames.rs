//! What the frames of Gemini and Anthropic say beside the words.

use super::{Class, Failure, Finish, Provider, Target, Usage, draft::Draft, redact};
use genai::chat::{ChatFrameSink, FrameCtx, RawFrameRef};
use serde_json::Value;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Reads along with genai, which shows each frame before it takes it apart.
pub struct Frames {
    provider: Provider,
    seen: Mutex<Seen>,
}

#[derive(Default)]
struct Seen {
    bytes: usize,
    model: Option<String>,
    id: Option<String>,
    usage: Usage,
    finish: Option<String>,
    ended: bool,
    blocked: Option<String>,
}

impl Frames {
    pub fn new(provider: Provider) -> Arc<Self> {
        Arc::new(Self { provider, seen: Mutex::default() })
    }

    /// How much of it came so far.
    pub fn bytes(&self) -> usize {
        self.seen().bytes
    }

    /// Why the provider took no notice of the prompt.
    pub fn blocked(&self) -> Option<String> {
        self.seen().blocked.clone()
    }

    /// Adds what the frames said to an answer whose words are all there.
    ///
    /// # Errors
    /// When its end was not among them.
    pub fn complete(&self, draft: &mut Draft<'_>, target: &Target) -> Result<(), Failure> {
        let seen = self.seen();
        if let Some(reason) = &seen.blocked {
            return Err(Failure::of(Class::Policy, redact::message(reason, target)));
        }
        if seen.finish.is_none() && !seen.ended {
            return Err(Failure::down("the answer breaks off: it has no end"));
        }
        draft.model.clone_from(&seen.model);
        draft.id.clone_from(&seen.id);
        draft.usage = seen.usage;
        draft.finish = seen.finish.as_deref().filter(|reason| !reason.is_empty()).map(Finish::read);
        Ok(())
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl ChatFrameSink for Frames {
    fn on_frame(&self, _: &FrameCtx, frame: RawFrameRef<'_>) {
        let mut seen = self.seen();
        seen.bytes += frame.data.len();
        // Most frames are a few words, and nothing else is looked for in them.
        let Some(value) = worth_reading(self.provider, frame).then(|| frame.json()).flatten() else { return };
        match self.provider {
            Provider::Gemini => seen.gemini(&value),
            _ => seen.anthropic(&value),
        }
    }
}

fn worth_reading(provider: Provider, frame: RawFrameRef<'_>) -> bool {
    provider == Provider::Gemini || frame.event.is_none_or(|event| event.starts_with("message"))
}

impl Seen {
    fn gemini(&mut self, frame: &Value) {
        let text = |at: &str| frame.pointer(at).and_then(Value::as_str).map(str::to_owned);
        self.model = text("/modelVersion").or(self.model.take());
        self.id = text("/responseId").or(self.id.take());
        self.finish = text("/candidates/0/finishReason").or(self.finish.take());
        self.blocked = text("/promptFeedback/blockReason").or(self.blocked.take());
        if frame["usageMetadata"].is_object() {
            self.usage = gemini_usage(&frame["usageMetadata"]);
        }
    }

    /// The first message counts the prompt, the later ones the answer, and some count both.
    fn anthropic(&mut self, frame: &Value) {
        let message = &frame["message"];
        self.model = message["model"].as_str().map(str::to_owned).or(self.model.take());
        self.id = message["id"].as_str().map(str::to_owned).or(self.id.take());
        self.finish = frame["delta"]["stop_reason"].as_str().map(str::to_owned).or(self.finish.take());
        self.ended |= frame["type"] == "message_stop";
        let usage = if message["usage"].is_object() { &message["usage"] } else { &frame["usage"] };
        let count = |name: &str| usage[name].as_u64();
        self.usage.cache_read = count("cache_read_input_tokens").or(self.usage.cache_read);
        self.usage.cache_write = count("cache_creation_input_tokens").or(self.usage.cache_write);
        self.usage.output = count("output_tokens").or(self.usage.output);
        let thought = usage.pointer("/output_tokens_details/thinking_tokens").and_then(Value::as_u64);
        self.usage.reasoning = thought.or(self.usage.reasoning);
        if let Some(fresh) = count("input_tokens") {
            // Anthropic counts what its cache read and wrote beside the prompt.
            let cached = self.usage.cache_read.unwrap_or(0) + self.usage.cache_write.unwrap_or(0);
            self.usage.input = Some(fresh + cached);
        }
    }
}

/// Usage as OpenTelemetry counts it: Gemini counts what was thought beside the answer, and what was cached
/// inside of the prompt.
pub fn gemini_usage(usage: &Value) -> Usage {
    let count = |name: &str| usage[name].as_u64();
    let thought = count("thoughtsTokenCount");
    let pictures = |name: &str| {
        let all = usage[name].as_array()?;
        all.iter().find(|one| one["modality"] == "IMAGE")?["tokenCount"].as_u64()
    };
    let add = |one: Option<u64>, other: Option<u64>| one.map(|one| one + other.unwrap_or(0)).or(other);
    Usage {
        input: add(count("promptTokenCount"), count("toolUsePromptTokenCount")),
        output: add(count("candidatesTokenCount"), thought),
        cache_read: count("cachedContentTokenCount"),
        cache_write: None,
        reasoning: thought,
        image_input: pictures("promptTokensDetails"),
        image_output: pictures("candidatesTokensDetails"),
    }
}
