//! Rules: proposed, accepted, taken back.

use super::{Made, told};
use crate::{harness::app::TestApp, models::fills, people::guest::Guest};
use pauta::{
    app::kit::{self, PAUTA},
    deliverable::{
        Kit,
        kit::{Rule, RuleState},
        learn,
    },
    id::VisitorId,
};
use serde_json::json;

/// A brief of this brand, and nothing else.
fn brief(brand: &str) -> pauta::engine::brief::Brief {
    let field = json!({"path": "brand", "label": "Marca", "value": {"new": brand}, "shown": brand,
        "state": "settled", "required": false});
    let brief = json!({"tree": "t", "title": "", "locale": "pt-BR", "fields": [field], "completeness": 0,
        "score": {"value": 0, "reasons": []}});
    serde_json::from_value(brief).unwrap()
}

fn learned() -> Rule {
    Rule { from: "E-mail 1".into(), ..learn::rule("procedimento", "exame", "pt-BR") }
}

fn state(kit: &Kit) -> Vec<RuleState> {
    kit.rules.iter().map(|rule| rule.state).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proposed_rule_is_accepted_withdrawn_and_accepted_again() {
    let app = TestApp::start().await;
    let (home, olga) = (app.app.home.workspace.clone(), Guest::first_owner(&app).await);
    let made = Made::by(&olga, &home, "Clínica Aurora").await;
    let (nobody, brief) = (VisitorId::new(), brief("clínica AURORA"));
    let propose = async || kit::propose(&app.app, &home, &nobody, &brief, vec![learned()]).await.unwrap();
    assert_eq!(propose().await, 1);
    assert_eq!(propose().await, 0, "it is known");
    assert_eq!(made.makers().await, [(1, PAUTA.to_owned())]);
    let of_brief = async || kit::kit_of(&app.app, &home, &nobody, &brief).await.unwrap();
    assert_eq!(of_brief().await.accepted().count(), 0, "nobody has agreed to it");
    assert!(olga.sees("/kit").await.contains("1 proposed rule"));
    let page = made.sees(&olga).await;
    assert!(page.contains("From an edit of E-mail 1") && page.contains(&learned().text), "{page}");

    let rule = learned().id;
    let acts = async |act: &str| fills(&olga, &made.path("/rules"), &[("rule", &rule), ("act", act)]).await;
    let accepted = acts("accept").await;
    assert!(told(&accepted).contains("The rules are changed."), "{}", told(&accepted));
    assert_eq!(state(&made.kit().await), [RuleState::Accepted]);
    let kit = of_brief().await;
    assert_eq!((kit.version, kit.accepted().next().unwrap().write.as_str()), (2, "exame"));
    assert!(told(&acts("accept").await).contains("Nothing changed."), "twice is once");
    assert!(!olga.sees("/kit").await.contains("proposed rule"));

    assert_eq!(acts("withdraw").await.0, 200);
    assert_eq!(
        (state(&made.kit().await), of_brief().await.accepted().count()),
        (vec![RuleState::Refused], 0)
    );
    assert_eq!(propose().await, 0, "what was refused is not proposed again");
    assert!(made.sees(&olga).await.contains("Refused and withdrawn"));
    assert_eq!(acts("accept").await.0, 200);
    assert_eq!(of_brief().await.accepted().count(), 1);
    assert_eq!(acts("delete").await.0, 400);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rule_of_ones_own_holds_at_once() {
    let app = TestApp::start().await;
    let (home, olga) = (app.app.home.workspace.clone(), Guest::first_owner(&app).await);
    let made = Made::by(&olga, &home, "Casa").await;
    let terms = [("instead_of", "cliente"), ("write", "<b>morador</b>")];
    let came = fills(&olga, &made.path("/rules/new"), &terms).await;
    assert_eq!(came.0, 200, "{came:?}");
    assert!(!came.1.as_str().unwrap().contains("<b>morador"), "words are words");
    let kit = made.kit().await;
    assert_eq!((kit.name.as_str(), state(&kit)), ("Casa", vec![RuleState::Accepted]));
    for terms in [[("instead_of", ""), ("write", "x")], [("instead_of", "x"), ("write", &"a".repeat(61))]] {
        assert_eq!(fills(&olga, &made.path("/rules/new"), &terms).await.0, 400);
    }
}

/// Two who add at the same moment: both rules are there.
#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_lost_when_two_change_rules_at_once() {
    let app = TestApp::start().await;
    let (home, olga) = (app.app.home.workspace.clone(), Guest::first_owner(&app).await);
    let made = Made::by(&olga, &home, "Casa").await;
    let add = async |word: &str| {
        let terms = [("instead_of", word), ("write", "exame")];
        fills(&olga, &made.path("/rules/new"), &terms).await.0
    };
    let came = tokio::join!(add("um"), add("dois"), add("três"), add("quatro"));
    assert_eq!(came, (200, 200, 200, 200));
    let kit = made.kit().await;
    assert_eq!((kit.version, kit.rules.len()), (4, 4));
}
