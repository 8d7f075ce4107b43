//! Sending, editing and deleting what is said in words.

use super::{
    call::Call,
    html,
    keyboard::{self, Markup},
    refused::{Answer, Refused, bad},
    world::{Message, Place, World, now},
};
use serde_json::{Value, json};
use std::time::Duration;

const TEXT: usize = 4_096;
const CAPTION: usize = 1_024;
const SAME: &str = "message is not modified: specified new message content and reply markup are exactly the same as a \
                    current content and reply markup of the message";

type Worded = (String, Vec<Value>);

/// The words of a parameter and what stands in them.
fn worded(call: &Call, name: &str, entities: &str) -> Result<Worded, Refused> {
    let raw = call.text(name).unwrap_or_default();
    let mode = call.text("parse_mode").unwrap_or_default().to_ascii_lowercase();
    let (text, entities) = match mode.as_str() {
        "" => (raw, call.json(entities)?.as_array().cloned().unwrap_or_default()),
        "html" => html::parse(&raw)?,
        _ => return Err(bad("unsupported parse_mode")),
    };
    Ok(html::trimmed(&text, &entities))
}

fn text(call: &Call, too_long: &str) -> Result<Worded, Refused> {
    if call.text("text").unwrap_or_default().is_empty() {
        return Err(bad("message text is empty"));
    }
    let (text, entities) = worded(call, "text", "entities")?;
    if text.is_empty() {
        return Err(bad("text must be non-empty"));
    }
    if html::length(&text) > TEXT {
        return Err(bad(too_long));
    }
    Ok((text, entities))
}

pub fn caption(call: &Call) -> Result<Worded, Refused> {
    let (text, entities) = worded(call, "caption", "caption_entities")?;
    if html::length(&text) > CAPTION {
        return Err(bad("message caption is too long"));
    }
    Ok((text, entities))
}

impl World {
    pub fn send_message(&mut self, bot: i64, call: &Call) -> Answer {
        let place = self.writable(bot, call)?;
        let (text, entities) = text(call, "message is too long")?;
        self.says(bot, place, call, Message { text, entities, ..Default::default() })
    }

    /// Sends what is ready to be sent: with its keyboard, as an answer, within the limits.
    pub fn says(&mut self, bot: i64, place: Place, call: &Call, message: Message) -> Answer {
        let markup = keyboard::read(&call.json("reply_markup")?)?;
        let reply_to = self.replied(place, call)?;
        let limits = self.limits;
        self.meter.takes(limits, bot, place).map_err(too_many)?;
        let id = self.puts(place, Message { from: bot, markup, reply_to, ..message });
        Ok(self.message_json(place, self.message(place, id).unwrap()))
    }

    fn replied(&self, place: Place, call: &Call) -> Result<Option<i64>, Refused> {
        let parameters = call.json("reply_parameters")?;
        let given = parameters["message_id"].as_i64().or_else(|| call.int("reply_to_message_id"));
        let lenient =
            parameters["allow_sending_without_reply"] == true || call.flag("allow_sending_without_reply");
        match given {
            Some(id) if self.message(place, id).is_none() && !lenient => {
                Err(bad("message to be replied not found"))
            }
            given => Ok(given.filter(|id| self.message(place, *id).is_some())),
        }
    }

    /// The bot's own message that a call is about.
    fn own(&self, bot: i64, call: &Call) -> Result<(Place, Message), Refused> {
        let place = self.writable(bot, call)?;
        let id = call.int("message_id").ok_or_else(|| bad("message identifier is not specified"))?;
        let message = self.message(place, id).ok_or_else(|| bad("message to edit not found"))?;
        if message.from != bot || message.markup.forces || !message.service.is_empty() {
            return Err(bad("message can't be edited"));
        }
        Ok((place, message.clone()))
    }

    pub fn edit_text(&mut self, bot: i64, call: &Call) -> Answer {
        let (place, mut message) = self.own(bot, call)?;
        if message.media.is_some() {
            return Err(bad("there is no text in the message to edit"));
        }
        (message.text, message.entities) = text(call, "MESSAGE_TOO_LONG")?;
        message.markup = inline(call)?;
        self.replaces(place, message)
    }

    pub fn edit_caption(&mut self, bot: i64, call: &Call) -> Answer {
        let (place, mut message) = self.own(bot, call)?;
        if message.media.is_none() {
            return Err(bad("there is no caption in the message to edit"));
        }
        (message.text, message.entities) = caption(call)?;
        message.markup = inline(call)?;
        self.replaces(place, message)
    }

    pub fn edit_markup(&mut self, bot: i64, call: &Call) -> Answer {
        let (place, mut message) = self.own(bot, call)?;
        message.markup = inline(call)?;
        self.replaces(place, message)
    }

    fn replaces(&mut self, place: Place, mut message: Message) -> Answer {
        let old = self.message(place, message.id).unwrap();
        if (&old.text, &old.entities, &old.markup.rows)
            == (&message.text, &message.entities, &message.markup.rows)
        {
            return Err(bad(SAME));
        }
        let limits = self.limits;
        self.meter.takes_edit(limits, message.from).map_err(too_many)?;
        (message.edited, message.touched) = (Some(now()), self.ticks());
        let json = self.message_json(place, &message);
        let old = self.message_mut(place, message.id).unwrap();
        *old = message;
        Ok(json)
    }

    pub fn delete_message(&mut self, bot: i64, call: &Call) -> Answer {
        let place = self.known(bot, call.chat_id()?)?;
        let id = call.int("message_id").ok_or_else(|| bad("message identifier is not specified"))?;
        let touched = self.ticks();
        let message = self.message_mut(place, id).ok_or_else(|| bad("message to delete not found"))?;
        if matches!(place, Place::Group(_)) && message.from != bot {
            return Err(bad("message can't be deleted"));
        }
        (message.deleted, message.touched) = (true, touched);
        Ok(json!(true))
    }
}

fn too_many(wait: Duration) -> Refused {
    Refused::too_many(wait.as_millis().div_ceil(1_000).max(1).try_into().unwrap())
}

/// What an edit leaves below the message: an inline keyboard or nothing.
fn inline(call: &Call) -> Result<Markup, Refused> {
    let markup = keyboard::read(&call.json("reply_markup")?)?;
    if markup.forces {
        return Err(bad("inline keyboard expected"));
    }
    Ok(markup)
}
