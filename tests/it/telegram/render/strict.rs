//! Reads what is sent as strictly as Telegram does, with a reader of its own.

use pauta::channel::telegram::outgoing::{Body, Draft, Key};

/// What is seen of a text; or why Telegram would refuse it.
pub fn seen(html: &str) -> Result<String, String> {
    let mut seen = String::new();
    let mut open: Vec<&str> = Vec::new();
    let mut rest = html;
    while let Some(c) = rest.chars().next() {
        if c == '<' {
            let (tag, after) = rest[1..].split_once('>').ok_or("a tag without its end")?;
            match tag.strip_prefix('/') {
                Some(name) if open.pop() != Some(name) => return Err(format!("</{name}> closes nothing")),
                Some(_) => {}
                None => open.push(known(tag)?),
            }
            rest = after;
        } else if c == '&' {
            let entities = [("&lt;", '<'), ("&gt;", '>'), ("&amp;", '&'), ("&quot;", '"')];
            let (name, c) =
                entities.into_iter().find(|(name, _)| rest.starts_with(name)).ok_or_else(|| {
                    format!("an unknown entity at {}", &rest.chars().take(12).collect::<String>())
                })?;
            seen.push(c);
            rest = &rest[name.len()..];
        } else if c == '>' {
            return Err("a bare >".into());
        } else {
            seen.push(c);
            rest = &rest[c.len_utf8()..];
        }
    }
    if open.is_empty() { Ok(seen) } else { Err(format!("{open:?} are not closed")) }
}

fn known(tag: &str) -> Result<&str, String> {
    if let Some(url) = tag.strip_prefix("a href=\"").and_then(|rest| rest.strip_suffix('"')) {
        return if url.contains('"') { Err(format!("a quote in {url}")) } else { Ok("a") };
    }
    let tags = ["b", "i", "s", "code", "blockquote"];
    tags.into_iter().find(|known| *known == tag).ok_or_else(|| format!("an unknown tag <{tag}>"))
}

pub fn units(text: &str) -> usize {
    text.encode_utf16().count()
}

/// Whether Telegram takes all of it: lengths, tags, keyboards; and the buttons are below the last.
pub fn taken(drafts: &[Draft]) -> Result<(), String> {
    for (at, draft) in drafts.iter().enumerate() {
        let html = draft.body.html();
        let text = seen(html).map_err(|why| format!("{why}: {html}"))?;
        let (most, may_be_empty) = if draft.body.has_caption() { (1024, true) } else { (4096, false) };
        if units(&text) > most {
            return Err(format!("{} of {most} units", units(&text)));
        }
        if text.trim().is_empty() && !may_be_empty {
            return Err("an empty message".into());
        }
        if let Body::Document { name, text, .. } = &draft.body
            && (name.is_empty() || text.is_empty())
        {
            return Err("an empty file".into());
        }
        if !draft.keys.is_empty() && at + 1 < drafts.len() {
            return Err("buttons that are not below the last message".into());
        }
        if let Some(reply) = &draft.reply
            && (units(reply) > 64 || reply.is_empty() || !draft.keys.is_empty())
        {
            return Err(format!("a reply that cannot be asked for: {reply}"));
        }
        keyboard(&draft.keys)?;
    }
    Ok(())
}

pub fn keyboard(keys: &[Vec<Key>]) -> Result<(), String> {
    if keys.iter().map(Vec::len).sum::<usize>() > 100 {
        return Err("more than 100 buttons".into());
    }
    for row in keys {
        if row.is_empty() || row.len() > 8 {
            return Err(format!("a row of {}", row.len()));
        }
        for key in row {
            let label = key.label();
            if label.trim().is_empty() || units(label) > 64 || label.contains('\n') {
                return Err(format!("a label: {label:?}"));
            }
            if matches!(key, Key::Link { url, .. } if !url.starts_with("http")) {
                return Err(format!("a link that leads nowhere: {key:?}"));
            }
        }
    }
    Ok(())
}

#[test]
fn what_telegram_refuses_is_refused() {
    for html in [
        "<b>a",
        "a</b>",
        "<b><i>a</b></i>",
        "<u>a</u>",
        "a & b",
        "a < b",
        "a > b",
        "<a href=\"x\"y\">a</a>",
        "&nbsp;",
    ] {
        assert!(seen(html).is_err(), "{html}");
    }
    assert_eq!(seen("<b>a &lt; <i>b</i></b> &amp;"), Ok("a < b &".into()));
    assert!(taken(&[Draft::text("a".repeat(4097))]).is_err());
    assert!(taken(&[Draft::text(" \n".into())]).is_err());
}
