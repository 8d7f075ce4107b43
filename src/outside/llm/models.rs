//! Which models a server offers.

use super::{
    Failure, Provider, Target,
    exchange::{self, TEXT_MOST},
    watch::Watch,
};
use crate::outside::http::Http;
use http::Method;
use serde_json::Value;
use std::time::Duration;

pub async fn models(http: &Http, target: &Target, within: Duration) -> Result<Vec<String>, Failure> {
    let (path, list, name) = match target.provider {
        Provider::Ollama => ("api/tags", "models", "name"),
        Provider::Gemini => ("models?pageSize=1000", "models", "name"),
        Provider::Anthropic => ("models?limit=1000", "data", "id"),
        Provider::OpenAi | Provider::Xai | Provider::Compatible => ("models", "data", "id"),
    };
    let get = exchange::request(target, Method::GET, path, None)?;
    let answer = async { exchange::json(exchange::send(http, get, TEXT_MOST, target).await?, target).await };
    let value = Watch::whole(within).wait(answer).await??;
    let Some(all) = value[list].as_array() else {
        return Err(Failure::down("the answer is no list of models"));
    };
    let name = |one: &Value| Some(one[name].as_str()?.trim_start_matches("models/").to_owned());
    Ok(all.iter().filter_map(name).collect())
}
