//! Texts with references.

use pauta::tree::text::{Fault, Template};

fn show(path: &str) -> Option<String> {
    match path {
        "name" => Some("maria da Silva".into()),
        "kit/tone" => Some("próxima".into()),
        "empty" => Some(String::new()),
        _ => None,
    }
}

fn rendered(text: &str) -> String {
    Template::parse(text).unwrap().render(&show)
}

#[test]
fn references_are_filled() {
    assert_eq!(rendered("Oi, {{ name }}!"), "Oi, maria da Silva!");
    assert_eq!(rendered("{{kit.tone}}"), "próxima");
    assert_eq!(rendered("{{ name | first_word | capitalize }}, {{ name | upper }}"), "Maria, MARIA DA SILVA");
    assert_eq!(rendered("{{ name | capitalize }}"), "Maria da Silva");
    assert_eq!(rendered("no references"), "no references");
}

#[test]
fn what_is_not_set_leaves_nothing_or_its_default() {
    assert_eq!(rendered("[{{ gone }}]"), "[]");
    assert_eq!(rendered("[{{ gone | upper }}]"), "[]");
    assert_eq!(rendered("{{ gone | default(\"a | b\") | upper }}"), "A | B");
    assert_eq!(rendered("{{ empty | default('–') }} {{ name | default('–') }}"), "– maria da Silva");
}

#[test]
fn nothing_but_paths_and_filters_is_read() {
    for text in [
        "{{ name",
        "{{ }}",
        "{{ Name }}",
        "{{ a + b }}",
        "{{ f(x) }}",
        "{{ a.b() }}",
        "{% if a %}",
        "{# c #}",
        "{{ a | default }}",
        "{{ a | default(b) }}",
        "{{ a | upper(\"x\") }}",
        "{{ a['b'] }}",
    ] {
        assert!(matches!(Template::parse(text), Err(Fault::Malformed(_))), "{text}");
    }
    assert_eq!(Template::parse("{{ a | shout }}"), Err(Fault::UnknownFilter("shout".into())));
}

#[test]
fn references_name_slots() {
    let template = Template::parse("{{ name }} {{ kit.tone | lower }}").unwrap();
    assert_eq!(template.references().collect::<Vec<_>>(), ["name", "kit/tone"]);
}
