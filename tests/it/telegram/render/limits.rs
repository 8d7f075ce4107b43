//! What Telegram takes, as literals beside the data; and the words for it.

use pauta::channel::telegram::{
    limits::{self, Limit},
    words,
};
use std::collections::BTreeSet;

#[test]
fn the_limits_are_those_that_are_documented() {
    let wanted = [
        (Limit::Message, 4096),
        (Limit::Caption, 1024),
        (Limit::Entities, 100),
        (Limit::CallbackData, 64),
        (Limit::CallbackAnswer, 200),
        (Limit::Keyboard, 100),
        (Limit::KeyboardRow, 8),
        (Limit::Button, 64),
        (Limit::Placeholder, 64),
        (Limit::FileName, 60),
        (Limit::Download, 20 << 20),
        (Limit::Upload, 50 << 20),
        (Limit::UploadPhoto, 10 << 20),
        (Limit::PhotoSides, 10_000),
        (Limit::PhotoRatio, 20),
        (Limit::PerSecond, 30),
        (Limit::PerSecondInAChat, 1),
        (Limit::PerMinuteInAGroup, 20),
        (Limit::Commands, 100),
        (Limit::Command, 32),
        (Limit::CommandDescription, 256),
    ];
    for (limit, max) in wanted {
        assert_eq!(limit.max(), max, "{limit:?}");
    }
    let names: BTreeSet<Limit> = limits::all().iter().map(|row| row.name).collect();
    assert_eq!((names.len(), limits::all().len()), (wanted.len(), wanted.len()), "each once, none besides");
    assert!(limits::all().iter().all(|row| !row.from.is_empty()));
    assert_eq!(limits::date().len(), "2026-11-26".len());
}

#[test]
fn the_menu_is_taken_in_both_languages() {
    for locale in ["pt-BR", "en"] {
        let commands = words::commands(locale);
        assert!(commands.len() <= 100);
        for (name, description) in commands {
            let own = name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
            assert!(own && (1..=32).contains(&name.len()), "{name}");
            assert!((3..=256).contains(&description.encode_utf16().count()), "{description}");
            assert_ne!(description, format!("command_{name}"), "it has its words");
        }
    }
}

#[test]
fn what_is_shown_after_a_press_is_short_enough() {
    for key in
        ["old_button", "old_version", "pressed_before", "decided_by", "not_yours", "not_approver", "saved"]
    {
        for locale in ["pt-BR", "en"] {
            assert!(words::say(locale, key).encode_utf16().count() <= 160, "{key} in {locale}");
            assert_ne!(words::say(locale, key), key);
        }
    }
}

#[test]
fn a_text_is_clipped_by_units_and_not_within_a_letter() {
    assert_eq!(limits::clipped("abc", 3), "abc");
    assert_eq!(limits::clipped("abcd", 3), "ab…");
    assert_eq!(limits::clipped("a😀b", 3), "a…");
    assert_eq!(limits::length("a😀"), 3);
}
