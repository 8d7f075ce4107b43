//! The house rules that a compiler does not know.

mod dependencies;
mod documents;
mod modules;
mod words;

use std::{
    fs,
    path::{Path, PathBuf},
};

/// A file of the repository, by its path from the root.
pub struct File {
    pub path: String,
    pub text: String,
}

impl File {
    /// The lines that are code and are not under `#[cfg(test)]`, with their numbers; comments are left empty.
    fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let lines = self.text.lines().take_while(|line| line.trim() != "#[cfg(test)]");
        lines
            .map(|line| if line.trim_start().starts_with("//") { "" } else { line })
            .zip(1..)
            .map(|(l, n)| (n, l))
    }

    fn lies_under(&self, places: &[&str]) -> bool {
        places.iter().any(|place| self.path.starts_with(place))
    }
}

/// Every file under `folder` whose name ends so. A folder that is not there has none.
pub fn files(folder: &str, ending: &str) -> Vec<File> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    let mut folders: Vec<PathBuf> = vec![root.join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.to_string_lossy().ends_with(ending) {
                let text = String::from_utf8_lossy(&fs::read(&path).unwrap()).into_owned();
                let path = path.strip_prefix(root).unwrap().to_string_lossy().into_owned();
                found.push(File { path, text });
            }
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

/// Fails with all breaches of one rule at once.
fn none(rule: &str, breaches: &[String]) {
    assert!(breaches.is_empty(), "{rule}:\n  {}\n", breaches.join("\n  "));
}
