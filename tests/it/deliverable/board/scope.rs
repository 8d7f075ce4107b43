//! A change keeps to its place, lines side by side, and what an edit teaches.

use pauta::deliverable::{
    board::Scope,
    learn::learned,
    scope::{changes, confined, spilled},
    view::{Line, Unit},
};
use proptest::prelude::*;
use serde_json::json;

fn range(from: usize, to: usize) -> Scope {
    Scope::Range { path: "/text".into(), from, to }
}

fn line(path: &str, text: &str) -> Line {
    Line {
        path: path.into(),
        label: path.to_uppercase(),
        text: text.into(),
        count: 0,
        unit: Unit::Chars,
        limit: None,
        hard: false,
        long: false,
        gaps: Vec::new(),
    }
}

#[test]
fn a_field_changes_alone() {
    let scope = Scope::Field { path: "/headlines/1".into() };
    let before = json!({"headlines": ["a", "b", "c"], "text": "t"});
    let after = json!({"headlines": ["a", "B", "C"], "text": "T", "more": 1});
    assert_eq!(spilled(&scope, &before, &after), ["/headlines/2", "/text", "/more"]);
    let kept = confined(&scope, &before, &after);
    assert_eq!(kept, json!({"headlines": ["a", "B", "c"], "text": "t"}));
    assert!(spilled(&scope, &before, &kept).is_empty());
    assert_eq!(confined(&Scope::Piece, &before, &after), after);
    let next = Scope::Field { path: "/headlines/3".into() };
    let longer = json!({"headlines": ["x", "y", "z", "d"]});
    assert_eq!(confined(&next, &before, &longer)["headlines"], json!(["a", "b", "c", "d"]));
    let odd = Scope::Field { path: "/a~1b".into() };
    assert_eq!(confined(&odd, &json!({}), &json!({"a/b": 1})), json!({"a/b": 1}));
}

#[test]
fn selected_words_change_alone() {
    let before = json!({"text": "Olá, coração: agende já.", "n": 1});
    let scope = range(5, 12);
    let good = json!({"text": "Olá, exame: agende já.", "n": 1});
    assert!(spilled(&scope, &before, &good).is_empty());
    assert_eq!(confined(&scope, &before, &good), good);
    let bad = json!({"text": "Oi, exame: agende já.", "n": 2});
    assert_eq!(spilled(&scope, &before, &bad), ["/text", "/n"]);
    assert_eq!(confined(&scope, &before, &bad), before);
    // Shorter than what has to stay on both sides.
    let twice = json!({"text": "aa"});
    assert_eq!(spilled(&range(1, 1), &twice, &json!({"text": "a"})), ["/text"]);
    assert_eq!(spilled(&range(1, 99), &twice, &json!({"text": "ab"})), ["/text"]);
}

proptest! {
    #[test]
    fn outside_the_selection_every_byte_stays(
        text in "[a-cé🙂 ]{0,12}", new in "[a-cé🙂 ]{0,12}", from in 0_usize..14, to in 0_usize..14,
    ) {
        let (before, after) = (json!({"text": text, "other": 1}), json!({"text": new, "other": 2}));
        let kept = confined(&range(from, to), &before, &after);
        prop_assert!(spilled(&range(from, to), &before, &kept).is_empty());
        prop_assert_eq!(&kept["other"], &before["other"]);
        let (old, got): (Vec<char>, Vec<char>) =
            (text.chars().collect(), kept["text"].as_str().unwrap().chars().collect());
        if from <= to && to <= old.len() {
            prop_assert_eq!(&got[..from], &old[..from]);
            prop_assert!(got.ends_with(&old[to..]));
        } else {
            prop_assert_eq!(got, old);
        }
    }
}

#[test]
fn lines_stand_side_by_side_even_if_one_left_the_list() {
    let before = ["a", "b", "c"].iter().enumerate().map(|(at, text)| line(&format!("/h/{at}"), text));
    let before: Vec<_> =
        before.chain([line("/t", "texto"), line("/gone", "fim"), line("/none", "")]).collect();
    let after = vec![line("/h/0", "a"), line("/h/1", "c"), line("/h/2", "d"), line("/t", "textos")];
    let found = changes(&before, &after);
    let found: Vec<_> = found.iter().map(|c| (c.path.as_str(), c.from.as_str(), c.to.as_str())).collect();
    let expected = [("/h/2", "", "d"), ("/t", "texto", "textos"), ("/gone", "fim", ""), ("/h/1", "b", "")];
    let mut sorted = expected;
    sorted.sort_unstable();
    let mut got = found.clone();
    got.sort_unstable();
    assert_eq!(got, sorted);
    assert_eq!(found[0].0, "/h/2");
    assert!(changes(&after, &after).is_empty());
}

fn rules(from: &str, to: &str) -> Vec<(String, String)> {
    let rules = learned(&[line("/t", from)], &[line("/t", to)], "pt-BR");
    rules.into_iter().map(|rule| (rule.instead_of, rule.write)).collect()
}

#[test]
fn a_word_in_the_place_of_another_becomes_a_proposed_rule() {
    let before = [line("/t", "Agende o seu procedimento hoje mesmo, sem fila.")];
    let after = [line("/t", "Agende o seu exame hoje mesmo, sem fila.")];
    let rules = learned(&before, &after, "pt-BR");
    assert_eq!(rules.len(), 1);
    assert_eq!(rules[0].text, "sempre “exame”, nunca “procedimento”");
    assert_eq!(learned(&before, &after, "en")[0].text, "always “exame”, never “procedimento”");
    assert_eq!(rules[0].state, pauta::deliverable::kit::RuleState::Proposed);
    assert_eq!(rules[0].id, learned(&before, &after, "en")[0].id);
}

#[test]
fn an_article_that_agrees_is_no_part_of_the_term() {
    let found =
        rules("Marque o procedimento pelo site em minutos.", "Marque a consulta pelo site em minutos.");
    assert_eq!(found, [("procedimento".into(), "consulta".into())]);
    let found = rules(
        "Fale com a nossa central ainda hoje, por favor.",
        "Fale com a nossa equipe de cuidado ainda hoje, por favor.",
    );
    assert_eq!(found, [("central".into(), "equipe de cuidado".into())]);
}

#[test]
fn numbers_names_forms_and_rewritten_sentences_teach_nothing() {
    for (from, to) in [
        (
            "O resultado sai em 48 horas, direto no celular.",
            "O resultado sai em 24 horas, direto no celular.",
        ),
        ("O exame é feito pela doutora Marta em Santos.", "O exame é feito pela doutora Lúcia em Santos."),
        ("Peça o seu exame pelo nosso site.", "Peça os seus exames pelo nosso site."),
        ("Exames baratos para toda a família.", "Cuidar de quem você ama começa aqui, com hora marcada."),
        ("Agende o seu exame hoje.", "Agende o seu exame hoje!"),
        ("Agende o seu exame de hoje aqui.", "Agende o seu exame de ⟦when|quando⟧ aqui."),
        ("Agende o seu exame na clínica.", "Agende o seu exame pela clínica."),
        ("Agende o seu exame", "Agende o seu exame hoje"),
        ("Um procedimento e outro procedimento bem simples.", "Um procedimento e outro exame bem simples."),
    ] {
        assert_eq!(rules(from, to), [], "{from} → {to}");
    }
}
