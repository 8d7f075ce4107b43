//! Money as people read it.

use pauta::{
    config::{Budget, Config, Rate},
    llm::{Cost, Currency, no_cost},
};
use std::collections::BTreeMap;

fn budget(variables: &[(&str, &str)]) -> Budget {
    let set = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    Config::load(&variables.iter().map(set).collect::<BTreeMap<_, _>>()).unwrap().budget
}

#[test]
fn a_cost_is_told_in_the_audiences_currency() {
    let (pt, en) = (Currency::of(&budget(&[]), "pt-BR"), Currency::of(&budget(&[]), "en"));
    let dollar = 1_000_000_000;
    assert_eq!(en.cost(Cost::Computed(1_234 * dollar), "en"), "$1,234.00");
    assert_eq!(en.cost(Cost::Estimated(dollar / 5), "en"), "about $0.20");
    assert_eq!(en.cost(Cost::Computed(1), "en"), "less than $0.01");
    assert_eq!(en.cost(Cost::Computed(0), "en"), "$0.00");
    assert_eq!(en.cost(Cost::Unknown, "en"), "cost unknown");
    assert_eq!(pt.cost(Cost::Unknown, "pt-BR"), "custo desconhecido");
    assert_eq!(pt.cost(Cost::Computed(1), "pt-BR"), "menos de R$ 0,01");
    assert_eq!((no_cost("pt-BR"), no_cost("en")), ("sem custo de IA", "no AI cost"));
    let rate = pt.rate("pt-BR").unwrap();
    assert!(rate.starts_with("1 US$ = BRL ") && rate.contains("Banco Central do Brasil"), "{rate}");
    assert!(rate.contains("20"), "it says of which day: {rate}");
    assert_eq!(en.rate("en"), None);
}

#[test]
fn the_operator_has_the_last_word() {
    let own = budget(&[("PAUTA_CURRENCY", "BRL"), ("PAUTA_CURRENCY_RATE", "5")]);
    let real = Currency::of(&own, "en");
    assert_eq!(real.cost(Cost::Computed(10_000_000_000), "pt-BR"), "R$ 50,00");
    assert_eq!(real.rate("en").unwrap(), "US$1 = BRL 5.00 (set in the configuration)");
    let yen = budget(&[("PAUTA_CURRENCY", "JPY"), ("PAUTA_CURRENCY_RATE", "150.5")]);
    assert_eq!(Currency::of(&yen, "en").cost(Cost::Computed(10_000_000_000), "en"), "¥1,505");
    let no_rate = budget(&[("PAUTA_CURRENCY", "CHF")]);
    assert_eq!(Currency::of(&no_rate, "pt-BR").code(), "USD", "better another currency than a made-up rate");
    assert_eq!(Rate::parse("0"), None);
    assert_eq!(Rate::parse("5.1234567"), None);
}
