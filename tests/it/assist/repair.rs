//! One chance to put an answer right; then the rules.

use super::script::{MODEL, Scripted, call, control, job, options, proposal, proposes, wanted, words};
use pauta::{
    assist::Assistant,
    engine::{
        effect::{AssistCall, Control},
        input::{AssistResult, Body, Instead, Proposal},
    },
    llm::{CacheUse, CallError},
    outside::llm::{Finish, Image, Part, Role},
    rules,
    tree::json::{AssistTask, SlotType},
};
use serde_json::json;
use std::time::Duration;
use tokio::time::Instant;

const BREAD: &str = "Pão de fermentação natural para quem toma café em casa, sem sair da cama";

fn message() -> AssistCall {
    let given =
        vec![words("product_name", "Produto", "Cesta de sexta"), words("product_text", "Descrição", BREAD)];
    let input = Control { max_length: Some(40), ..control(SlotType::Text) };
    call(AssistTask::Suggest, given, vec![wanted("key_message", "Mensagem", input)])
}

fn says(text: &str) -> String {
    json!({"fields": {"key_message": text}, "why": ["Fica no café."], "assumptions": [], "questions": []})
        .to_string()
}

fn text(proposal: &Proposal) -> &str {
    match proposal.slots.get("key_message").map(|suggested| &suggested.body) {
        Some(Body::Text(text)) => text,
        other => panic!("{other:?}"),
    }
}

fn by_rules(call: &AssistCall) -> AssistResult {
    let result = rules::assist(call);
    assert!(matches!(&result, AssistResult::Proposed(proposal) if proposal.by == "rules"));
    result
}

#[tokio::test]
async fn a_good_answer_is_taken_as_it_is() {
    let model = Scripted::says(&[&format!("```json\n{}\n```", says("Pão quente sem sair da cama."))]);
    let proposal = proposal(proposes(&model, message()).await.0);
    assert_eq!((text(&proposal), &*proposal.by, model.calls()), ("Pão quente sem sair da cama.", MODEL, 1));
    assert_eq!(proposal.why, ["Fica no café."]);
    let asked = model.call(0);
    assert_eq!((&*asked.prompt, &*asked.locale, asked.cache), ("suggest/1", "pt-BR", CacheUse::On));
    assert!(!asked.request.system.contains("Cesta") && !asked.request.system.contains("café em casa"));
}

#[tokio::test]
async fn what_is_wrong_is_told_once_and_put_right() {
    let long = says("Pão quente, fresco, gostoso e tudo o mais que se quiser, sem sair da cama.");
    for bad in
        [&*long, "{\"fields\":", "Claro! Aqui vai a mensagem.", r#"{"fields":{"key_message":3},"why":[]}"#]
    {
        let model = Scripted::says(&[bad, &says("Pão quente sem sair da cama.")]);
        let proposal = proposal(proposes(&model, message()).await.0);
        assert_eq!((text(&proposal), model.calls()), ("Pão quente sem sair da cama.", 2), "{bad}");
        let turns = model.call(1).request.turns;
        assert_eq!(turns.len(), 3);
        assert_eq!((turns[1].role, &turns[1].parts[0]), (Role::Assistant, &Part::Text(bad.to_owned())));
    }
}

/// What the rules propose for the message, and why it is they who do.
fn instead(why: Instead) -> AssistResult {
    match by_rules(&message()) {
        AssistResult::Proposed(proposal) => {
            AssistResult::Proposed(Proposal { instead: Some(why), ..proposal })
        }
        nothing => nothing,
    }
}

#[tokio::test]
async fn after_one_repair_the_rules_stand_in() {
    for bad in ["Não posso ajudar com isso.", "{}", "[1,2]", ""] {
        let model = Scripted::says(&[bad]);
        let (result, shown) = proposes(&model, message()).await;
        assert_eq!((result, model.calls()), (instead(Instead::Unfit), 2), "{bad}");
        assert_eq!(shown, "");
    }
}

#[tokio::test]
async fn a_cut_answer_is_asked_for_again_with_more_room() {
    let model = Scripted::says(&[])
        .then(|_| Ok(("{\"fields\":{\"key_mess".into(), Finish::Length)))
        .then(|_| Ok((says("Pão quente sem sair da cama."), Finish::Stop)));
    let proposal = proposal(proposes(&model, message()).await.0);
    assert_eq!(text(&proposal), "Pão quente sem sair da cama.");
    let (first, second) = (model.call(0).request, model.call(1).request);
    assert_eq!((second.max_tokens, second.turns.len()), (first.max_tokens * 2, 1));
}

#[tokio::test]
async fn whatever_goes_wrong_the_rules_stand_in() {
    let errors = [
        CallError::NoModel,
        CallError::Unavailable { attempts: vec!["x".into()], retry_after: None },
        CallError::BrokeOff("cut".into()),
        CallError::OverBudget { scope: "workspace" },
        CallError::Refused("policy".into()),
        CallError::TooLong,
        CallError::BadRequest("wrong".into()),
        CallError::OutOfTime,
    ];
    for error in errors {
        let (told, over) = (error.clone(), matches!(error, CallError::OverBudget { .. }));
        let why = if over { Instead::OverBudget } else { Instead::Silent };
        let model = Scripted::says(&[]).then(move |_| Err(told.clone()));
        assert_eq!(proposes(&model, message()).await.0, instead(why), "{error}");
        assert_eq!(model.calls(), 1, "{error}");
    }
}

/// Without a fear in the person's words the rules have no barrier to propose.
#[tokio::test]
async fn where_the_rules_have_nothing_either_the_person_hears_why() {
    let given = vec![words("audience", "Público", "Quem toma café em casa")];
    let call =
        call(AssistTask::Suggest, given, vec![wanted("barrier", "O que trava", control(SlotType::LongText))]);
    assert_eq!(rules::assist(&call), AssistResult::Nothing);
    let model = Scripted::says(&[]).then(|_| Err(CallError::OutOfTime));
    assert_eq!(proposes(&model, call).await.0, AssistResult::Failed(Instead::Silent));
}

#[tokio::test(start_paused = true)]
async fn nothing_outlasts_the_deadline() {
    #[derive(Clone)]
    struct Silent;
    impl pauta::assist::Model for Silent {
        fn serves(&self, _: pauta::llm::Purpose) -> bool {
            true
        }
        async fn ask(
            &self,
            _: pauta::llm::Asked,
            _: &mut pauta::llm::Say<'_>,
        ) -> Result<pauta::llm::Reply, CallError> {
            std::future::pending().await
        }
    }
    let begun = Instant::now();
    let result = Assistant::new(Silent).propose(job(message()), &mut |_| ()).await;
    assert_eq!((result, begun.elapsed().as_secs()), (instead(Instead::Silent), 60));
    assert!(begun.elapsed() < Duration::from_secs(61));
}

#[tokio::test]
async fn another_round_brings_another_answer() {
    let call = AssistCall { round: 2, refused: vec!["Pão quente, sem sair da cama!".into()], ..message() };
    let model = Scripted::says(&[&says("Pão quente sem sair da cama."), &says("O café já tem pão.")]);
    let proposal = proposal(proposes(&model, call).await.0);
    assert_eq!((text(&proposal), model.calls()), ("O café já tem pão.", 2));
    let asked = model.call(0);
    assert_eq!(asked.cache, CacheUse::Off);
    let Part::Text(data) = &asked.request.turns[0].parts[0] else { panic!("words") };
    assert!(data.contains(r#""refused":["Pão quente, sem sair da cama!"]"#), "{data}");
}

#[tokio::test]
async fn banned_words_are_put_right_or_left_out() {
    let (bad, good) = (says("Vamos estar enviando pão."), says("O pão vai até você."));
    let model = Scripted::says(&[&bad, &good]);
    assert_eq!(text(&proposal(proposes(&model, message()).await.0)), "O pão vai até você.");
    let model = Scripted::says(&[&bad, &bad]);
    let left = proposal(proposes(&model, message()).await.0);
    assert!(left.slots.is_empty() && left.why == ["Fica no café."], "{left:?}");
    // A word that the person uses is theirs.
    let mut own = message();
    own.given[1].text = "Pão para o usuário do app".into();
    let model = Scripted::says(&[&says("Pão para cada usuário do app.")]);
    assert_eq!(
        (text(&proposal(proposes(&model, own).await.0)), model.calls()),
        ("Pão para cada usuário do app.", 1)
    );
}

#[tokio::test]
async fn unknown_options_and_fields_are_dropped_without_a_word() {
    let channels = Control {
        options: options(&[("instagram", "Instagram"), ("email", "E-mail")]),
        ..control(SlotType::MultiChoice)
    };
    let call = call(
        AssistTask::Suggest,
        vec![words("goal", "Objetivo", "launch")],
        vec![wanted("channels", "Canais", channels)],
    );
    let answer = json!({
        "fields": {"channels": ["email", "tv_globo", "instagram"], "budget": "R$ 1", "workspace": "ws_other"},
        "tenant": "ws_other", "tool_calls": [{"name": "delete"}], "why": [], "assumptions": [], "questions": []
    });
    let model = Scripted::says(&[&answer.to_string()]);
    let proposal = proposal(proposes(&model, call).await.0);
    assert_eq!(model.calls(), 1);
    assert_eq!(proposal.slots.keys().collect::<Vec<_>>(), ["channels"]);
    assert_eq!(proposal.slots["channels"].body, Body::Options(vec!["email".into(), "instagram".into()]));
}

#[tokio::test]
async fn a_picture_is_shown_and_described() {
    let call = call(
        AssistTask::Describe,
        vec![words("files", "Arquivos", "")],
        vec![
            wanted("alt", "Texto alternativo", control(SlotType::LongText)),
            wanted("palette", "Cores", control(SlotType::Text)),
        ],
    );
    let answer =
        json!({"pictures": [{"alt": "Pão redondo sobre pano branco.", "colours": ["dourado", "branco"]}]});
    let model = Scripted::says(&[&answer.to_string()]);
    let image = Image { kind: "image/png".into(), bytes: vec![1, 2, 3].into() };
    let with = pauta::assist::Job { images: vec![image.clone()], ..job(call.clone()) };
    let described = proposal(Assistant::new(model.clone()).propose(with, &mut |_| ()).await);
    assert_eq!(described.slots["alt"].body, Body::Text("Pão redondo sobre pano branco.".into()));
    assert_eq!(described.slots["palette"].body, Body::Text("dourado, branco".into()));
    assert_eq!(model.call(0).request.turns[0].parts[1], Part::Image(image));
    assert_eq!(
        proposes(&model, call).await.0,
        AssistResult::Nothing,
        "without a picture there is nothing to see"
    );
    assert_eq!(model.calls(), 1);
}

#[tokio::test]
async fn nobody_is_asked_about_competitors_or_the_kit() {
    for task in [AssistTask::Research, AssistTask::Recall] {
        let model = Scripted::says(&["{}"]);
        let call = call(task, vec![words("rivals", "Concorrentes", "Pão da Vila")], Vec::new());
        assert_eq!((proposes(&model, call).await.0, model.calls()), (AssistResult::Nothing, 0));
    }
}
