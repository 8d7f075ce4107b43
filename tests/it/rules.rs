//! What the built-in rules say, and that they invent nothing.

use pauta::{
    engine::{
        effect::{AssistCall, Button, Given, Wanted},
        input::{AssistResult, Body, Proposal},
    },
    rules,
    tree::{
        json::{AssistTask, SlotType},
        value::Value,
    },
};

fn given(path: &str, text: &str, value: &str) -> Given {
    Given {
        path: path.into(),
        label: path.into(),
        value: serde_json::from_str(value).unwrap(),
        text: text.into(),
    }
}

fn words(path: &str, text: &str) -> Given {
    Given { path: path.into(), label: path.into(), value: Value::text(text), text: text.into() }
}

fn wanted(path: &str, kind: SlotType) -> Wanted {
    Wanted {
        path: path.into(),
        label: path.into(),
        kind,
        headings: Vec::new(),
        options: Vec::new(),
        value: None,
        input: None,
    }
}

fn call(kind: AssistTask, given: Vec<Given>, wanted: Vec<Wanted>) -> AssistCall {
    AssistCall {
        task: 1,
        kind,
        fingerprint: "f".into(),
        locale: "pt-BR".into(),
        given,
        known: Vec::new(),
        wanted,
        refused: Vec::new(),
        round: 1,
        model: false,
    }
}

fn proposes(call: &AssistCall) -> Proposal {
    match rules::assist(call) {
        AssistResult::Proposed(proposal) => proposal,
        AssistResult::Nothing | AssistResult::Failed(_) => panic!("nothing for {call:?}"),
    }
}

fn text(proposal: &Proposal, path: &str) -> String {
    match &proposal.slots[path].body {
        Body::Text(text) => text.clone(),
        other => panic!("{other:?}"),
    }
}

const BREAD: &str =
    "Pão de fermentação natural para quem toma café em casa, sem sair da cama. O melhor do bairro";

#[test]
fn refine_sorts_marks_and_asks() {
    let call = call(
        AssistTask::Refine,
        vec![words("product_text", BREAD)],
        vec![wanted("product_text", SlotType::LongText)],
    );
    let proposal = proposes(&call);
    let sorted = text(&proposal, "product_text");
    assert!(sorted.contains("Para quem: quem toma café em casa."), "{sorted}");
    assert!(proposal.why.iter().any(|why| why.contains("“O melhor”")), "{:?}", proposal.why);
    assert_eq!(proposal.questions, ["O que prova isso: um número, um prazo, uma garantia?"]);
    assert_eq!(proposal.by, "rules");
    assert_eq!(rules::assist(&AssistCall { round: 2, ..call }), AssistResult::Nothing);
}

#[test]
fn refine_ends_the_audience_at_a_colon_or_dash_and_repeats_no_word() {
    let table = [
        (
            "pt-BR",
            "Pão de fermentação natural para quem toma café em casa: fica macio por dois dias e não pesa.",
            "O que é: Pão de fermentação natural.\nPara quem: quem toma café em casa.\nO que ganha: fica macio por dois dias e não pesa.",
        ),
        (
            "pt-BR",
            "Pão ideal para famílias grandes — ele chega às sete",
            "O que é: Pão.\nPara quem: famílias grandes.\nO que ganha: ele chega às sete.",
        ),
        (
            "en",
            "Sourdough for people who have breakfast at home: it arrives warm at 7 and keeps for three days.",
            "What it is: Sourdough.\nWho it is for: people who have breakfast at home.\nWhat they gain: it arrives warm at 7 and keeps for three days.",
        ),
        (
            "en",
            "Sourdough for busy parents, it arrives warm at 7",
            "What it is: Sourdough.\nWho it is for: busy parents.\nWhat they gain: it arrives warm at 7.",
        ),
        (
            "en",
            "Sourdough for people who love it without sugar",
            "What it is: Sourdough.\nWho it is for: people who love it.\nWhat they gain: without sugar.",
        ),
    ];
    for (locale, said, sorted) in table {
        let given = vec![words("product_text", said)];
        let call = call(AssistTask::Refine, given, vec![wanted("product_text", SlotType::LongText)]);
        let proposal = proposes(&AssistCall { locale: locale.into(), ..call });
        assert_eq!(text(&proposal, "product_text"), sorted);
        assert!(
            !proposal.questions.iter().any(|q| q.contains("ganha") || q.contains("gain")),
            "{proposal:?}"
        );
    }
}

#[test]
fn refine_of_a_plain_short_text_says_nothing() {
    let given = vec![words("remembered_for", "Pão quente às sete da manhã")];
    let call = call(AssistTask::Refine, given, vec![wanted("remembered_for", SlotType::Text)]);
    assert_eq!(rules::assist(&call), AssistResult::Nothing);
}

#[test]
fn expand_uses_only_what_was_said() {
    let said = "Mulheres de 30 a 50 anos que moram no bairro e querem praticidade";
    let call =
        call(AssistTask::Expand, vec![words("audience", said)], vec![wanted("personas", SlotType::List)]);
    let proposal = proposes(&call);
    let Body::Value(Value::Many(cards)) = &proposal.slots["personas"].body else { panic!("a list") };
    let Value::Object(card) = &cards[0] else { panic!("a card") };
    for value in card.values() {
        let phrase = value.as_text().unwrap();
        assert!(said.contains(phrase), "“{phrase}” is not of the person");
    }
    assert!(card.contains_key("who") && card.contains_key("where") && card.contains_key("wants"), "{card:?}");
    assert_eq!(proposal.questions.len(), 2);
}

#[test]
fn suggest_fills_patterns_and_tables() {
    let options = |ids: &[&str]| {
        ids.iter().map(|id| Button { id: (*id).into(), label: (*id).into(), hint: None }).collect::<Vec<_>>()
    };
    let channels = Wanted {
        options: options(&["instagram", "whatsapp", "google_search", "email", "facebook"]),
        ..wanted("channels", SlotType::MultiChoice)
    };
    let pieces = Wanted {
        options: options(&["ads", "landing_page", "emails"]),
        ..wanted("pieces", SlotType::MultiChoice)
    };
    let given = vec![
        words("goal", "launch"),
        given("budget", "Sem mídia", r#"{"none":"no_media"}"#),
        words("brand", "Padaria Sol"),
        words("product_name", "Cesta de sexta"),
    ];
    let package =
        call(AssistTask::Suggest, given, vec![wanted("campaign_name", SlotType::Text), channels, pieces]);
    let proposal = proposes(&package);
    assert_eq!(text(&proposal, "campaign_name"), "Chegou: Cesta de sexta");
    let ids = |path: &str| match &proposal.slots[path].body {
        Body::Options(ids) => ids.clone(),
        other => panic!("{other:?}"),
    };
    assert_eq!(ids("channels"), ["instagram", "whatsapp", "email", "facebook"]);
    assert_eq!(ids("pieces"), ["landing_page", "emails"]);
    let again = proposes(&AssistCall { round: 2, ..package.clone() });
    assert_eq!(text(&again, "campaign_name"), "Cesta de sexta por Padaria Sol");
    for slot in ["channels", "pieces"] {
        assert_eq!(again.slots[slot].body, proposal.slots[slot].body, "a card is taken whole");
    }
    assert_eq!(rules::assist(&AssistCall { round: 9, ..package }), AssistResult::Nothing);
}

#[test]
fn suggest_makes_one_sentence_of_the_persons_words() {
    let given = vec![
        words("product_name", "Cesta de sexta"),
        words("product_text", BREAD),
        given("why_us", "Chega quentinho", r#"["Chega quentinho às 7h","Entrega grátis"]"#),
    ];
    let call = call(AssistTask::Suggest, given, vec![wanted("key_message", SlotType::Text)]);
    assert_eq!(text(&proposes(&call), "key_message"), "Cesta de sexta: chega quentinho às 7h.");
    assert_eq!(text(&proposes(&AssistCall { round: 2, ..call }), "key_message"), "Chega quentinho às 7h.");
}

#[test]
fn check_does_the_arithmetic() {
    let given = vec![
        given("kpis", "", r#"{"items":[{"id":"i1","value":{"metric":"leads","current":100,"target":200}}]}"#),
        given("budget", "R$ 5.000,00", r#"{"minor":500000,"currency":"BRL"}"#),
        given("baseline", "", r#"{"monthly_sales":100,"average_order":{"minor":2000,"currency":"BRL"}}"#),
    ];
    let proposal = proposes(&call(AssistTask::Check, given, vec![wanted("kpis", SlotType::List)]));
    let why = proposal.why.join("\n");
    assert!(why.contains("R$ 5.000,00 para 200 leads dá R$ 25,00 por unidade."), "{why}");
    assert!(why.contains("É mais do que a venda média de R$ 20,00 traz."), "{why}");
    assert!(why.contains("+100%"), "{why}");
    assert_eq!(proposal.questions, ["Até quando “leads”?"]);
    assert!(proposal.slots.is_empty());
}

#[test]
fn check_asks_for_proof_and_marks_what_must_not_appear() {
    let given = vec![
        given("proof", "", r#"{"items":[{"id":"i1","value":{"claim":"O único pão da cidade"}}]}"#),
        given("must_not", "barato", r#"["barato"]"#),
        words("key_message", "Pão barato e bom"),
    ];
    let proposal = proposes(&call(AssistTask::Check, given, vec![wanted("proof", SlotType::List)]));
    assert_eq!(proposal.questions, ["De onde vem a prova de “O único pão da cidade”?"]);
    assert!(proposal.why.iter().any(|why| why.starts_with("“barato”")), "{:?}", proposal.why);
    assert!(proposal.why.iter().any(|why| why.starts_with("“único”")), "{:?}", proposal.why);
}

#[test]
fn extract_reads_headings_and_keeps_the_rest_apart() {
    let slot = |path: &str, headings: &[&str]| Wanted {
        headings: headings.iter().map(|h| (*h).to_owned()).collect(),
        ..wanted(path, SlotType::LongText)
    };
    let pasted = "Olá, segue o briefing\nPúblico: famílias do bairro\nque trabalham fora\n## Verba\nR$ 6 mil\nObservações: ligar antes\n**Produto:** Cesta";
    let wanted = vec![
        slot("audience", &["Público", "Target"]),
        slot("budget", &["Verba"]),
        slot("product", &["Produto"]),
    ];
    let proposal = proposes(&call(AssistTask::Extract, vec![words("pasted_text", pasted)], wanted.clone()));
    assert_eq!(text(&proposal, "audience"), "famílias do bairro\nque trabalham fora");
    assert_eq!(text(&proposal, "budget"), "R$ 6 mil");
    assert_eq!(text(&proposal, "product"), "Cesta");
    assert_eq!(proposal.slots["budget"].quote.as_deref(), Some("R$ 6 mil"));
    assert!(proposal.why[1].contains("Olá, segue o briefing"), "{:?}", proposal.why);
    let line = "Produto: cesta de café. Público: famílias, perto da loja. Verba: R$ 3.000.";
    let proposal = proposes(&call(AssistTask::Extract, vec![words("pasted_text", line)], wanted.clone()));
    let all = ["product", "audience", "budget"].map(|slot| text(&proposal, slot));
    assert_eq!(all, ["cesta de café", "famílias, perto da loja", "R$ 3.000."]);
    let plain =
        call(AssistTask::Extract, vec![words("pasted_text", "Um parágrafo sem título nenhum.")], wanted);
    assert_eq!(rules::assist(&plain), AssistResult::Nothing);
}

#[test]
fn research_and_recall_are_not_theirs() {
    for task in [AssistTask::Research, AssistTask::Recall] {
        let call = call(task, vec![words("rivals", "Padaria Lua")], vec![wanted("rivals", SlotType::List)]);
        assert_eq!(rules::assist(&call), AssistResult::Nothing);
    }
}

#[test]
fn every_phrase_is_in_both_languages() {
    for (key, locales) in rules::PHRASES.entries() {
        assert!(locales.contains(&"pt") && locales.contains(&"en"), "{key}: {locales:?}");
    }
}
