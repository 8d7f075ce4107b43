//! Those who try: for a key, for another workspace's calls, with another site's form.

use super::{KEYS, asks, connected, fills, form, last, neighbour, words};
use crate::{
    harness::provider::{Bad, Provider, Says},
    people::guest::Guest,
};
use pauta::store::Role;
use reqwest::Method;
use std::collections::BTreeSet;

/// A part of a key that is longer than this is a part too much.
const PART: usize = 5;

fn no_key(place: &str, text: &str) {
    for key in KEYS {
        for start in 0..=key.len() - PART {
            let part = &key[start..start + PART];
            assert!(!text.contains(part), "{place} has {part} of a key: {text}");
        }
    }
}

/// S36: every page and every JSON that an owner reaches from the pages, with keys that were refused, echoed by their
/// provider, and typed by a person.
#[tokio::test(flavor = "multi_thread")]
async fn no_part_of_a_key_is_in_what_an_owner_sees() {
    let provider = Provider::start().await;
    let app = connected(&provider).run().await;
    let (home, olga) = (app.app.home.workspace.clone(), Guest::first_owner(&app).await);
    provider.next(Says::Bad(Bad::InvalidKey));
    provider.next(Says::Text(format!("Your key is {}", KEYS[1])));
    asks(&app, &home, &format!("The key is {} and {}", KEYS[0], KEYS[1])).await.unwrap();
    let first_call = last(&app, &home).await;
    provider.next(Says::Bad(Bad::OutOfCredit));
    asks(&app, &home, "Oi").await.unwrap_err();

    let links = regex::Regex::new(r#"(?:href|src|action|data-post)="(/[^"]*)""#).unwrap();
    let first = [
        "/",
        "/models",
        "/models?lang=pt",
        "/account",
        "/metrics",
        "/readyz",
        "/api/v1/conversations",
        "/brief",
    ];
    let mut open: Vec<String> = first.map(str::to_owned).into();
    let mut seen = BTreeSet::new();
    while let Some(path) = open.pop() {
        if !seen.insert(path.clone()) || path.starts_with("/static/") {
            continue;
        }
        let page = olga.sends(olga.request(Method::GET, &path)).await.1;
        let page = page.as_str().map_or_else(|| page.to_string(), str::to_owned);
        no_key(&path, &page);
        open.extend(links.captures_iter(&page).map(|link| link[1].replace("&#38;", "&")));
    }
    assert_eq!(seen.iter().filter(|path| path.starts_with("/models/calls/")).count(), 2, "{seen:?}");
    for (path, fields) in
        [("/models/clear", [("pool", KEYS[0]), ("model", "*")]), ("/models/limit", [("x", "1"), ("y", "")])]
    {
        no_key(path, &fills(&olga, path, &fields).await.1.to_string());
    }
    let said = format!("/models/calls/{}", first_call.id);
    assert_eq!(olga.sees(&said).await.matches("[key]").count(), 3, "what was said is shown, without them");
}

/// S2: another workspace's call reads as one that never was, whatever its owner tries.
#[tokio::test(flavor = "multi_thread")]
async fn an_owner_sees_nothing_of_another_workspace() {
    let provider = Provider::start().await;
    let app = connected(&provider).run().await;
    let (home, olga) = (app.app.home.workspace.clone(), Guest::first_owner(&app).await);
    let (there, rui) = neighbour(&app).await;
    provider.next(Says::Bad(Bad::RetrySeconds(7_200.0)));
    asks(&app, &home, "CANARY of the home workspace").await.unwrap();
    asks(&app, &there, "CANARY of the other workspace").await.unwrap();
    let (ours, theirs) = (last(&app, &home).await.id, last(&app, &there).await.id);
    for (guest, own, foreign) in [(&olga, &ours, &theirs), (&rui, &theirs, &ours)] {
        let list = guest.sees("/models").await;
        assert!(list.contains(own.as_str()) && !list.contains(foreign.as_str()), "{list}");
        assert_eq!(guest.get(&format!("/models/calls/{own}")).await.0, 200);
        let mut answers = Vec::new();
        for id in [foreign.as_str(), "019a9d3e-0000-7000-8000-000000000009", "0", "%27)--"] {
            answers.push(guest.get(&format!("/models/calls/{id}")).await);
        }
        assert_eq!(answers[0].0, 404);
        assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
    }
    // The keys are the installation's: neither their names nor what a provider says of them is for others.
    let pages = [rui.sees("/models").await, rui.sees(&format!("/models/calls/{theirs}")).await];
    for page in &pages {
        for secret in
            ["openai/agency", "openai/client", "Try again now", "Toda a instalação", "The whole installation"]
        {
            assert!(!page.contains(secret), "{secret}: {page}");
        }
    }
    assert!(words(&pages[0]).contains("Connected: 127.0.0.1:"));
    let resting = [("pool", "openai/agency"), ("model", "gpt-5.4")];
    assert_eq!(fills(&rui, "/models/clear", &resting).await.0, 403);
    assert_eq!(app.app.llm.status().suspensions.len(), 1, "it rests on");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_but_an_owner_on_our_own_page_changes_anything() {
    let provider = Provider::start().await;
    let app = connected(&provider).run().await;
    let (home, olga) = (app.app.home.workspace.clone(), Guest::first_owner(&app).await);
    provider.next(Says::Bad(Bad::RetrySeconds(7_200.0)));
    asks(&app, &home, "Oi").await.unwrap();
    let forms = [
        ("/models/clear", vec![("pool", "openai/agency"), ("model", "gpt-5.4")]),
        ("/models/limit", vec![("dollars", "1000")]),
    ];
    let (nobody, mia) = (Guest::new(&app), Guest::member(&app, "Mia", Role::Marketer).await);
    for (path, fields) in &forms {
        let bare = |origin: &str, site: &str| {
            let request = form(&olga, path, fields).build().unwrap();
            let mut headers = request.headers().clone();
            headers.remove("origin");
            headers.insert("sec-fetch-site", site.parse().unwrap());
            if !origin.is_empty() {
                headers.insert("origin", origin.parse().unwrap());
            }
            let body = request.body().unwrap().as_bytes().unwrap().to_vec();
            reqwest::Client::new().post(app.url(path)).headers(headers).body(body)
        };
        let own = app.origin();
        for (origin, site) in [
            ("", "same-origin"),
            ("null", "cross-site"),
            ("null", "same-origin"),
            ("https://evil.test", "cross-site"),
            ("http://127.0.0.1:1", "same-site"),
            (own.as_str(), "cross-site"),
            (own.as_str(), "same-site"),
        ] {
            assert_eq!(bare(origin, site).send().await.unwrap().status(), 403, "{path} {origin} {site}");
        }
        assert_eq!(fills(&nobody, path, fields).await.0, 401, "{path}");
        assert_eq!(fills(&mia, path, fields).await.0, 403, "{path}");
        assert!(matches!(olga.get(path).await.0, 405), "{path} by reading");
        let text = olga.request(Method::POST, path).header("content-type", "text/plain").body("dollars=1");
        assert_eq!(olga.sends(text).await.0, 400, "{path} as a text");
    }
    assert_eq!(app.app.llm.status().suspensions.len(), 1);
    assert_eq!(app.app.store.workspace(&home).budget().await.unwrap(), None);
    for (path, fields) in &forms {
        assert_eq!(fills(&olga, path, fields).await.0, 200, "{path}");
    }
    assert_eq!(app.app.llm.status().suspensions.len(), 0);
    assert_eq!(app.app.store.workspace(&home).budget().await.unwrap(), Some(1_000_000_000_000));
}
