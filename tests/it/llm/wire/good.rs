//! What every wire does on a good day.

use super::{ALL, KEY, PATIENT, at, chat, client, first_part, request, schema, target, value};
use crate::harness::{
    provider::{Provider as Fake, Says},
    wait,
};
use pauta::outside::llm::{Class, Finish, Image, Part, Piece, Provider, Role, Turn, Usage};
use std::time::Duration;

#[tokio::test]
async fn every_wire_says_the_text_piece_by_piece() {
    let fake = Fake::start().await;
    for provider in ALL {
        fake.next(Says::Text("Uma frase curta.".into()));
        let (answer, said) = chat(&target(provider, &fake), &request(), &PATIENT).await;
        let answer = answer.unwrap_or_else(|failure| panic!("{provider:?}: {failure}"));
        assert_eq!(said.0, ["Uma ", "frase ", "curta."], "{provider:?}");
        assert_eq!(answer.text, "Uma frase curta.", "{provider:?}");
        assert_eq!((answer.finish, answer.model.as_str()), (Finish::Stop, "test-model"), "{provider:?}");
        let id = match provider {
            Provider::Gemini => Some("r1"),
            Provider::Anthropic => Some("msg_1"),
            Provider::Ollama => None,
            _ => Some("chatcmpl-1"),
        };
        assert_eq!(answer.id.as_deref(), id, "{provider:?}");
    }
    for heard in fake.heard() {
        assert_eq!(heard.key().as_deref(), Some(KEY), "{}", heard.path);
        let prompt = heard.prompt();
        assert!(prompt.contains("Be brief.") && prompt.contains("Vendemos pão na feira."), "{prompt}");
        assert!(heard.headers.get("referer").is_none());
        assert!(heard.headers.get("openai-organization").is_none());
    }
}

#[tokio::test]
async fn every_wire_counts_as_opentelemetry_does() {
    let fake = Fake::start().await;
    for provider in ALL {
        let (answer, _) = chat(&target(provider, &fake), &request(), &PATIENT).await;
        let usage = answer.unwrap().usage;
        // The same call cost the same tokens, however each of them counts what came from its cache.
        let told = Usage { input: Some(120), output: Some(30), ..Usage::default() };
        let cached = if provider == Provider::Ollama { None } else { Some(20) };
        assert_eq!((usage.input, usage.output), (told.input, told.output), "{provider:?}");
        assert_eq!(usage.cache_read, cached, "{provider:?}");
    }
}

#[tokio::test]
async fn a_piece_is_said_when_it_comes_and_not_at_the_end() {
    let fake = Fake::start().await;
    for provider in ALL {
        let (says, pace) = Says::paced(&["um ", "dois"]);
        fake.next(says);
        let (sender, mut pieces) = tokio::sync::mpsc::unbounded_channel();
        let (target, request, client) = (target(provider, &fake), request(), client());
        let mut say = |piece: Piece<'_>| {
            if let Piece::Text(words) = piece {
                sender.send(words.to_owned()).unwrap();
            }
        };
        let call = client.chat(&target, &request, &PATIENT, &mut say);
        let watch = async {
            pace.lets(1);
            assert_eq!(pieces.recv().await.unwrap(), "um ", "{provider:?}");
            pace.lets(1);
            assert_eq!(pieces.recv().await.unwrap(), "dois", "{provider:?}");
        };
        let (answer, ()) = tokio::join!(call, watch);
        assert_eq!(answer.unwrap().text, "um dois");
    }
}

#[tokio::test]
async fn dropping_the_call_cancels_it_at_the_provider() {
    let fake = Fake::start().await;
    for (at, provider) in ALL.into_iter().enumerate() {
        let (says, pace) = Says::paced(&["um ", "dois ", "três"]);
        fake.next(says);
        pace.lets(1);
        let (target, request, client) = (target(provider, &fake), request(), client());
        let (sender, mut pieces) = tokio::sync::mpsc::unbounded_channel();
        let mut say = |_: Piece<'_>| sender.send(()).unwrap();
        tokio::select! {
            _ = client.chat(&target, &request, &PATIENT, &mut say) => panic!("{provider:?} was not dropped"),
            _ = pieces.recv() => {}
        }
        wait::until("the provider knows that nobody listens", async || fake.heard()[at].is_gone()).await;
    }
}

#[tokio::test]
async fn every_wire_takes_the_schema_in_its_dialect() {
    let fake = Fake::start().await;
    for provider in ALL {
        let mut request = request();
        request.schema = Some(schema());
        let (answer, _) = chat(&target(provider, &fake), &request, &PATIENT).await;
        // The provider refuses what its real one refuses, and answers with what fits the schema it was sent.
        let answer = answer.unwrap_or_else(|failure| panic!("{provider:?}: {failure}"));
        assert!(value(&answer.text)["text"].is_string(), "{provider:?}: {}", answer.text);
    }
    assert!(fake.heard().iter().all(|heard| heard.schema().is_some()));
}

#[tokio::test]
async fn every_wire_shows_pictures() {
    let fake = Fake::start().await;
    let image = Image { kind: "image/png".into(), bytes: (*b"picture").into() };
    for (at, provider) in ALL.into_iter().enumerate() {
        let request = first_part(Part::Image(image.clone()));
        chat(&target(provider, &fake), &request, &PATIENT).await.0.unwrap();
        let body = fake.heard()[at].body.clone();
        let shown = match provider {
            Provider::Gemini => "/contents/0/parts/1/inline_data/data",
            Provider::Anthropic => "/messages/0/content/1/source/data",
            Provider::Ollama => "/messages/1/images/0",
            _ => "/messages/1/content/1/image_url/url",
        };
        let camel = shown.replace("inline_data", "inlineData");
        let shown = body.pointer(shown).or_else(|| body.pointer(&camel));
        let shown = shown.and_then(|shown| shown.as_str()).unwrap_or_else(|| panic!("{provider:?}: {body}"));
        assert!(shown.ends_with("cGljdHVyZQ=="), "{provider:?}: {shown}");
    }
}

#[tokio::test]
async fn every_wire_passes_on_what_changes_the_answer() {
    let fake = Fake::start().await;
    for (at, provider) in ALL.into_iter().enumerate() {
        let mut request = request();
        request.temperature = Some(0.3);
        request.top_p = Some(0.9);
        request.seed = Some(7);
        request.stop = vec!["FIM".into()];
        let earlier = Turn { role: Role::Assistant, parts: vec![Part::Text("E o preço?".into())] };
        request.turns.extend([earlier, Turn::user("Dois reais.")]);
        chat(&target(provider, &fake), &request, &PATIENT).await.0.unwrap();
        let body = fake.heard()[at].body.clone();
        let options = match provider {
            Provider::Gemini => &body["generationConfig"],
            Provider::Ollama => &body["options"],
            _ => &body,
        };
        assert_eq!(options["temperature"], 0.3, "{provider:?}: {body}");
        let most = match provider {
            Provider::Gemini => "maxOutputTokens",
            Provider::Ollama => "num_predict",
            Provider::OpenAi | Provider::Xai => "max_completion_tokens",
            Provider::Anthropic | Provider::Compatible => "max_tokens",
        };
        assert_eq!(options[most], 500, "{provider:?}: {body}");
        // xAI refuses stop words, and Anthropic knows no seed.
        assert_eq!(body.to_string().contains("FIM"), provider != Provider::Xai, "{provider:?}: {body}");
        assert_eq!(options["seed"].is_null(), provider == Provider::Anthropic, "{provider:?}: {body}");
        let role = if provider == Provider::Gemini { "model" } else { "assistant" };
        assert!(body.to_string().contains(&format!(r#""role":"{role}""#)), "{provider:?}: {body}");
    }
}

#[tokio::test]
async fn ollama_is_told_how_long_its_context_is_and_no_prompt_is_cut() {
    let fake = Fake::start().await;
    let mut target = target(Provider::Ollama, &fake);
    target.context = Some(2048);
    chat(&target, &request(), &PATIENT).await.0.unwrap();
    assert_eq!(fake.heard()[0].body["options"]["num_ctx"], 2048);
    let mut long = request();
    long.turns = vec![Turn::user("palavra ".repeat(3000))];
    let failure = chat(&target, &long, &PATIENT).await.0.unwrap_err();
    assert_eq!(failure.class, Class::TooLong);
    assert_eq!(fake.heard().len(), 1, "a prompt that would be cut is not sent");
}

#[tokio::test]
async fn each_provider_lists_its_models() {
    let fake = Fake::start().await;
    fake.lists(&["one", "two"]);
    for provider in ALL {
        let models = client().models(&target(provider, &fake), Duration::from_secs(20)).await;
        assert_eq!(models.unwrap(), ["one", "two"], "{provider:?}");
    }
    let nobody = at(Provider::Compatible, "http://127.0.0.1:1/v1/");
    let failure = client().models(&nobody, Duration::from_secs(20)).await.unwrap_err();
    assert_eq!(failure.class, Class::Down);
}
