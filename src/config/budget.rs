use super::{readable::Readable, setting::concern};

concern! {
    /// What language models may cost. Each call's most is set aside before it is made; what does not fit is not
    /// paid for, and free and local models go on.
    Budget in "budget" {
        /// What the whole installation may spend in a calendar month, in US dollars.
        month: Dollars = "100", "PAUTA_BUDGET_MONTH";
        /// What one workspace may spend in a calendar month, in US dollars, where `pauta llm budget` says
        /// nothing else of it.
        workspace_month: Dollars = "20", "PAUTA_BUDGET_WORKSPACE_MONTH";
        /// What one conversation may spend in all, in US dollars.
        conversation: Dollars = "5", "PAUTA_BUDGET_CONVERSATION";
        /// Where the months begin and end.
        time_zone: Zone = "America/Sao_Paulo", "PAUTA_BUDGET_TIME_ZONE";
        /// The currency in which people see money. Without it, reais in Portuguese and US dollars else.
        currency: Option<CurrencyCode> = "", "PAUTA_CURRENCY";
        /// What one US dollar is in that currency. Without it, the rate that this version was made with,
        /// which is there for BRL.
        currency_rate: Option<Rate> = "", "PAUTA_CURRENCY_RATE";
    }
}

/// An amount of US dollars, kept as nano-dollars.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Dollars(i64);

impl Dollars {
    /// Reads `20`, `0.50`; not more than nine digits behind the point.
    pub fn parse(text: &str) -> Option<Self> {
        i64::try_from(decimal(text, 9)?).ok().map(Self)
    }

    pub fn nano(self) -> i64 {
        self.0
    }
}

impl Readable for Dollars {
    const ACCEPTS: &str = "an amount of US dollars such as 20 or 0.50; 0 allows nothing";

    fn read(text: &str) -> Option<Self> {
        Self::parse(text)
    }
}

/// A time zone by its IANA name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Zone(String);

impl Zone {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Readable for Zone {
    const ACCEPTS: &str = "a time zone such as America/Sao_Paulo, Europe/Lisbon or UTC";

    fn read(text: &str) -> Option<Self> {
        jiff::tz::TimeZone::get(text).ok().map(|_| Self(text.to_owned()))
    }
}

/// A currency by its ISO 4217 code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CurrencyCode(String);

impl CurrencyCode {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Readable for CurrencyCode {
    const ACCEPTS: &str = "three capital letters, such as BRL, USD or EUR";

    fn read(text: &str) -> Option<Self> {
        let fits = text.len() == 3 && text.bytes().all(|letter| letter.is_ascii_uppercase());
        fits.then(|| Self(text.to_owned()))
    }
}

/// Units of a currency to the dollar, in millionths.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate(u64);

impl Rate {
    /// Reads `5.4828`; not more than six digits behind the point.
    pub fn parse(text: &str) -> Option<Self> {
        decimal(text, 6).filter(|millionths| *millionths > 0).map(Self)
    }

    pub fn millionths(self) -> u64 {
        self.0
    }
}

impl Readable for Rate {
    const ACCEPTS: &str = "a number above 0 such as 5.4828";

    fn read(text: &str) -> Option<Self> {
        Self::parse(text)
    }
}

/// A decimal number as a whole number of its smallest parts, without a float between.
fn decimal(text: &str, digits: usize) -> Option<u64> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let plain = |part: &str| !part.is_empty() && part.bytes().all(|digit| digit.is_ascii_digit());
    if !plain(whole) || !plain(fraction) || fraction.len() > digits {
        return None;
    }
    let parts: u64 = format!("{fraction:0<digits$}").parse().ok()?;
    whole.parse::<u64>().ok()?.checked_mul(10_u64.pow(u32::try_from(digits).ok()?))?.checked_add(parts)
}
