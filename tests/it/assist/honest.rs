//! What a model says is held against what the person said.

use super::script::{
    MODEL, Scripted, call, control, given, options, parts, proposal, proposes, wanted, words,
};
use pauta::{
    engine::{
        effect::{AssistCall, Control},
        input::{Body, Confidence, Proposal},
    },
    tree::{
        json::{AssistTask, SlotType},
        value::Value,
    },
};
use serde_json::{Value as Json, json};

const PASTED: &str = "Marca: Padaria Sol\nQueremos vender a  cesta de sexta\npara famílias do bairro. Verba: R$ 5 mil até 15 de março.";

fn extract() -> AssistCall {
    let text = |most| Control { max_length: Some(most), ..control(SlotType::Text) };
    let channels = Control {
        options: options(&[("instagram", "Instagram"), ("email", "E-mail")]),
        ..control(SlotType::MultiChoice)
    };
    let slots = vec![
        wanted("product_name", "Produto", text(30)),
        wanted("audience", "Público", control(SlotType::LongText)),
        wanted("budget", "Verba", control(SlotType::Money)),
        wanted("kit/tone", "Tom", channels),
    ];
    call(AssistTask::Extract, vec![words("pasted_text", "Texto", PASTED)], slots)
}

async fn extracted(found: Json) -> Proposal {
    let model = Scripted::says(&[&json!({"found": found}).to_string()]);
    let (result, shown) = proposes(&model, extract()).await;
    assert_eq!((model.calls(), &*shown), (1, ""), "what is not held against the text is not shown");
    proposal(result)
}

#[tokio::test]
async fn a_field_stands_with_the_passage_that_says_it() {
    let proposal = extracted(json!([
        {"field": "product_name", "answer": "cesta de sexta", "quote": "vender a cesta\nde SEXTA", "confidence": "high"},
        {"field": "budget", "answer": "R$ 5 mil", "quote": "Verba: R$ 5 mil", "confidence": "medium"},
        {"field": "audience", "answer": "famílias do bairro", "quote": "famílias do bairro do centro", "confidence": "high"},
        {"field": "kit.tone", "answer": "instagram; tv", "quote": "Padaria Sol", "confidence": "low"},
        {"field": "password", "answer": "x", "quote": "Padaria Sol", "confidence": "high"},
    ]))
    .await;
    assert_eq!(proposal.slots.keys().collect::<Vec<_>>(), ["budget", "kit/tone", "product_name"]);
    let name = &proposal.slots["product_name"];
    assert_eq!(name.body, Body::Text("cesta de sexta".into()));
    assert_eq!(
        (name.quote.as_deref(), name.confidence),
        (Some("vender a cesta de SEXTA"), Some(Confidence::High))
    );
    assert_eq!(proposal.slots["budget"].confidence, Some(Confidence::Medium));
    assert_eq!(proposal.slots["kit/tone"].body, Body::Options(vec!["instagram".into()]));
    assert!(proposal.assumptions.is_empty(), "{:?}", proposal.assumptions);
}

#[tokio::test]
async fn what_the_text_does_not_say_in_these_words_is_unsure_and_says_so() {
    let proposal = extracted(json!([
        {"field": "product_name", "answer": "Cesta premium", "quote": "cesta de sexta", "confidence": "high"},
        {"field": "budget", "answer": "R$ 50 mil", "quote": "R$ 5 mil", "confidence": "high"},
        {"field": "audience", "answer": "famílias do bairro", "quote": "famílias do bairro", "confidence": "high"},
    ]))
    .await;
    let sure = |path: &str| proposal.slots[path].confidence;
    assert_eq!((sure("product_name"), sure("budget")), (Some(Confidence::Low), Some(Confidence::Low)));
    assert_eq!(sure("audience"), Some(Confidence::High));
    assert_eq!(proposal.assumptions, ["Não está no texto com estas palavras: Produto e Verba."]);
}

fn refine(text: &str) -> AssistCall {
    call(
        AssistTask::Refine,
        vec![words("product_text", "Descrição", text)],
        vec![wanted("product_text", "Descrição", control(SlotType::LongText))],
    )
}

fn refined(text: &str) -> String {
    json!({"fields": {"product_text": text}, "why": ["Trouxe o ganho para a frente.", "Vende 87% mais."],
        "assumptions": ["Quem compra toma café em casa.", "Tem uns 35 anos."], "questions": ["Quem já provou?"]})
    .to_string()
}

#[tokio::test]
async fn numbers_names_and_superlatives_of_its_own_are_named() {
    let own = refine("Pão de fermentação natural por R$ 1.500,00, entregue às 7h na Vila Mariana");
    let answer =
        refined("O melhor pão da Vila Mariana, por 1500 reais, às 7h. Assinado por Carlos em 24 minutos.");
    let proposal = proposal(proposes(&Scripted::says(&[&answer]), own).await.0);
    assert_eq!(
        proposal.assumptions,
        [
            "Quem compra toma café em casa.",
            "Tem uns 35 anos.",
            "Número que não está nas suas respostas: “24”. Confira antes de usar.",
            "Nome que não está nas suas respostas: “Carlos”. Confira antes de usar.",
            "Promessa que pede prova: “O melhor”.",
        ]
        .map(|line| line.replace("“O melhor”", &superlative(&proposal)))
    );
    assert_eq!(proposal.why, ["Trouxe o ganho para a frente."], "a number that nobody gave is no reason");
}

/// As the list of superlatives cuts it.
fn superlative(proposal: &Proposal) -> String {
    let line = proposal.assumptions.last().unwrap();
    assert!(line.contains("melhor"), "{line}");
    line[line.find('“').unwrap()..=line.find('”').unwrap() + '”'.len_utf8() - 1].to_owned()
}

#[tokio::test]
async fn the_persons_own_words_are_not_assumptions() {
    let text = "O melhor pão do bairro, feito por Dona Lúcia há 30 anos";
    let proposal =
        proposal(proposes(&Scripted::says(&[&refined(&format!("{text}."))]), refine(text)).await.0);
    assert_eq!(proposal.assumptions, ["Quem compra toma café em casa.", "Tem uns 35 anos."]);
}

fn with_rivals(task: AssistTask) -> AssistCall {
    let rivals =
        r#"{"items":[{"id":"i1","value":{"name":"Pão da Vila"}},{"id":"i2","value":{"name":"Zé"}}]}"#;
    let reasons = r#"["Entrega às 7h","A Pão da Vila só abre às 9h"]"#;
    let mut rank = control(SlotType::Rank);
    rank.max_items = Some(5);
    call(
        task,
        vec![
            given("why_us", "Por que vocês", "Entrega às 7h; A Pão da Vila só abre às 9h", reasons),
            given("rivals", "Concorrentes", "Pão da Vila; Zé", rivals),
        ],
        vec![wanted("key_message", "Mensagem", control(SlotType::LongText))],
    )
}

#[tokio::test]
async fn nothing_is_said_of_a_rival_but_what_the_person_said() {
    let answer = json!({
        "fields": {"key_message": "Pão às 7h. A Pão da Vila usa farinha velha. A Pão da Vila só abre às 9h. Bom dia."},
        "why": ["A Pão da Vila atrasa.", "Chega cedo."], "assumptions": ["Pão da Vila é caro."], "questions": []
    });
    let model = Scripted::says(&[&answer.to_string()]);
    let (result, shown) = proposes(&model, with_rivals(AssistTask::Suggest)).await;
    let proposal = proposal(result);
    let body = &proposal.slots["key_message"].body;
    assert_eq!(*body, Body::Text("Pão às 7h. A Pão da Vila só abre às 9h. Bom dia.".into()));
    assert_eq!((proposal.why, proposal.assumptions.is_empty()), (vec!["Chega cedo.".to_owned()], true));
    assert!(!shown.contains("farinha"), "{shown}");
}

#[tokio::test]
async fn a_check_remarks_beside_the_sums_of_the_rules() {
    let rows = r#"{"items":[{"id":"i1","value":{"metric":"leads","target":200}}]}"#;
    let row = parts(&[("metric", "Métrica", SlotType::Text)]);
    let list = Control {
        item: Some(Box::new(Control { parts: row, ..control(SlotType::Object) })),
        ..control(SlotType::List)
    };
    let call = call(
        AssistTask::Check,
        vec![
            given("kpis", "Meta", "leads: 200", rows),
            given("budget", "Verba", "R$ 5.000,00", r#"{"minor":500000,"currency":"BRL"}"#),
        ],
        vec![wanted("kpis", "Meta", list)],
    );
    let answer = json!({"remarks": [
        {"about": "leads: 200", "verdict": "vague", "because": "Não diz o que conta como contato bom.", "question": "O que é um contato bom?"},
        {"about": "leads: 900", "verdict": "unproven", "because": "Falta a fonte.", "question": null},
        {"about": "leads: 200", "verdict": "unrealistic", "because": "Cada um custaria 999 reais.", "question": null},
        {"about": "leads: 200", "verdict": "fine", "because": "Tem número.", "question": null},
    ]});
    let model = Scripted::says(&[&answer.to_string()]);
    let proposal = proposal(proposes(&model, call).await.0);
    assert!(proposal.slots.is_empty(), "a check changes nothing");
    assert!(proposal.why[0].contains("R$ 25,00"), "{:?}", proposal.why);
    let remarks = &proposal.why[proposal.why.len() - 2..];
    assert_eq!(
        remarks,
        ["“leads: 200” · vago: Não diz o que conta como contato bom.", "falta prova: Falta a fonte."]
    );
    assert!(proposal.questions.contains(&"O que é um contato bom?".to_owned()));
    let data = format!("{:?}", model.call(0).request.turns);
    assert!(data.contains("computed") && data.contains("R$ 25,00"), "{data}");
}

/// Nothing to remark is an answer: no rules stand in for it, and what they work out is shown all the same.
#[tokio::test]
async fn a_check_that_finds_nothing_has_still_checked() {
    let row = parts(&[("claim", "Afirmação", SlotType::Text), ("source", "Fonte", SlotType::Text)]);
    let list = Control {
        item: Some(Box::new(Control { parts: row, ..control(SlotType::Object) })),
        ..control(SlotType::List)
    };
    let rows = r#"{"items":[{"id":"i1","value":{"claim":"4,8 de nota média"}}]}"#;
    let call = call(
        AssistTask::Check,
        vec![given("proof", "Provas", "4,8 de nota média", rows)],
        vec![wanted("proof", "Provas", list)],
    );
    let model = Scripted::says(&[&json!({"remarks": []}).to_string()]);
    let proposal = proposal(proposes(&model, call).await.0);
    assert_eq!(proposal.by, MODEL);
    assert!(proposal.questions[0].contains("4,8 de nota média"), "{:?}", proposal.questions);
    assert_eq!(model.calls(), 1);
}

#[tokio::test]
async fn what_may_be_assumed_comes_with_two_questions() {
    let goal = Control {
        options: options(&[("launch", "Lançar"), ("sales", "Vender")]),
        ..control(SlotType::Choice)
    };
    let call = call(
        AssistTask::Question,
        vec![words("brand", "Marca", "Padaria Sol")],
        vec![wanted("goal", "Objetivo", goal)],
    );
    let answer = json!({"questions": ["O que vendeu menos no mês passado?", "Quem comprou por último?"],
        "fields": {"goal": "sales"}, "because": "A marca já vende."});
    let proposal = proposal(proposes(&Scripted::says(&[&answer.to_string()]), call).await.0);
    assert_eq!(proposal.questions.len(), 2);
    assert_eq!(proposal.slots["goal"].body, Body::Options(vec!["sales".into()]));
    assert_eq!(proposal.assumptions, ["A marca já vende."]);
}

#[tokio::test]
async fn personas_are_cards_of_the_list() {
    let fields = parts(&[("name", "Nome", SlotType::Text), ("who", "Quem é", SlotType::Text)]);
    let list = Control {
        max_items: Some(3),
        item: Some(Box::new(Control { parts: fields, ..control(SlotType::Object) })),
        ..control(SlotType::List)
    };
    let call = call(
        AssistTask::Expand,
        vec![words("audience", "Público", "Gente do bairro")],
        vec![wanted("personas", "Personas", list)],
    );
    let answer = json!({"fields": {"personas": [{"name": "Carla", "who": "Mora no bairro", "secret": "x"}, {"name": null, "who": null}]},
        "why": [], "assumptions": [], "questions": []});
    let proposal = proposal(proposes(&Scripted::says(&[&answer.to_string()]), call).await.0);
    let Body::Value(Value::Many(cards)) = &proposal.slots["personas"].body else { panic!("a list") };
    assert_eq!(serde_json::to_value(cards).unwrap(), json!([{"name": "Carla", "who": "Mora no bairro"}]));
}

#[test]
fn every_phrase_is_there_in_both_languages() {
    for (key, mut locales) in pauta::assist::PHRASES.entries() {
        locales.sort_unstable();
        assert_eq!(locales, ["en", "pt-BR"], "{key}");
        let [pt, en] = ["pt-BR", "en"].map(|locale| {
            let text = pauta::assist::PHRASES.say(locale, key);
            text.match_indices('{')
                .map(|(at, _)| &text[at..=at + text[at..].find('}').unwrap()])
                .collect::<Vec<_>>()
        });
        assert_eq!(pt, en, "{key}");
    }
}
