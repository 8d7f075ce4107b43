//! What forms and programs send: files, options, values, and an ask's own rules.

use super::*;

#[test]
fn files() {
    let sent = FileRef { file: "logo.png".into(), id: Some("f1".into()), link: None };
    let body = Body::Files(vec![sent.clone()]);
    assert_eq!(answer("pt-BR", "logo", &body), Ok(Read::Value(Value::File(sent.clone()))));
    assert!(answer("pt-BR", "text", &body).is_err());
    let two = Body::Files(vec![sent.clone(), FileRef { file: "b.png".into(), ..sent }]);
    assert_eq!(answer("pt-BR", "logo", &two).unwrap_err().code, MisreadCode::TooMany);
    let Ok(Read::Value(Value::Items(items))) = answer("pt-BR", "files", &two) else { panic!("two files") };
    assert_eq!(items.items.len(), 2);
    let pasted = value("pt-BR", "logo", "está em https://drive.com/logo.svg");
    assert_eq!(pasted, Value::File(link("https://drive.com/logo.svg")));
    reads("pt-BR", "logo", "não temos", "Ainda sem logo");
    let script = FileRef { link: Some("javascript:alert(1)".into()), ..link("x") };
    assert!(answer("pt-BR", "logo", &Body::Files(vec![script])).is_err());
}

#[test]
fn options_by_id() {
    let options = |ids: &[&str]| Body::Options(ids.iter().map(|id| (*id).to_owned()).collect());
    assert_eq!(answer("pt-BR", "goal", &options(&["leads"])), Ok(Read::Value(Value::text("leads"))));
    assert_eq!(answer("pt-BR", "goal", &options(&["x"])).unwrap_err().code, MisreadCode::UnknownOption);
    assert_eq!(
        answer("pt-BR", "goal", &options(&["leads", "sales"])).unwrap_err().code,
        MisreadCode::TooMany
    );
    assert_eq!(
        answer("pt-BR", "signs", &options(&["reach", "recall"])),
        Ok(Read::Value(json(r#"["reach","recall"]"#)))
    );
    assert_eq!(
        answer("pt-BR", "budget", &options(&["no_media"])),
        Ok(Read::Value(json(r#"{"none":"no_media"}"#)))
    );
    assert_eq!(answer("pt-BR", "confirm", &options(&["yes"])), Ok(Read::Value(Value::Bool(true))));
    assert_eq!(answer("pt-BR", "places", &options(&["no_more"])), Ok(Read::NoMore));
    assert_eq!(answer("pt-BR", "money", &options(&["unsure"])), Ok(Read::Unsure));
    assert_eq!(answer("pt-BR", "goal", &options(&[])).unwrap_err().code, MisreadCode::Empty);
}

#[test]
fn values_are_held_to_their_type() {
    for (name, good) in [
        ("money", r#"{"minor":150000,"currency":"BRL"}"#),
        ("number", "12"),
        ("date", r#""2027-03-15""#),
        ("dates", r#"{"from":"2027-03-01","to":null}"#),
        ("goal", r#""leads""#),
        ("brand", r#"{"new":"Padaria Lua"}"#),
        ("signs", r#"["reach"]"#),
        ("kpis", r#"[{"metric":"leads","target":200}]"#),
        ("kpis", r#"{"items":[{"id":"i1","value":{"today":1,"target":2}}]}"#),
        ("logo", r#"{"none":"no_logo"}"#),
    ] {
        let read = answer("pt-BR", name, &Body::Value(json(good)));
        assert!(matches!(read, Ok(Read::Value(_))), "{name} {good}: {read:?}");
    }
    for (name, bad) in [
        ("money", "12"),
        ("money", r#"{"minor":1,"currency":"ABC"}"#),
        ("money", r#"{"minor":5,"max_minor":9,"currency":"BRL"}"#),
        ("number", r#""12""#),
        ("bounded", "500"),
        ("date", r#""2027-02-31""#),
        ("dates", r#"{"from":null,"to":null}"#),
        ("dates", r#"{"from":"2027-03-02","to":"2027-03-01"}"#),
        ("goal", r#""other""#),
        ("goal", r#"{"new":"x"}"#),
        ("signs", r#"["reach","nope"]"#),
        ("url", r#""javascript:alert(1)""#),
        ("text", "true"),
        ("kpis", r#"[{"nope":1}]"#),
        ("kpis", r#"{"items":[{"id":"a b","value":{"target":2}}]}"#),
        ("steps", "{}"),
        ("goal", r#"{"none":"x"}"#),
    ] {
        let read = answer("pt-BR", name, &Body::Value(json(bad)));
        assert!(read.is_err(), "{name} {bad}: {read:?}");
    }
}

#[test]
fn an_asks_own_rules() {
    let rules = |json: &str| serde_json::from_str::<Vec<pauta::tree::json::Validation>>(json).unwrap();
    let other = |name: &str| (name == "start").then(|| Value::text("2027-03-10"));
    let holds = |rule: &str, value: &str| {
        let rules = rules(&format!(r#"[{{{rule},"message":{{"pt-BR":"Não dá.","en":"No."}}}}]"#));
        parse::validate(&reading("en", None), &rules, &json(value), &other).map_err(|m| (m.code, m.message))
    };
    let broken = |code| Err((code, "No.".to_owned()));
    assert_eq!(holds(r#""rule":"min_length","value":3"#, r#""ção""#), Ok(()));
    assert_eq!(holds(r#""rule":"min_length","value":4"#, r#""ção""#), broken(MisreadCode::TooShort));
    assert_eq!(holds(r#""rule":"max","value":10"#, r#"{"min":5,"max":11}"#), broken(MisreadCode::TooLarge));
    assert_eq!(
        holds(r#""rule":"min","value":100"#, r#"{"minor":9999,"currency":"BRL"}"#),
        broken(MisreadCode::TooSmall)
    );
    assert_eq!(holds(r#""rule":"min_items","value":2"#, r#"["a"]"#), broken(MisreadCode::TooFew));
    assert_eq!(holds(r#""rule":"matches","value":"^#""#, r##""#sol""##), Ok(()));
    assert_eq!(holds(r#""rule":"matches","value":"^#""#, r#""sol""#), broken(MisreadCode::Pattern));
    assert_eq!(holds(r#""rule":"not_past""#, r#""2026-11-20""#), broken(MisreadCode::Past));
    assert_eq!(holds(r#""rule":"not_past""#, r#""2026-11-21""#), Ok(()));
    assert_eq!(
        holds(r#""rule":"not_before","value":"start""#, r#""2027-03-09""#),
        broken(MisreadCode::TooEarly)
    );
    assert_eq!(holds(r#""rule":"not_before","value":"start""#, r#"{"from":"2027-03-10","to":null}"#), Ok(()));
    assert_eq!(holds(r#""rule":"not_before","value":"nowhere""#, r#""2027-03-09""#), Ok(()));
}
