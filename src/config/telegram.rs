use super::{ApiUrl, Secret, setting::concern};

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
    }
}
