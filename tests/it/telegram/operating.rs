//! `pauta telegram`, and what `pauta doctor` says of bots.

use crate::{
    harness::bot_api::{BotApi, Down},
    store::db::NOW,
};
use pauta::store::{Store, StoreConfig};
use std::{
    io::Write,
    os::unix::fs::PermissionsExt,
    path::Path,
    process::{Command, Stdio},
};

/// A folder with a database, and a Telegram.
struct Desk {
    folder: tempfile::TempDir,
    telegram: BotApi,
}

impl Desk {
    async fn new() -> Self {
        let (folder, telegram) = (tempfile::tempdir().unwrap(), BotApi::start().await);
        std::fs::create_dir(folder.path().join("data")).unwrap();
        let store = Self::store(folder.path()).await;
        store.migrate().await.unwrap();
        store.installation().ensure_default(&[], NOW).await.unwrap();
        store.installation().ensure_workspace("other", &[], NOW).await.unwrap();
        store.shutdown().await;
        Self { folder, telegram }
    }

    async fn store(folder: &Path) -> Store {
        let file = folder.join("data/pauta.db");
        Store::open(&StoreConfig::Sqlite { file, max_bytes: None }).await.unwrap()
    }

    /// Runs the binary with a line typed in: the code, and everything that it said.
    fn pauta(&self, typed: &str, variables: &[(&str, &str)], arguments: &[&str]) -> (i32, String) {
        tokio::task::block_in_place(|| {
            let mut command = Command::new(env!("CARGO_BIN_EXE_pauta"));
            command.env_clear().env("PAUTA_LLM", "rules").env("PAUTA_LISTEN", "127.0.0.1:0");
            command.env("PAUTA_TELEGRAM_API_URL", self.telegram.url()).envs(variables.iter().copied());
            command.current_dir(self.folder.path()).args(arguments);
            let mut child =
                command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
            // One that reads nothing may be gone already.
            let _ = child.stdin.take().unwrap().write_all(typed.as_bytes());
            let output = child.wait_with_output().unwrap();
            let told = [output.stdout, output.stderr].concat();
            (output.status.code().unwrap(), String::from_utf8(told).unwrap())
        })
    }

    fn connects(&self, token: &str, arguments: &[&str]) -> (i32, String) {
        self.pauta(&format!("{token}\n"), &[], &[&["telegram", "connect"], arguments].concat())
    }

    /// What the doctor says of bots and their key.
    fn doctor(&self, variables: &[(&str, &str)]) -> (i32, String) {
        let (code, told) = self.pauta("", variables, &["doctor"]);
        let about = |line: &&str| line.contains("telegram") || line.contains("secret key");
        (code, told.lines().filter(about).collect::<Vec<_>>().join("\n"))
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_operator_connects_bots() {
    let desk = Desk::new().await;
    let [bot, other] = ["one_bot", "two_bot"].map(|name| desk.telegram.bot("Pauta", name));
    assert_eq!(desk.pauta("", &[], &["telegram", "list"]), (0, "There is no bot.\n".into()));
    let (code, told) = desk.connects("hello", &[]);
    assert!(code == 1 && told.contains("this is no token of a bot"), "{told}");
    let (code, told) = desk.connects(&bot.token.replace("AAF7", "AAF8"), &[]);
    assert!(code == 1 && told.contains("Telegram knows no bot by this token"), "{told}");
    let (code, told) = desk.connects(&bot.token, &["--workspace", "nobody"]);
    assert!(code == 1 && told.contains("there is no such workspace"), "{told}");
    let (code, told) = desk.pauta("", &[], &["telegram", "connect", &bot.token]);
    assert!(code == 2, "no argument is taken: {told}");

    let (code, told) = desk.connects(&bot.token, &[]);
    assert!(
        code == 0 && told.contains("Pauta (@one_bot) speaks for Pauta (default): https://t.me/one_bot"),
        "{told}"
    );
    assert!(!told.contains(&bot.token[11..]));
    assert_eq!(desk.connects(&bot.token, &[]).0, 0, "twice, it is the same");
    let (code, told) = desk.connects(&bot.token, &["--workspace", "other"]);
    assert!(code == 1 && told.contains("another workspace has this bot already"), "{told}");
    assert_eq!(desk.connects(&other.token, &["--workspace", "other"]).0, 0);
    let (code, told) = desk.pauta("", &[], &["telegram", "list"]);
    let all = "@one_bot  Pauta (default): Pauta, nobody speaks for it\n@two_bot  other: Pauta, nobody speaks for it\n";
    assert_eq!((code, told.as_str()), (0, all));
    let (code, told) = desk.pauta("", &[], &["telegram", "remove", "@One_bot"]);
    assert!(code == 0 && told.contains("@one_bot is disconnected"), "{told}");
    let (code, told) = desk.pauta("", &[], &["telegram", "remove", "one_bot"]);
    assert!(code == 1 && told.contains("no bot is called @one_bot"), "{told}");
    desk.telegram.goes_down(Down::Closed);
    let (code, told) = desk.connects(&bot.token, &[]);
    assert!(
        code == 1 && told.contains("Telegram does not answer") && !told.contains(&bot.token[11..]),
        "{told}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_doctor_asks_for_each_bot() {
    let desk = Desk::new().await;
    let bot = desk.telegram.bot("Padaria", "one_bot");
    let (_, told) = desk.doctor(&[]);
    let line = told.lines().find(|line| line.contains("no bot; owners connect one at /telegram"));
    assert!(line.is_some_and(|line| line.starts_with("-  ")), "nothing is to be mended: {told}");
    assert!(told.contains("secret.key is not there yet"), "{told}");
    assert!(!desk.folder.path().join("data/secret.key").exists(), "the doctor changes nothing");
    desk.connects(&bot.token, &[]);
    let (_, told) = desk.doctor(&[]);
    assert!(told.contains("ok   telegram        @one_bot is Padaria"), "{told}");
    assert!(told.contains("@one_bot is asked for its updates, 0 wait at Telegram"), "{told}");
    assert!(told.contains("ok   secret key") && !told.contains("BAD"), "{told}");
    assert!(!told.contains(&bot.token[11..]));

    let key = desk.folder.path().join("data/secret.key");
    std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o644)).unwrap();
    let (_, told) = desk.doctor(&[]);
    assert!(
        told.contains("!    secret key") && told.contains("can be read by others on this machine: chmod 600"),
        "{told}"
    );
    let (code, told) = desk.doctor(&[("PAUTA_SECRET_KEY", "another-key-of-this-test-alone")]);
    assert!(told.contains("ok   secret key      from PAUTA_SECRET_KEY"), "{told}");
    assert!(
        code == 1 && told.contains("BAD  telegram        @one_bot: its token was sealed with another key"),
        "{told}"
    );

    let webhook = ("PAUTA_TELEGRAM_WEBHOOK", "true");
    let (_, told) = desk.doctor(&[webhook, ("PAUTA_PUBLIC_URL", "https://pauta.example")]);
    assert!(told.contains("Telegram brings its updates nowhere yet; the next start sets it"), "{told}");
    for (url, why) in
        [("http://pauta.example", "does not begin with https://"), ("https://127.0.0.1", "private network")]
    {
        // The tests' Telegram is on this machine, as one of one's own, which may bring things there.
        let (_, told) = desk.doctor(&[webhook, ("PAUTA_PUBLIC_URL", url)]);
        assert!(told.contains("!    telegram        PAUTA_TELEGRAM_WEBHOOK is set, but"), "{told}");
        assert!(told.contains(why), "{told}");
    }
    desk.telegram.revokes(&bot);
    let (code, told) = desk.doctor(&[]);
    assert!(
        code == 1 && told.contains("BAD  telegram        @one_bot: Telegram no longer takes its token"),
        "{told}"
    );
    desk.telegram.goes_down(Down::Closed);
    let (_, told) = desk.doctor(&[]);
    assert!(told.contains("BAD  telegram        @one_bot: Telegram does not answer"), "{told}");
    assert!(!told.contains(&bot.token[11..]), "{told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_doctor_tries_the_configured_token() {
    let desk = Desk::new().await;
    let bot = desk.telegram.bot("Padaria", "one_bot");
    let with = |token: &str| desk.doctor(&[("PAUTA_TELEGRAM_TOKEN", token)]);
    let unknown = bot.token.replace("AAF7", "AAF8");
    for (token, told) in [
        ("nonsense-of-some-length", "BAD  telegram        PAUTA_TELEGRAM_TOKEN: this is no token of a bot"),
        (unknown.as_str(), "BAD  telegram        PAUTA_TELEGRAM_TOKEN: Telegram knows no bot by this token"),
    ] {
        let (code, lines) = with(token);
        assert!(code == 1 && lines.contains(told) && !lines.contains(token), "{lines}");
    }
    let (_, lines) = with(&bot.token);
    let told = "ok   telegram        PAUTA_TELEGRAM_TOKEN is that of @one_bot, which the next start connects";
    assert!(lines.contains(told) && !lines.contains("BAD"), "{lines}");
    desk.connects(&bot.token, &[]);
    let (_, lines) = with(&bot.token);
    assert!(lines.contains("@one_bot is Padaria") && !lines.contains("PAUTA_TELEGRAM_TOKEN"), "{lines}");
    let (_, lines) = with(&unknown);
    assert!(lines.contains("@one_bot is Padaria") && lines.contains("BAD"), "{lines}");
    desk.telegram.goes_down(Down::Closed);
    let (_, lines) = with(&bot.token);
    assert!(lines.contains("PAUTA_TELEGRAM_TOKEN: Telegram does not answer"), "{lines}");
}
