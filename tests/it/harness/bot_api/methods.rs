//! The methods of the Bot API, each as Telegram keeps it.

use super::{
    call::Call,
    refused::{Answer, Refused, bad},
    world::{Place, World},
};
use serde_json::{Value, json};

impl World {
    /// Does one call, all but the waiting for updates.
    pub fn does(&mut self, bot: i64, call: &Call) -> Answer {
        match call.method.as_str() {
            "getme" => Ok(self.me(bot)),
            "sendmessage" => self.send_message(bot, call),
            "sendphoto" => self.send_photo(bot, call),
            "senddocument" => self.send_document(bot, call),
            "sendvoice" => self.send_voice(bot, call),
            "sendchataction" => self.send_chat_action(bot, call),
            "editmessagetext" => self.edit_text(bot, call),
            "editmessagecaption" => self.edit_caption(bot, call),
            "editmessagereplymarkup" => self.edit_markup(bot, call),
            "deletemessage" => self.delete_message(bot, call),
            "answercallbackquery" => self.answer_query(bot, call),
            "getfile" => self.get_file(call),
            "getchat" => self.get_chat(bot, call),
            "leavechat" => self.leave_chat(bot, call),
            "setmycommands" => self.set_commands(bot, call),
            "getmycommands" => self.get_commands(bot, call),
            "setmydescription" => self.set_description(bot, call),
            "setwebhook" => self.set_webhook(bot, call),
            "deletewebhook" => self.delete_webhook(bot, call),
            "getwebhookinfo" => Ok(self.bot(bot).mailbox.info()),
            _ => Err(Refused::new(404, "Not Found")),
        }
    }

    fn me(&self, bot: i64) -> Value {
        let mut me = self.user_json(bot);
        me["can_join_groups"] = json!(true);
        me["can_read_all_group_messages"] = json!(self.bot(bot).reads_all);
        me["supports_inline_queries"] = json!(false);
        me["can_connect_to_business"] = json!(false);
        me["has_main_web_app"] = json!(false);
        me
    }

    fn send_chat_action(&self, bot: i64, call: &Call) -> Answer {
        self.writable(bot, call)?;
        const ACTIONS: [&str; 5] =
            ["typing", "upload_photo", "upload_document", "record_voice", "upload_voice"];
        if !call.text("action").is_some_and(|it| ACTIONS.contains(&it.as_str())) {
            return Err(bad("wrong parameter action in request"));
        }
        Ok(json!(true))
    }

    fn answer_query(&mut self, bot: i64, call: &Call) -> Answer {
        let text = call.text("text").unwrap_or_default();
        if text.chars().count() > 200 {
            return Err(bad("MESSAGE_TOO_LONG"));
        }
        let id = call.text("callback_query_id").unwrap_or_default();
        let query = self.queries.iter_mut().find(|it| it.id == id && it.bot == bot && it.answer.is_none());
        let query = query
            .ok_or_else(|| bad("query is too old and response timeout expired or query ID is invalid"))?;
        query.answer = Some(text);
        Ok(json!(true))
    }

    fn get_chat(&self, bot: i64, call: &Call) -> Answer {
        let place = self.known(bot, call.chat_id()?)?;
        let mut chat = self.chat_json(place);
        chat["accent_color_id"] = json!(0);
        chat["max_reaction_count"] = json!(11);
        chat["accepted_gift_types"] = json!({ "unlimited_gifts": false, "limited_gifts": false,
            "unique_gifts": false, "premium_subscription": false });
        Ok(chat)
    }

    fn leave_chat(&mut self, bot: i64, call: &Call) -> Answer {
        let place = self.known(bot, call.chat_id()?)?;
        if let Place::Private { .. } = place {
            return Err(bad("chat member status can't be changed in private chats"));
        }
        self.chat_mut(place).bots.retain(|it| *it != bot);
        self.membership(place, bot, bot, ["member", "left"]);
        Ok(json!(true))
    }

    fn set_commands(&mut self, bot: i64, call: &Call) -> Answer {
        let commands = call.json("commands")?;
        let all = commands.as_array().ok_or_else(|| bad("can't parse commands: expected an Array"))?;
        if all.len() > 100 {
            return Err(bad("BOT_COMMANDS_TOO_MUCH"));
        }
        for command in all {
            let name = command["command"].as_str().unwrap_or_default();
            let name = name.strip_prefix('/').unwrap_or(name);
            let fits = |it: char| matches!(it, 'a'..='z' | '0'..='9' | '_');
            if name.is_empty() || name.len() > 32 || !name.chars().all(fits) {
                return Err(bad("BOT_COMMAND_INVALID"));
            }
            let told = command["description"].as_str().unwrap_or_default().trim().chars().count();
            if told == 0 || told > 256 {
                return Err(bad("BOT_COMMAND_DESCRIPTION_INVALID"));
            }
        }
        let key = self.command_key(bot, call)?;
        self.bot_mut(bot).commands.insert(key, commands);
        Ok(json!(true))
    }

    fn get_commands(&self, bot: i64, call: &Call) -> Answer {
        let key = self.command_key(bot, call)?;
        Ok(self.bot(bot).commands.get(&key).cloned().unwrap_or_else(|| json!([])))
    }

    fn command_key(&self, bot: i64, call: &Call) -> Result<(String, String), Refused> {
        let scope = call.json("scope")?;
        let scope = if scope.is_null() { json!({ "type": "default" }) } else { scope };
        let kind = scope["type"].as_str().unwrap_or_default();
        let id = match kind {
            "default" | "all_private_chats" | "all_group_chats" | "all_chat_administrators" => None,
            "chat" | "chat_administrators" | "chat_member" => {
                let id = &scope["chat_id"];
                let id = id.as_i64().or_else(|| id.as_str()?.parse().ok());
                let id = id.ok_or_else(|| bad("chat not found"))?;
                self.known(bot, id)?;
                Some(id)
            }
            _ => return Err(bad("can't parse BotCommandScope: unsupported type specified")),
        };
        let key = id.map_or_else(|| kind.to_owned(), |id| format!("{kind}:{id}"));
        Ok((key, language(call)?))
    }

    fn set_description(&mut self, bot: i64, call: &Call) -> Answer {
        let description = call.text("description").unwrap_or_default();
        if description.chars().count() > 512 {
            return Err(bad("DESCRIPTION_TOO_LONG"));
        }
        let language = language(call)?;
        self.bot_mut(bot).descriptions.insert(language, description);
        Ok(json!(true))
    }
}

/// Two letters, or none for everybody.
fn language(call: &Call) -> Result<String, Refused> {
    let code = call.text("language_code").unwrap_or_default();
    let fits = code.is_empty() || (code.len() == 2 && code.chars().all(|it| it.is_ascii_lowercase()));
    if fits { Ok(code) } else { Err(bad("invalid language code specified")) }
}
