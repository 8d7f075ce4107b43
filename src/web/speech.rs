//! Speech: a recording comes in, its words go back, and neither is kept.

use super::{
    caller::FromSite,
    conversations::{own, speaking},
    error::Refusal,
    visitor::Visitor,
};
use crate::{
    channel::web::{Door, limits::network},
    outside::llm::Sound,
    turn::{self, Code, Peer, Rejection, rejection::phrases},
};
use axum::{
    Json,
    extract::{Multipart, Path, State, multipart::MultipartRejection},
    http::StatusCode,
};
use serde_json::{Value, json};
use std::time::Duration;
use tokio::time::timeout;

/// The most that a recording may hold: two minutes as phones record them take some 2 MB, uncompressed some 10.
const SOUND_BYTES_MAX: usize = 10 << 20;
/// What is read of a form, so that the sentence which refuses a longer one is seen.
pub const BODY_BYTES_MAX: usize = 2 * SOUND_BYTES_MAX;
/// How long a recording may be, where that can be seen.
const SECONDS_MAX: u32 = 120;
/// How long all of it may take to come.
const WITHIN: Duration = Duration::from_secs(60);

/// `POST …/speech`: a form with one field `file`.
pub async fn transcribe(
    State(door): State<Door>,
    Path(id): Path<String>,
    FromSite(caller): FromSite,
    visitor: Visitor,
    form: Result<Multipart, MultipartRejection>,
) -> Result<Json<Value>, Refusal> {
    let mut peer = speaking(&door, visitor, &id, &caller)?;
    peer.locale = own(&door, &peer).await?.line.locale;
    if !turn::hears(&door.app) {
        return Err(Refusal::NotFound(phrases().say(&peer.locale, "speech_none")));
    }
    let crowded = || Refusal::from(Rejection::new(Code::RateLimited, &peer.locale).retry_after(1_000));
    let _person = door.limits.uploads_of_person.take(peer.visitor.as_str().into()).ok_or_else(crowded)?;
    let _address = door.limits.uploads_of_address.take(network(caller.address)).ok_or_else(crowded)?;
    let mut form = form.map_err(|_| refused("file_form", Code::BadFile, &peer))?;
    let sound = sound(&mut form, &peer).await?;
    let text = turn::hear(&door.app, &peer, sound).await?;
    Ok(Json(json!({ "text": text })))
}

async fn sound(form: &mut Multipart, peer: &Peer) -> Result<Sound, Rejection> {
    let malformed = || refused("file_form", Code::BadFile, peer);
    let read = async {
        let field = form.next_field().await.ok().flatten().filter(|field| field.name() == Some("file"));
        let bytes = field?.bytes().await;
        bytes.map_or_else(
            |error| (error.status() == StatusCode::PAYLOAD_TOO_LARGE).then_some(None),
            |b| Some(Some(b)),
        )
    };
    let bytes = timeout(WITHIN, read).await.ok().flatten().ok_or_else(malformed)?;
    let too_long = || refused("speech_too_long", Code::TooLarge, peer);
    let bytes = bytes.filter(|bytes| bytes.len() <= SOUND_BYTES_MAX).ok_or_else(too_long)?;
    let kind = kind_of(&bytes).ok_or_else(|| refused("speech_kind", Code::BadFile, peer))?;
    if seconds_of_wav(&bytes).is_some_and(|seconds| seconds > SECONDS_MAX) {
        return Err(too_long());
    }
    let language = peer.locale.split('-').next().map(str::to_owned);
    Ok(Sound { kind: kind.into(), bytes: bytes.to_vec().into(), language })
}

fn refused(key: &str, code: Code, peer: &Peer) -> Rejection {
    Rejection::told(code, phrases().say(&peer.locale, key).to_owned())
}

/// The media type of a recording, by its content.
fn kind_of(bytes: &[u8]) -> Option<&'static str> {
    type Sign = fn(&[u8]) -> bool;
    const KINDS: [(&str, Sign); 5] = [
        ("audio/webm", infer::video::is_webm),
        ("audio/ogg", infer::audio::is_ogg),
        ("audio/wav", infer::audio::is_wav),
        ("audio/mpeg", infer::audio::is_mp3),
        ("audio/mp4", |head| infer::audio::is_m4a(head) || infer::video::is_mp4(head)),
    ];
    KINDS.iter().find(|(_, is)| is(bytes)).map(|(kind, _)| *kind)
}

/// How long a WAV is, by its own header: the bytes of a second stand at 28.
fn seconds_of_wav(bytes: &[u8]) -> Option<u32> {
    let rate = bytes.get(28..32).filter(|_| infer::audio::is_wav(bytes))?;
    let rate = u32::from_le_bytes([rate[0], rate[1], rate[2], rate[3]]);
    u32::try_from(bytes.len()).ok()?.checked_div(rate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_recording_is_known_by_its_content() {
        let wav = |rate: u32, bytes: usize| {
            let head =
                [b"RIFF\0\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0\0\0\0\0".as_slice(), &rate.to_le_bytes()];
            [head.concat(), vec![0; bytes - 32]].concat()
        };
        assert_eq!(kind_of(&wav(8_000, 800)), Some("audio/wav"));
        assert_eq!(seconds_of_wav(&wav(8_000, 968_000)), Some(121));
        assert_eq!(seconds_of_wav(&wav(0, 100)), None);
        assert_eq!(kind_of(b"OggS\0\x02"), Some("audio/ogg"));
        assert_eq!(kind_of(b"ID3\x03\0\0"), Some("audio/mpeg"));
        assert_eq!(kind_of(b"\0\0\0\x18ftypM4A \0\0\0\0"), Some("audio/mp4"));
        for no in [&b"MZ\x90\0"[..], b"<html>", b"", b"%PDF-1.7"] {
            assert_eq!(kind_of(no), None);
        }
    }
}
