//! What is found in a piece before a person sees it: each rule with what it finds and what it lets pass.

use pauta::deliverable::{
    Against, Check, Content, Gap, Kind, Kit, Level, inspect,
    inspect::said,
    kit::{Rule, RuleState},
};
use serde_json::{Value, json};

const OWN: &str = "A Padaria Sol abre às 7 h na Rua das Flores. Cesta de sexta por R$ 1.500,00 até 10 de dezembro. \
                   Entrega em 48 horas, 30% de desconto, dois sabores.";

pub struct Look {
    pub kit: Kit,
    pub locale: &'static str,
    pub by_model: bool,
}

impl Look {
    pub fn plain() -> Self {
        Self { kit: Kit::default(), locale: "pt-BR", by_model: false }
    }

    pub fn at(&self, kind: Kind, value: &Value) -> Vec<Check> {
        let against = Against {
            kit: &self.kit,
            said: &said(OWN, &self.kit, self.locale),
            locale: self.locale,
            by_model: self.by_model,
        };
        inspect(&Content::read(kind, value).unwrap(), &against)
    }

    /// The findings of one rule, as their levels and places.
    pub fn of(&self, rule: &str, kind: Kind, value: &Value) -> Vec<(Level, String)> {
        let found = self.at(kind, value).into_iter().filter(|check| check.rule == rule);
        found.map(|check| (check.level, check.path)).collect()
    }
}

pub fn post(text: &str) -> Value {
    json!({"text": text})
}

fn found(rule: &str, text: &str) -> Option<Level> {
    Look::plain().of(rule, Kind::SocialPost, &post(text)).first().map(|(level, _)| *level)
}

const E: Option<Level> = Some(Level::Error);
const W: Option<Level> = Some(Level::Warn);

#[test]
fn a_gap_names_its_question_and_where_it_stands() {
    let text = format!("Com {} e {}", Gap::new("proof", "prova do benefício"), Gap::new("", "cor"));
    let checks = Look::plain().at(Kind::AdMeta, &json!({"headline": text, "primary_text": "Pão"}));
    let gaps: Vec<&Check> = checks.iter().filter(|check| check.rule == "gap").collect();
    assert_eq!((gaps.len(), gaps[0].path.as_str(), gaps[0].level), (2, "/headline", Level::Error));
    assert_eq!(
        gaps[0].message,
        "Título: falta prova do benefício. Escreva em Editar, ou complete a resposta no briefing."
    );
    assert_eq!(gaps[1].message, "Título: falta cor. Escreva o texto.");
    assert!(checks.iter().all(|check| check.rule != "empty"), "a gap is not told twice");
}

#[test]
fn an_empty_piece_of_any_kind_can_not_be_approved() {
    for kind in Kind::ALL {
        let worst = Look::plain().at(kind, &json!({})).into_iter().map(|check| check.level).max();
        assert_eq!(worst, E, "{kind:?}");
    }
}

#[test]
fn of_a_list_one_text_is_enough() {
    let of = |value: Value| Look::plain().of("empty", Kind::LandingPage, &value);
    assert_eq!(of(json!({"sections": [{"heading": "Pão"}, {"body": "Rodapé"}]})), []);
    assert_eq!(of(json!({"sections": [{"body": "Rodapé"}]})), [(Level::Error, "/sections".into())]);
    let told = Look::plain().at(Kind::LandingPage, &json!({}));
    assert_eq!(told[0].message, "Seção: ainda sem texto. Escreva ou peça uma nova versão.");
}

#[test]
fn numbers_that_nobody_said_are_found_in_whatever_form() {
    for said in [
        "Por R$ 1.500",
        "1,5 mil",
        "Até 10/12",
        "em 48h",
        "30 %",
        "2 sabores",
        "7h",
        "1. Pão\n2) Sol\n3. Flores",
    ] {
        assert_eq!(found("invented_number", said), None, "{said}");
    }
    for new in
        ["Por R$ 1.400", "15 mil", "Até 11/12", "em 24h", "35%", "3 sabores", "desde 1998", "Abrimos: 8"]
    {
        assert_eq!(found("invented_number", new), E, "{new}");
    }
    let variable = json!({"name": "a", "body": "Oi {{1}}, a {{2}}", "samples": ["Ana", "cesta"]});
    assert_eq!(Look::plain().of("invented_number", Kind::WhatsappTemplate, &variable), []);
    let technical = json!({"text": "Pão", "link": "https://a.co/2099"});
    assert_eq!(Look::plain().of("invented_number", Kind::SocialPost, &technical), []);
}

#[test]
fn names_that_nobody_said_are_told() {
    assert_eq!(found("invented_name", "Venha com a Maria provar"), W);
    for known in [
        "Venha na Padaria Sol, na Rua das Flores",
        "Siga no Instagram",
        "Cesta De Sexta Para Levar Hoje",
        "Oi. Venha",
    ] {
        assert_eq!(found("invented_name", known), None, "{known}");
    }
}

#[test]
fn superlatives_want_proof() {
    for text in ["O melhor pão", "A nº 1 do bairro", "The best bread", "O maior forno"] {
        assert_eq!(found("superlative", text), W, "{text}");
    }
    assert_eq!(found("superlative", "Um pão bom"), None);
}

#[test]
fn the_brand_says_what_it_does_not_say() {
    let rule =
        |state| Rule { instead_of: "procedimento".into(), write: "exame".into(), state, ..Rule::default() };
    let kit = Kit {
        avoid_words: vec!["barato".into(), "Queima total".into()],
        must: vec!["Padaria Sol".into()],
        rules: vec![
            rule(RuleState::Accepted),
            Rule { instead_of: "pão".into(), ..rule(RuleState::Proposed) },
        ],
        ..Kit::default()
    };
    let look = Look { kit, ..Look::plain() };
    let of = |rule: &str, text: &str| look.of(rule, Kind::SocialPost, &post(text));
    assert_eq!(of("avoid_word", "Pão BARATO e queima  total!").len(), 2);
    assert_eq!(of("avoid_word", "Pão baratíssimo, total"), []);
    assert_eq!(of("brand_rule", "O procedimento do pão"), [(Level::Warn, "/text".into())]);
    assert_eq!(of("must", "Venha na padaria, Sol!"), [], "marks and capitals are no words");
    assert_eq!(of("must", "Venha na padaria"), [(Level::Warn, String::new())]);
    let persona = json!({"who": "Quem procura", "vocabulary": {"avoid": ["barato"]}});
    assert_eq!(look.of("avoid_word", Kind::Persona, &persona), [], "saying what to avoid is not saying it");
    assert_eq!(look.of("must", Kind::Persona, &persona), []);
}

#[test]
fn the_other_language_is_found_and_short_lines_are_not_judged() {
    let english = "Get the bread that you and your family will love this week";
    let portuguese = "O pão que você e a sua família vão querer nesta semana também";
    let look = |locale, by_model, text: &str| {
        let look = Look { locale, by_model, ..Look::plain() };
        look.of("language", Kind::SocialPost, &post(text)).first().map(|(level, _)| *level)
    };
    assert_eq!((look("pt-BR", true, english), look("pt-BR", false, english)), (E, W));
    assert_eq!((look("en", true, portuguese), look("en", true, english)), (E, None));
    assert_eq!(
        (look("pt-BR", true, portuguese), look("pt-BR", true, "Get the bread that you love")),
        (None, None)
    );
}

#[test]
fn what_was_to_be_filled_in_is_found() {
    for text in
        ["Oi {{nome}}", "Oi {% if x %}", "Oi [nome]", "Ligue XXXX", "Lorem ipsum", "Preço: TBD", "{{1}}"]
    {
        assert_eq!(found("unresolved", text), E, "{text}");
    }
    for text in ["Veja [o cardápio](https://sol.br)", "Oi (nome)", "xxx minúsculo", "lista [1]"] {
        assert_eq!(found("unresolved", text), None, "{text}");
    }
    let sampled = json!({"body": "Oi {{1}}", "samples": ["Ana"]});
    assert_eq!(Look::plain().of("unresolved", Kind::WhatsappTemplate, &sampled), []);
    let unsampled = json!({"body": "Oi {{1}} {{2}}", "samples": ["Ana"]});
    assert_eq!(
        Look::plain().of("unresolved", Kind::WhatsappTemplate, &unsampled),
        [(Level::Error, "/body".into())]
    );
}

#[test]
fn lines_of_an_ad_differ_and_stand_alone() {
    let ad = json!({"headlines": ["Pão quente", "pão  QUENTE!", "Pão sempre quente agora", "Bolo", "E mais bolo", "Bolo de"]});
    let look = Look::plain();
    let of = |rule| look.of(rule, Kind::AdRsa, &ad);
    assert_eq!(
        of("duplicate"),
        [
            (Level::Error, "/headlines/1".into()),
            (Level::Warn, "/headlines/2".into()),
            (Level::Warn, "/headlines/4".into()),
            (Level::Warn, "/headlines/5".into()),
        ]
    );
    assert_eq!(of("alone"), [(Level::Warn, "/headlines/4".into()), (Level::Warn, "/headlines/5".into())]);
    assert_eq!(look.of("alone", Kind::Email, &json!({"subjects": ["E o pão,"]})), []);
}

#[test]
fn pictures_want_words() {
    let of = |kind, value: Value| Look::plain().of("alt_text", kind, &value);
    assert_eq!(of(Kind::SocialPost, json!({"media": ["pão", "bolo"], "alt_text": ["Um pão"]})).len(), 1);
    assert_eq!(of(Kind::SocialPost, json!({"media": ["pão"], "alt_text": ["Um pão"]})), []);
    assert_eq!(of(Kind::Image, json!({"prompt": "pão"})), [(Level::Warn, "/alt".into())]);
    assert_eq!(of(Kind::Layout, json!({"alt": "Um pão"})), []);
}

#[test]
fn a_message_says_what_to_do_in_both_languages() {
    let ad = json!({"headlines": ["a".repeat(31)]});
    let of = |locale| {
        let checks = Look { locale, ..Look::plain() }.at(Kind::AdRsa, &ad);
        checks
            .into_iter()
            .filter(|check| check.rule == "limit")
            .map(|check| check.message)
            .collect::<Vec<_>>()
    };
    assert_eq!(of("pt-BR")[0], "Título: a lista tem 1; o canal pede pelo menos 3. Escreva mais 2.");
    assert_eq!(of("pt-BR")[2], "Título 1: 31 caracteres; o canal aceita até 30. Encurte o texto.");
    assert_eq!(of("en")[2], "Headline 1: 31 characters; the channel takes up to 30. Shorten the text.");
}
