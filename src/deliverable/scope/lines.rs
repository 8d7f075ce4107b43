//! Lines of two versions side by side.

use super::common;
use crate::deliverable::view::{Line, LineChange};
use std::collections::BTreeMap;

/// The lines that were changed, added (`from` is empty) or removed (`to` is empty), in the order in which the new
/// version is read; what was removed comes last. A line that only moved in its list is no change.
pub fn changes(before: &[Line], after: &[Line]) -> Vec<LineChange> {
    let (old, new) = (by_list(before), by_list(after));
    let mut pairs: BTreeMap<&str, Option<&Line>> = BTreeMap::new();
    let mut removed = Vec::new();
    for (list, lines) in &new {
        let olds = old.get(list).map_or(&[][..], Vec::as_slice);
        for (was, is) in side_by_side(olds, lines) {
            match is {
                Some(is) => {
                    pairs.insert(&is.path, was);
                }
                None => removed.extend(was),
            }
        }
    }
    removed.extend(
        old.iter().filter(|(list, _)| !new.contains_key(*list)).flat_map(|(_, lines)| lines.iter().copied()),
    );
    let changed = after.iter().filter_map(|is| {
        let was = pairs.get(is.path.as_str()).copied().flatten();
        let from = was.map_or(String::new(), |was| was.text.clone());
        (from != is.text).then(|| change(is, from, is.text.clone()))
    });
    let gone = removed.into_iter().filter(|was| !was.text.is_empty());
    let gone: Vec<_> = gone.map(|was| change(was, was.text.clone(), String::new())).collect();
    changed.chain(gone).collect()
}

fn change(line: &Line, from: String, to: String) -> LineChange {
    LineChange { path: line.path.clone(), label: line.label.clone(), from, to }
}

/// The lines by the list that they stand in: `/cards/*/headline`.
fn by_list(lines: &[Line]) -> BTreeMap<String, Vec<&Line>> {
    let mut lists: BTreeMap<String, Vec<&Line>> = BTreeMap::new();
    for line in lines {
        let parts = line.path.split('/').map(|part| if part.parse::<usize>().is_ok() { "*" } else { part });
        lists.entry(parts.collect::<Vec<_>>().join("/")).or_default().push(line);
    }
    lists
}

/// Equal lines beside each other; between them the rest, in order.
fn side_by_side<'a>(before: &[&'a Line], after: &[&'a Line]) -> Vec<(Option<&'a Line>, Option<&'a Line>)> {
    let texts = |lines: &[&'a Line]| lines.iter().map(|line| line.text.as_str()).collect::<Vec<_>>();
    let (mut a, mut b, mut rows) = (0, 0, Vec::new());
    let equal = common(&texts(before), &texts(after));
    for (next_a, next_b) in equal.into_iter().chain([(before.len(), after.len())]) {
        while a < next_a || b < next_b {
            let was = (a < next_a).then(|| before[a]);
            let is = (b < next_b).then(|| after[b]);
            rows.push((was, is));
            (a, b) = (a + usize::from(was.is_some()), b + usize::from(is.is_some()));
        }
        if a < before.len() && b < after.len() {
            rows.push((Some(before[a]), Some(after[b])));
            (a, b) = (a + 1, b + 1);
        }
    }
    rows
}
