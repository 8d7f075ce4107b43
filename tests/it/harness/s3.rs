//! A server that speaks S3, on a port and a folder of its own, with one private bucket.

use hyper::server::conn::http1;
use hyper_util::rt::TokioIo;
use s3s::{auth::SimpleAuth, service::S3ServiceBuilder};
use s3s_fs::FileSystem;
use std::{net::SocketAddr, path::PathBuf};
use tempfile::TempDir;
use tokio::{net::TcpListener, task::JoinSet};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

pub const BUCKET: &str = "pauta-files";
pub const ACCESS_KEY: &str = "AKIAPAUTATESTKEY";
pub const SECRET_KEY: &str = "a-secret-of-the-tests-own";

/// A running server; gone when dropped.
pub struct S3 {
    pub address: SocketAddr,
    folder: TempDir,
    stop: CancellationToken,
}

impl S3 {
    pub async fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join(BUCKET)).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let (address, stop) = (listener.local_addr().unwrap(), CancellationToken::new());
        let mut service = S3ServiceBuilder::new(FileSystem::new(folder.path()).unwrap());
        service.set_auth(SimpleAuth::from_single(ACCESS_KEY, SECRET_KEY));
        let (service, stopped) = (service.build(), stop.clone());
        TaskTracker::new().spawn(async move {
            let mut open = JoinSet::new();
            while let Some(Ok((socket, _))) = stopped.run_until_cancelled(listener.accept()).await {
                let service = service.clone();
                open.spawn(async move {
                    http1::Builder::new().serve_connection(TokioIo::new(socket), service).await
                });
            }
        });
        Self { address, folder, stop }
    }

    /// It is gone from its port, and every connection with it.
    pub fn goes_down(&self) {
        self.stop.cancel();
    }

    /// What a server is configured with to use it.
    pub fn variables(&self) -> [(&'static str, String); 4] {
        [
            ("PAUTA_S3_BUCKET", BUCKET.into()),
            ("PAUTA_S3_ENDPOINT", format!("http://{}", self.address)),
            ("PAUTA_S3_ACCESS_KEY", ACCESS_KEY.into()),
            ("PAUTA_S3_SECRET_KEY", SECRET_KEY.into()),
        ]
    }

    /// The keys of all objects.
    pub fn keys(&self) -> Vec<String> {
        let bucket = self.folder.path().join(BUCKET);
        let mut found = Vec::new();
        let mut folders = vec![bucket.clone()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path: PathBuf = entry.unwrap().path();
                let name = path.file_name().unwrap().to_string_lossy().into_owned();
                if path.is_dir() {
                    folders.push(path);
                } else if !name.starts_with('.') {
                    found.push(path.strip_prefix(&bucket).unwrap().to_string_lossy().into_owned());
                }
            }
        }
        found
    }
}

impl Drop for S3 {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}
