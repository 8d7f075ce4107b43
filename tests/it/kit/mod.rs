//! The pages on brands: what members see and change there, and those who try more.

mod attacks;
mod edits;
mod files;
mod pieces;
mod rules;

use crate::{
    harness::app::TestApp,
    models::{fills, words},
    people::guest::{Came, Guest},
};
use pauta::{
    deliverable::Kit,
    id::{BrandId, WorkspaceId},
};
use reqwest::Method;

/// A brand that somebody has made on the page.
pub struct Made<'a> {
    pub app: &'a TestApp,
    pub workspace: WorkspaceId,
    pub brand: BrandId,
}

impl<'a> Made<'a> {
    pub async fn by(guest: &Guest<'a>, workspace: &WorkspaceId, name: &str) -> Self {
        let (status, page) = fills(guest, "/kit", &[("name", name)]).await;
        assert_eq!(status, 200, "{page}");
        let brands = guest.app.app.store.workspace(workspace).brands().await.unwrap();
        let brand = brands.into_iter().find(|brand| brand.name == name).unwrap().id;
        Self { app: guest.app, workspace: workspace.clone(), brand }
    }

    pub fn path(&self, rest: &str) -> String {
        format!("/kit/{}{rest}", self.brand)
    }

    pub async fn kit(&self) -> Kit {
        let rows = self.app.app.store.workspace(&self.workspace);
        pauta::app::kit::newest(&rows, &self.brand).await.unwrap()
    }

    /// Who made each version, the newest first.
    pub async fn makers(&self) -> Vec<(u32, String)> {
        let rows = self.app.app.store.workspace(&self.workspace).kits(&self.brand, 99).await.unwrap();
        rows.into_iter().map(|row| (row.version, row.who)).collect()
    }

    /// Sends the form with these fields changed, made from that version.
    pub async fn saves(&self, guest: &Guest<'_>, base: u32, fields: &[(&str, &str)]) -> Came {
        let base = base.to_string();
        let all: Vec<_> = [("base", base.as_str())].into_iter().chain(fields.iter().copied()).collect();
        fills(guest, &self.path(""), &all).await
    }

    pub async fn sees(&self, guest: &Guest<'_>) -> String {
        guest.sees(&self.path("")).await
    }
}

/// A page's words, or those of the sentence that came instead.
fn told((_, page): &Came) -> String {
    words(
        &page.as_str().map_or_else(|| page["message"].as_str().unwrap_or_default().to_owned(), str::to_owned),
    )
}

/// Sends a file for something.
pub async fn sends(guest: &Guest<'_>, path: &str, what: &str, name: &str, bytes: &[u8]) -> Came {
    let boundary = "----pauta-kit";
    let head = format!(
        "--{boundary}\r\nContent-Disposition: form-data; name=\"what\"\r\n\r\n{what}\r\n--{boundary}\r\n\
         Content-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\nContent-Type: image/png\r\n\r\n"
    );
    let body = [head.as_bytes(), bytes, format!("\r\n--{boundary}--\r\n").as_bytes()].concat();
    let request = guest.request(Method::POST, path);
    let request = request.header("content-type", format!("multipart/form-data; boundary={boundary}"));
    guest.sends(request.body(body)).await
}
