use super::{Secret, setting::concern};
use std::net::{IpAddr, SocketAddr};
use url::Url;

concern! {
    /// How Pauta is reached.
    Http in "http" {
        /// The address and port to listen on. `0.0.0.0:8080` listens on every interface.
        listen: SocketAddr = "127.0.0.1:8080", "PAUTA_LISTEN";
        /// The address by which people reach this server; the site's pages and sockets accept this
        /// origin. Without it, the address listened on.
        public_url: Option<Url> = "", "PAUTA_PUBLIC_URL";
        /// The reverse proxies whose `X-Forwarded-For` is believed. Nobody else's is.
        trusted_proxies: Vec<IpAddr> = "", "PAUTA_TRUSTED_PROXIES";
        /// What `GET /metrics` asks for as `Authorization: Bearer`. Without it, `/metrics` answers
        /// only requests made on this machine.
        metrics_token: Option<Secret<String>> = "", "PAUTA_METRICS_TOKEN";
        /// Whether `/embed-demo` is there: a made-up bakery's page with the chat in it each way. A server that
        /// only this machine reaches has it always.
        embed_demo: bool = "false", "PAUTA_EMBED_DEMO";
    }
}
