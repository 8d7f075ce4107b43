use super::{ApiUrl, Secret, readable::Readable, setting::concern};

concern! {
    /// Telegram: bots that owners connect at `/telegram` or with `pauta telegram connect`.
    Telegram in "telegram" {
        /// The address of the Bot API: Telegram's own, or that of a server of one's own.
        api_url: ApiUrl = "https://api.telegram.org", "PAUTA_TELEGRAM_API_URL";
        /// Whether Telegram is told to bring what people write to `PAUTA_PUBLIC_URL`, which then has to be https and
        /// reachable from the internet. Otherwise it is asked for it.
        webhook: bool = "false", "PAUTA_TELEGRAM_WEBHOOK";
        /// The token of a bot for the workspace `default`, as @BotFather gave it; the same as connecting it by hand.
        token: Option<Secret<String>> = "", "PAUTA_TELEGRAM_TOKEN";
        /// Messages a second that a bot sends in all. Telegram's limit is 30.
        per_second: u32 = "30", "PAUTA_TELEGRAM_PER_SECOND";
        /// Messages a minute to one chat. Telegram asks for one a second, and lets a few in a row pass.
        per_chat_minute: u32 = "60", "PAUTA_TELEGRAM_PER_CHAT_MINUTE";
        /// Messages a minute to one group. Telegram's limit is 20.
        per_group_minute: u32 = "20", "PAUTA_TELEGRAM_PER_GROUP_MINUTE";
        /// The hours, in `PAUTA_BUDGET_TIME_ZONE`, in which approvers and groups are shown no new pieces and nobody
        /// is reminded: from the first to the second. The same hour twice is never.
        quiet_hours: Hours = "20-8", "PAUTA_TELEGRAM_QUIET_HOURS";
    }
}

/// From one full hour of the day to another, over midnight if need be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hours {
    from: i8,
    to: i8,
}

impl Hours {
    /// The hour at which they end, if this is one of them.
    pub fn end_at(self, hour: i8) -> Option<i8> {
        let Self { from, to } = self;
        let within = if from <= to { (from..to).contains(&hour) } else { hour >= from || hour < to };
        within.then_some(to)
    }
}

impl Readable for Hours {
    const ACCEPTS: &str = "two hours of the day such as 20-8; 0-0 is never";

    fn read(text: &str) -> Option<Self> {
        let (from, to) = text.split_once('-')?;
        let (from, to) = (from.parse().ok()?, to.parse().ok()?);
        let is_hour = |hour| (0..24).contains(&hour);
        (is_hour(from) && is_hour(to)).then_some(Self { from, to })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_go_over_midnight() {
        let night = Hours::read("20-8").unwrap();
        let ends = [(19, None), (20, Some(8)), (23, Some(8)), (0, Some(8)), (7, Some(8)), (8, None)];
        assert!(ends.into_iter().all(|(hour, end)| night.end_at(hour) == end));
        let noon = Hours::read("12-14").unwrap();
        assert!(noon.end_at(13) == Some(14) && noon.end_at(14).is_none() && noon.end_at(0).is_none());
        assert!((0..24).all(|hour| Hours::read("0-0").unwrap().end_at(hour).is_none()));
        assert!(["", "20", "20-24", "-1-8", "x-8"].iter().all(|text| Hours::read(text).is_none()));
    }
}
