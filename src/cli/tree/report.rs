//! What was found, on its way to a person or a build.

use super::files::Source;
use crate::tree::problem::{Problem, Severity};
use std::{
    fmt::Display,
    io::{self, Write},
    path::Path,
    process::ExitCode,
};

const FINDINGS: u8 = 1;
const UNREADABLE: u8 = 2;

/// Prints as it goes, and remembers the worst.
#[derive(Debug, Default)]
pub struct Report {
    worst: u8,
}

impl Report {
    /// Prints. Whoever stopped reading (`| head`) has seen enough, and the exit code stays right.
    pub fn print(&self, text: impl Display) {
        let _ = write!(io::stdout(), "{text}");
    }

    /// Findings of the check; warnings count only where `strict`.
    pub fn findings(&mut self, source: &Source, problems: &[Problem], json: bool, strict: bool) {
        for problem in problems {
            if json {
                let mut line = serde_json::json!({"file": source.path});
                if let (Some(line), Ok(serde_json::Value::Object(keys))) =
                    (line.as_object_mut(), serde_json::to_value(problem))
                {
                    line.extend(keys);
                }
                self.print(format_args!("{line}\n"));
            } else {
                self.print(format_args!("{}: {problem}\n", source.path.display()));
            }
            if strict || problem.severity == Severity::Error {
                self.worst = self.worst.max(FINDINGS);
            }
        }
    }

    /// A finding that is a sentence.
    pub fn finding(&mut self, source: &Source, message: &str) {
        self.print(format_args!("{}: {message}\n", source.path.display()));
        self.worst = self.worst.max(FINDINGS);
    }

    pub fn unreadable(&mut self, path: &Path, message: &str) {
        eprintln!("{}: {message}", path.display());
        self.worst = UNREADABLE;
    }

    pub fn exit_code(&self) -> ExitCode {
        ExitCode::from(self.worst)
    }
}
