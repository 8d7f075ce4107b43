//! Files: sent, or pointed at by a link.

use super::{
    Read, Reading, contact, list,
    misread::{Misread, MisreadCode},
    words::clean,
};
use crate::tree::{
    json::{Slot, SlotType},
    value::{FileRef, Value},
};

/// A file's name as it is stored, in characters.
const NAME_MOST: usize = 255;

/// Reads a link as a file; words alone are none.
pub fn linked(r: &Reading<'_>, text: &str) -> Result<Value, Misread> {
    match &contact::links(text)[..] {
        [] => Err(Misread::unreadable(r.locale, "no_file", text)),
        [(_, one)] => Ok(Value::File(of_link(one))),
        [(_, one), (_, two), ..] => {
            let args = [("first", one.as_str()), ("second", two.as_str())];
            Err(Misread::new(MisreadCode::Ambiguous, r.locale, "two_urls", &args))
        }
    }
}

/// A link as a file: its name is the last part of the path, else the host.
pub fn of_link(link: &str) -> FileRef {
    let url = url::Url::parse(link).ok();
    let last = url
        .as_ref()
        .and_then(|u| u.path_segments()?.next_back().filter(|s| !s.is_empty()).map(str::to_owned));
    let host = || url.as_ref().and_then(|u| u.host_str()).unwrap_or(link).to_owned();
    let name = last.unwrap_or_else(host).chars().take(NAME_MOST).collect();
    FileRef { file: name, id: None, link: Some(link.to_owned()) }
}

/// Takes files that were sent: one, or an item each for a list.
pub fn sent(r: &Reading<'_>, slot: &Slot, files: &[FileRef]) -> Result<Read, Misread> {
    let checked = files.iter().map(|file| strict(r, file)).collect::<Result<Vec<_>, _>>()?;
    let of = slot.of.as_deref();
    let file_field = |slot: &Slot| {
        let field = r.tree.fields(slot).iter().find(|(_, field)| field.kind == SlotType::File);
        field.map(|(name, _)| name.clone())
    };
    let one = |slot: &Slot, file: FileRef| match slot.kind {
        SlotType::File => Some(Value::File(file)),
        SlotType::Object => {
            file_field(slot).map(|name| Value::Object([(name, Value::File(file))].into_iter().collect()))
        }
        _ => None,
    };
    match (slot.kind, of, &checked[..]) {
        (_, _, []) => Err(Misread::empty(r.locale)),
        (SlotType::List, Some(of), _) => {
            let values: Option<Vec<Value>> = checked.into_iter().map(|file| one(of, file)).collect();
            let values = values
                .ok_or_else(|| Misread::new(MisreadCode::Unreadable, r.locale, "no_files_here", &[]))?;
            list::grown(r, slot, values).map(Read::Value)
        }
        (_, _, [file]) => one(slot, file.clone())
            .map(Read::Value)
            .ok_or_else(|| Misread::new(MisreadCode::Unreadable, r.locale, "no_files_here", &[])),
        _ if matches!(slot.kind, SlotType::File) => {
            let has = checked.len().to_string();
            Err(Misread::new(
                MisreadCode::TooMany,
                r.locale,
                "too_many_one",
                &[("has", &has), ("bound", "1")],
            ))
        }
        _ => Err(Misread::new(MisreadCode::Unreadable, r.locale, "no_files_here", &[])),
    }
}

/// A file reference as it may be stored: a name, and either an upload's id or a web address.
pub fn strict(r: &Reading<'_>, file: &FileRef) -> Result<FileRef, Misread> {
    let wrong = || Misread::unreadable(r.locale, "no_file", &file.file);
    let name = clean(&file.file).replace(['\n', '\t', '/', '\\'], " ");
    let id = file.id.as_deref().map(str::trim).filter(|id| !id.is_empty() && id.len() <= 64);
    let link = file.link.as_deref().and_then(contact::link);
    match (id, link) {
        (Some(id), None) if !name.is_empty() && name.chars().count() <= NAME_MOST && file.link.is_none() => {
            Ok(FileRef { file: name, id: Some(id.to_owned()), link: None })
        }
        (None, Some(link)) if file.id.is_none() => {
            let named = of_link(&link);
            Ok(if name.is_empty() || name.chars().count() > NAME_MOST {
                named
            } else {
                FileRef { file: name, ..named }
            })
        }
        _ => Err(wrong()),
    }
}
