//! A browser without a screen: it keeps its cookie, and says where its requests come from.

use crate::harness::{api::Caller, app::TestApp, browser::Browser};
use pauta::{
    id::{MemberId, WorkspaceId},
    store::{EntryKind, Member, Role},
    time::{Clock, Millis},
    web::invite::{Invitee, Making},
};
use reqwest::{Client, Method, Response};
use serde_json::{Value, json};
use std::sync::Mutex;

pub struct Guest<'a> {
    pub app: &'a TestApp,
    cookie: Mutex<Option<String>>,
}

/// What came back: the status and the body, which is JSON or a page.
pub type Came = (u16, Value);

impl<'a> Guest<'a> {
    pub fn new(app: &'a TestApp) -> Self {
        Self { app, cookie: Mutex::default() }
    }

    /// A browser that has just become the first owner's.
    pub async fn first_owner(app: &'a TestApp) -> Self {
        let guest = Self::new(app);
        let came = guest.post("/people/first", &json!({ "name": "Olga" })).await;
        assert_eq!(came.0, 200, "{came:?}");
        guest
    }

    /// A browser that came in by this link.
    pub async fn by(app: &'a TestApp, link: &str) -> Self {
        let guest = Self::new(app);
        guest.enters(link).await;
        guest
    }

    /// A browser of a new member of the home workspace.
    pub async fn member(app: &'a TestApp, name: &str, role: Role) -> Self {
        Self::by(app, &invited(app, &app.app.home.workspace, name, role).await.1).await
    }

    pub fn cookie(&self) -> Option<String> {
        self.cookie.lock().unwrap().clone()
    }

    pub fn set_cookie(&self, cookie: Option<String>) {
        *self.cookie.lock().unwrap() = cookie;
    }

    /// A request as the page's own script sends it, to be changed before it goes.
    pub fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        let request = Client::new().request(method, self.app.url(path)).header("origin", self.app.origin());
        let request = request.header("accept-language", "en").header("sec-fetch-site", "same-origin");
        match self.cookie() {
            Some(cookie) => request.header("cookie", cookie),
            None => request,
        }
    }

    pub async fn sends(&self, request: reqwest::RequestBuilder) -> Came {
        let answer = request.send().await.unwrap();
        self.keep(&answer);
        let status = answer.status().as_u16();
        let text = answer.text().await.unwrap();
        (status, serde_json::from_str(&text).unwrap_or(Value::String(text)))
    }

    fn keep(&self, answer: &Response) {
        for set in answer.headers().get_all("set-cookie") {
            let cookie = set.to_str().unwrap().split(';').next().unwrap();
            self.set_cookie((!cookie.ends_with('=')).then(|| cookie.to_owned()));
        }
    }

    pub async fn get(&self, path: &str) -> Came {
        self.sends(self.request(Method::GET, path)).await
    }

    pub async fn post(&self, path: &str, body: &Value) -> Came {
        self.sends(self.request(Method::POST, path).json(body)).await
    }

    pub async fn enters(&self, link: &str) {
        let came = self.post("/enter", &json!({ "token": token(link) })).await;
        assert_eq!(came.0, 200, "{came:?}");
    }

    /// Has a real browser be this one: it gets the cookie.
    pub async fn signs_in(&self, page: &Browser) {
        let cookie = self.cookie().unwrap();
        let (name, value) = cookie.split_once('=').unwrap();
        let cookie = json!({ "name": name, "value": value, "url": self.app.origin(), "httpOnly": true });
        page.developer("Network.setCookie", cookie).await;
    }

    /// Says that this visitor is the browser's member.
    pub async fn attaches(&self, visitor: &Caller<'_>) -> u16 {
        let request = self.request(Method::POST, "/api/v1/me/visitor").bearer_auth(&visitor.token);
        self.sends(request).await.0
    }

    /// The title of a page that is shown, or its whole text if it has none.
    pub async fn sees(&self, path: &str) -> String {
        let (_, page) = self.get(path).await;
        page.as_str().unwrap_or_default().to_owned()
    }
}

/// What stands behind the `#`.
pub fn token(link: &str) -> &str {
    link.split_once('#').unwrap().1
}

/// A workspace beside the first one.
pub async fn workspace(app: &TestApp, name: &str) -> WorkspaceId {
    let origins = app.app.home.origins.clone();
    let made = app.app.store.installation().ensure_workspace(name, &origins, Millis(1)).await;
    made.unwrap().0
}

/// A new member and their link, as the command line makes them.
pub async fn invited(app: &TestApp, workspace: &WorkspaceId, name: &str, role: Role) -> (Member, String) {
    let now = Clock::System.now();
    let member = Invitee::read(name, "", role).unwrap().member(now);
    assert!(app.app.store.workspace(workspace).create_member(&member).await.unwrap());
    let link = link(app, workspace, &member, now).await;
    (member, link)
}

/// A link for a member, made at some time.
pub async fn link(app: &TestApp, workspace: &WorkspaceId, member: &Member, at: Millis) -> String {
    let making = Making {
        store: &app.app.store,
        public_url: &app.app.public_url,
        workspace,
        workspace_name: "x",
        by: "cli",
        at,
        locale: "en",
    };
    making.link(EntryKind::Invite, member, Vec::new()).await.unwrap().unwrap().link
}

/// The id of the member of this name in the home workspace.
pub async fn id_of(app: &TestApp, name: &str) -> MemberId {
    let members = app.app.store.workspace(&app.app.home.workspace).members().await.unwrap();
    members.into_iter().find(|member| member.name == name).unwrap().id
}
