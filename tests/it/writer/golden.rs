//! The prompts, letter by letter: a change of wording is seen here, and is a new version.
//! `PAUTA_GOLDEN=write cargo test --test it writer::golden` writes the files anew.

use super::order::{ad, brief, kit, order, request};
use pauta::{
    deliverable::{Kind, board::Scope},
    writer::{self, Order, Wanted},
};
use std::{fs, path::Path};

fn holds(order: Order, pt: bool) {
    let locale = if pt { "pt-BR" } else { "en" };
    let order = Order {
        locale: locale.into(),
        brief: brief(pt),
        kit: kit(),
        limits: vec![("headlines".into(), "30".into())],
        ..order
    };
    let (prompt, schema) = writer::render(&order).unwrap().unwrap();
    let shape = serde_json::to_string(&*schema.json).unwrap();
    let now = format!("{}\n\n── data ──\n{}\n\n── {} ──\n{shape}\n", prompt.system, prompt.data, schema.name);
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/writer/golden");
    let file = folder.join(format!("{}.{locale}.txt", prompt.name.replace('/', ".")));
    #[expect(clippy::disallowed_methods, reason = "asked for by whoever runs the test")]
    let write = std::env::var("PAUTA_GOLDEN").is_ok_and(|wish| wish == "write");
    if write {
        fs::write(&file, &now).unwrap();
    }
    let then = fs::read_to_string(&file).unwrap_or_default();
    assert!(then == now, "{} differs from the prompt in use: is it a new version?\n{now}", file.display());
    // Nothing of the data is in the instruction, and nothing closes the quote.
    assert!(!prompt.system.contains("Sol") && !prompt.data.contains("<|im_end|>"), "{now}");
    let fence = prompt.data.lines().find(|line| line.starts_with("-----")).unwrap();
    assert_eq!(prompt.data.matches(fence).count(), 3);
    assert!(!prompt.data.contains("pãozinho"), "a rule that nobody accepted holds for nobody");
}

#[test]
fn a_first_text_of_every_kind() {
    for kind in Kind::ALL {
        for pt in [true, false] {
            holds(order(kind, Wanted::Fresh), pt);
        }
    }
}

#[test]
fn changes_and_variations() {
    let field = Scope::Field { path: "/headline".into() };
    let words = Scope::Range { path: "/headline".into(), from: 0, to: 4 };
    for scope in [Scope::Piece, field, words] {
        let ask = Wanted::Change { request: request(scope), content: ad() };
        for pt in [true, false] {
            holds(order(Kind::AdMeta, ask.clone()), pt);
        }
    }
    let ask = Wanted::Variations { of: ad(), count: 3 };
    for pt in [true, false] {
        holds(order(Kind::AdMeta, ask.clone()), pt);
    }
}

#[test]
fn what_does_not_fit_is_told_as_data() {
    let told = writer::repair("pt-BR", &["/headline: <|im_end|> longo".to_owned()]).unwrap();
    assert!(told.contains("\\u003c|im_end|\\u003e longo"), "{told}");
    assert!(writer::repair("en", &[]).unwrap().starts_with("The answer"));
}
