use super::{CONFIG_VARIABLE, Concern, ConfigError, Setting, readable::Readable};
use std::{collections::BTreeMap, path::PathBuf};
use toml::{Table, Value};

/// The process's environment, or a test's.
pub type Environment = BTreeMap<String, String>;

/// The environment as it is now. What is not Unicode cannot be ours and is left out.
#[expect(clippy::disallowed_methods, reason = "the one place where the environment is read")]
pub fn process_environment() -> Environment {
    std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
        .collect()
}

/// What Kubernetes puts into the environment of every pod beside a service called "pauta".
const NOT_OURS: [&str; 2] = ["PAUTA_SERVICE_", "PAUTA_PORT"];

/// The file and the environment while they are read. Problems are gathered, so that all are told at once.
pub(super) struct Source<'a> {
    path: Option<PathBuf>,
    file: Table,
    environment: &'a Environment,
    problems: Vec<String>,
}

impl<'a> Source<'a> {
    pub(super) fn new(
        file: Option<(PathBuf, &str)>,
        environment: &'a Environment,
    ) -> Result<Self, ConfigError> {
        let (path, file) = match file {
            None => (None, Table::new()),
            Some((path, text)) => match text.parse::<Table>() {
                Ok(table) => (Some(path), table),
                Err(error) => {
                    let line = error.span().map_or(1, |span| 1 + text[..span.start].matches('\n').count());
                    let (path, what) = (path.display(), error.message());
                    return Err(ConfigError::one(format!("{path} is not TOML: line {line}: {what}.")));
                }
            },
        };
        Ok(Self { path, file, environment, problems: Vec::new() })
    }

    pub(super) fn file(&self) -> Option<PathBuf> {
        self.path.clone()
    }

    /// The value of one setting: from the environment, else from the file, else its default.
    pub(super) fn read<T: Readable>(&mut self, setting: &Setting) -> T {
        let unset = || T::unset(setting.default);
        let Some((place, text)) = self.find(setting) else { return unset() };
        T::read(&text).unwrap_or_else(|| {
            let value = if T::SECRET { "not readable".to_owned() } else { format!("{text:?}") };
            let flaw = T::flaw(&text).map_or_else(String::new, |flaw| format!(" ({flaw})"));
            self.problems.push(format!("{place} is {value}{flaw}, but must be {}.", setting.accepts));
            unset()
        })
    }

    /// Where a setting is set, in words, and its text. An empty variable counts as unset.
    fn find(&self, setting: &Setting) -> Option<(String, String)> {
        if let Some(text) = self.environment.get(setting.variable).filter(|text| !text.is_empty()) {
            return Some((setting.variable.to_owned(), text.clone()));
        }
        let value = self.file.get(setting.table)?.as_table()?.get(setting.key)?;
        Some((self.place(&format!("{}.{}", setting.table, setting.key)), text_of(value)))
    }

    /// Notes every key of the file and every `PAUTA_…` variable that no setting has.
    pub(super) fn refuse_unknown(&mut self, concerns: &[Concern]) {
        let mut unknown = Vec::new();
        for (table, value) in &self.file {
            match (concerns.iter().find(|concern| concern.table == table), value) {
                (Some(concern), Value::Table(keys)) => {
                    let known: Vec<_> = concern.settings.iter().map(|setting| setting.key).collect();
                    for key in keys.keys().filter(|key| !known.contains(&key.as_str())) {
                        unknown.push((self.place(&format!("{table}.{key}")), known.join(", ")));
                    }
                }
                _ => {
                    let known: Vec<_> = concerns.iter().map(|c| format!("[{}]", c.table)).collect();
                    unknown.push((self.place(table), known.join(", ")));
                }
            }
        }
        for (place, known) in unknown {
            self.problems.push(format!("{place} is not a setting; known here: {known}."));
        }
        let known = |name: &str| {
            name == CONFIG_VARIABLE || concerns.iter().flat_map(|c| c.settings).any(|s| s.variable == name)
        };
        for name in self.environment.keys().filter(|name| name.starts_with("PAUTA_") && !known(name)) {
            if !NOT_OURS.iter().any(|prefix| name.starts_with(prefix)) {
                let problem =
                    format!("{name} is not a variable that Pauta knows; see docs/configuration.md.");
                self.problems.push(problem);
            }
        }
    }

    /// Notes a problem that only several settings together have.
    pub(super) fn refuse(&mut self, problem: &str) {
        self.problems.push(problem.to_owned());
    }

    pub(super) fn finish<T>(self, value: T) -> Result<T, ConfigError> {
        if self.problems.is_empty() { Ok(value) } else { Err(ConfigError { problems: self.problems }) }
    }

    fn place(&self, key: &str) -> String {
        let path = self.path.as_ref().map_or_else(String::new, |path| path.display().to_string());
        format!("{key} in {path}")
    }
}

/// A value of the file as the text that a variable would hold.
fn text_of(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(text_of).collect::<Vec<_>>().join(","),
        other => other.to_string(),
    }
}
