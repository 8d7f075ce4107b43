//! `pauta help` with a flag behind it: clap takes `help` as words alone, and calls `--help` there an unknown command.

use clap::Command;
use std::ffi::OsString;

/// What was typed, without a flag that asks for the help that `help` is.
pub(super) fn plain(command: &Command, mut typed: Vec<OsString>) -> Vec<OsString> {
    let mut within = command;
    // Behind the program's name come commands, until something else does: only among them is `help` one.
    for place in 1..typed.len() {
        if typed[place] == "help" && within.has_subcommands() {
            let asked = typed.split_off(place + 1);
            typed.extend(asked.into_iter().filter(|word| word != "--help" && word != "-h"));
            break;
        }
        let Some(next) = within.find_subcommand(&typed[place]) else { break };
        within = next;
    }
    typed
}

#[cfg(test)]
mod tests {
    use super::{super::Cli, *};
    use clap::{CommandFactory, error::ErrorKind};

    fn asked(line: &str) -> Result<clap::ArgMatches, clap::Error> {
        let typed = line.split_whitespace().map(OsString::from).collect();
        Cli::command().try_get_matches_from(plain(&Cli::command(), typed))
    }

    #[test]
    fn help_is_given_however_it_is_asked_for() {
        let ways =
            ["help", "help --help", "help -h", "help help", "help site --help", "help telegram connect -h"];
        for way in ways.into_iter().chain(["site help --help", "tree help check --help", "--help", "site -h"])
        {
            let told = asked(&format!("pauta {way}")).unwrap_err();
            assert_eq!(told.kind(), ErrorKind::DisplayHelp, "{way}: {told}");
        }
        assert_eq!(asked("pauta help nonsense --help").unwrap_err().kind(), ErrorKind::InvalidSubcommand);
    }

    #[test]
    fn a_value_that_is_called_help_is_left_alone() {
        let told = asked("pauta invite --name help --help").unwrap_err();
        assert_eq!(told.kind(), ErrorKind::DisplayHelp, "nobody is invited: {told}");
        let told = asked("pauta backup help --help").unwrap_err();
        assert_eq!(told.kind(), ErrorKind::DisplayHelp, "nothing is written: {told}");
    }
}
