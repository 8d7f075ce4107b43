//! Pages of `docs/` that are made from the code.

use pauta::config::process_environment;
use std::path::Path;

/// Fails unless the file `path` of the repository is `page`; with `UPDATE_DOCS=1` in the environment, makes it so.
pub fn must_say(path: &str, page: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    if process_environment().contains_key("UPDATE_DOCS") {
        std::fs::write(&file, page).unwrap();
    }
    let written = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(
        written == page,
        "{path} is not what the code says; UPDATE_DOCS=1 cargo test --test it rewrites it"
    );
}
