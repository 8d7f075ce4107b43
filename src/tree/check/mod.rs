//! The check: everything that is wrong with a tree, at once. The same function serves the editor, the
//! import, the publishing, the command line and the tests.

mod links;

use super::{closure::Library, json::TreeDoc, problem::Problem};

/// Whose rules apply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum House {
    /// What makes a tree a tree.
    Any,
    /// And what makes it one of Pauta's own: its voice, its asking contract.
    Shipped,
}

/// All findings, errors first.
pub fn check(doc: &TreeDoc, library: &Library, house: House) -> Vec<Problem> {
    let _ = (library, house);
    let mut problems = Vec::new();
    links::check(doc, &mut problems);
    problems.sort();
    problems
}
