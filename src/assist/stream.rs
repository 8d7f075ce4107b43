//! The words of an answer while it is being written: a reader of JSON that comes in pieces, which lets
//! through the contents of those texts that a person may read, and nothing else.

use super::guard::Guard;

/// Reads pieces of JSON, and hands on the texts at the places that are shown, unescaped, in order.
#[derive(Debug)]
pub struct Reader {
    /// The places: `fields/product_text`, `remarks/*/because`. A `*` stands for any item of a list.
    shown: Vec<String>,
    open: Vec<Level>,
    state: At,
    /// Whether the string under way is a key, and whether it is shown.
    key: bool,
    loud: bool,
    word: String,
    done: bool,
}

/// An object or list that is open.
#[derive(Debug)]
struct Level {
    list: bool,
    /// Of an object: the key whose value comes.
    key: String,
    /// Of an object: whether a key comes next.
    wants_key: bool,
}

#[derive(Debug)]
enum At {
    /// Before the first brace, or between tokens.
    Between,
    Text,
    /// After a backslash.
    Escape,
    /// In `\u`: the digits so far, and the first half of a pair.
    Unicode(String, Option<u16>),
    /// After the first half of a pair: a `\u` must follow.
    Pair(u16, bool),
}

/// What a piece brings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heard {
    Char(char),
    /// A text that is shown ends.
    End,
}

impl Reader {
    pub fn new(shown: &[String]) -> Self {
        Self {
            shown: shown.to_vec(),
            open: Vec::new(),
            state: At::Between,
            key: false,
            loud: false,
            word: String::new(),
            done: false,
        }
    }

    /// Reads on. Half an escape is kept until its other half comes.
    pub fn read(&mut self, piece: &str, hear: &mut impl FnMut(Heard)) {
        for c in piece.chars() {
            if self.done {
                return;
            }
            self.one(c, hear);
        }
    }

    fn one(&mut self, c: char, hear: &mut impl FnMut(Heard)) {
        match std::mem::replace(&mut self.state, At::Text) {
            At::Between => {
                self.state = At::Between;
                self.between(c);
            }
            At::Text => match c {
                '"' => self.end(hear),
                '\\' => self.state = At::Escape,
                c => self.say(c, hear),
            },
            At::Escape => match c {
                'u' => self.state = At::Unicode(String::new(), None),
                'n' => self.say('\n', hear),
                't' => self.say('\t', hear),
                'r' => self.say('\r', hear),
                'b' => self.say('\u{8}', hear),
                'f' => self.say('\u{c}', hear),
                c => self.say(c, hear),
            },
            At::Unicode(mut digits, first) => {
                digits.push(c);
                if digits.len() < 4 {
                    self.state = At::Unicode(digits, first);
                } else {
                    self.unit(u16::from_str_radix(&digits, 16).unwrap_or(0xFFFD), first, hear);
                }
            }
            At::Pair(first, false) if c == '\\' => self.state = At::Pair(first, true),
            At::Pair(first, true) if c == 'u' => self.state = At::Unicode(String::new(), Some(first)),
            At::Pair(_, escaped) => {
                self.say(char::REPLACEMENT_CHARACTER, hear);
                self.state = if escaped { At::Escape } else { At::Text };
                self.one(c, hear);
            }
        }
    }

    /// A unit of UTF-16, which may be half a character.
    fn unit(&mut self, unit: u16, first: Option<u16>, hear: &mut impl FnMut(Heard)) {
        let units = first.into_iter().chain([unit]);
        for read in char::decode_utf16(units) {
            match read {
                Ok(c) => self.say(c, hear),
                Err(half)
                    if (0xD800..0xDC00).contains(&half.unpaired_surrogate())
                        && half.unpaired_surrogate() == unit =>
                {
                    self.state = At::Pair(unit, false);
                }
                Err(_) => self.say(char::REPLACEMENT_CHARACTER, hear),
            }
        }
    }

    fn say(&mut self, c: char, hear: &mut impl FnMut(Heard)) {
        if self.key {
            self.word.push(c);
        } else if self.loud {
            hear(Heard::Char(c));
        }
    }

    fn end(&mut self, hear: &mut impl FnMut(Heard)) {
        self.state = At::Between;
        let word = std::mem::take(&mut self.word);
        match self.open.last_mut() {
            Some(level) if self.key => level.key = word,
            _ if self.loud => hear(Heard::End),
            _ => {}
        }
    }

    fn between(&mut self, c: char) {
        match c {
            '{' | '[' if !self.open.is_empty() || c == '{' => {
                self.open.push(Level { list: c == '[', key: String::new(), wants_key: c == '{' });
            }
            '}' | ']' => {
                self.open.pop();
                self.done = self.open.is_empty();
            }
            '"' if !self.open.is_empty() => {
                self.state = At::Text;
                self.key = self.open.last().is_some_and(|level| level.wants_key);
                self.loud = !self.key && self.is_shown();
            }
            ':' | ',' => {
                if let Some(level) = self.open.last_mut() {
                    level.wants_key = c == ',' && !level.list;
                }
            }
            _ => {}
        }
    }

    fn is_shown(&self) -> bool {
        self.shown.iter().any(|place| {
            let mut parts = place.split('/');
            for level in &self.open {
                match parts.next() {
                    Some("*") if level.list => {}
                    Some(part) if !level.list && part == level.key => {}
                    _ => return false,
                }
            }
            parts.next().is_none()
        })
    }
}

/// Words as they are shown: whole ones, as long as every one of them may be, the texts apart by a blank line.
pub struct Shower<'a> {
    reader: Reader,
    gate: Gate<'a>,
}

struct Gate<'a> {
    guard: &'a Guard<'a>,
    /// The word under way.
    word: String,
    /// What came before it, as far as it matters for what may follow.
    tail: String,
    /// A text has ended; the next one begins after a blank line.
    apart: bool,
    said: bool,
    shut: bool,
}

impl<'a> Shower<'a> {
    pub fn new(shown: &[String], guard: &'a Guard<'a>) -> Self {
        let gate = Gate {
            guard,
            word: String::new(),
            tail: String::new(),
            apart: false,
            said: false,
            shut: shown.is_empty(),
        };
        Self { reader: Reader::new(shown), gate }
    }

    /// Reads a piece of the answer and says what of it may be read; whether that was anything.
    pub fn read(&mut self, piece: &str, say: &mut (dyn FnMut(&str) + Send)) -> bool {
        let mut out = String::new();
        self.reader.read(piece, &mut |heard| self.gate.hear(heard, &mut out));
        if !out.is_empty() {
            say(&out);
        }
        !out.is_empty()
    }
}

impl Gate<'_> {
    fn hear(&mut self, heard: Heard, out: &mut String) {
        if self.shut {
            return;
        }
        match heard {
            Heard::Char(c) => {
                if std::mem::take(&mut self.apart) && self.said {
                    self.tail.clear();
                    out.push_str("\n\n");
                }
                self.said = true;
                self.word.push(c);
                if c.is_whitespace() {
                    self.pass(out);
                }
            }
            Heard::End => {
                self.pass(out);
                self.apart = true;
            }
        }
    }

    fn pass(&mut self, out: &mut String) {
        /// As far back as anything that is not shown reaches, in characters.
        const TAIL: usize = 240;
        let word = std::mem::take(&mut self.word);
        self.tail.push_str(&word);
        let before = self.tail.chars().count().saturating_sub(TAIL);
        if before > 0 {
            self.tail = self.tail.chars().skip(before).collect();
        }
        if self.guard.is_safe(&self.tail) && !self.guard.own.names_rival(&self.tail) {
            out.push_str(&word);
        } else {
            self.shut = true;
        }
    }
}
