//! Configuration: file, environment, refusals, and the page that documents it.

use crate::{pages::must_say, tidy::files};
use pauta::config::{Config, ConfigError, Database, Environment, LogFormat, Setting};
use std::{fmt::Write, net::SocketAddr, path::Path, time::Duration};

/// Loads `file` overlaid by `variables`.
fn load(file: &str, variables: &[(&str, &str)]) -> Result<Config, ConfigError> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("pauta.toml");
    std::fs::write(&path, file).unwrap();
    let mut environment: Environment =
        variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    environment.insert("PAUTA_CONFIG".into(), path.display().to_string());
    Config::load(&environment)
}

/// What is said about it, with the file's folder taken away.
fn refusal(file: &str, variables: &[(&str, &str)]) -> Vec<String> {
    let problems = load(file, variables).expect_err("refused").problems;
    problems
        .iter()
        .map(|problem| match (problem.find('/'), problem.find("pauta.toml")) {
            (Some(from), Some(to)) if from < to => format!("{}{}", &problem[..from], &problem[to..]),
            _ => problem.clone(),
        })
        .collect()
}

#[test]
fn nothing_is_needed() {
    let config = load("", &[]).unwrap();
    assert_eq!(config.http.listen, "127.0.0.1:8080".parse::<SocketAddr>().unwrap());
    assert_eq!(config.log.format, LogFormat::Text);
    assert_eq!(config.limits.drain, Duration::from_secs(25));
    assert!(matches!(config.database(), Database::Sqlite(path) if path == Path::new("data/pauta.db")));
}

#[test]
fn the_environment_overrides_the_file() {
    let file = "[http]\nlisten = \"127.0.0.1:1\"\n[limits]\nsockets = 7\nmessage_burst = 9\n";
    let config = load(file, &[("PAUTA_LISTEN", "[::1]:2"), ("PAUTA_MESSAGE_BURST", "")]).unwrap();
    assert_eq!(config.http.listen, "[::1]:2".parse::<SocketAddr>().unwrap());
    assert_eq!(config.limits.sockets, 7);
    assert_eq!(config.limits.message_burst, 9, "an empty variable counts as unset");
}

#[test]
fn lists_are_arrays_in_the_file_and_commas_in_the_environment() {
    let file = load("[http]\ntrusted_proxies = [\"10.0.0.1\", \"::1\"]\n", &[]).unwrap();
    let environment = load("", &[("PAUTA_TRUSTED_PROXIES", "10.0.0.1, ::1")]).unwrap();
    assert_eq!(file.http.trusted_proxies, environment.http.trusted_proxies);
    assert_eq!(file.http.trusted_proxies.len(), 2);
}

#[test]
fn every_problem_is_told_at_once() {
    let file = "[http]\nlisen = 1\n[limits]\ndrain = 30\n[extra]\n";
    let problems = refusal(file, &[("PAUTA_LISTEN", "8080"), ("PAUTA_LISTNE", "x")]);
    assert_eq!(
        problems,
        [
            "extra in pauta.toml is not a setting; known here: [http], [store], [data], [blobs], [log], [limits], [llm], [budget], [records], [jobs], [webhooks], [telegram].",
            "http.lisen in pauta.toml is not a setting; known here: listen, public_url, trusted_proxies, metrics_token, embed_demo.",
            "PAUTA_LISTNE is not a variable that Pauta knows; see docs/configuration.md.",
            "PAUTA_LISTEN is \"8080\", but must be an IP address and a port, such as 127.0.0.1:8080 or [::]:8080.",
            "limits.drain in pauta.toml is \"30\", but must be a time such as 500ms, 30s or 5m.",
        ]
    );
}

#[test]
fn a_file_that_is_not_toml_is_refused_with_its_line() {
    let problems = refusal("[http]\nlisten = \n", &[]);
    assert_eq!(problems.len(), 1);
    assert!(problems[0].starts_with("pauta.toml is not TOML: line 2: "), "{problems:?}");
}

#[test]
fn a_named_file_must_be_there() {
    let environment = Environment::from([("PAUTA_CONFIG".into(), "/nowhere/pauta.toml".into())]);
    let problems = Config::load(&environment).expect_err("refused").problems;
    assert!(problems[0].starts_with("/nowhere/pauta.toml cannot be read: "), "{problems:?}");
}

#[test]
fn kubernetes_variables_are_not_taken_for_ours() {
    load("", &[("PAUTA_PORT", "tcp://10.0.0.1:80"), ("PAUTA_SERVICE_HOST", "10.0.0.1")]).unwrap();
}

#[test]
fn the_databases_are_told_apart() {
    let sqlite = load("", &[("DATABASE_URL", "sqlite:///var/lib/pauta/a.db")]).unwrap().database();
    assert_eq!(sqlite.to_string(), "SQLite, /var/lib/pauta/a.db");
    let postgres = load("", &[("DATABASE_URL", "postgres://me:hush@db/pauta")]).unwrap().database();
    assert_eq!(postgres.to_string(), "PostgreSQL, database pauta on db");
}

#[test]
fn a_bucket_wants_both_of_its_keys() {
    let told =
        refusal("", &[("PAUTA_S3_BUCKET", "pauta-files"), ("PAUTA_S3_ACCESS_KEY", "AKIAPAUTATESTKEY")]);
    assert_eq!(told.len(), 1);
    assert!(told[0].contains("PAUTA_S3_SECRET_KEY"), "{told:?}");
    refusal("", &[("PAUTA_S3_BUCKET", "Not a name")]);
}

#[test]
fn no_secret_is_shown() {
    let secrets = [
        ("DATABASE_URL", "postgres://me:hush@db/pauta"),
        ("PAUTA_METRICS_TOKEN", "hush-hush-hush-hush"),
        ("REDIS_URL", "rediss://me:hush@cache:7/1"),
    ];
    let redis = load("", &secrets).unwrap().store.redis_url.unwrap();
    assert_eq!(redis.to_string(), "Redis on cache:7");
    assert!(!format!("{:?}", load("", &secrets).unwrap()).contains("hush"));
    let unreadable = [
        ("DATABASE_URL", "mysql://me:hush@db/pauta"),
        ("PAUTA_METRICS_TOKEN", "hush hush"),
        ("REDIS_URL", "redis://me:hush@cache/first"),
    ];
    let problems = refusal("", &unreadable);
    assert_eq!(problems.len(), 3);
    assert!(!problems.join(" ").contains("hush"), "{problems:?}");
}

#[test]
fn the_public_address_is_the_bound_one_unless_configured() {
    let bound = "0.0.0.0:4321".parse().unwrap();
    assert_eq!(load("", &[]).unwrap().public_url(bound).as_str(), "http://127.0.0.1:4321/");
    let configured = load("", &[("PAUTA_PUBLIC_URL", "https://pauta.example")]).unwrap();
    assert_eq!(configured.public_url(bound).as_str(), "https://pauta.example/");
    refusal("", &[("PAUTA_PUBLIC_URL", "https://pauta.example/chat")]);
}

#[test]
fn a_list_of_keys_says_which_entry_is_wrong_and_never_shows_a_key() {
    let lists = "free:project-a/15:hush-hush-1, paid:project-b:hush-hush-2";
    let config = load("", &[("PAUTA_GEMINI_KEYS", lists)]).unwrap();
    let keys: Vec<_> = config.llm.gemini_keys.iter().collect();
    assert_eq!((keys[0].is_free, keys[0].pool.as_str()), (true, "project-a"));
    assert_eq!((keys[0].per_minute.map(u32::from), keys[1].per_minute), (Some(15), None));
    assert!(!format!("{config:?}").contains("hush"));
    let blanks =
        load("", &[("OPENAI_API_KEY", " hush-hush-1\n"), ("PAUTA_XAI_KEYS", "free:a: hush-hush-2 ")]);
    let blanks = blanks.unwrap().llm;
    assert_eq!(blanks.openai_key.unwrap().0.expose(), "hush-hush-1");
    assert_eq!(blanks.xai_keys[0].key.expose(), "hush-hush-2");
    for (entry, flaw) in [
        ("gratis:a:hush-hush-3", "entry 3 begins with neither free nor paid"),
        ("hush-hush-hush", "entry 3 has not the three parts tier:pool:key"),
        ("free:a/many:hush-hush-3", "entry 3 has no number of requests a minute after its pool"),
        ("free:a b:hush-hush-3", "entry 3 has a pool that is not a name"),
        ("free:a:hush", "entry 3 has a key that is none"),
        ("paid:sk-proj-hush1234:project-a", "entry 3 has something like a key where its pool"),
        ("paid:sk-ant-api03-hush/5:project-a", "entry 3 has something like a key where its pool"),
        ("free:AIzaSyhush:project-a", "entry 3 has something like a key where its pool"),
        ("free:xai-hush:project-a", "entry 3 has something like a key where its pool"),
        ("free:gsk_hush:project-a", "entry 3 has something like a key where its pool"),
        (
            "free:hush-hush-hush-hush-hush-hush-hush:project-a",
            "entry 3 has something like a key where its pool",
        ),
        ("free:hush-hush-3:hush-hush-3", "entry 3 has something like a key where its pool"),
    ] {
        let told =
            refusal("", &[("PAUTA_GEMINI_KEYS", &format!("{lists}1,{entry}").replace(", paid", ", free"))]);
        assert!(told.len() == 1 && !told[0].contains("hush"), "{told:?}");
        let flaw = flaw.replace("entry 2", "entry 3");
        assert!(told[0].contains(&flaw), "{told:?}");
    }
}

#[test]
fn what_is_said_to_a_provider_stays_private_on_the_way() {
    for fine in
        ["https://api.example/v1", "http://127.0.0.1:11434", "http://10.1.2.3/v1/", "http://ollama:11434"]
    {
        let config = load("", &[("OLLAMA_URL", fine)]).unwrap();
        assert!(config.llm.ollama_url.unwrap().base().path().ends_with('/'), "{fine}");
    }
    for other in
        ["http://api.example/v1", "http://8.8.8.8/", "ftp://10.0.0.1/", "https://me:hush@api.example/"]
    {
        let told = refusal("", &[("OLLAMA_URL", other)]);
        assert!(told[0].contains("must be an https address, or http on this machine"), "{told:?}");
    }
    for (variable, other, flaw) in [
        ("OPENAI_API_URL", "https://me:hush@api.example/", "a user or a password"),
        ("OPENAI_API_URL", "https://api.example/v1?key=hush", "behind a ?"),
        ("OPENAI_API_URL", "http://api.example/hush", "neither https nor in this network"),
        ("OPENAI_API_URL", "hush", "no address"),
        ("PAUTA_PUBLIC_URL", "https://me:hush@pauta.example/", "a user or a password"),
        ("PAUTA_PUBLIC_URL", "https://pauta.example/hush", "a path"),
    ] {
        let told = refusal("", &[(variable, other)]);
        assert!(told[0].contains(flaw) && !told[0].contains("hush"), "{told:?}");
    }
    assert_eq!(load("", &[("OPENAI_TIMEOUT", "30000")]).unwrap().llm.openai_timeout.unwrap().0.as_secs(), 30);
    assert_eq!(load("", &[("OPENAI_TIMEOUT", "45")]).unwrap().llm.openai_timeout.unwrap().0.as_secs(), 45);
    refusal("", &[("PAUTA_LLM_TEXT", "acme/model")]);
}

#[test]
fn every_setting_is_used() {
    let code: String = files("src", ".rs").into_iter().map(|file| file.text).collect();
    let settings = Config::concerns().into_iter().flat_map(|concern| concern.settings.iter());
    // A field of the configuration itself, or of a concern that was handed on under its own name.
    let unused = settings.filter(|setting| {
        let (whole, handed) =
            (format!("{}.{}", setting.table, setting.key), format!("config.{}", setting.key));
        !code.contains(&whole) && !code.contains(&handed)
    });
    let unused: Vec<_> = unused.map(|setting| format!("{}.{}", setting.table, setting.key)).collect();
    assert!(unused.is_empty(), "nothing reads {unused:?}");
}

#[test]
fn the_page_says_what_the_structs_say() {
    must_say("docs/configuration.md", &page());
}

fn page() -> String {
    let mut page = String::from(INTRODUCTION);
    for concern in Config::concerns() {
        write!(page, "\n## `[{}]`\n\n{}\n", concern.table, concern.about.trim()).unwrap();
        page.push_str("\n| key | variable | default | what it does |\n|---|---|---|---|\n");
        for setting in concern.settings {
            row(&mut page, setting);
        }
    }
    page
}

fn row(page: &mut String, setting: &Setting) {
    let Setting { key, variable, default, about, accepts, .. } = setting;
    let default = if default.is_empty() { "unset".into() } else { format!("`{default}`") };
    writeln!(page, "| `{key}` | `{variable}` | {default} | {} Must be {accepts}. |", about.trim()).unwrap();
}

const INTRODUCTION: &str = "\
# Configuration

Pauta needs none: `pauta` alone serves on 127.0.0.1:8080 and keeps its data in `./data`.

What differs is said in one TOML file, `./pauta.toml` or the one that `PAUTA_CONFIG` names, or in the
environment, which overrides the file. An empty variable counts as unset. A key, a variable beginning
with `PAUTA_` or a value that Pauta does not know stops the start with a sentence that names it
(`PAUTA_PORT…` and `PAUTA_SERVICE_…` are left alone: Kubernetes sets them beside a service named so).
`pauta doctor` shows what is in force, without secrets.

```toml
[http]
listen = \"0.0.0.0:8080\"
public_url = \"https://pauta.example\"
trusted_proxies = [\"10.0.0.2\"]

[store]
database_url = \"postgres://pauta:secret@db/pauta\"
```
";
