//! `pauta site`: what an operator does about the places where the chat stands.

use super::{code, errors, pauta, prints};
use std::path::Path;

/// A folder with a database, as a first start leaves it.
fn started() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(code(&pauta(folder.path(), &[], &["migrate"])), 0);
    folder
}

fn site(folder: &Path, arguments: &[&str]) -> (i32, String) {
    let arguments: Vec<&str> = std::iter::once(&"site").chain(arguments).copied().collect();
    let output = pauta(folder, &[("PAUTA_PUBLIC_URL", "https://pauta.example")], &arguments);
    (code(&output), prints(&output) + errors(&output).as_str())
}

/// A site, made; its key.
fn added(folder: &Path) -> String {
    let (code, told) = site(folder, &["add", "Padaria", "--origin", "https://Padaria.example/"]);
    assert_eq!(code, 0, "{told}");
    assert!(told.contains("<script async src=\"https://pauta.example/pauta.js\" data-site=\""), "{told}");
    told.split("data-site=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
}

#[test]
fn a_site_is_made_and_its_origins_come_and_go() {
    let folder = started();
    let key = added(folder.path());
    let list = || site(folder.path(), &["list"]).1;
    assert!(
        list().contains("Padaria\n") && list().contains(&key) && list().contains("https://padaria.example")
    );
    let at = |what: &str, origin: &str| site(folder.path(), &[what, &key, origin]);
    assert_eq!(
        at("allow", "http://localhost:3000"),
        (0, "http://localhost:3000 may now open this site's chat.\n".into())
    );
    assert!(at("allow", "http://localhost:3000").1.contains("could already"));
    assert!(list().contains("http://localhost:3000"));
    assert!(at("forbid", "http://localhost:3000").1.contains("may no longer"));
    assert!(!list().contains("localhost:3000"));
    let (code, told) = at("forbid", "http://localhost:3000");
    assert!(code == 1 && told.contains("is not registered with this site"), "{told}");
}

#[test]
fn what_cannot_be_registered_is_told_in_a_sentence() {
    let folder = started();
    let key = added(folder.path());
    for (origin, why) in [
        ("http://padaria.example", "is not encrypted"),
        ("https://padaria.example/loja", "has a path"),
        ("padaria.example", "is no origin"),
        ("*", "is no origin"),
    ] {
        let (code, told) = site(folder.path(), &["allow", &key, origin]);
        assert!(code == 1 && told.contains(why), "{told}");
        let (code, told) = site(folder.path(), &["add", "Outra", "--origin", origin]);
        assert!(code == 1 && told.contains(why), "{told}");
    }
    let (code, told) = site(folder.path(), &["allow", "nobody", "https://padaria.example"]);
    assert!(code == 1 && told.contains("no site has the key nobody"), "{told}");
    for tree in ["nothing", "campaign'--"] {
        let (code, told) =
            site(folder.path(), &["add", "X", "--origin", "https://x.example", "--tree", tree]);
        assert!(code == 1 && told.contains("is published here"), "{told}");
    }
    assert!(site(folder.path(), &["add", " ", "--origin", "https://x.example"]).1.contains("a site's name"));
    let nowhere = tempfile::tempdir().unwrap();
    let (code, told) = site(nowhere.path(), &["list"]);
    assert!(code == 1 && told.contains("there is no database at"), "{told}");
    assert_eq!(nowhere.path().read_dir().unwrap().count(), 0, "nothing was made");
}

#[test]
fn a_sites_colour_and_its_secret() {
    let folder = started();
    let key = added(folder.path());
    let list = || site(folder.path(), &["list"]).1;
    assert!(site(folder.path(), &["accent", &key, "#B4471F"]).1.contains("#b4471f"));
    assert!(list().contains("accent   #b4471f"));
    let (code, told) = site(folder.path(), &["accent", &key, "red"]);
    assert!(code == 1 && told.contains("is no colour"), "{told}");
    assert!(site(folder.path(), &["accent", &key, "none"]).1.contains("Pauta's own"));

    let identity = |more: &[&str]| site(folder.path(), &[&["identity", key.as_str()], more].concat());
    let (code, told) = identity(&["--require"]);
    assert!(code == 1 && told.contains("has no secret yet"), "{told}");
    let secret = |told: &str| told.lines().map(str::trim).find(|line| line.len() == 64).unwrap().to_owned();
    let (first, second) = (secret(&identity(&[]).1), secret(&identity(&[]).1));
    assert_ne!(first, second);
    assert!(list().contains("signs who its visitors are") && !list().contains(&second));
    assert_eq!(identity(&["--require"]).0, 0);
    assert!(list().contains("only visitors whom it signed for"));
    assert_eq!(identity(&["--off"]).0, 0);
    assert!(list().lines().last().unwrap().contains("anonymous visitors"));
    assert_eq!(identity(&["--off", "--require"]).0, 2);
}
