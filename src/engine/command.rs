//! The commands that work at every question. None of them moves the position by itself, but back, skip and restart.

use super::{
    consent,
    effect::{Effect, MessageKind, RefusalCode},
    input::{Args, Body},
    state::{AssistStage, Fact, FactKind, Given, Source, Status},
    step::Turn,
    summary,
    walk::{AskAt, Stop, Walk},
    words::{self, fold},
};
use crate::tree::json::CommandName;
use std::collections::BTreeMap;

/// What may stand before the name of an answer: "corrigir a meta".
const ARTICLES: [&str; 9] = ["o ", "a ", "os ", "as ", "minha ", "meu ", "the ", "my ", "our "];

impl<'t> Turn<'t, '_> {
    /// A command that was typed.
    pub fn worded_command(&mut self, name: CommandName, rest: &str, text: &str) {
        let mut args = Args::default();
        match name {
            CommandName::Edit if !rest.is_empty() => {
                if let Some((what, value)) = rest.split_once(':')
                    && let Some(path) = self.path_named(what)
                {
                    return self.edit_as(&path, Body::Text(value.trim().to_owned()), &BTreeMap::new(), text);
                }
                args.path = self.path_named(rest);
            }
            CommandName::Language => args.locale = self.locale_named(rest),
            CommandName::Paste => args.text = Some(rest.to_owned()),
            CommandName::Ai => args.on = words::consent(if rest.is_empty() { text } else { rest }),
            CommandName::Skip => args.chapter = self.chapter_named(rest).or_else(|| self.this_chapter(text)),
            _ => {}
        }
        self.command_as(name, args, text.to_owned());
    }

    pub fn command(&mut self, name: CommandName, args: Args) {
        let key = match (name, args.on) {
            (CommandName::Ai, Some(true)) => "command_ai_on",
            (CommandName::Ai, Some(false)) => "button_ai_no",
            _ => command_phrase(name),
        };
        let said = self.phrase(key).to_owned();
        self.command_as(name, args, said);
    }

    fn command_as(&mut self, name: CommandName, args: Args, said: String) {
        if self.state.status == Status::Completed
            && !matches!(
                name,
                CommandName::Reopen | CommandName::Summary | CommandName::Language | CommandName::Ai
            )
        {
            return self.refuse(RefusalCode::Closed, "closed");
        }
        match name {
            CommandName::Edit if args.path.as_ref().is_some_and(|path| self.target(path).is_none()) => {
                self.refuse(RefusalCode::UnknownPath, "unknown_path");
            }
            CommandName::Cancel => self.cancel(args.task),
            CommandName::Paste => self.paste(args),
            CommandName::Stop => {
                self.heard(said);
                self.state.status = Status::Stopped;
                let text = self.phrase("stopped").to_owned();
                self.tell(MessageKind::Ended, text);
            }
            name => {
                self.heard(said);
                self.perform(name, &args);
            }
        }
    }

    fn perform(&mut self, name: CommandName, args: &Args) {
        match name {
            CommandName::Back => self.back(),
            CommandName::Edit => match &args.path {
                Some(path) => self.ask_again(path),
                None => self.say_key(MessageKind::Help, "edit_what"),
            },
            CommandName::Skip => match &args.chapter {
                Some(chapter) => self.skip_chapter(chapter),
                None => self.skip_pending(),
            },
            CommandName::Help => self.help(),
            CommandName::Repeat => self.repeat("repeat"),
            CommandName::Resume => self.repeat("resumed"),
            CommandName::Restart => self.restart(),
            CommandName::Summary => self.summarise(),
            CommandName::Language => self.switch_language(args.locale.as_deref()),
            CommandName::Human => self.say_key(MessageKind::Help, "human"),
            CommandName::Reopen => self.reopen(),
            CommandName::Ai => self.switch_ai(args.on),
            CommandName::Stop | CommandName::Cancel | CommandName::Paste => {}
        }
    }

    fn say_key(&mut self, kind: MessageKind, key: &'static str) {
        let text = self.phrase(key).to_owned();
        self.tell_and_repeat(kind, text);
    }

    fn skip_pending(&mut self) {
        if consent::stands(self.state) {
            return self.say_key(MessageKind::Help, "help_notice");
        }
        let walk = self.walk();
        match &walk.stop {
            Stop::Ask(asked) => {
                self.skip(asked, &walk);
                self.go_on(walk);
            }
            Stop::Waiting(waiting) => self.go_on_without(waiting),
            Stop::Proposal(proposed) => {
                self.decide_at(proposed, super::input::Decision::Keep, BTreeMap::new());
            }
            _ => self.say_key(MessageKind::Help, "nothing_to_skip"),
        }
    }

    fn skip_chapter(&mut self, chapter: &str) {
        let known = self.scene.tree.doc().chapters.iter().find(|known| known.id == chapter);
        let Some(known) = known else { return self.say_key(MessageKind::Help, "unknown_chapter") };
        let title = self.scene.tree.text(&known.title, &self.state.locale).to_owned();
        self.state.skipped_chapters.insert(chapter.to_owned());
        self.state.pending = None;
        let text = self.fill("chapter_skipped", &[("chapter", &title)]);
        self.tell(MessageKind::Say, text);
        self.advance();
    }

    fn help(&mut self) {
        let walk = self.walk();
        let text = match &walk.stop {
            _ if consent::stands(self.state) => self.phrase("help_notice").to_owned(),
            Stop::Ask(asked) => self.help_on(asked, &walk),
            Stop::Review(..) => self.phrase("help_review").to_owned(),
            Stop::Proposal(_) => self.phrase("help_proposal").to_owned(),
            _ => self.phrase("help_waiting").to_owned(),
        };
        let commands = self.phrase("help_commands").to_owned();
        self.tell_and_repeat(MessageKind::Help, format!("{text}\n\n{commands}"));
    }

    fn help_on(&self, asked: &AskAt<'t>, walk: &Walk<'t>) -> String {
        let text = |text| self.render(text, &asked.at, walk);
        let mut lines: Vec<String> =
            [&asked.ask.why, &asked.ask.help].into_iter().flatten().map(text).collect();
        if let Some(example) = &asked.ask.example {
            lines.push(self.fill("example", &[("example", &text(example))]));
        }
        if lines.is_empty() { text(&asked.ask.prompt) } else { lines.join("\n") }
    }

    fn repeat(&mut self, key: &'static str) {
        if key == "resumed" {
            let text = self.phrase(key).to_owned();
            self.tell(MessageKind::Say, text);
        }
        self.state.pending = None;
        self.advance();
    }

    /// Begins anew; nothing is lost: every answer is offered again at its question.
    fn restart(&mut self) {
        let walk = self.walk();
        let known: Vec<_> =
            walk.env().iter().map(|(path, live)| (path.to_owned(), live.value.clone())).collect();
        for (path, value) in known {
            self.state.given.insert(path, Given { value, source: Source::Former, quote: None });
        }
        self.state.facts.retain(|_, fact| matches!(fact.kind, FactKind::Said));
        self.state.skipped_chapters.clear();
        self.state.pending = None;
        let text = self.phrase("restarted").to_owned();
        self.tell(MessageKind::Say, text);
        self.advance();
    }

    fn summarise(&mut self) {
        let brief = super::draft::brief(self.scene, self.state);
        let text = summary::text(&brief, &self.state.locale, self.scene.tree);
        self.tell_and_repeat(MessageKind::Summary, text);
    }

    fn switch_language(&mut self, locale: Option<&str>) {
        let known = locale.filter(|locale| self.scene.tree.doc().locales.iter().any(|known| known == locale));
        let Some(locale) = known else {
            let known = self.scene.tree.doc().locales.join(", ");
            let text = self.fill("languages", &[("languages", &known)]);
            return self.tell_and_repeat(MessageKind::Help, text);
        };
        self.state.locale = locale.to_owned();
        let text = self.phrase("language_is").to_owned();
        self.tell(MessageKind::Say, text);
        if self.state.status != Status::Completed {
            self.state.pending = None;
            self.advance();
        }
    }

    fn reopen(&mut self) {
        let closed = |fact: &Fact| matches!(fact.kind, FactKind::Produced { .. });
        if !self.state.facts.values().any(closed) {
            return self.say_key(MessageKind::Help, "nothing_to_reopen");
        }
        self.state
            .facts
            .retain(|_, fact| !matches!(fact.kind, FactKind::Reviewed | FactKind::Produced { .. }));
        self.state.status = Status::Active;
        self.state.pending = None;
        let text = self.phrase("reopened").to_owned();
        self.tell(MessageKind::Say, text);
        self.advance();
    }

    /// The result of a running assist is no longer wanted.
    fn cancel(&mut self, task: Option<u64>) {
        let running = self.state.facts.values_mut().find_map(|fact| match &mut fact.kind {
            FactKind::Assist(assist)
                if assist.stage == AssistStage::Running && task.is_none_or(|t| t == assist.task) =>
            {
                Some(assist)
            }
            _ => None,
        });
        let Some(assist) = running else { return self.refuse(RefusalCode::UnknownCard, "nothing_to_cancel") };
        assist.give_up();
        let task = assist.task;
        self.effects.push(Effect::Cancel { task });
        let said = self.phrase("command_cancel").to_owned();
        self.heard(said);
        self.advance();
    }

    /// The slot that a person names by its label, its heading or its id.
    pub fn path_named(&self, words: &str) -> Option<String> {
        let wanted = fold(words);
        let wanted = ARTICLES.iter().find_map(|article| wanted.strip_prefix(article)).unwrap_or(&wanted);
        if wanted.is_empty() {
            return None;
        }
        if self.target(words.trim()).is_some() {
            return Some(words.trim().to_owned());
        }
        let brief = super::draft::brief(self.scene, self.state);
        let named = |exact: bool| {
            brief.fields.iter().find(|field| {
                let label = fold(&field.label);
                if exact { label == wanted } else { label.contains(wanted) }
            })
        };
        named(true).or_else(|| named(false)).map(|field| field.path.clone())
    }

    fn chapter_named(&self, words: &str) -> Option<String> {
        let wanted = fold(words);
        let chapters = &self.scene.tree.doc().chapters;
        let found = chapters
            .iter()
            .find(|chapter| chapter.id == words || chapter.title.values().any(|title| fold(title) == wanted));
        found.map(|chapter| chapter.id.clone())
    }

    /// "Pular este capítulo" means that of the question that is put.
    fn this_chapter(&self, words: &str) -> Option<String> {
        let words = fold(words);
        match self.walk().stop {
            Stop::Ask(asked) if words.ends_with(" capitulo") || words.ends_with(" chapter") => {
                asked.ask.chapter.clone()
            }
            _ => None,
        }
    }

    fn locale_named(&self, words: &str) -> Option<String> {
        let wanted = fold(words);
        let wanted = match wanted.as_str() {
            "portugues" | "portuguese" | "pt" => "pt",
            "ingles" | "english" => "en",
            other => other,
        };
        self.scene
            .tree
            .doc()
            .locales
            .iter()
            .find(|known| fold(known).starts_with(wanted) && !wanted.is_empty())
            .cloned()
    }
}

/// How a command that was pressed reads in the conversation.
fn command_phrase(name: CommandName) -> &'static str {
    match name {
        CommandName::Back => "command_back",
        CommandName::Edit => "command_edit",
        CommandName::Skip => "command_skip",
        CommandName::Help => "command_help",
        CommandName::Repeat => "command_repeat",
        CommandName::Restart => "command_restart",
        CommandName::Summary => "command_summary",
        CommandName::Language => "command_language",
        CommandName::Human => "command_human",
        CommandName::Stop => "command_stop",
        CommandName::Resume => "command_resume",
        CommandName::Reopen => "command_reopen",
        CommandName::Cancel => "command_cancel",
        CommandName::Paste => "command_paste",
        CommandName::Ai => "command_ai",
    }
}
