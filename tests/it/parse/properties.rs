//! What holds for every value and every string.

use super::*;
use pauta::tree::value::{DateRange, Money, NumberRange};
use proptest::prelude::*;

const LOCALES: [&str; 2] = ["pt-BR", "en"];

/// What is shown is read back as the same value, but for the ids of items.
#[track_caller]
fn comes_back(name: &str, value: &Value) {
    for locale in LOCALES {
        let text = shown(locale, name, value);
        match said(locale, name, &text) {
            Ok(Read::Value(read)) => {
                assert_eq!(read.without_item_ids(), value.without_item_ids(), "{locale} {name}: {text}");
            }
            other => panic!("{locale} {name}: {text} → {other:?}"),
        }
    }
}

fn day() -> impl Strategy<Value = jiff::civil::Date> {
    (1950_i16..2150, 1_i8..=12, 1_i8..=28).prop_map(|(y, m, d)| jiff::civil::Date::new(y, m, d).unwrap())
}

fn number() -> impl Strategy<Value = f64> {
    (-9_000_000_000_000_i64..9_000_000_000_000, 0_u32..4).prop_map(|(n, d)| n as f64 / 10_f64.powi(d as i32))
}

/// Plain words that are no closing or evading phrase.
fn words() -> impl Strategy<Value = String> {
    "[A-Z][a-z]{3,9}( [b-df-z][a-z]{4,9}){0,3}".prop_filter("a phrase of its own", |words| {
        let read = said("en", "places", words);
        matches!(read, Ok(Read::Value(_)))
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, max_shrink_iters: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn money_comes_back(minor in 0_i64..1_000_000_000_000, more in 1_i64..1_000_000_000, at in 0_usize..4) {
        let currency = ["BRL", "USD", "EUR", "JPY"][at].to_owned();
        comes_back("money", &Value::Money(Money { minor, max_minor: None, currency: currency.clone() }));
        comes_back("budget", &Value::Money(Money { minor, max_minor: Some(minor + more), currency }));
    }

    #[test]
    fn numbers_come_back(a in number(), b in number()) {
        comes_back("number", &Value::Number(a));
        comes_back("percent", &Value::Number(a));
        if a < b {
            comes_back("numbers", &Value::Range(NumberRange { min: a, max: b }));
        }
    }

    #[test]
    fn days_come_back(from in day(), to in day()) {
        comes_back("date", &Value::day(from));
        let (first, last) = (from.min(to), from.max(to));
        for (from, to) in [(Some(first), Some(last)), (Some(first), None), (None, Some(last))] {
            comes_back("dates", &Value::Dates(DateRange { from, to }));
        }
        comes_back("steps", &json(&format!(r#"{{"start":"{from}","pieces":"{to}"}}"#)));
    }

    #[test]
    fn choices_come_back(chosen in proptest::sample::subsequence(vec!["reach", "search", "recall", "visits"], 1..=3)) {
        comes_back("signs", &Value::Many(chosen.iter().map(|id| Value::text(*id)).collect()));
        let orders = ["price", "speed", "care"].map(Value::text);
        comes_back("order", &Value::Many(orders[..chosen.len()].to_vec()));
    }

    #[test]
    fn words_come_back(one in words(), two in words(), three in words()) {
        comes_back("text", &Value::text(one.clone()));
        comes_back("story", &Value::text(format!("{one}, {two}.\n{three}")));
        if one != two && two != three && one != three {
            comes_back("why", &Value::Many([&one, &two, &three].map(|w| Value::text(w.clone())).to_vec()));
        }
        comes_back("url", &Value::text(format!("https://{}.com.br/{}", one.split(' ').next().unwrap().to_lowercase(), two.split(' ').next().unwrap())));
        comes_back("email", &Value::text(format!("{}@sol.com.br", one.split(' ').next().unwrap())));
    }

    #[test]
    fn phones_come_back(area in 11_u32..=99, rest in 20_000_000_u32..59_999_999) {
        prop_assume!(!area.is_multiple_of(10));
        comes_back("phone", &Value::text(format!("+55{area}{rest}")));
        comes_back("phone", &Value::text(format!("+55{area}9{rest}")));
    }

    #[test]
    fn any_string_is_read_or_answered(text in "\\PC{0,80}|[0-9 .,:/$%aemtor\\n-]{0,60}|(de|a|e|até|R\\$|mil|março|1/3|20|;|,|:|\\n| ){0,20}") {
        for name in TREE.doc().slots.keys() {
            for locale in LOCALES {
                if let Err(misread) = said(locale, name, &text) {
                    let whole = misread.message.ends_with(['.', '?', ':']) && misread.message.chars().count() < 400;
                    prop_assert!(whole, "{name}: {}", misread.message);
                    prop_assert!(!misread.message.contains(['{', '}']), "{name}: {}", misread.message);
                }
            }
        }
    }
}

#[test]
fn fixed_values_come_back() {
    for id in ["launch", "awareness", "leads", "sales"] {
        comes_back("goal", &Value::text(id));
    }
    comes_back("confirm", &Value::Bool(true));
    comes_back("confirm", &Value::Bool(false));
    comes_back("budget", &json(r#"{"none":"no_media"}"#));
    comes_back("logo", &Value::File(link("https://drive.com/logo.svg")));
    comes_back("brand", &json(r#"{"new":"Padaria Lua"}"#));
    comes_back("brand", &Value::text("padaria sol"));
    comes_back(
        "rivals",
        &json(r#"[{"name":"Padaria Lua","link":"https://lua.com.br/"},{"name":"Pão da Vila"}]"#).items(),
    );
    comes_back(
        "schedule",
        &json(r#"{"flight":{"from":"2027-02-01","to":"2027-03-31"},"pieces_by":"2027-01-20"}"#),
    );
}

trait AsItems {
    fn items(self) -> Value;
}

impl AsItems for Value {
    /// The values of an array as a list's items.
    fn items(self) -> Value {
        let Value::Many(values) = self else { panic!("an array") };
        let item = |(n, value): (usize, Value)| serde_json::json!({ "id": format!("i{n}"), "value": value });
        let items: Vec<_> = values.into_iter().enumerate().map(item).collect();
        serde_json::from_value(serde_json::json!({ "items": items })).unwrap()
    }
}

/// 32 KB of anything takes no longer than its length: four times the text, at most some ten times the time.
#[test]
fn long_answers_take_linear_time() {
    let seeds = [
        "a ",
        "1 ",
        "1/3 a ",
        "R$ 5 mil e ",
        "entre 1 e ",
        "a, ",
        "x: ",
        "não sei ",
        "de março ",
        "segunda ",
        "\n1. ",
        "www.a.com ",
        "(((",
        "1.1.1.",
    ];
    for name in TREE.doc().slots.keys() {
        for seed in seeds {
            let spent = |bytes: usize| {
                let text = seed.repeat(bytes / seed.len());
                let began = std::time::Instant::now();
                let _ = said("pt-BR", name, &text);
                began.elapsed()
            };
            // Something else may take the processor meanwhile, but not each time.
            let linear = || spent(32 * 1024) < spent(8 * 1024) * 10 + std::time::Duration::from_millis(200);
            assert!((0..5).any(|_| linear()), "{name} {seed:?} takes longer than its length");
        }
    }
}

#[test]
fn every_phrase_is_in_both_languages() {
    for (key, locales) in parse::misread::PHRASES.entries() {
        assert!(locales.contains(&"pt") && locales.contains(&"en"), "{key}: {locales:?}");
    }
}
