//! The table of models: facts with their sources.

use pauta::{
    llm::{Models, Purpose, word},
    outside::llm::Provider,
    time::Clock,
};

const PROVIDERS: [Provider; 4] = [Provider::OpenAi, Provider::Gemini, Provider::Anthropic, Provider::Xai];

#[test]
fn every_fact_has_a_source_and_a_date() {
    let table = Models::shipped();
    for model in &table.models {
        assert!(model.source.starts_with("https://") && model.as_of.is_some(), "{}", model.id);
        assert!(
            !model.purposes.is_empty() && !model.takes.is_empty() && !model.gives.is_empty(),
            "{}",
            model.id
        );
        assert_eq!(model.price.version, table.version, "{}", model.id);
    }
    for facts in &table.providers {
        assert!(facts.source.starts_with("https://") && facts.base.path().ends_with('/'), "{}", facts.id);
    }
    for alias in &table.aliases {
        assert!(alias.source.starts_with("https://"), "{}", alias.id);
    }
}

#[test]
fn every_provider_has_a_living_model_for_what_it_can_do() {
    let (table, now) = (Models::shipped(), Clock::System.now());
    for provider in PROVIDERS {
        assert!(table.facts(provider).is_some(), "{}", word(provider));
        for purpose in [Purpose::Text, Purpose::Fast, Purpose::Vision] {
            let serving = table.serving(provider, purpose, now).count();
            assert!(serving > 0, "{} has no model for {purpose:?}", word(provider));
        }
    }
    for (provider, purpose) in [
        (Provider::OpenAi, Purpose::Image),
        (Provider::Gemini, Purpose::Image),
        (Provider::Xai, Purpose::Image),
        (Provider::OpenAi, Purpose::Speech),
    ] {
        assert!(table.serving(provider, purpose, now).count() > 0, "{}: {purpose:?}", word(provider));
    }
}

#[test]
fn what_ended_is_not_chosen() {
    let now = Clock::System.now();
    for model in &Models::shipped().models {
        let mut ended = (**model).clone();
        ended.ends = Some(now.day_in("UTC").yesterday().unwrap());
        assert!(!ended.lives(now));
        ended.ends = Some(now.day_in("UTC"));
        assert!(ended.lives(now), "its last day is one");
    }
}

#[test]
fn old_ids_lead_to_models_that_are_there() {
    let (table, now) = (Models::shipped(), Clock::System.now());
    for old in ["gpt-4-turbo-preview", "dall-e-3", "gemini-pro", "grok-1", "gpt-3.5-turbo"] {
        let alias = table.aliases.iter().find(|alias| alias.id == old);
        assert!(alias.is_some(), "{old} stands in people's documents");
    }
    for alias in &table.aliases {
        let provider = PROVIDERS.into_iter().find(|provider| word(*provider) == alias.provider);
        let (found, by) = table.find(provider.unwrap(), &alias.id);
        assert!(found.is_some_and(|model| *model.id == *alias.successor && model.lives(now)), "{}", alias.id);
        assert_eq!(by.unwrap().id, alias.id);
    }
    assert!(table.find(Provider::OpenAi, "gpt-0").0.is_none());
}
