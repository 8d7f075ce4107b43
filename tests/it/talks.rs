//! Every file of `tests/talks/` is a conversation that goes as it is written. One line per file.

use pauta::{
    talk::{play, script::Script},
    tree::{Library, Tree, check::House, check::check_text},
};
use std::{collections::BTreeSet, fs, path::Path, sync::Arc};

macro_rules! talks {
    ($($name:ident)*) => {
        /// The scripts that are played.
        const TALKS: &[&str] = &[$(stringify!($name)),*];
        $(#[test] fn $name() { hold(stringify!($name)); })*
    };
}

talks! {
    b2b_software
    back_offers_the_old_answer
    bakery_owner_with_typos
    changes_mind_twice
    clinic
    commands_in_words
    declines_the_model
    does_not_know
    does_not_know_with_a_model
    edit_a_composite
    edit_an_earlier_answer_asks_only_what_depends
    english_speaker
    help_and_repeat_do_not_move
    keeps_the_accepted_package
    list_item_by_item
    lists_an_open_part
    one_paragraph
    one_word
    pastes_a_whole_brief
    pastes_an_old_brief
    pastes_first
    pastes_midway
    quick_then_deeper
    regulated_sector
    reopen_makes_version_two
    required_cannot_be_skipped
    restart
    skip_a_chapter
    stop_and_resume
    summary_any_time
    switch_language_midway
    telegram_colleague
    unreadable_answer_gets_an_example
    unsure_about_goal_gets_probed
    yes_in_own_words
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn hold(name: &str) {
    let text = fs::read_to_string(root().join(format!("tests/talks/{name}.talk"))).unwrap();
    let script = Script::parse(&text).unwrap_or_else(|reason| panic!("{name}.talk, {reason}"));
    let figures =
        play::play(&script, &tree(&script.tree)).unwrap_or_else(|told| panic!("{name}.talk\n{told}"));
    println!(
        "{name}: {} questions, {:.1} minutes, score {}",
        figures.questions, figures.minutes, figures.score
    );
}

fn tree(id: &str) -> Arc<Tree> {
    let shipped = fs::read_dir(root().join("dialogue_trees")).unwrap();
    let examples = fs::read_dir(root().join("dialogue_trees/examples")).unwrap();
    let paths = shipped.chain(examples).map(|entry| entry.unwrap().path());
    let files = paths.filter(|path| path.extension().is_some_and(|extension| extension == "json"));
    let texts: Vec<String> = files.map(|path| fs::read_to_string(path).unwrap()).collect();
    let read = |text: &String| check_text(text, &Library::default(), House::Any).0;
    let library = Library::of(texts.iter().filter_map(read));
    let doc = library.get(id).unwrap_or_else(|| panic!("there is no tree `{id}`")).clone();
    Tree::load(doc, &library).unwrap()
}

#[test]
fn every_talk_is_played() {
    let entries = fs::read_dir(root().join("tests/talks")).unwrap().map(|entry| entry.unwrap().path());
    let files: BTreeSet<String> =
        entries.map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned()).collect();
    assert_eq!(files, TALKS.iter().map(|name| (*name).to_owned()).collect());
}

const HEAD: &str = "tree: mini_briefing\nlocale: pt-BR\n";

fn told(lines: &str) -> Result<(), String> {
    let script = Script::parse(&format!("{HEAD}{lines}"))?;
    play::play(&script, &tree("mini_briefing")).map(drop)
}

#[test]
fn a_script_that_holds() {
    let lines = "\
        < Oi! Vamos montar sua pauta.\n\
        < objetivo principal\n\
        ? objective\n\
        > [launch]\n\
        ? product\n\
        > Pão de fermentação natural para quem toma café em casa e quer sabor\n\
        > [keep]\n\
        = product_text: Pão de fermentação natural …\n\
        > Padaria Sol\n\
        > [no_more]\n\
        = budget: -\n\
        > R$ 1.500\n\
        = budget: R$ 1.500,00\n\
        # the end\n\
        > [confirm]\n\
        ! completed\n! questions <= 4\n! minutes <= 3\n! never twice\n";
    assert_eq!(told(lines), Ok(()));
}

#[test]
fn a_line_that_does_not_hold_is_told_with_all_that_was_said() {
    let table = [
        ("> [launch]\n< Boa tarde", "wanted, said: Boa tarde", "line 4"),
        ("> [launch]\n? budget", "is, pending: product", "line 4"),
        ("> [launch]\n= objective: Conseguir contatos", "is, objective: Lançar um produto", "line 4"),
        ("> [launch]\n= objective: -", "is, objective: Lançar um produto", "line 4"),
        ("< principal\n< Vamos montar", "wanted, said: Vamos montar", "line 4"),
        ("> [launch]\n! completed", "the conversation is Active", "line 4"),
        ("> [launch]\n! questions <= 1", "2 questions", "line 4"),
        ("> [launch]\n! score >= 90", "score", "line 4"),
        ("> bla\n> bla\n> bla\n> bla\n! minutes <= 0.01", "minutes", "line 7"),
    ];
    for (lines, wanted, line) in table {
        let told = told(lines).unwrap_err();
        for part in ["< Oi! Vamos montar sua pauta.", wanted, line] {
            assert!(told.contains(part), "{part}:\n{told}");
        }
    }
}

#[test]
fn a_script_that_cannot_be_read_says_which_line() {
    for lines in
        ["nonsense", "> ", "! swift", "! questions <= many", "= budget", "today: soon", "colour: red"]
    {
        let reason = told(lines).unwrap_err();
        assert!(reason.starts_with("line 3"), "{lines}: {reason}");
    }
    assert!(Script::parse("> a").unwrap_err().contains("`tree:`"));
}
