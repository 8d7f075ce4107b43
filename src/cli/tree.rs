//! `pauta tree …`: trees without a server, for their authors and for a build.

mod files;
mod recorded;
mod report;

use crate::{
    engine::effect::AssistCall,
    talk::{Answers, embedded},
    tree::{
        canonical,
        check::{House, check_text},
        drawing, schema,
    },
};
use clap::{Args, Subcommand};
use files::{Files, Source};
use recorded::Recorded;
use report::Report;
use std::{path::PathBuf, process::ExitCode};

const EXIT_CODES: &str = "\
A tree that a `call` names is looked for beside the file, as <id>.json; recorded answers in the folder
cassettes beside it.

Exit codes: 0 all is well · 1 there are findings · 2 a file cannot be read or written, or the command line
was not understood";

/// Check, format, test and draw dialogue trees
#[derive(Debug, Subcommand)]
pub enum TreeCommand {
    /// Say everything that is wrong with a tree
    #[command(after_help = EXIT_CODES)]
    Check {
        #[command(flatten)]
        files: Paths,
        /// Also hold the tree to the house's rules: why and example at every question, length, voice
        #[arg(long)]
        shipped: bool,
        /// Warnings fail too
        #[arg(long)]
        strict: bool,
        /// One JSON object per finding and line
        #[arg(long)]
        json: bool,
    },
    /// Bring the file into its canonical form
    #[command(after_help = EXIT_CODES)]
    Fmt {
        #[command(flatten)]
        files: Paths,
        /// Write nothing; only say which files are not in their canonical form
        #[arg(long)]
        check: bool,
    },
    /// Print the JSON Schema of the format
    Schema,
    /// Hold the conversations that the tree promises, and say what they cover
    #[command(after_help = EXIT_CODES)]
    Test {
        #[command(flatten)]
        files: Paths,
        /// Percent of nodes, of edges and of options that the tests must reach
        #[arg(long, value_name = "PERCENT", default_value_t = 0)]
        min_coverage: usize,
    },
    /// Print the tree as a Mermaid flowchart
    #[command(after_help = EXIT_CODES)]
    Show {
        #[command(flatten)]
        files: Paths,
        /// The language of the texts; the tree's default one without it
        #[arg(long)]
        locale: Option<String>,
    },
}

/// The files of a command.
#[derive(Debug, Args)]
pub struct Paths {
    /// Trees in JSON
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
}

/// Does it, file by file; the worst of them decides the exit code.
pub fn run(command: &TreeCommand) -> ExitCode {
    match command {
        TreeCommand::Schema => {
            let report = Report::default();
            report.print(format_args!("{:#}\n", schema::schema()));
            report.exit_code()
        }
        TreeCommand::Check { files, shipped, strict, json } => {
            let house = if *shipped { House::Shipped } else { House::Any };
            each(files, |source, report| {
                let (_, problems) = check_text(&source.text, &source.library, house);
                report.findings(source, &problems, *json, *strict);
            })
        }
        TreeCommand::Fmt { files, check } => each(files, |source, report| format(source, *check, report)),
        TreeCommand::Test { files, min_coverage } => {
            each(files, |source, report| test(source, *min_coverage, report))
        }
        TreeCommand::Show { files, locale } => {
            each(files, |source, report| show(source, locale.as_ref(), report))
        }
    }
}

fn each(paths: &Paths, mut act: impl FnMut(&Source, &mut Report)) -> ExitCode {
    let mut report = Report::default();
    for path in &paths.files {
        match Files::read(path) {
            Ok(source) => act(&source, &mut report),
            Err(message) => report.unreadable(path, &message),
        }
    }
    report.exit_code()
}

fn format(source: &Source, check: bool, report: &mut Report) {
    match canonical::format_text(&source.text) {
        Err(problems) => report.findings(source, &problems, false, false),
        Ok(text) if text == source.text => {}
        Ok(_) if check => {
            report.finding(source, "the file is not in its canonical form; `pauta tree fmt` writes it");
        }
        Ok(text) => match std::fs::write(&source.path, text) {
            Ok(()) => report.print(format_args!("{}: formatted\n", source.path.display())),
            Err(error) => report.unreadable(&source.path, &format!("cannot be written: {error}")),
        },
    }
}

fn show(source: &Source, locale: Option<&String>, report: &mut Report) {
    let (doc, problems) = check_text(&source.text, &source.library, House::Any);
    let Some(doc) = doc else { return report.findings(source, &problems, false, false) };
    match locale.filter(|locale| !doc.locales.contains(locale)) {
        Some(other) => {
            let ours = doc.locales.join(", ");
            report.finding(source, &format!("the tree has no texts in `{other}`; its languages are: {ours}"));
        }
        None => report.print(drawing::mermaid(&doc, locale.unwrap_or(&doc.default_locale))),
    }
}

fn test(source: &Source, min_coverage: usize, report: &mut Report) {
    let tree = match crate::tree::Tree::load_text(&source.text, &source.library) {
        Ok(tree) => tree,
        Err(problems) => return report.findings(source, &problems, false, false),
    };
    let recorded = if tree.doc().tests.iter().any(embedded::is_recorded) {
        match Recorded::beside(&source.path) {
            Ok(recorded) => Some(recorded),
            Err(error) => return report.finding(source, &error.to_string()),
        }
    } else {
        None
    };
    for note in recorded.iter().flat_map(Recorded::notes) {
        report.print(format_args!("{}: {note}\n", source.path.display()));
    }
    let answer = recorded.as_ref().map(|recorded| |call: &AssistCall| recorded.answer(call));
    let outcome = embedded::run_with(&tree, answer.as_ref().map(|answer| Answers(answer)));
    for failure in &outcome.failures {
        report.finding(source, failure);
    }
    report.print(format_args!("{}: {}\n", source.path.display(), outcome.summary()));
    for (what, part) in outcome.coverage.parts() {
        let percent = part.percent();
        report.print(format_args!("  {what}: {} of {} ({percent} %)\n", part.reached(), part.all.len()));
        for missed in part.missed() {
            report.print(format_args!("    not reached: {missed}\n"));
        }
        if percent < min_coverage {
            let message = format!("the tests reach {percent} % of the {what}; {min_coverage} % are wanted");
            report.finding(source, &message);
        }
    }
}
