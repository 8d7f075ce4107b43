//! `pauta llm usage`, `calls`, `budget`.

use super::{code, errors, pauta, prints};
use std::path::Path;

fn llm(folder: &Path, arguments: &[&str]) -> (i32, String) {
    let arguments: Vec<&str> = std::iter::once(&"llm").chain(arguments).copied().collect();
    let output = pauta(folder, &[("PAUTA_BUDGET_MONTH", "50")], &arguments);
    (code(&output), prints(&output) + errors(&output).as_str())
}

#[test]
fn an_operator_sees_what_is_used_and_sets_a_budget() {
    let folder = tempfile::tempdir().unwrap();
    let (missing, told) = llm(folder.path(), &["usage"]);
    assert!(missing == 1 && told.contains("there is no database at"), "{told}");
    assert_eq!(code(&pauta(folder.path(), &[], &["migrate"])), 0);
    // The first workspace comes with the first site.
    let add = ["site", "add", "Padaria", "--origin", "https://padaria.example"];
    assert_eq!(code(&pauta(folder.path(), &[], &add)), 0);

    let (code, told) = llm(folder.path(), &["usage"]);
    assert_eq!(code, 0, "{told}");
    assert!(told.contains("installation: $0.00 of $50.00 used"), "{told}");
    assert!(told.contains("default: $0.00 of $20.00 used\n  no calls"), "{told}");
    let set = |month| llm(folder.path(), &["budget", "--workspace", "default", "--month", month]);
    assert_eq!(set("7.5"), (0, "default may now spend $7.50 a month.\n".into()));
    assert!(llm(folder.path(), &["usage", "--workspace", "default"]).1.contains("of $7.50 used"));
    assert_eq!(set("none").1, "default may now spend $20.00 a month.\n");
    let (code, told) = set("much");
    assert!(code == 1 && told.contains("write US dollars such as 20 or 0.50, or none"), "{told}");
    let (code, told) = llm(folder.path(), &["usage", "--workspace", "nobody"]);
    assert!(code == 1 && told.contains("there is no workspace \"nobody\""), "{told}");
    assert_eq!(llm(folder.path(), &["calls", "--last", "5"]), (0, "No model was called yet.\n".into()));
}
