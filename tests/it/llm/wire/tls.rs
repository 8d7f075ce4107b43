//! A server that nobody vouches for.

use super::{ALL, PATIENT, at, chat, request};
use base64::{Engine, prelude::BASE64_STANDARD};
use pauta::outside::llm::{Class, Provider};
use rustls::{ServerConfig, ServerConnection, Stream, pki_types::PrivatePkcs8KeyDer};
use std::{
    io::Read,
    net::TcpListener,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

/// A certificate for 127.0.0.1 that is signed by itself, with its key; it is good until 2126.
const CERTIFICATE: &str = concat!(
    "MIIBnDCCAUGgAwIBAgIUEC2PXqJljKulsKqBXiPxiew6e60wCgYIKoZIzj0EAwIwFDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyNjAwMTk0OFoYDzIx",
    "MjYxMTAyMDAxOTQ4WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAAQd7LrDnpGqmhm4J435MOKkVCmbFrTuyPhXMBBl",
    "JiJF/kTsBGagj3apacamim49w9IoYIyHUO8uBPPLVWgOeApYo28wbTAdBgNVHQ4EFgQU39HOihEMWDl4/7sBRRpGb5t0Br0wHwYDVR0jBBgwFoAU39HOihEM",
    "WDl4/7sBRRpGb5t0Br0wDwYDVR0TAQH/BAUwAwEB/zAaBgNVHREEEzARhwR/AAABgglsb2NhbGhvc3QwCgYIKoZIzj0EAwIDSQAwRgIhAPoI65ihUlVtfWCq",
    "3QmJpLmmBjCqWvplsWvuRcPqCFqeAiEArGFBrinnlhprwNeY0t78lfESiZrASxIax6coXQNxiOo=",
);
const ITS_KEY: &str = concat!(
    "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg8fHJVnyFwP7GmEFgttIGPOeXvlzmMA6v4UV3ZUKCb6mhRANCAAQd7LrDnpGqmhm4J435MOKk",
    "VCmbFrTuyPhXMBBlJiJF/kTsBGagj3apacamim49w9IoYIyHUO8uBPPLVWgOeApY",
);

#[tokio::test]
async fn a_server_that_nobody_vouches_for_gets_no_key_and_no_prompt() {
    crate::harness::tls::ready();
    let certificate = BASE64_STANDARD.decode(CERTIFICATE).unwrap().into();
    let key = PrivatePkcs8KeyDer::from(BASE64_STANDARD.decode(ITS_KEY).unwrap());
    let config = ServerConfig::builder().with_no_client_auth();
    let config = Arc::new(config.with_single_cert(vec![certificate], key.into()).unwrap());
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let heard = Arc::new(AtomicUsize::new(0));
    let counted = heard.clone();
    let server = std::thread::spawn(move || {
        for _ in ALL {
            let (mut socket, _) = listener.accept().unwrap();
            let mut connection = ServerConnection::new(config.clone()).unwrap();
            let read = Stream::new(&mut connection, &mut socket).read(&mut [0; 1024]);
            counted.fetch_add(read.unwrap_or(0), Ordering::SeqCst);
        }
    });
    for provider in ALL {
        let base = format!("https://{address}/v1/");
        let failure = chat(&at(provider, &base), &request(), &PATIENT).await.0.unwrap_err();
        assert_eq!(failure.class, Class::Down, "{provider:?}: {failure}");
        // What genai's stream meets first is the same refusal, in the same words.
        assert!(failure.message.starts_with("no connection: "), "{provider:?}: {failure}");
        assert!(failure.message.contains("certificate"), "{provider:?}: {failure}");
    }
    server.join().unwrap();
    assert_eq!(heard.load(Ordering::SeqCst), 0, "nothing was said behind the handshake");
    let plain = at(Provider::Compatible, "http://127.0.0.1:1/v1/");
    assert_eq!(chat(&plain, &request(), &PATIENT).await.0.unwrap_err().class, Class::Down);
}
