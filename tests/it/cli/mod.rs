//! The command line: what it prints, and the codes it ends with.

mod serving;
mod jobs;
mod llm;
mod site;
mod webhooks;

use sqlx::{Connection, SqliteConnection};
use std::{
    net::TcpListener,
    os::unix::fs::PermissionsExt,
    path::Path,
    process::{Command, Output},
};

/// Runs the binary in `folder`, with nothing of this process's environment.
fn pauta(folder: &Path, variables: &[(&str, &str)], arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pauta"));
    // No test depends on what runs on the machine.
    command.env_clear().env("PAUTA_LLM", "rules").envs(variables.iter().copied());
    command.current_dir(folder).args(arguments);
    command.output().unwrap()
}

fn code(output: &Output) -> i32 {
    output.status.code().expect("it ended by itself")
}

fn errors(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn prints(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// An address on which nobody listens now.
fn free_address() -> String {
    crate::harness::tls::ready();
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string()
}

#[test]
fn a_configuration_that_cannot_be_used_stops_the_start() {
    let folder = tempfile::tempdir().unwrap();
    let output = pauta(folder.path(), &[("PAUTA_LISTEN", "everywhere")], &[]);
    assert_eq!(code(&output), 3);
    let told = errors(&output);
    assert!(told.contains("PAUTA_LISTEN is \"everywhere\", but must be an IP address and a port"), "{told}");
    assert!(!folder.path().join("data").exists(), "nothing was made");
}

#[test]
fn a_port_in_use_is_told_with_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let output = pauta(folder.path(), &[("PAUTA_LISTEN", &address)], &["serve"]);
    assert_eq!(code(&output), 4);
    let told = errors(&output);
    assert!(told.contains(&format!("{address} is in use")) && told.contains("PAUTA_LISTEN="), "{told}");
    assert!(!folder.path().join("data").exists(), "nothing was made");
}

#[test]
fn an_unknown_command_ends_with_2() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(code(&pauta(folder.path(), &[], &["sreve"])), 2);
}

#[test]
fn the_doctor_finds_a_fresh_machine_well_and_leaves_it_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let output = pauta(folder.path(), &[("PAUTA_LISTEN", &free_address())], &["doctor"]);
    assert_eq!(code(&output), 0, "{}", prints(&output));
    assert!(prints(&output).contains("the built-in rules"), "{}", prints(&output));
    assert_eq!(folder.path().read_dir().unwrap().count(), 0);
}

#[test]
fn the_doctor_names_what_is_to_be_mended_and_shows_no_secret() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("trees")).unwrap();
    std::fs::write(folder.path().join("trees/mine.json"), "{").unwrap();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let variables = [
        ("PAUTA_LISTEN", taken.local_addr().unwrap().to_string()),
        ("PAUTA_TREES_DIR", "trees".into()),
        ("REDIS_URL", format!("redis://me:hush-hush@{}", free_address())),
        ("DATABASE_URL", format!("postgres://me:hush-hush@{}/pauta", free_address())),
    ];
    let variables = variables.each_ref().map(|(name, value)| (*name, value.as_str()));
    let output = pauta(folder.path(), &variables, &["doctor"]);
    let told = prints(&output);
    assert_eq!(code(&output), 1, "{told}");
    for part in ["address", "database", "answer cache", "dialogue trees"] {
        assert!(told.contains(&format!("BAD  {part}")), "{part} in\n{told}");
    }
    assert!(!told.contains("hush") && !errors(&output).contains("hush"), "{told}");
}

#[test]
fn health_fails_where_nobody_serves() {
    let folder = tempfile::tempdir().unwrap();
    let output = pauta(folder.path(), &[("PAUTA_LISTEN", &free_address())], &["health"]);
    assert_eq!(code(&output), 1);
    assert!(errors(&output).contains("no living Pauta answers"), "{}", errors(&output));
}

#[test]
fn a_backup_needs_a_database_and_a_free_name() {
    let folder = tempfile::tempdir().unwrap();
    let output = pauta(folder.path(), &[], &["backup", "copy.db"]);
    assert_eq!(code(&output), 1);
    assert!(errors(&output).contains("there is no database at data/pauta.db"), "{}", errors(&output));
}

#[test]
fn what_is_wrong_with_a_database_is_told_once_and_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("data")).unwrap();
    let file = folder.path().join("data/pauta.db");
    std::fs::write(&file, "a text that is no database, and long enough for a header ".repeat(99)).unwrap();
    let output = pauta(folder.path(), &[], &["migrate"]);
    assert_eq!(
        (code(&output), errors(&output).matches("not a database").count()),
        (5, 1),
        "{}",
        errors(&output)
    );
    std::fs::remove_file(&file).unwrap();
    assert_eq!(code(&pauta(folder.path(), &[], &["migrate"])), 0);
    let output = pauta(folder.path(), &[], &["backup", "nowhere/copy.db"]);
    assert_eq!(code(&output), 1);
    assert!(errors(&output).contains("nowhere: there is no such folder"), "{}", errors(&output));
}

#[tokio::test]
async fn the_doctor_says_to_start_the_newer_version() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(code(&pauta(folder.path(), &[], &["migrate"])), 0);
    let file = folder.path().join("data/pauta.db");
    let mut db = SqliteConnection::connect(&file.display().to_string()).await.unwrap();
    let later = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
        VALUES (9999, 'later', true, x'00', 0)";
    sqlx::raw_sql(later).execute(&mut db).await.unwrap();
    db.close().await.unwrap();
    let listen = free_address();
    let output = pauta(folder.path(), &[("PAUTA_LISTEN", &listen)], &["doctor"]);
    let told = prints(&output);
    assert!(told.contains("start that version") && !told.contains("pauta migrate"), "{told}");
}

/// A directory on which even root cannot write is a file system of its own; others need only its permissions.
#[test]
fn serve_says_that_its_data_directory_cannot_be_written_to() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    std::fs::create_dir(&data).unwrap();
    let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", "ro", "tmpfs"]).arg(&data).status();
    let mounted = mounted.is_ok_and(|status| status.success());
    if !mounted {
        std::fs::set_permissions(&data, std::fs::Permissions::from_mode(0o555)).unwrap();
    }
    let output = pauta(folder.path(), &[("PAUTA_LISTEN", &free_address())], &["serve"]);
    if mounted {
        assert!(Command::new("umount").arg("-l").arg(&data).status().unwrap().success());
    }
    assert_eq!(code(&output), 1, "{}", errors(&output));
    assert!(errors(&output).contains("data cannot be written to"), "{}", errors(&output));
}
