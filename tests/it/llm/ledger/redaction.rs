//! What is taken out of a text before it is kept.

use pauta::{config::Secret, llm::Redactor};

const IN_USE: &str = "a-key-of-no-known-shape-0";

fn redactor(people: bool) -> Redactor {
    Redactor::new([Secret::new(IN_USE.to_owned())], people)
}

#[test]
fn no_key_is_left() {
    for (secret, around) in [
        (IN_USE, "Incorrect API key provided: {}."),
        ("sk-proj-abcdefghijklmnopqrstuvwx", "\"{}\""),
        ("sk-ant-api03-abcdefghijklmnopqrs_t", "key {} end"),
        ("xai-0123456789abcdef0123456789", "{}"),
        ("AIzaSyA0123456789abcdefghijklmnopqrstuv", "https://x.test/v1?key={}&alt=sse"),
        ("0123456789abcdef", "https://x.test/v1?alt=sse&api_key={}"),
        ("AKIAABCDEFGHIJKLMNOP", "{}"),
        ("abcdefghijklmnop.qrs", "Authorization: Bearer {}"),
        ("abcdefghijklmnopqrs", "x-goog-api-key: {}"),
        ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0xxx.c2lnbmF0dXJl", "token {}"),
    ] {
        let text = around.replace("{}", secret);
        let left = redactor(false).keys(&text);
        assert!(!left.contains(secret) && left.contains("[key]"), "{text} -> {left}");
    }
    let plain = "A padaria abre às 6h; o pão custa R$ 1.500,00 por mês. Keys: none. skate-park.";
    assert_eq!(redactor(true).text(plain), plain);
    assert_eq!(format!("{:?}", redactor(true)), "Redactor(1 keys)");
}

#[test]
fn people_are_hidden_where_that_is_wished() {
    let text = "Ana (ana.s+x@padaria.com.br, 123.456.789-09) no (11) 98765-4321 ou +55 11 98765-4321\0.";
    let hidden = "Ana ([e-mail], [CPF]) no [telephone] ou [telephone].";
    assert_eq!(redactor(true).text(text), hidden);
    assert_eq!(redactor(false).text(text), text.replace('\0', ""));
}
