//! Every route on one screen, by who calls it.

use super::{
    assets, bots, brief, campaign, colleagues, conversations, doors, embed, error, files, health, kit,
    models, opening, page,
    people::{enter, me, members, same_origin, sessions},
    pieces, speech, telegram, upgrade, webhooks,
};
use crate::channel::web::Door;
use axum::{
    Router,
    extract::DefaultBodyLimit,
    middleware::from_fn_with_state,
    routing::{get, post},
};

pub fn all(door: &Door) -> Router<Door> {
    members(door).merge(people()).merge(sites()).merge(clients()).merge(of_pieces()).merge(operators())
}

/// Pages of members. Only these load a session: what sockets and the API ask for has none.
fn members(door: &Door) -> Router<Door> {
    Router::new()
        .route("/", get(page::chat))
        .route("/brief", get(brief::page::shell))
        .route("/campaign", get(campaign::page::campaign))
        .route("/enter", get(enter::page).post(enter::enter))
        .route("/enter/look", post(enter::look))
        .route("/people", get(members::page))
        .route("/people/first", post(members::first))
        .route("/people/members", post(members::invite))
        .route("/people/members/{id}/link", post(members::link))
        .route("/people/members/{id}/role", post(members::role))
        .route("/people/members/{id}/remove", post(members::remove))
        .route("/account", get(me::page))
        .route("/account/switch", post(me::switch))
        .route("/account/link", post(me::link))
        .route("/account/telegram", post(doors::account::link))
        .route("/account/telegram/unlink", post(doors::account::unlink))
        .route("/continue", get(doors::to_browser::page))
        .route("/continue/look", post(doors::to_browser::look))
        .route("/continue/confirm", post(doors::to_browser::confirm))
        .route("/account/leave", post(me::leave))
        .route("/account/leave-everywhere", post(me::leave_everywhere))
        .route("/api/v1/me/visitor", post(me::visitor))
        .route("/api/v1/me/browser", post(me::browser))
        .merge(keepers())
        .route_layer(from_fn_with_state(door.clone(), same_origin::require))
        .route_layer(from_fn_with_state(door.clone(), error::as_page))
        .route_layer(sessions::layer(door))
}

/// What those who keep a workspace set up.
fn keepers() -> Router<Door> {
    Router::new()
        .route("/models", get(models::page::page))
        .route("/models/clear", post(models::change::clear))
        .route("/models/limit", post(models::change::limit))
        .route("/models/calls/{id}", get(models::call))
        .route("/webhooks", get(webhooks::page::page).post(webhooks::change::add))
        .route("/webhooks/{id}/{act}", post(webhooks::change::change))
        .route("/webhooks/deliveries/{id}/resend", post(webhooks::change::resend))
        .route("/telegram", get(bots::page::page).post(bots::change::connect))
        .route("/telegram/{bot}/disconnect", post(bots::change::disconnect))
        .route("/telegram/{bot}/names", post(bots::change::names))
        .route("/kit", get(kit::list::page).post(kit::list::create))
        .route("/kit/settings", post(kit::list::settle))
        .route("/kit/{brand}", get(kit::page::page).post(kit::change::save))
        .route("/kit/{brand}/rules", post(kit::change::rules))
        .route("/kit/{brand}/rules/new", post(kit::change::new_rule))
        .route("/kit/{brand}/restore", post(kit::change::restore))
        .route(
            "/kit/{brand}/files",
            post(kit::files::upload).layer(DefaultBodyLimit::max(kit::files::BODY_BYTES_MAX)),
        )
        .route("/kit/{brand}/files/remove", post(kit::files::remove))
        .route("/kit/{brand}/files/{file}", get(kit::files::file))
}

fn people() -> Router<Door> {
    Router::new()
        .route("/example", get(brief::page::example))
        .route("/example/campaign", get(campaign::page::example))
        .route("/api/v1/example/pieces", get(campaign::example::list))
        .route("/api/v1/example/pieces/{piece}", get(campaign::example::one))
        .route("/review", get(campaign::page::review))
        .route("/api/v1/review/look", post(campaign::review::look))
        .route("/api/v1/review/decide", post(campaign::review::decide))
        .route("/api/v1/review/picture", post(campaign::review::picture))
        .route(
            "/telegram/{bot}",
            post(telegram::update).layer(DefaultBodyLimit::max(telegram::BODY_BYTES_MAX)),
        )
        .route("/static/{*path}", get(assets::asset))
        .route("/ws", get(upgrade::upgrade))
}

fn sites() -> Router<Door> {
    Router::new()
        .route("/pauta.js", get(embed::loader))
        .route("/embed/{site}", get(embed::frame))
        .route("/embed-demo", get(embed::demo))
}

/// The API of a conversation.
fn clients() -> Router<Door> {
    Router::new()
        .route("/api/v1/sites/{key}/opening", get(opening::of_site))
        .route("/api/v1/conversations", post(conversations::create).get(conversations::list))
        .route("/api/v1/conversations/{id}/inputs", post(conversations::input))
        .route("/api/v1/conversations/{id}/telegram", post(doors::to_telegram::link))
        .route("/api/v1/conversations/{id}/messages", get(conversations::messages))
        .route("/api/v1/conversations/{id}/colleagues", get(colleagues::list).post(colleagues::ask))
        .route(
            "/api/v1/conversations/{id}/files",
            post(files::upload).layer(DefaultBodyLimit::max(files::BODY_BYTES_MAX)).get(files::list),
        )
        .route(
            "/api/v1/conversations/{id}/speech",
            post(speech::transcribe).layer(DefaultBodyLimit::max(speech::BODY_BYTES_MAX)),
        )
        .route("/api/v1/conversations/{id}/files/{file}", get(files::download))
        .route("/api/v1/conversations/{id}/brief", get(brief::json))
        .route("/api/v1/conversations/{id}/brief.md", get(brief::markdown))
        .route("/api/v1/conversations/{id}/brief.html", get(brief::html))
        .route("/api/v1/conversations/{id}/versions", get(brief::versions))
        .route("/api/v1/conversations/{id}/versions/{version}/changes", get(brief::changes))
}

/// The API of what a brief becomes.
fn of_pieces() -> Router<Door> {
    Router::new()
        .route("/api/v1/conversations/{id}/pieces", get(pieces::list))
        .route("/api/v1/conversations/{id}/pieces/{piece}", get(pieces::one))
        .route("/api/v1/conversations/{id}/pieces/{piece}/acts", post(pieces::act))
        .route("/api/v1/conversations/{id}/pieces/{piece}/assets/{asset}", get(pieces::picture))
        .route("/api/v1/conversations/{id}/production", post(pieces::produce))
        .route("/api/v1/conversations/{id}/export.zip", get(campaign::export::zip))
        .route("/api/v1/conversations/{id}/export.json", get(campaign::export::json))
        .route("/api/v1/conversations/{id}/reviews", get(campaign::links::list).post(campaign::links::create))
        .route(
            "/api/v1/conversations/{id}/approvers",
            get(campaign::approvers::list).post(campaign::approvers::ask),
        )
        .route("/api/v1/conversations/{id}/approvers/{member}/withdraw", post(campaign::approvers::withdraw))
        .route("/api/v1/conversations/{id}/reviews/{review}/revoke", post(campaign::links::revoke))
}

fn operators() -> Router<Door> {
    Router::new()
        .route("/schema/tree-1.json", get(assets::tree_schema))
        .route("/livez", get(health::live))
        .route("/readyz", get(health::ready))
        .route("/metrics", get(health::metrics))
}
