//! Every HTTP client of the process has to know by which cryptography it speaks TLS.

/// Says so; what was said before stands.
pub fn ready() {
    let _ = rustls::crypto::ring::default_provider().install_default();
}
