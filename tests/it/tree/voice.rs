//! What is not said is listed once for the machine and explained once for people; Pauta's own words keep to it.

use pauta::tree::{texts::Role, voice::Voice};
use std::{collections::BTreeMap, fs, path::Path};

fn read(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

#[test]
fn the_voice_document_names_all_that_is_banned() {
    let document = read("docs/voice.md").to_lowercase();
    let unnamed: Vec<String> = Voice::compiled()
        .banned()
        .map(|banned| banned.name.clone())
        .filter(|name| !document.contains(&name.to_lowercase()))
        .collect();
    assert!(unnamed.is_empty(), "docs/voice.md does not name {unnamed:?}");
}

#[test]
fn what_is_banned_is_heard_and_what_is_like_it_is_not() {
    let voice = Voice::compiled();
    let hear = |text: &str, locale: &str, role| !voice.hear(text, locale, role).is_empty();
    for text in [
        "Vamos estar enviando o texto.",
        "vou estar te enviando",
        "Estaremos analisando",
        "O usuário",
        "Data inválida",
        "Erro inesperado",
        "Preencha o slot",
        "neste nó",
        "Pronto!!",
        "Pronto! !",
        "Ótima pergunta!",
        "Obrigada!",
        "Obrigado",
        "Bem-vinda",
    ] {
        assert!(hear(text, "pt-BR", Role::Said), "{text}");
    }
    for text in [
        "Nós vamos enviar",
        "Quando você vai estar em casa?",
        "uma informação",
        "Vale! E você?",
        "É obrigatório",
        "Isto já está andando",
    ] {
        assert!(!hear(text, "pt-BR", Role::Said), "{text}");
    }
    for text in ["The user", "Invalid date", "an unexpected error", "Great question", "Please enter a date"] {
        assert!(hear(text, "en", Role::Said), "{text}");
    }
    for text in ["It is used", "invalidate", "A great bakery", "nodding", "Please tell me"] {
        assert!(!hear(text, "en", Role::Said), "{text}");
    }
    assert!(
        hear("OK", "en", Role::Button)
            && !hear("OK, next", "en", Role::Button)
            && !hear("OK", "en", Role::Said)
    );
    assert!(hear("Qual 🎉?", "pt-BR", Role::Prompt) && !hear("Pronto 🎉", "pt-BR", Role::Said));
    assert!(!hear("Quais 2 ou 3 (até 100 %)?", "pt-BR", Role::Prompt));
}

/// Every table of phrases beside the code that speaks.
#[test]
fn pautas_own_phrases_keep_to_the_voice() {
    let voice = Voice::compiled();
    let mut tables = 0;
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(folder) = folders.pop() {
        for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                folders.push(path);
            } else if path.file_name().is_some_and(|name| name == "phrases.json") {
                tables += 1;
                let text = fs::read_to_string(&path).unwrap();
                let table: BTreeMap<String, BTreeMap<String, String>> = serde_json::from_str(&text).unwrap();
                for (key, texts) in table {
                    for (locale, text) in texts {
                        let locale = if locale == "pt" { "pt-BR".into() } else { locale };
                        let role = if key.starts_with("button_") { Role::Button } else { Role::Said };
                        let heard = voice.hear(&text, &locale, role);
                        let names: Vec<_> =
                            heard.iter().map(|(banned, said)| (&banned.name, *said)).collect();
                        assert!(names.is_empty(), "{} {key} ({locale}): {text}: {names:?}", path.display());
                    }
                }
            }
        }
    }
    assert!(tables > 0, "no table was found");
}
