//! Pictures, files and voices, on the way in and out.

use super::{
    call::{Call, Upload},
    messages,
    refused::{Answer, Refused, bad},
    world::{Message, Stored, World},
};
use axum::body::Bytes;
use serde_json::{Value, json};

const MEGABYTE: usize = 1024 * 1024;
const PHOTO: usize = 10 * MEGABYTE;
const FILE: usize = 50 * MEGABYTE;
const DOWNLOAD: usize = 20 * MEGABYTE;

impl World {
    pub fn send_photo(&mut self, bot: i64, call: &Call) -> Answer {
        let place = self.writable(bot, call)?;
        let (text, entities) = messages::caption(call)?;
        let photo = match sent(call, "photo")? {
            Sent::Again(id) => self.again(&id)?,
            Sent::New(upload) => {
                let size = upload.bytes.len();
                if size > PHOTO {
                    return Err(bad(&format!(
                        "file of size {size} bytes is too big for a photo; the maximum size is {PHOTO} bytes"
                    )));
                }
                let picture = image::load_from_memory(&upload.bytes);
                let picture = picture.map_err(|_| bad("IMAGE_PROCESS_FAILED"))?;
                let (width, height) = (picture.width(), picture.height());
                if width + height > 10_000 || width.max(height) > 20 * width.min(height) {
                    return Err(bad("PHOTO_INVALID_DIMENSIONS"));
                }
                self.photo(&upload.bytes, width, height)
            }
        };
        let media = Some(("photo", photo));
        self.says(bot, place, call, Message { text, entities, media, ..Default::default() })
    }

    pub fn send_document(&mut self, bot: i64, call: &Call) -> Answer {
        let place = self.writable(bot, call)?;
        let (text, entities) = messages::caption(call)?;
        let document = match sent(call, "document")? {
            Sent::Again(id) => self.again(&id)?,
            Sent::New(upload) => {
                too_large(upload)?;
                // Unless it is told not to look, Telegram makes a sticker of it, which has no caption.
                if upload.name.ends_with(".webp") && !call.flag("disable_content_type_detection") {
                    let media = Some(("sticker", self.sticker("")));
                    return self.says(bot, place, call, Message { media, ..Default::default() });
                }
                self.document(&upload.name, upload.mime.as_deref(), &upload.bytes)
            }
        };
        let media = Some(("document", document));
        self.says(bot, place, call, Message { text, entities, media, ..Default::default() })
    }

    pub fn send_voice(&mut self, bot: i64, call: &Call) -> Answer {
        let place = self.writable(bot, call)?;
        let (text, entities) = messages::caption(call)?;
        let voice = match sent(call, "voice")? {
            Sent::Again(id) => self.again(&id)?,
            Sent::New(upload) => {
                too_large(upload)?;
                let seconds = call.int("duration").unwrap_or(1);
                self.voice(&upload.bytes, seconds)
            }
        };
        let media = Some(("voice", voice));
        self.says(bot, place, call, Message { text, entities, media, ..Default::default() })
    }

    /// Two sizes of a picture, the last one whole.
    pub fn photo(&mut self, bytes: &Bytes, width: u32, height: u32) -> Value {
        let mut small = self.stores("photos", "jpg", bytes);
        (small["width"], small["height"]) = (json!(width.min(90)), json!(height.min(90)));
        let mut whole = self.stores("photos", "jpg", bytes);
        (whole["width"], whole["height"]) = (json!(width), json!(height));
        json!([small, whole])
    }

    pub fn document(&mut self, name: &str, mime: Option<&str>, bytes: &Bytes) -> Value {
        let ending = name.rsplit_once('.').map_or("bin", |it| it.1).to_owned();
        let mut document = self.stores("documents", &ending, bytes);
        document["file_name"] = json!(name);
        if let Some(mime) = mime {
            document["mime_type"] = json!(mime);
        }
        document
    }

    pub fn voice(&mut self, bytes: &Bytes, seconds: i64) -> Value {
        let mut voice = self.stores("voice", "oga", bytes);
        voice["duration"] = json!(seconds);
        voice["mime_type"] = json!("audio/ogg");
        voice
    }

    pub fn sticker(&mut self, emoji: &str) -> Value {
        let mut sticker = self.stores("stickers", "webp", &Bytes::from_static(b"RIFF"));
        sticker.as_object_mut().unwrap().extend(
            json!({ "type": "regular", "width": 512, "height": 512, "is_animated": false, "is_video": false,
                "emoji": emoji })
            .as_object()
            .unwrap()
            .clone(),
        );
        sticker
    }

    fn stores(&mut self, folder: &str, ending: &str, bytes: &Bytes) -> Value {
        let number = self.fresh();
        let id = format!("AgACAgIAAxkBAAI{number}");
        let path = format!("{folder}/file_{number}.{ending}");
        self.files.push(Stored { id: id.clone(), path, bytes: bytes.clone() });
        json!({ "file_id": id, "file_unique_id": format!("AQAD{number}"), "file_size": bytes.len() })
    }

    /// What was sent before, by its id.
    fn again(&self, id: &str) -> Result<Value, Refused> {
        let has = |value: &Value| value["file_id"] == id || value[1]["file_id"] == id;
        let mut all = self.chats.values().flat_map(|chat| &chat.messages);
        let found = all.find_map(|message| message.media.as_ref().filter(|it| has(&it.1)));
        Ok(found.ok_or_else(|| bad("wrong file identifier/HTTP URL specified"))?.1.clone())
    }

    pub fn get_file(&self, call: &Call) -> Answer {
        let id = call.text("file_id").unwrap_or_default();
        let file = self.files.iter().find(|file| file.id == id).ok_or_else(|| bad("invalid file_id"))?;
        if file.bytes.len() > DOWNLOAD {
            return Err(bad("file is too big"));
        }
        Ok(json!({ "file_id": file.id, "file_unique_id": file.id.replace("AgACAgIAAxkBAAI", "AQAD"),
            "file_size": file.bytes.len(), "file_path": file.path }))
    }

    pub fn file(&self, path: &str) -> Option<Bytes> {
        self.files.iter().find(|file| file.path == path).map(|file| file.bytes.clone())
    }
}

enum Sent<'a> {
    New(&'a Upload),
    Again(String),
}

fn sent<'a>(call: &'a Call, name: &str) -> Result<Sent<'a>, Refused> {
    match (call.upload(name), call.text(name)) {
        (Some(upload), _) if upload.bytes.is_empty() => Err(bad("file must be non-empty")),
        (Some(upload), _) => Ok(Sent::New(upload)),
        (None, Some(id)) if id.starts_with("http") => Err(bad("failed to get HTTP URL content")),
        (None, Some(id)) if !id.is_empty() && !id.starts_with("attach://") => Ok(Sent::Again(id)),
        _ => Err(bad(&format!("there is no {name} in the request"))),
    }
}

fn too_large(upload: &Upload) -> Result<(), Refused> {
    if upload.bytes.len() > FILE { Err(Refused::new(413, "Request Entity Too Large")) } else { Ok(()) }
}
