//! Who may import whom.

use super::{File, files, none};
use regex::Regex;
use std::collections::{BTreeMap, BTreeSet};

/// Each module with those it builds on. What they build on is within its reach too.
const BUILDS_ON: [(&str, &[&str]); 29] = [
    ("id", &[]),
    ("time", &[]),
    ("phrase", &[]),
    ("pattern", &[]),
    ("tree", &["id", "time", "phrase", "pattern"]),
    ("engine", &["tree"]),
    ("work", &["id"]),
    ("rules", &["engine"]),
    ("deliverable", &["engine", "work", "rules"]),
    ("picture", &[]),
    ("layout", &["deliverable", "picture"]),
    ("talk", &["engine", "rules"]),
    ("store", &["engine", "work"]),
    ("config", &[]),
    ("telemetry", &["config"]),
    ("outside", &["id", "time", "config"]),
    ("llm", &["store", "outside", "telemetry"]),
    ("assist", &["llm", "rules"]),
    ("writer", &["llm", "deliverable"]),
    ("document", &[]),
    ("app", &["store", "outside", "config", "telemetry", "assist", "writer", "document", "layout"]),
    ("turn", &["app"]),
    ("production", &["turn", "deliverable", "layout"]),
    ("hook", &["production"]),
    ("job", &["hook"]),
    ("upload", &["turn"]),
    ("channel", &["production", "upload"]),
    ("web", &["channel", "upload", "talk", "job"]),
    ("cli", &["web"]),
];

/// Where the guarded HTTP client is made.
const GUARDED: &str = "src/outside/http.rs";

/// Crates that stay out of the pure parts.
const IMPURE: &str = r"\b(tokio|tokio_util|futures_util|sqlx|axum|tower_http|reqwest|rand|metrics|tracing)::";
const PURE: [&str; 10] = [
    "src/id.rs",
    "src/time.rs",
    "src/phrase.rs",
    "src/pattern.rs",
    "src/tree/",
    "src/engine/",
    "src/work.rs",
    "src/deliverable/",
    "src/rules/",
    "src/talk/",
];

#[test]
fn a_module_imports_only_what_it_builds_on() {
    let reach = reach();
    let mut breaches = Vec::new();
    for file in files("src", ".rs") {
        let Some(module) = module_of(&file) else { continue };
        let Some(reach) = reach.get(module) else {
            breaches.push(format!("{}: the module {module} has no place in BUILDS_ON", file.path));
            continue;
        };
        for used in imports(&file) {
            if used != module && !reach.contains(used.as_str()) {
                breaches.push(format!("{}: {module} does not build on {used}", file.path));
            }
        }
    }
    none("a module imports only what it builds on", &breaches);
}

#[test]
fn the_pure_parts_stay_pure() {
    none("pure code names no impure crate", &named(IMPURE, |file| file.lies_under(&PURE)));
}

#[test]
fn sql_is_the_stores_and_pages_are_the_webs() {
    none("sqlx only under src/store", &named(r"\bsqlx::", |file| !file.lies_under(&["src/store/"])));
    none("askama only under src/web", &named(r"\baskama\b", |file| !file.lies_under(&["src/web/"])));
    let doors = ["src/web/", "src/channel/web"];
    none("axum only in the web's doors", &named(r"\baxum::", |file| !file.lies_under(&doors)));
}

#[test]
fn there_is_one_way_out_over_http() {
    let made =
        r"\breqwest::(blocking::)?(Client\b|get\(|ClientBuilder)|\bClientBuilder\b|\bhyper(_util)?::client\b";
    none("an HTTP client is made only in src/outside/http.rs", &named(made, |file| file.path != GUARDED));
    let spoken = |file: &File| {
        file.path != GUARDED && !file.lies_under(&["src/outside/llm/", "src/outside/telegram/"])
    };
    none("reqwest is spoken only by the clients of models and of Telegram", &named(r"\breqwest\b", spoken));
    // The health check asks this very server, on this machine.
    let asks = |file: &File| file.path != GUARDED && file.path != "src/cli/health.rs";
    none("no connection is made past the guarded client", &named(r"\bTcpStream::connect\b", asks));
}

/// `file:line` of each code line of the chosen files that matches.
fn named(pattern: &str, chosen: impl Fn(&File) -> bool) -> Vec<String> {
    let pattern = Regex::new(pattern).unwrap();
    let mut found = Vec::new();
    for file in files("src", ".rs").iter().filter(|file| chosen(file)) {
        for (number, line) in file.code().filter(|(_, line)| pattern.is_match(line)) {
            found.push(format!("{}:{number}: {}", file.path, line.trim()));
        }
    }
    found
}

/// The top module a file belongs to; `main.rs` and `lib.rs` belong to none.
fn module_of(file: &File) -> Option<&str> {
    let name = file.path.strip_prefix("src/")?;
    let name = name.split_once('/').map_or_else(|| name.trim_end_matches(".rs"), |(folder, _)| folder);
    (!matches!(name, "main" | "lib")).then_some(name)
}

/// Every top module that a file names: `crate::x`, `crate::{x::…, y}` and `super::super::x`.
fn imports(file: &File) -> BTreeSet<String> {
    let code: String = file.code().map(|(_, line)| line).collect::<Vec<_>>().join("\n");
    let mut found = BTreeSet::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        match rest.strip_prefix('{') {
            Some(group) => found.extend(group_heads(group)),
            None => found.extend(head(rest)),
        }
    }
    let above = Regex::new(r"\bsuper::([a-z_]+)").unwrap();
    let tops = BUILDS_ON.map(|(module, _)| module);
    let is_top_file = file.path.matches('/').count() == 1 || file.path.ends_with("/mod.rs");
    let supers = above.captures_iter(&code).map(|found| found[1].to_owned());
    found.extend(
        supers.filter(|name| is_top_file && tops.contains(&name.as_str()) && module_of(file) != Some(name)),
    );
    found
}

/// The first names in `a::b, c::{d, e}, f}`.
fn group_heads(group: &str) -> Vec<String> {
    let (mut depth, mut start, mut heads) = (0, 0, Vec::new());
    for (at, letter) in group.char_indices() {
        match letter {
            '{' => depth += 1,
            ',' if depth == 0 => {
                heads.extend(head(&group[start..at]));
                start = at + 1;
            }
            '}' if depth == 0 => {
                heads.extend(head(&group[start..at]));
                break;
            }
            '}' => depth -= 1,
            _ => {}
        }
    }
    heads
}

fn head(path: &str) -> Option<String> {
    let name: String = path.trim().chars().take_while(|c| c.is_ascii_lowercase() || *c == '_').collect();
    (!name.is_empty()).then_some(name)
}

/// What each module may name: what it builds on, and on.
fn reach() -> BTreeMap<&'static str, BTreeSet<&'static str>> {
    let mut reach: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (module, below) in BUILDS_ON {
        let deeper = below.iter().flat_map(|name| reach[name].iter().copied()).collect::<Vec<_>>();
        reach.insert(module, below.iter().copied().chain(deeper).collect());
    }
    reach
}

#[test]
fn imports_are_seen_however_they_are_written() {
    let text = "use crate::{id::Id, tree::{self, json::{A, B}},\n    web};\n// use crate::cli::x;\nlet x = crate::store::open();";
    let file = File { path: "src/engine/deep/file.rs".into(), text: text.into() };
    assert_eq!(imports(&file).into_iter().collect::<Vec<_>>(), ["id", "store", "tree", "web"]);
}
