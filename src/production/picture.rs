//! The pictures of a text: layouts in every size, and what a model drew; where no model draws, the picture is a
//! layout too. The bytes are kept before the version that shows them is written.

use super::{
    PHRASES, board,
    generate::Subject,
    material::{Before, Material},
    wish::Picture,
};
use crate::{
    app::{
        App,
        pictures::{self, Ready, Undone},
    },
    deliverable::{
        Check, Content, Kind, Level, Price,
        content::{Image, Layout},
        draft::{Ask, draft},
        gap::Gap,
        kit,
        plan::Node,
    },
    id::{AssetId, PieceId},
    llm::{Cost, Purpose, Wanted},
    outside::blob::{BlobError, Key, Shelf},
    store::AssetRow,
    turn::Peer,
};
use tokio::time::Instant;

/// Pictures that a model draws to choose from.
const DRAWN: u8 = 4;
/// How a picture that was asked of a model is named in the records.
const PROMPT: &str = "draw_image/1";

/// What was drawn for a text.
#[derive(Clone, Debug, Default)]
pub struct Drawn {
    pub pictures: Vec<Picture>,
    pub checks: Vec<Check>,
    pub cost: Price,
}

/// What a picture is drawn from besides its text.
pub struct Easel<'a> {
    pub app: &'a App,
    pub peer: &'a Peer,
    pub node: &'a Node,
    pub material: &'a Material,
    pub before: &'a Before,
    pub locale: &'a str,
    /// Until when a model may take; `None` where none is asked.
    pub model_until: Option<Instant>,
}

impl<'a> Easel<'a> {
    pub fn of(app: &'a App, peer: &'a Peer, subject: &'a Subject<'_>, model_until: Option<Instant>) -> Self {
        let Subject { node, material, before, locale, .. } = subject;
        Self { app, peer, node, material, before, locale, model_until }
    }

    /// Draws what the text asks for, and keeps it. Nothing for a text that is no picture.
    ///
    /// # Errors
    /// When the bytes cannot be kept: later they may.
    pub async fn draw(&self, content: &Content) -> Result<Drawn, BlobError> {
        match content {
            Content::Layout(layout) => self.compose(layout).await,
            Content::Image(image) => self.image(image).await,
            _ => Ok(Drawn::default()),
        }
    }

    async fn image(&self, image: &Image) -> Result<Drawn, BlobError> {
        let Some(deadline) = self.model_until.filter(|_| self.app.llm.serves(Purpose::Image)) else {
            return self.words_instead().await;
        };
        let by = Wanted {
            workspace: self.peer.workspace.clone(),
            conversation: Some(self.peer.conversation.clone()),
            prompt: PROMPT.to_owned(),
            deadline,
        };
        let asked = pictures::request(image, &self.material.kit, DRAWN);
        let made = match self.app.llm.image(by, &asked).await {
            Ok(made) => made,
            Err(error) => {
                tracing::debug!(%error, "a layout stands in for a model's picture");
                return self.words_instead().await;
            }
        };
        let cost = match made.cost {
            Cost::Computed(nanos) | Cost::Estimated(nanos) => Price::Nanos(nanos),
            Cost::Unknown => Price::Unknown,
        };
        let Ok(ready) = self.app.pictures.ready(&made.what).await else { return self.words_instead().await };
        if ready.is_empty() {
            return Ok(Drawn { cost, ..self.words_instead().await? });
        }
        let mut drawn = Drawn { cost, ..Drawn::default() };
        for (nth, picture) in (1..).zip(ready) {
            drawn.pictures.push(self.keep(format!("option-{nth}"), picture).await?);
        }
        Ok(drawn)
    }

    /// The layout that stands in for a picture which nobody draws.
    async fn words_instead(&self) -> Result<Drawn, BlobError> {
        let node = Node { kind: Kind::Layout, ..self.node.clone() };
        let drafted = draft(&Ask {
            node: &node,
            facts: &self.material.facts,
            kit: &self.material.kit,
            upstream: &self.before.upstream,
            locale: self.locale,
            take: self.node.nth,
        });
        let Content::Layout(layout) = drafted.content else { return Ok(Drawn::default()) };
        let mut drawn = self.compose(&layout).await?;
        // Its words are not the image's fields: what is wrong with them cannot be mended there.
        drawn.checks = vec![self.check("no_image_model", Level::Note)];
        Ok(drawn)
    }

    async fn compose(&self, layout: &Layout) -> Result<Drawn, BlobError> {
        let kit = &self.material.kit;
        let mut fonts = Vec::new();
        for font in &kit.fonts {
            fonts.extend(self.bytes(font).await);
        }
        let logo = match kit.logos.first() {
            Some(logo) => self.bytes(logo).await,
            None => None,
        };
        let wanted = pictures::Wanted {
            layout: shown(layout),
            kit: kit.clone(),
            fonts,
            logo,
            picture: self.upstream_picture().await,
            locale: self.locale.to_owned(),
        };
        let composed = match self.app.pictures.compose(wanted).await {
            Ok(composed) => composed,
            Err(Undone::Busy | Undone::Picture(_)) => {
                return Ok(Drawn { checks: vec![self.check("not_drawn", Level::Warn)], ..Drawn::default() });
            }
        };
        let mut drawn = Drawn { checks: composed.checks, ..Drawn::default() };
        for picture in composed.pictures {
            let ready = Ready { png: picture.png, width: picture.width, height: picture.height };
            drawn.pictures.push(self.keep(picture.size, ready).await?);
        }
        Ok(drawn)
    }

    /// A file of the kit; a layout is drawn without one that is lost.
    async fn bytes(&self, file: &kit::Picture) -> Option<Vec<u8>> {
        let key = Key::parse(&file.key).filter(|key| key.is_of(&self.peer.workspace))?;
        self.app.blobs.get(&key).await.ok()
    }

    /// The picture that this one is made from, where there is one by a model.
    async fn upstream_picture(&self) -> Option<Vec<u8>> {
        let rows = self.app.store.workspace(&self.peer.workspace);
        for ((_, content), made) in self.before.upstream.pieces.iter().zip(&self.before.inputs) {
            if !matches!(content, Content::Image(_)) {
                continue;
            }
            let assets = rows.piece_assets(&self.peer.conversation, &made.piece, made.version).await.ok()?;
            let drawn = assets.iter().find(|asset| asset.name.starts_with("option-"))?;
            return self.app.blobs.get(&Key::parse(&drawn.key)?).await.ok();
        }
        None
    }

    async fn keep(&self, name: String, picture: Ready) -> Result<Picture, BlobError> {
        const MIME: &str = "image/png";
        let key = Key::new(&self.peer.workspace, Shelf::Posts, self.app.clock.now());
        self.app.blobs.put(&key, MIME, &picture.png).await?;
        Ok(Picture {
            id: AssetId::new(),
            name,
            key: key.as_str().to_owned(),
            mime: MIME.to_owned(),
            width: picture.width,
            height: picture.height,
            bytes: picture.png.len() as u64,
        })
    }

    pub fn check(&self, rule: &str, level: Level) -> Check {
        let message = PHRASES.say(self.locale, rule).to_owned();
        Check { rule: rule.to_owned(), level, message, path: String::new() }
    }
}

/// The layout as it is drawn: what is missing stands in brackets, as a person reads it.
fn shown(layout: &Layout) -> Layout {
    let readable = |text: &String| {
        Gap::all(text)
            .iter()
            .fold(text.clone(), |text, gap| text.replace(&gap.to_string(), &format!("[{}]", gap.label)))
    };
    let mut layout = layout.clone();
    for text in [&mut layout.slots.headline, &mut layout.slots.body, &mut layout.slots.cta] {
        *text = readable(text);
    }
    layout
}

/// Takes away what was kept for a version that was not written.
pub async fn forget(app: &App, pictures: &[Picture]) {
    for key in pictures.iter().filter_map(|picture| Key::parse(&picture.key)) {
        if let Err(error) = app.blobs.remove(&key).await {
            tracing::warn!(%error, key = key.as_str(), "a picture that nobody shows is left behind");
        }
    }
}

/// The pictures of a version, for another version that shows them too.
pub async fn same(app: &App, peer: &Peer, of: (&PieceId, u32)) -> Vec<Picture> {
    let rows = app.store.workspace(&peer.workspace);
    let assets = rows.piece_assets(&peer.conversation, of.0, of.1).await.map_err(board::failed(peer));
    let again = |row: AssetRow| Picture {
        id: AssetId::new(),
        name: row.name,
        key: row.key,
        mime: row.mime,
        width: row.width,
        height: row.height,
        bytes: row.bytes,
    };
    assets.unwrap_or_default().into_iter().map(again).collect()
}
