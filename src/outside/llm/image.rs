//! Pictures: OpenAI's images, on OpenAI and those who offer the same, and the models of Gemini that draw.

use super::{
    Class, Failure, Finish, Image, ImageAnswer, ImageRequest, Provider, Target, Timeouts, Usage,
    exchange::{self, PICTURES_MOST},
    form::{Field, Form},
    frames::gemini_usage,
    service::Way,
    watch::Watch,
};
use crate::outside::http::Http;
use base64::{Engine, prelude::BASE64_STANDARD};
use http::Method;
use serde_json::{Map, Value, json};

pub async fn image(
    http: &Http,
    target: &Target,
    wanted: &ImageRequest,
    times: &Timeouts,
) -> Result<ImageAnswer, Failure> {
    let watch = Watch::whole(times.total);
    let (images, usage, model) = match target.provider {
        Provider::OpenAi | Provider::Xai | Provider::Compatible => {
            let value = openai(http, target, wanted, &watch).await?;
            (listed(&value), openai_usage(&value["usage"]), None)
        }
        Provider::Gemini => {
            let value = gemini(http, target, wanted, &watch).await?;
            let model = value["modelVersion"].as_str().map(str::to_owned);
            (inline(&value)?, gemini_usage(&value["usageMetadata"]), model)
        }
        Provider::Anthropic | Provider::Ollama => {
            return Err(Failure::of(Class::NoModel, "this provider makes no pictures"));
        }
    };
    if images.is_empty() {
        return Err(Failure::down("the answer has no picture in it"));
    }
    Ok(ImageAnswer { images, usage, model: model.unwrap_or_else(|| target.model.to_string()) })
}

async fn openai(
    http: &Http,
    target: &Target,
    wanted: &ImageRequest,
    watch: &Watch,
) -> Result<Value, Failure> {
    let way = Way::new(http, target, PICTURES_MOST, false);
    let client = way.client();
    let mut fields = vec![
        ("model", target.model.to_string()),
        ("prompt", wanted.prompt.clone()),
        ("n", wanted.count.max(1).to_string()),
    ];
    fields.extend(wanted.size.clone().map(|size| ("size", size)));
    fields.extend(wanted.quality.clone().map(|quality| ("quality", quality)));
    let answered = if wanted.images.is_empty() {
        let mut body: Map<_, _> =
            fields.into_iter().map(|(name, text)| (name.to_owned(), json!(text))).collect();
        body.insert("n".into(), json!(wanted.count.max(1)));
        // Only GPT's models always answer with the picture; the others would send an address to fetch.
        if !target.model.starts_with("gpt-") {
            body.insert("response_format".into(), json!("b64_json"));
        }
        watch.wait(client.images().generate_byot::<_, Value>(Value::Object(body))).await?
    } else {
        let mut form = Form(fields.into_iter().map(|(name, text)| Field::text(name, text)).collect());
        form.0.extend(wanted.images.iter().map(|image| Field::file("image[]", &image.kind, &image.bytes)));
        watch.wait(client.images().edit_byot::<_, Value>(form)).await?
    };
    answered.map_err(|error| way.failure(&error))
}

/// The pictures of OpenAI's list. One that is only an address is not fetched: it could lead anywhere.
fn listed(value: &Value) -> Vec<Image> {
    let all = value["data"].as_array().into_iter().flatten();
    all.filter_map(|one| decoded(one["b64_json"].as_str()?)).collect()
}

fn openai_usage(usage: &Value) -> Usage {
    let count = |at: &str| usage.pointer(at).and_then(Value::as_u64);
    Usage {
        input: count("/input_tokens"),
        output: count("/output_tokens"),
        cache_read: count("/input_tokens_details/cached_tokens"),
        image_input: count("/input_tokens_details/image_tokens"),
        // Whatever such a model writes is picture, unless it says which part is not.
        image_output: count("/output_tokens_details/image_tokens").or(count("/output_tokens")),
        ..Usage::default()
    }
}

async fn gemini(
    http: &Http,
    target: &Target,
    wanted: &ImageRequest,
    watch: &Watch,
) -> Result<Value, Failure> {
    let shown = wanted.images.iter().map(|image| {
        json!({ "inlineData": { "mimeType": &*image.kind, "data": BASE64_STANDARD.encode(&image.bytes) } })
    });
    let parts: Vec<Value> = [json!({ "text": wanted.prompt })].into_iter().chain(shown).collect();
    let mut config = json!({ "responseModalities": ["TEXT", "IMAGE"] });
    if let Some(ratio) = wanted.size.as_deref().and_then(ratio) {
        config["imageConfig"] = json!({ "aspectRatio": ratio });
    }
    let body = json!({ "contents": [{ "role": "user", "parts": parts }], "generationConfig": config });
    let path = format!("models/{}:generateContent", target.model);
    let post = exchange::request(target, Method::POST, &path, Some(&body))?;
    watch
        .wait(async {
            exchange::json(exchange::send(http, post, PICTURES_MOST, target).await?, target).await
        })
        .await?
}

/// The shape of a picture of so many dots, as Gemini names it.
fn ratio(size: &str) -> Option<&'static str> {
    let (wide, high) = size.split_once('x')?;
    let shape = wide.parse::<f32>().ok()? / high.parse::<f32>().ok()?;
    let known = [
        ("1:1", 1.0),
        ("3:2", 1.5),
        ("2:3", 0.667),
        ("4:3", 1.333),
        ("3:4", 0.75),
        ("16:9", 1.778),
        ("9:16", 0.5625),
    ];
    let near = |(_, one): &&(&str, f32), (_, other): &&(&str, f32)| {
        (one - shape).abs().total_cmp(&(other - shape).abs())
    };
    known.iter().min_by(near).map(|(name, _)| *name)
}

fn inline(value: &Value) -> Result<Vec<Image>, Failure> {
    let blocked = value.pointer("/promptFeedback/blockReason").and_then(Value::as_str);
    let finish = value.pointer("/candidates/0/finishReason").and_then(Value::as_str).unwrap_or_default();
    let filtered = Finish::read(finish) == Finish::Filtered;
    if let Some(reason) = blocked.or(filtered.then_some(finish)) {
        return Err(Failure::of(Class::Policy, format!("the provider will not draw this: {reason}")));
    }
    let parts = value.pointer("/candidates/0/content/parts").and_then(Value::as_array);
    let parts = parts.into_iter().flatten().filter(|part| part["thought"] != true);
    Ok(parts.filter_map(|part| decoded(part["inlineData"]["data"].as_str()?)).collect())
}

/// A picture by what its bytes are, whatever they are called.
fn decoded(text: &str) -> Option<Image> {
    let bytes = BASE64_STANDARD.decode(text).ok()?;
    let kind = infer::get(&bytes).filter(|kind| kind.matcher_type() == infer::MatcherType::Image)?;
    Some(Image { kind: kind.mime_type().into(), bytes: bytes.into() })
}
