//! An example for each command that takes something: shown at the end of its `--help`.

use clap::Command;

/// Commands, with a line that could be typed.
pub(super) const EXAMPLES: [(&str, &str); 21] = [
    ("backup", "pauta backup /var/backups/pauta.db"),
    ("invite", "pauta invite --name 'Ana Souza' --email ana@padaria.example --role marketer"),
    ("site add", "pauta site add 'Padaria Sol' --origin https://padaria.example"),
    ("site allow", "pauta site allow 01a21733-281a-73f4-aeaf-b4f7d7984506 https://www.padaria.example"),
    ("site forbid", "pauta site forbid 01a21733-281a-73f4-aeaf-b4f7d7984506 https://www.padaria.example"),
    ("site accent", "pauta site accent 01a21733-281a-73f4-aeaf-b4f7d7984506 '#b4471f'"),
    ("site identity", "pauta site identity 01a21733-281a-73f4-aeaf-b4f7d7984506 --require"),
    ("llm usage", "pauta llm usage --workspace default"),
    ("llm calls", "pauta llm calls --last 50"),
    ("llm budget", "pauta llm budget --workspace default --month 20"),
    ("llm clear", "pauta llm clear openai"),
    ("jobs retry", "pauta jobs retry all"),
    ("jobs dismiss", "pauta jobs dismiss all"),
    ("webhooks add", "pauta webhooks add https://crm.example/pauta --event piece.decided"),
    ("webhooks remove", "pauta webhooks remove 0197c1de-51a0-7000-8000-000000000000"),
    ("telegram connect", "pauta telegram connect --workspace default < token.txt"),
    ("telegram remove", "pauta telegram remove padaria_bot"),
    ("tree check", "pauta tree check --strict dialogue_trees/campaign_briefing.json"),
    ("tree fmt", "pauta tree fmt --check dialogue_trees/campaign_briefing.json"),
    ("tree test", "pauta tree test --min-coverage 90 dialogue_trees/campaign_briefing.json"),
    ("tree show", "pauta tree show --locale en dialogue_trees/campaign_briefing.json"),
];

/// The commands with their examples.
pub(super) fn shown(command: Command) -> Command {
    EXAMPLES.into_iter().fold(command, |command, (path, line)| below(command, path, line))
}

fn below(command: Command, path: &str, line: &'static str) -> Command {
    match path.split_once(' ') {
        Some((first, rest)) => command.mut_subcommand(first, |command| below(command, rest, line)),
        None => command.mut_subcommand(path, |command| {
            let more = command.get_after_help().map(|more| format!("\n\n{more}")).unwrap_or_default();
            command.after_help(format!("Example: {line}{more}"))
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::{super::Cli, *};
    use clap::CommandFactory;

    /// As a shell takes a line apart, up to where it sends the input from.
    fn words(line: &str) -> Vec<String> {
        let line = line.split(" < ").next().unwrap_or_default();
        let parts = line.split('\'').enumerate();
        let words = parts.flat_map(|(n, part)| match n % 2 {
            0 => part.split_whitespace().map(str::to_owned).collect::<Vec<_>>(),
            _ => vec![part.to_owned()],
        });
        words.collect()
    }

    /// The commands that do something, by their path, and whether they take anything.
    fn leaves(command: &Command, path: &str, found: &mut Vec<(String, bool)>) {
        for one in command.get_subcommands().filter(|one| !one.is_hide_set() && one.get_name() != "help") {
            let path = format!("{path} {}", one.get_name()).trim().to_owned();
            match one.has_subcommands() {
                true => leaves(one, &path, found),
                false => found.push((path, one.get_arguments().any(|argument| argument.get_id() != "help"))),
            }
        }
    }

    #[test]
    fn every_command_that_takes_something_has_an_example_that_is_understood() {
        let command = shown(Cli::command());
        let mut found = Vec::new();
        leaves(&command, "", &mut found);
        let lacking: Vec<_> = found
            .into_iter()
            .filter(|(path, takes)| *takes && !EXAMPLES.iter().any(|(known, _)| known == path))
            .collect();
        assert!(lacking.is_empty(), "{lacking:?} have no example");
        for (path, line) in EXAMPLES {
            let parsed = command.clone().try_get_matches_from(words(line));
            assert!(parsed.is_ok(), "{line}: {parsed:?}");
            assert!(line.starts_with(&format!("pauta {path}")), "{line}");
        }
        let help = |path: [&str; 3]| command.clone().try_get_matches_from(path.into_iter().chain(["--help"]));
        let told = help(["pauta", "telegram", "connect"]).unwrap_err().to_string();
        assert!(told.contains("Example: pauta telegram connect"), "{told}");
        let told = help(["pauta", "tree", "check"]).unwrap_err().to_string();
        assert!(told.contains("Example: ") && told.contains("Exit codes: "), "{told}");
    }
}
