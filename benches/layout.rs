//! A layout at 1200×628, from the order to the PNG.

use criterion::{Criterion, criterion_group, criterion_main};
use pauta::{
    deliverable::{
        Kit,
        content::{Layout, Slots},
    },
    layout::{Order, Studio},
};
use std::hint::black_box;

/// The server's own.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// A picture as a phone makes it: nothing in it is even.
fn photo() -> Vec<u8> {
    let dot = |x: u32, y: u32| {
        let part =
            |of: u32| u8::try_from((x * of / 7 + y * (of + 3) / 5 + (x * y) % 23) % 256).unwrap_or_default();
        image::Rgb([part(2), part(3), part(5)])
    };
    let image = image::RgbImage::from_fn(2000, 1500, dot);
    let mut bytes = Vec::new();
    let written = image::codecs::jpeg::JpegEncoder::new(&mut bytes).encode_image(&image);
    written.expect("a picture can be written");
    bytes
}

fn layouts(c: &mut Criterion) {
    let studio = Studio::new();
    let kit = Kit { name: "Clínica Aurora".into(), ..Kit::default() };
    let photo = photo();
    for (template, picture) in
        [("typographic", None), ("photo_overlay", Some(&photo)), ("split", Some(&photo))]
    {
        let layout = Layout {
            template: template.into(),
            slots: Slots {
                headline: "Check-up completo da mulher em uma manhã".into(),
                body: "Exames, consulta e laudo no mesmo lugar, com hora marcada.".into(),
                cta: "Agendar agora".into(),
            },
            sizes: vec!["landscape".into()],
            alt: String::new(),
        };
        let order = Order {
            layout: &layout,
            kit: &kit,
            fonts: &[],
            logo: None,
            picture: picture.map(Vec::as_slice),
            locale: "pt-BR",
        };
        c.bench_function(&format!("layout 1200×628 {template}"), |b| {
            b.iter(|| black_box(studio.compose(black_box(&order))));
        });
    }
}

criterion_group!(benches, layouts);
criterion_main!(benches);
