use super::{BAKERY, Bakery};
use crate::harness::app::TestApp;
use reqwest::{Client, Method, RequestBuilder};
use serde_json::{Value, json};

/// What the widget calls, and the rest.
const API: [(Method, &str); 6] = [
    (Method::POST, "/api/v1/conversations"),
    (Method::GET, "/api/v1/conversations"),
    (Method::POST, "/api/v1/conversations/x/inputs"),
    (Method::GET, "/api/v1/conversations/x/messages"),
    (Method::GET, "/api/v1/conversations/x/brief.md"),
    (Method::GET, "/api/v1/sites/x/opening"),
];
const OTHERS: [&str; 9] = [
    "/",
    "/ws",
    "/livez",
    "/readyz",
    "/metrics",
    "/schema/tree-1.json",
    "/nothing",
    "/embed/x",
    "/embed-demo",
];
const SHARED: [&str; 3] = ["/pauta.js", "/static/tokens.css", "/static/none.js"];

fn from(app: &TestApp, method: &Method, path: &str, origin: &str) -> RequestBuilder {
    Client::new().request(method.clone(), app.url(path)).header("origin", origin)
}

fn asking(app: &TestApp, path: &str, origin: &str) -> RequestBuilder {
    from(app, &Method::OPTIONS, path, origin)
        .header("access-control-request-method", "POST")
        .header("access-control-request-headers", "authorization,content-type")
}

fn header<'a>(answer: &'a reqwest::Response, name: &str) -> Option<&'a str> {
    answer.headers().get(name).map(|value| value.to_str().unwrap())
}

/// S45, S7: the browser of a registered origin is told that its page may read; no other one is.
#[tokio::test(flavor = "multi_thread")]
async fn the_api_opens_to_registered_origins_letter_for_letter() {
    let app = TestApp::start().await;
    let bakery = Bakery::on(&app).await;
    for (method, path) in &API {
        let answer = from(&app, method, path, BAKERY).send().await.unwrap();
        assert_eq!(header(&answer, "access-control-allow-origin"), Some(BAKERY), "{path}");
        assert_eq!(header(&answer, "access-control-allow-credentials"), None, "{path}");
        assert!(header(&answer, "vary").unwrap().contains("origin"), "{path}");
        let asked = asking(&app, path, BAKERY).send().await.unwrap();
        assert_eq!(asked.status(), 204, "{path}");
        assert_eq!(header(&asked, "access-control-allow-origin"), Some(BAKERY), "{path}");
        assert_eq!(header(&asked, "access-control-allow-methods"), Some("GET, POST"));
        assert!(header(&asked, "access-control-allow-headers").unwrap().contains("authorization"));
    }
    for origin in [
        "null",
        "https://evil.test",
        "https://padaria.example.evil.test",
        "https://evilpadaria.example",
        "https://www.padaria.example",
        "http://padaria.example",
        "https://padaria.example:8443",
        "https://padaria.example/",
        "https://PADARIA.example",
        "https://padaria.example https://evil.test",
        "*",
        "",
    ] {
        for (method, path) in &API {
            for asks in [from(&app, method, path, origin), asking(&app, path, origin)] {
                let answer = asks.send().await.unwrap();
                let told = answer.headers().keys().any(|name| name.as_str().starts_with("access-control"));
                assert!(!told, "{origin} {path}");
                assert!(header(&answer, "vary").unwrap().contains("origin"), "{origin} {path}");
            }
        }
        let hello = json!({ "type": "hello", "protocol": 1, "site": bakery.key });
        let answer = from(&app, &Method::POST, "/api/v1/conversations", origin).json(&hello).send().await;
        assert_eq!(answer.unwrap().status(), 403, "{origin}");
    }
}

/// S45: what is not for other origins tells none of them anything; the public files are for all.
#[tokio::test(flavor = "multi_thread")]
async fn everything_else_stays_with_its_own_origin() {
    let app = TestApp::start().await;
    let _bakery = Bakery::on(&app).await;
    for path in OTHERS {
        for asks in [from(&app, &Method::GET, path, BAKERY), asking(&app, path, BAKERY)] {
            let answer = asks.send().await.unwrap();
            let told = answer.headers().keys().any(|name| name.as_str().starts_with("access-control"));
            assert!(!told, "{path}");
        }
    }
    for path in SHARED {
        for origin in [BAKERY, "https://anywhere.test", "null"] {
            let answer = from(&app, &Method::GET, path, origin).send().await.unwrap();
            assert_eq!(header(&answer, "access-control-allow-origin"), Some("*"), "{path}");
            assert_eq!(header(&answer, "access-control-allow-credentials"), None, "{path}");
            assert_eq!(header(&answer, "cross-origin-resource-policy"), Some("cross-origin"), "{path}");
            assert_eq!(header(&answer, "x-content-type-options"), Some("nosniff"), "{path}");
        }
    }
    for near in ["/pauta.js.map", "/pauta.jsx", "/staticky"] {
        let answer = from(&app, &Method::GET, near, BAKERY).send().await.unwrap();
        assert_eq!(header(&answer, "cross-origin-resource-policy"), Some("same-origin"), "{near}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_loader_is_small_stable_and_of_today() {
    let app = TestApp::start().await;
    let answer = from(&app, &Method::GET, "/pauta.js", BAKERY).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    assert_eq!(header(&answer, "content-type"), Some("text/javascript; charset=utf-8"));
    assert_eq!(header(&answer, "cache-control"), Some("no-cache"));
    let tag = header(&answer, "etag").unwrap().to_owned();
    let again =
        from(&app, &Method::GET, "/pauta.js", BAKERY).header("if-none-match", &tag).send().await.unwrap();
    assert_eq!((again.status().as_u16(), again.text().await.unwrap().as_str()), (304, ""));
    let script = answer.text().await.unwrap();
    assert!(!script.contains("@version@") && !script.contains("@server@"));
    assert!(script.contains(&app.origin()));
    let version = script.split("version = \"").nth(1).unwrap().split('"').next().unwrap();
    let named =
        from(&app, &Method::GET, &format!("/static/@{version}/tokens.css"), BAKERY).send().await.unwrap();
    assert!(header(&named, "cache-control").unwrap().contains("immutable"), "it names the files of now");
    let as_it_comes = Client::builder().no_gzip().build().unwrap();
    let packed =
        as_it_comes.get(app.url("/pauta.js")).header("accept-encoding", "gzip").send().await.unwrap();
    assert_eq!(header(&packed, "content-encoding"), Some("gzip"));
    let bytes = packed.bytes().await.unwrap().len();
    assert!(bytes <= 8 * 1024, "the loader has {bytes} bytes");
}

/// A site's colour is told with what its conversations begin with.
#[tokio::test(flavor = "multi_thread")]
async fn a_sites_colour_is_told_with_its_opening() {
    let app = TestApp::start().await;
    let bakery = Bakery::on(&app).await;
    let path = format!("/api/v1/sites/{}/opening?locale=en", bakery.key);
    let opening = async || -> Value {
        from(&app, &Method::GET, &path, BAKERY).send().await.unwrap().json().await.unwrap()
    };
    assert_eq!(opening().await["accent"], Value::Null);
    let accent = pauta::store::Accent::parse("#B4471F");
    app.app.store.workspace(&bakery.workspace).set_site_accent(&bakery.id, accent.as_ref()).await.unwrap();
    assert_eq!(opening().await["accent"], "#b4471f");
}
