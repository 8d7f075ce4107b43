//! The bad days of Telegram.

use super::refused::Refused;
use std::time::Duration;

/// How it misbehaves, once.
#[derive(Clone, Debug, PartialEq)]
pub enum Bad {
    /// 429 for so many seconds.
    TooMany(u64),
    /// 5xx, nothing done.
    Server(u16),
    /// Refuses in these words.
    Says(u16, &'static str),
    /// It takes the call and never answers; nothing done.
    Hang,
    /// The connection is closed; nothing done.
    Cut,
    /// It is done, and the connection closed before the answer.
    DoneThenCut,
    /// It is done, and never answered.
    DoneThenHang,
    /// It is done, and answered with 5xx.
    DoneThen(u16),
    /// It is done after so long.
    Slow(Duration),
}

/// How it is not there at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Down {
    /// Every connection is closed without an answer.
    Closed,
    /// Everything is answered with this.
    Status(u16),
}

#[derive(Debug, Default)]
pub struct Faults {
    rules: Vec<(String, Bad)>,
    pub down: Option<Down>,
}

impl Faults {
    pub fn add(&mut self, method: &str, times: usize, bad: &Bad) {
        let method = method.to_ascii_lowercase();
        self.rules.extend((0..times).map(|_| (method.clone(), bad.clone())));
    }

    pub fn take(&mut self, method: &str) -> Option<Bad> {
        let at = self.rules.iter().position(|rule| rule.0 == "*" || rule.0 == method)?;
        Some(self.rules.remove(at).1)
    }

    pub fn clear(&mut self) {
        self.rules.clear();
        self.down = None;
    }
}

pub fn server(status: u16) -> Refused {
    let told = match status {
        502 => "Bad Gateway",
        503 => "Service Unavailable",
        504 => "Gateway Timeout",
        _ => "Internal Server Error",
    };
    Refused::new(status, told)
}

/// Closes the connection: its task ends here, without a word.
pub fn cut() -> ! {
    std::panic::resume_unwind(Box::new("the connection is closed"))
}

pub async fn hang() -> ! {
    std::future::pending::<()>().await;
    unreachable!("it never goes on")
}
