//! Rules of one kind of piece or of one sector: e-mail, WhatsApp, video, media plan, health.

use super::limits_rules::{Look, post};
use pauta::deliverable::{Kind, Kit, Level, kit::Health};
use serde_json::{Value, json};

fn paths(rule: &str, kind: Kind, value: &Value) -> Vec<(Level, String)> {
    Look::plain().of(rule, kind, value)
}

#[test]
fn an_e_mail_lets_people_leave_and_does_not_shout() {
    let mail = |subject: &str, body: &str, leave: &str| json!({"subjects": [subject], "body": body, "unsubscribe": leave});
    let good = mail("O pão de sexta sai às sete", "Pão quente.", "Para sair da lista, toque aqui.");
    assert_eq!(
        (paths("unsubscribe", Kind::Email, &good), paths("spam", Kind::Email, &good)),
        (vec![], vec![])
    );
    let bad = mail("OFERTA IMPERDÍVEL DE PÃO", "Clique aqui!! Grátis", "");
    assert_eq!(paths("unsubscribe", Kind::Email, &bad), [(Level::Error, "/unsubscribe".into())]);
    let spam = paths("spam", Kind::Email, &bad);
    assert_eq!(
        spam.iter().map(|(_, path)| path.as_str()).collect::<Vec<_>>(),
        ["/subjects/0", "/subjects/0", "/body", "/body"]
    );
    assert!(spam.iter().all(|(level, _)| *level == Level::Warn));
}

#[test]
fn a_template_is_as_whatsapp_wants_it() {
    let of = |value: Value| paths("template", Kind::WhatsappTemplate, &value);
    assert_eq!(of(json!({"name": "cesta_1", "body": "Oi {{1}}, {{2}}", "samples": ["Ana", "pão"]})), []);
    assert_eq!(of(json!({"name": "Cesta nova", "body": "Oi"})), [(Level::Error, "/name".into())]);
    assert_eq!(
        of(json!({"name": "a", "body": "Oi {{1}}, {{2}}", "samples": ["Ana"]})),
        [(Level::Error, "/samples".into())]
    );
    assert_eq!(
        of(json!({"name": "a", "body": "Oi {{2}}", "samples": ["Ana"]})),
        [(Level::Error, "/body".into())]
    );
    assert_eq!(of(json!({"name": "a", "header": "{{1}}", "body": "{{1}}", "samples": ["Ana"]})), []);
}

#[test]
fn scenes_fill_the_video() {
    let video = |seconds: u32, scenes: &[(u32, u32)]| {
        let scenes: Vec<Value> = scenes.iter().map(|(from, to)| json!({"from": from, "to": to})).collect();
        paths("timeline", Kind::VideoScript, &json!({"seconds": seconds, "scenes": scenes}))
    };
    assert_eq!(video(30, &[(0, 3), (3, 20), (20, 30)]), []);
    assert_eq!(video(30, &[(0, 3), (3, 29)]), [(Level::Error, "/seconds".into())]);
    assert_eq!(video(30, &[(0, 3), (4, 30)]), [(Level::Error, "/scenes/1".into())]);
    assert_eq!(video(30, &[(0, 5), (4, 30)]), [(Level::Error, "/scenes/1".into())]);
    assert_eq!(video(5, &[(0, 5), (5, 5)]), [(Level::Error, "/scenes/1".into())]);
    assert_eq!(video(30, &[]), [(Level::Error, "/seconds".into())]);
}

#[test]
fn a_plan_adds_up() {
    let plan = |shares: [(u32, i64); 2], total: i64| {
        let channels = shares.map(|(percent, amount)| json!({"percent": percent, "budget_minor": amount}));
        paths("sum", Kind::MediaPlan, &json!({"total_minor": total, "channels": channels})).len()
    };
    assert_eq!(plan([(60, 6_000), (40, 4_000)], 10_000), 0);
    assert_eq!(plan([(60, 6_000), (39, 4_000)], 10_000), 1);
    assert_eq!(plan([(60, 6_000), (40, 3_999)], 10_000), 1);
    assert_eq!(plan([(u32::MAX, i64::MAX), (u32::MAX, i64::MAX)], 0), 2);
    let unknown = json!({"total_minor": 5, "channels": [{"percent": 100}]});
    assert_eq!(paths("sum", Kind::MediaPlan, &unknown), []);
}

fn clinic(establishment: &str, director: &str) -> Look {
    let health = Health { establishment: establishment.into(), director: director.into() };
    Look { kit: Kit { sectors: vec!["health".into()], health, ..Kit::default() }, ..Look::plain() }
}

#[test]
fn health_says_who_answers_for_it() {
    let look = clinic("CRM-SP 12345", "Dra. Ana Lima, CRM-SP 678");
    let of = |text: &str| look.of("health_registration", Kind::SocialPost, &post(text));
    assert_eq!(of("Exame. CRM/SP 12345. Direção técnica: Ana Lima, Dra. (CRM-SP 678)"), []);
    assert_eq!(of("Exame. CRM-SP 12345"), [(Level::Error, String::new())]);
    assert_eq!(of("Exame").len(), 2);
    assert_eq!(look.of("health_registration", Kind::Persona, &json!({"who": "Ana"})), []);
    let unknown = clinic("", "").at(Kind::SocialPost, &post("Exame"));
    let told: Vec<&str> =
        unknown.iter().map(|check| check.message.as_str()).filter(|m| m.contains("kit")).collect();
    assert_eq!(told.len(), 2, "{unknown:?}");
    assert_eq!(Look::plain().of("health_registration", Kind::SocialPost, &post("Exame")), []);
}

#[test]
fn health_promises_nothing() {
    let look = clinic("CRM-SP 12345", "Dra. Ana");
    for text in
        ["Cura garantida", "É 100 % eficaz", "É 100% eficaz!", "Resultado garantido", "Guaranteed results"]
    {
        let found = look.of("health_promise", Kind::SocialPost, &post(text));
        assert_eq!(found, [(Level::Error, "/text".into())], "{text}");
    }
    assert_eq!(look.of("health_promise", Kind::SocialPost, &post("Laudo com cuidado")), []);
    assert_eq!(
        look.of("before_after", Kind::SocialPost, &post("Veja o antes e depois")),
        [(Level::Warn, "/text".into())]
    );
    assert_eq!(Look::plain().of("health_promise", Kind::SocialPost, &post("Cura garantida")), []);
}
