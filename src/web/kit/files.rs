//! The files of a kit: logos, fonts, pictures to go by. What is kept was read and written anew, as far as that is
//! possible; earlier versions keep theirs, so nothing is taken away.

use super::{
    change::{anew, back},
    editor::Editor,
    page::{Unsaved, with_trouble},
    view::{is_shown, place},
    words,
};
use crate::{
    app::{kit, pictures::Undone},
    channel::web::Door,
    deliverable::{Kit, kit::Picture},
    outside::blob::{Key, Shelf},
    picture::PictureError,
    turn::{Code, Rejection},
    upload,
    web::{
        error::Refusal,
        models::change::Sent,
        people::{account::Viewer, sheet::Sheet},
    },
};
use axum::{
    extract::{
        Multipart, Path, State,
        multipart::{Field, MultipartRejection},
    },
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use std::time::Duration;
use tokio::time::timeout;

/// The most of any kind.
const FILE_BYTES_MAX: usize = 10 << 20;
/// What is read of a form: most browsers show a refusal only once they have sent everything.
pub const BODY_BYTES_MAX: usize = 2 * FILE_BYTES_MAX;
/// How long the next bytes of a file may take.
const IDLE: Duration = Duration::from_secs(30);
/// How long the rest of a refused form is read.
const REST: Duration = Duration::from_secs(10);
const NAME_MOST: usize = 80;
/// Nothing in a picture runs, whoever opens it.
const NOTHING_RUNS: &str = "default-src 'none'; base-uri 'none'; object-src 'none'; form-action 'none'; \
    frame-ancestors 'none'; sandbox";

/// What a file is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum What {
    Logo,
    Font,
    Reference,
}

impl What {
    fn parse(text: &str) -> Option<Self> {
        [("logo", Self::Logo), ("font", Self::Font), ("reference", Self::Reference)]
            .into_iter()
            .find_map(|(name, what)| (name == text).then_some(what))
    }

    fn shelf(self) -> Shelf {
        match self {
            Self::Logo => Shelf::Logos,
            Self::Font => Shelf::Fonts,
            Self::Reference => Shelf::References,
        }
    }

    fn bytes_most(self) -> usize {
        match self {
            Self::Logo => 2 << 20,
            Self::Font => 4 << 20,
            Self::Reference => FILE_BYTES_MAX,
        }
    }

    /// How many of them a kit may have.
    fn most(self) -> usize {
        match self {
            Self::Logo | Self::Font => 6,
            Self::Reference => 12,
        }
    }

    fn of(self, kit: &mut Kit) -> &mut Vec<Picture> {
        match self {
            Self::Logo => &mut kit.logos,
            Self::Font => &mut kit.fonts,
            Self::Reference => &mut kit.references,
        }
    }

    /// Why a file of it cannot be read.
    fn unreadable(self) -> &'static str {
        match self {
            Self::Logo => "no_logo",
            Self::Font => "no_font",
            Self::Reference => "no_picture",
        }
    }
}

/// What was sent.
struct Came {
    what: What,
    name: String,
    bytes: Vec<u8>,
}

/// What is kept of it.
struct Ready {
    name: String,
    mime: &'static str,
    bytes: Vec<u8>,
}

/// Why it is not taken: a phrase, and its number if it has one.
type Why = (&'static str, usize);

/// `POST /kit/{brand}/files`: a form with `what` and, behind it, one `file`.
pub async fn upload(
    State(door): State<Door>,
    sheet: Sheet,
    viewer: Viewer,
    Path(id): Path<String>,
    form: Result<Multipart, MultipartRejection>,
) -> Result<Response, Refusal> {
    let editor = Editor::editing(&door, &viewer, sheet)?;
    let brand = editor.brand_or_none(&door, &id, sheet).await?;
    let crowded = || Refusal::from(Rejection::new(Code::RateLimited, sheet.lang).retry_after(1_000));
    let _seat = door.limits.uploads_of_person.take(editor.key.as_str().into()).ok_or_else(crowded)?;
    let taken = match form {
        Ok(mut form) => take(&mut form).await,
        Err(_) => Err(("form_lost", 0)),
    };
    let made = match taken {
        Ok(came) => ready(&door, came, sheet).await?,
        Err(why) => Err(why),
    };
    let kept = match made {
        Ok((what, ready)) => keep(&door, &editor, (sheet, &viewer, &id), what, ready).await?,
        Err(why) => Err(why),
    };
    let Err((key, most)) = kept else { return Ok(back(&brand.id, "file", "#files")) };
    let trouble = words().fill(sheet.lang, key, &[("most", &most.to_string())]);
    let unsaved = Unsaved { trouble: Some(trouble), ..Unsaved::default() };
    with_trouble(&door, sheet, &editor, brand, (StatusCode::BAD_REQUEST, unsaved)).await
}

async fn take(form: &mut Multipart) -> Result<Came, Why> {
    let taken = fields(form).await;
    if taken.is_err() {
        let rest = async { while let Ok(Some(_)) = form.next_field().await {} };
        let _ = timeout(REST, rest).await;
    }
    taken
}

async fn fields(form: &mut Multipart) -> Result<Came, Why> {
    let lost = ("form_lost", 0);
    let mut what = None;
    while let Ok(Some(mut field)) = form.next_field().await {
        match (field.name(), what) {
            (Some("what"), None) => {
                let word = bytes(&mut field, 20).await?;
                what = Some(std::str::from_utf8(&word).ok().and_then(What::parse).ok_or(lost)?);
            }
            (Some("file"), Some(what)) => {
                let name = clean(field.file_name().unwrap_or_default());
                let bytes = bytes(&mut field, what.bytes_most()).await?;
                return if bytes.is_empty() { Err(("no_file", 0)) } else { Ok(Came { what, name, bytes }) };
            }
            _ => return Err(lost),
        }
    }
    Err(lost)
}

async fn bytes(field: &mut Field<'_>, most: usize) -> Result<Vec<u8>, Why> {
    let mut bytes = Vec::new();
    loop {
        let chunk = timeout(IDLE, field.chunk()).await.map_err(|_| ("form_lost", 0))?;
        let too_large = ("file_too_large", most >> 20);
        let chunk = chunk.map_err(|error| {
            if error.status() == StatusCode::PAYLOAD_TOO_LARGE { too_large } else { ("form_lost", 0) }
        })?;
        let Some(chunk) = chunk else { return Ok(bytes) };
        if bytes.len() + chunk.len() > most {
            return Err(too_large);
        }
        bytes.extend_from_slice(&chunk);
    }
}

/// A file's name without its folders and what cannot be seen.
fn clean(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    last.chars().filter(|c| !c.is_control()).take(NAME_MOST).collect::<String>().trim().to_owned()
}

/// What was sent as it is kept, or why it cannot be.
async fn ready(door: &Door, came: Came, sheet: Sheet) -> Result<Result<(What, Ready), Why>, Refusal> {
    let Came { what, name, bytes } = came;
    let pictures = &door.app.pictures;
    let read = match what {
        What::Logo => pictures.logo(bytes).await.map(|png| png.map(|bytes| ("image/png", bytes, name))),
        What::Font => {
            let mime = if bytes.starts_with(b"OTTO") { "font/otf" } else { "font/ttf" };
            pictures
                .font(bytes.clone())
                .await
                .map(|family| family.map(|family| (mime, bytes, clean(&family))))
        }
        What::Reference => pictures.anew(bytes).await.map(|anew| Some((anew.media, anew.bytes, name))),
    };
    match read {
        Ok(Some((mime, bytes, name))) => Ok(Ok((what, Ready { name, mime, bytes }))),
        Ok(None) | Err(Undone::Picture(PictureError::Unreadable)) => Ok(Err((what.unreadable(), 0))),
        Err(Undone::Picture(_)) => Ok(Err(("too_many_dots", 0))),
        Err(Undone::Busy) => Err(Rejection::new(Code::Unavailable, sheet.lang).retry_after(1_000).into()),
    }
}

/// The bytes first, then the version that names them.
async fn keep(
    door: &Door,
    editor: &Editor,
    (sheet, viewer, id): (Sheet, &Viewer, &str),
    what: What,
    ready: Ready,
) -> Result<Result<(), Why>, Refusal> {
    let key = Key::new(&editor.workspace, what.shelf(), door.app.clock.now());
    let put = door.app.blobs.put(&key, ready.mime, &ready.bytes).await;
    put.map_err(|error| upload::blob(&error, sheet.lang))?;
    let file = Picture { name: ready.name, key: key.as_str().to_owned(), mime: ready.mime.to_owned() };
    let add = move |kit: &mut Kit| {
        let files = what.of(kit);
        let has_room = files.len() < what.most();
        if has_room {
            files.push(file.clone());
        }
        has_room
    };
    let (_, added) = anew(door, sheet, viewer, id, add).await?;
    if added {
        return Ok(Ok(()));
    }
    if let Err(error) = door.app.blobs.remove(&key).await {
        tracing::warn!(%error, key = key.as_str(), "a file that no kit has is left behind");
    }
    Ok(Err(("too_many_files", what.most())))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Gone {
    file: String,
}

/// `POST /kit/{brand}/files/remove`: the next version has it no more.
pub async fn remove(
    State(door): State<Door>,
    sheet: Sheet,
    viewer: Viewer,
    Path(id): Path<String>,
    Sent(Gone { file }): Sent<Gone>,
) -> Result<Response, Refusal> {
    let take_out = move |kit: &mut Kit| {
        let mut found = false;
        for files in [&mut kit.logos, &mut kit.fonts, &mut kit.references] {
            files.retain(|one| {
                let is_it = place(one) == file;
                found |= is_it;
                !is_it
            });
        }
        found
    };
    let (brand, done) = anew(&door, sheet, &viewer, &id, take_out).await?;
    Ok(back(&brand, if done { "gone" } else { "same" }, "#files"))
}

/// `GET /kit/{brand}/files/{file}`: a picture of the newest version.
pub async fn file(
    State(door): State<Door>,
    sheet: Sheet,
    viewer: Viewer,
    Path((id, name)): Path<(String, String)>,
) -> Result<Response, Refusal> {
    let editor = match Editor::looking(&door, &viewer, sheet) {
        Ok(editor) => editor,
        Err(page) => return Ok(*page),
    };
    let brand = editor.brand_or_none(&door, &id, sheet).await?;
    let rows = door.app.store.workspace(&editor.workspace);
    let kit = kit::newest(&rows, &brand.id).await.map_err(|error| Rejection::store(&error, sheet.lang))?;
    let mut pictures = kit.logos.iter().chain(&kit.references);
    let found = pictures.find(|one| place(one) == name && is_shown(one));
    let missing = || Refusal::no_file(sheet.lang);
    let found = found.ok_or_else(missing)?;
    let key = Key::parse(&found.key).filter(|key| key.is_of(&editor.workspace)).ok_or_else(missing)?;
    let bytes = door.app.blobs.get(&key).await;
    let bytes = bytes.map_err(|error| Refusal::from(upload::blob(&error, sheet.lang)))?;
    let headers =
        [(header::CONTENT_TYPE, found.mime.clone()), (header::CONTENT_DISPOSITION, "inline".to_owned())];
    let strict = [(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(NOTHING_RUNS))];
    Ok((headers, strict, bytes).into_response())
}
