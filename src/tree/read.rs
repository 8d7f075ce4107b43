//! From text to document, keeping what can be kept: one wrong node does not hide the others.

mod faulty;
mod json_text;
mod sentence;

pub use faulty::Faulty;

use super::{
    json::{
        self, Ask, Assist, Branch, ById, Call, Each, End, FORMAT, Node, Produce, Review, Say, Slot, Test,
        TreeDoc, Verify,
    },
    problem::{Code, Problem, Spot},
};
use indexmap::IndexMap;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value as Json};
use serde_path_to_error::Segment;

/// A document as far as it could be read.
#[derive(Clone, Debug)]
pub struct Draft {
    /// What could be read; faulty nodes, slots and tests are left out.
    pub doc: TreeDoc,
    /// What is there but could not be read.
    pub faulty: Faulty,
    pub problems: Vec<Problem>,
}

/// Reads a text. `Err` where it is no JSON object, or of another format: then nothing else can be said of it.
pub fn read(text: &str) -> Result<Draft, Vec<Problem>> {
    let (json, doubled) = json_text::parse(text)?;
    let Json::Object(keys) = json else {
        return Err(vec![Problem::error(Code::Shape, Spot::default(), "a tree is a JSON object")]);
    };
    format_of(&keys)?;
    let mut reader = Reader { keys, faulty: Faulty::default(), problems: doubled };
    let doc = reader.tree();
    Ok(Draft { doc, faulty: reader.faulty, problems: reader.problems })
}

fn format_of(keys: &Map<String, Json>) -> Result<(), Vec<Problem>> {
    let spot = Spot::tree("format");
    let found = match keys.get("format") {
        Some(Json::String(format)) if format == FORMAT => return Ok(()),
        Some(Json::String(format)) => format,
        _ => {
            return Err(vec![Problem::error(
                Code::Shape,
                spot,
                format!("a tree begins with \"format\": \"{FORMAT}\""),
            )]);
        }
    };
    let version = |format: &str| format.strip_prefix("pauta.tree/").and_then(|v| v.parse::<u32>().ok());
    let message = match version(found) {
        Some(theirs) if Some(theirs) > version(FORMAT) => format!(
            "`{found}` was written by a newer Pauta; this one reads `{FORMAT}`: update Pauta, or export the tree in that format"
        ),
        _ => format!("`{found}` is no format of Pauta's; this version reads `{FORMAT}`"),
    };
    Err(vec![Problem::error(Code::UnsupportedFormat, spot, message)])
}

struct Reader {
    keys: Map<String, Json>,
    faulty: Faulty,
    problems: Vec<Problem>,
}

impl Reader {
    fn tree(&mut self) -> TreeDoc {
        let doc = TreeDoc {
            schema: self.optional("$schema"),
            format: self.required("format"),
            id: self.required("id"),
            title: self.required("title"),
            description: self.optional("description"),
            locales: self.required("locales"),
            default_locale: self.required("default_locale"),
            requires: self.optional("requires"),
            chapters: self.list("chapters"),
            schemas: self.schemas(),
            slots: self.slots(),
            start: self.required("start"),
            nodes: self.nodes(),
            commands: self.optional("commands"),
            score: self.list("score"),
            layout: self.optional("layout"),
            tests: self.tests(),
        };
        for key in std::mem::take(&mut self.keys).keys() {
            self.problems.push(Problem::error(Code::Shape, Spot::tree(key), "a tree has no such field"));
        }
        doc
    }

    fn required<T: DeserializeOwned + Default>(&mut self, key: &str) -> T {
        if !self.keys.contains_key(key) {
            self.problems.push(Problem::error(Code::Shape, Spot::tree(key), "this field is missing"));
            self.faulty.fields.insert(key.into());
        }
        self.optional(key)
    }

    fn optional<T: DeserializeOwned + Default>(&mut self, key: &str) -> T {
        let value = self.keys.shift_remove(key).map(|json| typed::<T>(&json));
        value.unwrap_or_else(|| Ok(T::default())).unwrap_or_else(|fault| {
            self.problems.push(fault.at(Spot::tree(key)));
            self.faulty.fields.insert(key.into());
            T::default()
        })
    }

    fn list<T: DeserializeOwned>(&mut self, key: &str) -> Vec<T> {
        let mut read = Vec::new();
        for (at, json) in self.optional::<Vec<Json>>(key).into_iter().enumerate() {
            match typed(&json) {
                Ok(one) => read.push(one),
                Err(fault) => {
                    self.problems.push(fault.at(Spot::tree(format!("{key}.{at}"))));
                    self.faulty.fields.insert(key.into());
                }
            }
        }
        read
    }

    fn tests(&mut self) -> Vec<Test> {
        let mut read = Vec::new();
        for (at, json) in self.optional::<Vec<Json>>("tests").into_iter().enumerate() {
            let name = json.get("name").and_then(Json::as_str).map_or_else(|| format!("#{at}"), String::from);
            match typed(&json) {
                Ok(test) => read.push(test),
                Err(fault) => self.problems.push(fault.at(Spot::test(&name, ""))),
            }
        }
        read
    }

    fn slots(&mut self) -> ById<Slot> {
        let slots = self.required("slots");
        self.entries(slots, |id| Spot::slot(id, ""), typed, Faulty::add_slot)
    }

    fn nodes(&mut self) -> ById<Node> {
        let nodes = self.required("nodes");
        self.entries(nodes, |id| Spot::node(id, ""), node, Faulty::add_node)
    }

    fn schemas(&mut self) -> ById<ById<Slot>> {
        let schemas: IndexMap<String, IndexMap<String, Json>> = self.optional("schemas");
        let mut read = |(name, fields): (String, _)| {
            let spot = |id: &str| Spot::slot(&format!("{name}/{id}"), "");
            let fields = self.entries(fields, spot, typed, Faulty::add_slot);
            (name, fields)
        };
        schemas.into_iter().map(&mut read).collect()
    }

    /// Reads a map entry by entry; a faulty one is reported and left out.
    fn entries<T>(
        &mut self,
        entries: IndexMap<String, Json>,
        spot: impl Fn(&str) -> Spot,
        entry: fn(&Json) -> Result<T, Fault>,
        add: fn(&mut Faulty, &str, &Json),
    ) -> ById<T> {
        let mut read = ById::default();
        for (id, json) in entries {
            match entry(&json) {
                Ok(one) => {
                    read.insert(id, one);
                }
                Err(fault) => {
                    self.problems.push(fault.at(spot(&id)));
                    add(&mut self.faulty, &id, &json);
                }
            }
        }
        read
    }
}

/// What is wrong with a part, and in which of its fields.
struct Fault {
    field: String,
    message: String,
}

impl Fault {
    fn at(self, mut spot: Spot) -> Problem {
        let parts = [spot.field.as_str(), self.field.as_str()];
        spot.field = parts.iter().filter(|part| !part.is_empty()).copied().collect::<Vec<_>>().join(".");
        let code = if self.field.ends_with("options_from") { Code::UnknownCollection } else { Code::Shape };
        Problem::error(code, spot, self.message)
    }
}

fn typed<T: DeserializeOwned>(json: &Json) -> Result<T, Fault> {
    serde_path_to_error::deserialize(json).map_err(|error| {
        let path = steps(error.path());
        let field = path.join(".");
        let told = sentence::told(&error.into_inner().to_string(), &field, at(json, &path));
        let message = match told.is_of_names.then(|| names::<T>(json, &path)).flatten() {
            Some(names) => format!("{}: {names}", told.message),
            None => told.message,
        };
        Fault { field: path.into_iter().chain(told.missing).collect::<Vec<_>>().join("."), message }
    })
}

/// The names that may stand at `path`: what the reader says of one that is none of them.
fn names<T: DeserializeOwned>(json: &Json, path: &[String]) -> Option<String> {
    let mut json = json.clone();
    let place = path.iter().try_fold(&mut json, |json, step| match json {
        Json::Array(many) => many.get_mut(step.parse::<usize>().ok()?),
        other => other.get_mut(step),
    });
    *place? = Json::String(String::new());
    sentence::names(&T::deserialize(&json).err()?.to_string())
}

fn at<'a>(json: &'a Json, path: &[String]) -> Option<&'a Json> {
    path.iter().try_fold(json, |json, step| match json {
        Json::Array(many) => many.get(step.parse::<usize>().ok()?),
        other => other.get(step),
    })
}

fn steps(path: &serde_path_to_error::Path) -> Vec<String> {
    let step = |segment: &Segment| match segment {
        Segment::Seq { index } => Some(index.to_string()),
        Segment::Map { key } => Some(key.clone()),
        Segment::Enum { variant } => Some(variant.clone()),
        Segment::Unknown => None,
    };
    path.iter().filter_map(step).collect()
}

/// By its kind first, so that a mistake is told of the field it is in.
fn node(json: &Json) -> Result<Node, Fault> {
    let fault = |message: &str| Fault { field: "kind".into(), message: message.into() };
    let Json::Object(mut keys) = json.clone() else {
        return Err(Fault { field: String::new(), message: "a node is an object".into() });
    };
    let kind = keys.shift_remove("kind");
    let rest = &Json::Object(keys);
    Ok(match kind.as_ref().and_then(Json::as_str) {
        Some("say") => Node::Say(typed::<Say>(rest)?),
        Some("ask") => Node::Ask(Box::new(typed::<Ask>(rest)?)),
        Some("assist") => Node::Assist(Box::new(typed::<Assist>(rest)?)),
        Some("verify") => Node::Verify(typed::<Verify>(rest)?),
        Some("branch") => Node::Branch(typed::<Branch>(rest)?),
        Some("each") => Node::Each(typed::<Each>(rest)?),
        Some("call") => Node::Call(typed::<Call>(rest)?),
        Some("review") => Node::Review(typed::<Review>(rest)?),
        Some("produce") => Node::Produce(typed::<Produce>(rest)?),
        Some("end") => Node::End(typed::<End>(rest)?),
        Some(kind) => return Err(fault(&format!("there is no kind `{kind}`; {}", json::KINDS))),
        None if kind.is_none() => return Err(fault(&format!("this field is missing; {}", json::KINDS))),
        None => return Err(fault(json::KINDS)),
    })
}
