//! A real PostgreSQL for the tests: started once per test process, gone with it; a database per test.

use sqlx::{Connection, PgConnection, postgres::PgConnectOptions};
use std::{
    io::{BufRead, BufReader, Read},
    net::TcpListener,
    path::PathBuf,
    process::{Child, Command, Stdio},
    str::FromStr,
    sync::{
        LazyLock,
        atomic::{AtomicU32, Ordering},
    },
};

/// Use this server instead of starting one; its user may create databases.
const GIVEN: &str = "PAUTA_TEST_POSTGRES_URL";

/// Runs the server until its input ends, which is when the test process does, however that happens.
const SCRIPT: &str = r#"
dir=$(mktemp -d /tmp/pauta-postgres.XXXXXX) || exit 1
trap 'rm -rf "$dir"' EXIT
"$1/initdb" -D "$dir/data" -U pauta -A trust -E UTF8 --locale=C --no-sync >"$dir/log" 2>&1 || { cat "$dir/log"; exit 1; }
"$1/postgres" -D "$dir/data" -p "$2" -k "$dir" -c listen_addresses=127.0.0.1 -c max_connections=300 \
    -c fsync=off -c synchronous_commit=off -c full_page_writes=off >"$dir/log" 2>&1 </dev/null &
server=$!
until "$1/pg_isready" -q -h 127.0.0.1 -p "$2"; do
    kill -0 $server 2>/dev/null || { cat "$dir/log"; exit 1; }
    sleep 0.05
done
echo ready
cat >/dev/null
kill -INT $server
wait $server
"#;

struct Server {
    url: String,
    /// Holds the input of the script open.
    _script: Option<Child>,
}

static SERVER: LazyLock<Server> = LazyLock::new(|| match given() {
    Some(url) => Server { url, _script: None },
    None => start().unwrap_or_else(|why| {
        panic!(
            "these tests need PostgreSQL: install its server (`apt install postgresql`) or set {GIVEN}: {why}"
        )
    }),
});

#[expect(clippy::disallowed_methods, reason = "the tests' one door for a server that runs already")]
fn given() -> Option<String> {
    std::env::var(GIVEN).ok()
}

/// The address of a new, empty database.
pub async fn new_database() -> String {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let name = format!("pauta_test_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
    let url = tokio::task::spawn_blocking(|| SERVER.url.clone()).await.unwrap();
    let mut connection =
        PgConnection::connect_with(&PgConnectOptions::from_str(&url).unwrap()).await.unwrap();
    let create = format!("CREATE DATABASE {name} TEMPLATE template0");
    sqlx::raw_sql(sqlx::AssertSqlSafe(create)).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
    let mut url = url::Url::parse(&url).unwrap();
    url.set_path(&name);
    url.into()
}

fn start() -> Result<Server, String> {
    let bin = binaries().ok_or("no initdb under /usr/lib/postgresql")?;
    let port = TcpListener::bind("127.0.0.1:0")
        .and_then(|free| free.local_addr())
        .map_err(|e| e.to_string())?
        .port();
    let mut command = unprivileged("sh");
    command.args(["-c", SCRIPT, "postgres"]).arg(bin).arg(port.to_string()).current_dir("/");
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut script = command.spawn().map_err(|error| error.to_string())?;
    let mut said = BufReader::new(script.stdout.take().ok_or("the script has no output")?);
    let mut line = String::new();
    said.read_line(&mut line).map_err(|error| error.to_string())?;
    if line.trim() != "ready" {
        said.read_to_string(&mut line).map_err(|error| error.to_string())?;
        return Err(line);
    }
    Ok(Server { url: format!("postgres://pauta@127.0.0.1:{port}/postgres"), _script: Some(script) })
}

/// The newest installed server.
fn binaries() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").ok()?.flatten();
    let version = |path: &PathBuf| path.file_name().and_then(|name| name.to_str()?.parse::<u32>().ok());
    let newest = versions
        .map(|entry| entry.path())
        .filter(|path| path.join("bin/initdb").exists())
        .max_by_key(version);
    newest.map(|path| path.join("bin"))
}

/// PostgreSQL does not run as root.
fn unprivileged(program: &str) -> Command {
    let root =
        std::fs::metadata("/proc/self").is_ok_and(|own| std::os::unix::fs::MetadataExt::uid(&own) == 0);
    if !root {
        return Command::new(program);
    }
    let mut command = Command::new("setpriv");
    command.args(["--reuid=postgres", "--regid=postgres", "--clear-groups", "--", program]);
    command
}
