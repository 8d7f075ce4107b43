//! A model that misbehaves once, twice, always.

use super::order::{complains, headline, order, says};
use crate::assist::script::{MODEL, Scripted};
use pauta::{
    deliverable::{Content, Kind, Level, Price},
    llm::{CacheUse, CallError},
    outside::llm::{Finish, Part, Role},
    writer::{Inspect, Order, Unwritten, Wanted, Writer, Written},
};

const GOOD: &str = "Café da manhã pronto";

fn fresh() -> Order {
    order(Kind::AdMeta, Wanted::Fresh)
}

async fn writes(model: &Scripted, inspect: &Inspect<'_>) -> Result<Written, Unwritten> {
    let mut written = Writer::new(model.clone()).write(fresh(), inspect).await?;
    assert_eq!(written.len(), 1);
    Ok(written.remove(0))
}

fn nothing(_: &Content) -> Vec<pauta::deliverable::Check> {
    Vec::new()
}

#[tokio::test]
async fn a_good_answer_is_taken_as_it_is() {
    let model = Scripted::says(&[&says(GOOD)]);
    let written = writes(&model, &nothing).await.unwrap();
    assert_eq!((headline(&written.content), &*written.model, model.calls()), (GOOD.into(), MODEL, 1));
    assert_eq!((&*written.prompt, &*written.rationale), ("write_ad_meta/1", "Parte do benefício."));
    assert_eq!((written.sources[0].path.as_str(), written.cost), ("product_text", Price::Unknown));
    assert!(written.checks.is_empty() && model.call(0).cache == CacheUse::On);
}

/// Every way in which an answer is wrong: put right at the second or third try, else told with the piece.
#[tokio::test]
async fn what_is_wrong_is_put_right_at_most_twice() {
    let long = "pão ".repeat(9_000);
    let wrong: [(&str, String); 5] = [
        ("limit", says(&long)),
        ("language", says("Breakfast is on its way to you")),
        ("invented_number", says("97% voltam")),
        ("avoid_word", says("O mais barato")),
        ("foreign_link", says("Veja em evil.example/oferta")),
    ];
    for (rule, bad) in wrong {
        let inspect = complains(if rule == "foreign_link" { "other" } else { rule }, move |text| {
            text != GOOD && rule != "foreign_link"
        });
        for times in 1..=2 {
            let good = says(GOOD);
            let answers: Vec<&str> = std::iter::repeat_n(&*bad, times).chain([&*good]).collect();
            let model = Scripted::says(&answers);
            let written = writes(&model, &inspect).await.unwrap();
            assert_eq!((headline(&written.content), model.calls()), (GOOD.into(), times + 1), "{rule}");
            assert!(written.checks.is_empty(), "{rule}: {:?}", written.checks);
            let turns = model.call(times).request.turns;
            assert_eq!((turns.len(), turns[1].role), (3, Role::Assistant));
            let Part::Text(told) = &turns[2].parts[0] else { panic!("words") };
            assert!(told.contains("/headline"), "{told}");
        }
        let model = Scripted::says(&[&bad]);
        let written = writes(&model, &inspect).await.unwrap();
        assert_eq!(model.calls(), 3, "{rule}");
        let told: Vec<_> = written.checks.iter().map(|check| (&*check.rule, check.level)).collect();
        assert_eq!(told, [(rule, Level::Error)], "it is a draft that nobody can approve");
    }
}

#[tokio::test]
async fn what_is_no_piece_is_asked_for_again_and_then_left() {
    let empty = r#"{"content": {"primary_text": "", "headline": " ", "description": "", "cta": "learn_more", "targeting": ""}, "why": "", "used": []}"#;
    for bad in ["", "Claro! Aqui vai.", r#"{"content": {"headline": 3}}"#, r#"{"content": {"headl"#] {
        for times in 1..=2 {
            let good = says(GOOD);
            let mut model = Scripted::says(&[bad]);
            for more in std::iter::repeat_n(bad.to_owned(), times - 1).chain([good]) {
                model = model.then(move |_| Ok((more.clone(), Finish::Stop)));
            }
            assert_eq!(headline(&writes(&model, &nothing).await.unwrap().content), GOOD, "{bad}");
            assert_eq!(model.calls(), times + 1);
        }
        let model = Scripted::says(&[bad]);
        assert_eq!((writes(&model, &nothing).await, model.calls()), (Err(Unwritten::Unfit), 3), "{bad}");
    }
    let written = writes(&Scripted::says(&[empty]), &nothing).await.unwrap();
    assert_eq!(written.checks[0].rule, "empty");
    let model = Scripted::says(&[empty, &says(GOOD)]);
    assert!(writes(&model, &nothing).await.unwrap().checks.is_empty());
}

#[tokio::test]
async fn the_least_wrong_answer_is_kept() {
    let inspect = complains("limit", |text| text.len() > 30);
    let long = says("Café da manhã pronto na sua mesa todo dia");
    let model = Scripted::says(&[&long, "{", "{"]);
    let written = writes(&model, &inspect).await.unwrap();
    assert_eq!((model.calls(), written.checks.len()), (3, 1));
    let model = Scripted::says(&[&long]).then(|_| Err(CallError::OverBudget { scope: "workspace" }));
    assert_eq!(writes(&model, &inspect).await.unwrap().checks.len(), 1, "what was paid for is not lost");
}

#[tokio::test]
async fn a_cut_answer_is_asked_for_again_with_more_room() {
    let model = Scripted::says(&[])
        .then(|_| Ok(("{\"content\":{\"primary".into(), Finish::Length)))
        .then(|_| Ok((says(GOOD), Finish::Stop)));
    assert_eq!(headline(&writes(&model, &nothing).await.unwrap().content), GOOD);
    let (first, second) = (model.call(0).request, model.call(1).request);
    assert_eq!((second.max_tokens, second.turns.len()), (first.max_tokens * 2, 1));
}

#[tokio::test]
async fn whoever_ordered_hears_why_there_is_nothing() {
    let errors = [
        (CallError::NoModel, Unwritten::Silent),
        (CallError::OutOfTime, Unwritten::Silent),
        (CallError::OverBudget { scope: "workspace" }, Unwritten::OverBudget),
        (CallError::Refused("policy".into()), Unwritten::Unfit),
    ];
    for (error, why) in errors {
        let model = Scripted::says(&[]).then(move |_| Err(error.clone()));
        assert_eq!((writes(&model, &nothing).await, model.calls()), (Err(why), 1));
    }
}

#[tokio::test]
async fn gaps_stay_and_name_a_question_that_there_is() {
    let model = Scripted::says(&[&says("⟦proof|o laudo⟧ e ⟦nada|x⟧")]);
    let written = writes(&model, &nothing).await.unwrap();
    assert_eq!(headline(&written.content), "⟦proof|o laudo⟧ e ⟦|x⟧");
}

#[tokio::test]
async fn addresses_are_the_frames_and_not_the_models() {
    let model = Scripted::says(&[&says(GOOD)]);
    let order = Order { frame: Some(super::order::ad()), ..fresh() };
    let written = Writer::new(model.clone()).write(order, &nothing).await.unwrap().remove(0);
    assert_eq!(written.content.value()["link"]["url"], "https://padariasol.com.br/cesta");
    assert!(written.checks.is_empty(), "{:?}", written.checks);
    assert!(!model.call(0).request.schema.unwrap().json.to_string().contains("\"link\""));
}
