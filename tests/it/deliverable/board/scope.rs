//! Lines side by side, and what an edit teaches.

use pauta::deliverable::{
    learn::learned,
    scope::changes,
    view::{Line, Unit},
};

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
