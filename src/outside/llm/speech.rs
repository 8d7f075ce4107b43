//! Words out of speech, on servers with OpenAI's transcription: OpenAI, and whisper servers of one's own.

use super::{
    Class, Failure, Provider, Sound, Target, Timeouts, Transcript, Usage,
    exchange::TEXT_MOST,
    form::{Field, Form},
    service::Way,
    watch::Watch,
};
use crate::outside::http::Http;
use serde_json::Value;

pub async fn transcribe(
    http: &Http,
    target: &Target,
    sound: &Sound,
    times: &Timeouts,
) -> Result<Transcript, Failure> {
    if !matches!(target.provider, Provider::OpenAi | Provider::Compatible) {
        return Err(Failure::of(Class::NoModel, "this provider writes down no speech"));
    }
    let way = Way::new(http, target, TEXT_MOST, false);
    let client = way.client();
    let mut form = Form(vec![
        Field::file("file", &sound.kind, &sound.bytes),
        Field::text("model", target.model.to_string()),
        Field::text("response_format", "json".into()),
    ]);
    form.0.extend(sound.language.clone().map(|language| Field::text("language", language)));
    let audio = client.audio();
    let transcription = audio.transcription();
    let answered = Watch::whole(times.total).wait(transcription.create_byot::<_, Value>(form)).await?;
    let value = answered.map_err(|error| way.failure(&error))?;
    let Some(text) = value["text"].as_str() else {
        return Err(Failure::down("the answer has no text in it"));
    };
    let usage = &value["usage"];
    let seconds = usage["seconds"].as_f64().or(value["duration"].as_f64());
    let usage = Usage {
        input: usage["input_tokens"].as_u64(),
        output: usage["output_tokens"].as_u64(),
        ..Usage::default()
    };
    Ok(Transcript { text: text.trim().to_owned(), usage, seconds })
}
