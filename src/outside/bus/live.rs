//! The assists of one conversation that are under way, and the words that came of them so far.

use std::collections::VecDeque;

/// Bytes of a piece that a listener is given at once.
const PIECE_BYTES_MAX: usize = 4 * 1024;
/// Bytes of an assist's words that are kept for those who come later; what comes after is left to the row.
const WORDS_BYTES_MAX: usize = 64 * 1024;
/// Endings that are kept for listeners who have not looked yet.
const ENDINGS_MAX: usize = 8;

/// An assist, as it is told to those who watch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assist {
    pub task: u64,
    /// Another number begins its words anew.
    pub attempt: u32,
    /// The first slot that it would fill.
    pub path: String,
    pub label: String,
    /// What it does, by the name that a tree has for it.
    pub kind: &'static str,
}

/// How an assist ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    Done,
    /// Nothing came of it.
    Failed,
    Cancelled,
}

/// What happened to an assist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum News {
    Began(Assist),
    /// More of its words. `offset` counts the characters (Unicode scalar values) before.
    Said {
        task: u64,
        attempt: u32,
        offset: usize,
        delta: String,
    },
    Ended(Assist, Ending),
}

#[derive(Debug, Default)]
pub(super) struct Live {
    running: Vec<Running>,
    /// With the count at which each ended.
    ended: VecDeque<(u64, Assist, Ending)>,
}

#[derive(Debug)]
struct Running {
    assist: Assist,
    words: String,
}

/// How much of an assist's words a listener has.
#[derive(Debug)]
pub(super) struct Heard {
    task: u64,
    attempt: u32,
    bytes: usize,
    characters: usize,
}

impl Live {
    pub fn is_empty(&self) -> bool {
        self.running.is_empty()
    }

    pub fn begins(&mut self, assist: Assist) {
        self.running.retain(|running| running.assist.task != assist.task);
        self.running.push(Running { assist, words: String::new() });
    }

    /// Whether that was anything new.
    pub fn says(&mut self, task: u64, words: &str) -> bool {
        let running = self.running.iter_mut().find(|running| running.assist.task == task);
        let Some(running) = running.filter(|r| r.words.len() + words.len() <= WORDS_BYTES_MAX) else {
            return false;
        };
        running.words.push_str(words);
        !words.is_empty()
    }

    pub fn ends(&mut self, task: u64, ending: Ending, count: u64) {
        let Some(at) = self.running.iter().position(|running| running.assist.task == task) else { return };
        let assist = self.running.remove(at).assist;
        self.ended.push_back((count, assist, ending));
        if self.ended.len() > ENDINGS_MAX {
            self.ended.pop_front();
        }
    }

    /// What happened after `count`, for a listener who has `heard` so much.
    pub fn since(&self, count: u64, heard: &mut Vec<Heard>) -> Vec<News> {
        let mut news = Vec::new();
        for (_, assist, ending) in self.ended.iter().filter(|(at, ..)| *at > count) {
            news.push(News::Ended(assist.clone(), *ending));
        }
        let runs =
            |heard: &Heard| self.running.iter().any(|r| (r.assist.task, r.assist.attempt) == heard.key());
        heard.retain(runs);
        for Running { assist, words } in &self.running {
            let known = heard.iter().position(|heard| heard.key() == (assist.task, assist.attempt));
            let at = known.unwrap_or_else(|| {
                news.push(News::Began(assist.clone()));
                let Assist { task, attempt, .. } = *assist;
                heard.push(Heard { task, attempt, bytes: 0, characters: 0 });
                heard.len() - 1
            });
            heard[at].hear(words, &mut news);
        }
        news
    }
}

impl Heard {
    fn key(&self) -> (u64, u32) {
        (self.task, self.attempt)
    }

    /// Takes what there is beyond, in pieces.
    fn hear(&mut self, words: &str, news: &mut Vec<News>) {
        while self.bytes < words.len() {
            let rest = &words[self.bytes..];
            let delta = &rest[..rest.floor_char_boundary(PIECE_BYTES_MAX)];
            let (task, attempt, offset) = (self.task, self.attempt, self.characters);
            news.push(News::Said { task, attempt, offset, delta: delta.to_owned() });
            self.bytes += delta.len();
            self.characters += delta.chars().count();
        }
    }
}
