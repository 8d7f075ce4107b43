//! Layouts, as pictures that are decoded again.

mod files;
mod texts;

use image::{Rgb, RgbImage};
use pauta::{
    deliverable::{
        Check, Kit, Level,
        content::{Layout, Slots},
        kit::Palette,
    },
    layout::{Composed, Order, Studio, Template},
};

const PRIMARY: Rgb<u8> = Rgb([0x4c, 0x1d, 0x95]);

fn kit() -> Kit {
    let palette = Palette { primary: "#4c1d95".into(), secondary: "#34d399".into(), ..Palette::default() };
    Kit { name: "Nuvem Contábil".into(), palette, ..Kit::default() }
}

fn layout(template: &str, headline: &str, sizes: &[&str]) -> Layout {
    Layout {
        template: template.into(),
        slots: Slots {
            headline: headline.into(),
            body: "Notas, impostos e folha em um só lugar, a partir de R$ 89,90.".into(),
            cta: "Testar grátis".into(),
        },
        sizes: sizes.iter().map(ToString::to_string).collect(),
        alt: String::new(),
    }
}

fn order<'a>(layout: &'a Layout, kit: &'a Kit) -> Order<'a> {
    Order { layout, kit, fonts: &[], logo: None, picture: None, locale: "pt-BR" }
}

fn dots(composed: &Composed, nth: usize) -> RgbImage {
    image::load_from_memory(&composed.pictures[nth].png).unwrap().into_rgb8()
}

fn rules(composed: &Composed) -> Vec<(&str, Level, &str)> {
    composed.checks.iter().map(|Check { rule, level, path, .. }| (&**rule, *level, &**path)).collect()
}

/// The part of a picture's dots that are other than `ground`, between two heights.
fn other_than(image: &RgbImage, ground: Rgb<u8>, (from, to): (f32, f32)) -> usize {
    let height = image.height() as f32;
    let rows = image.enumerate_pixels().filter(|(_, y, _)| {
        let at = *y as f32 / height;
        at >= from && at < to
    });
    rows.filter(|(_, _, dot)| **dot != ground).count()
}

fn photo(of: impl Fn(u32, u32) -> Rgb<u8>) -> Vec<u8> {
    let mut bytes = Vec::new();
    let image = RgbImage::from_fn(640, 480, of);
    image::codecs::jpeg::JpegEncoder::new(&mut bytes).encode_image(&image).unwrap();
    bytes
}

#[test]
fn every_template_is_drawn_in_its_sizes_and_the_same_each_time() {
    let (studio, kit) = (Studio::new(), kit());
    let photo = photo(|x, y| Rgb([(x / 4) as u8, (y / 3) as u8, 120]));
    for template in Template::ALL {
        let layout = layout(template.name(), "Sua contabilidade sem papelada", &["landscape", "story"]);
        let order = Order { picture: Some(&photo), ..order(&layout, &kit) };
        let composed = studio.compose(&order);
        let blocked = composed.checks.iter().filter(|check| check.level == Level::Error).collect::<Vec<_>>();
        assert!(blocked.is_empty(), "{template:?}: {blocked:?}");
        let sizes: Vec<_> = composed.pictures.iter().map(|one| (&*one.size, one.width, one.height)).collect();
        assert_eq!(sizes, [("landscape", 1200, 628), ("story", 1080, 1920)]);
        for (nth, one) in composed.pictures.iter().enumerate() {
            let image = dots(&composed, nth);
            assert_eq!(image.dimensions(), (one.width, one.height));
            assert!(one.contrast >= 4.5 && one.png.len() < 5_242_880, "{template:?} {}", one.contrast);
            let button =
                image.pixels().filter(|dot| [PRIMARY, Rgb([0x34, 0xd3, 0x99])].contains(dot)).count();
            assert!(button > 5_000, "{template:?}: the brand's colours are there");
        }
        if template == Template::Typographic {
            assert_eq!(studio.compose(&order).pictures, composed.pictures, "the same each time");
        }
    }
}

#[test]
fn every_size_has_a_source_and_is_drawn_as_large_as_it_says() {
    let (studio, kit) = (Studio::new(), kit());
    let names: Vec<&str> = studio.sizes().iter().map(|size| size.name.as_str()).collect();
    for size in studio.sizes() {
        assert!(!size.source.is_empty() && !size.date.is_empty() && size.bytes > 0, "{size:?}");
        assert_eq!(names.iter().filter(|name| **name == size.name).count(), 1);
    }
    let mut wanted = names.clone();
    wanted.extend(["landscape", "billboard"]);
    let composed = studio.compose(&order(&layout("typographic", "Sem papelada", &wanted), &kit));
    let drawn: Vec<_> = composed.pictures.iter().map(|one| &*one.size).collect();
    assert_eq!((drawn, rules(&composed)), (names, vec![("size_unknown", Level::Warn, "/sizes")]));
}

#[test]
fn what_the_channel_covers_has_no_text_under_it() {
    let (studio, kit) = (Studio::new(), kit());
    let long = "Saí com todos os exames prontos antes do almoço e ainda tomei um café. Nunca tinha sido tão simples.";
    let quote = studio.compose(&order(&layout("quote", long, &["story"]), &kit));
    let image = dots(&quote, 0);
    let ground = *image.get_pixel(0, 0);
    assert_eq!(other_than(&image, ground, (0.0, 0.14)), 0);
    assert_eq!(other_than(&image, ground, (0.8, 1.0)), 0);
    assert!(other_than(&image, ground, (0.14, 0.8)) > 20_000, "the text is between them");
    let typographic = studio.compose(&order(&layout("typographic", long, &["story"]), &kit));
    assert_eq!(other_than(&dots(&typographic, 0), PRIMARY, (0.8, 1.0)), 0);
}

#[test]
fn a_brand_without_colours_has_its_own() {
    let (studio, layout) = (Studio::new(), layout("typographic", "Sem papelada", &["landscape"]));
    let named = |name: &str| Kit { name: name.into(), ..Kit::default() };
    let ground = |name: &str| {
        let composed = studio.compose(&order(&layout, &named(name)));
        assert_eq!(composed.checks, [], "{name}");
        *dots(&composed, 0).get_pixel(0, 627)
    };
    let all = ["Ateliê Mar", "Oficina 9", "Café Lumen"].map(ground);
    assert!(all[0] != all[1] || all[1] != all[2], "{all:?}");
    assert_eq!(ground("Ateliê Mar"), all[0]);
}

#[test]
fn text_is_readable_whatever_is_behind_it() {
    let (studio, kit) = (Studio::new(), kit());
    for (name, photo) in [
        ("snow", photo(|_, _| Rgb([255, 255, 255]))),
        ("night", photo(|_, _| Rgb([0, 0, 0]))),
        ("a chessboard", photo(|x, y| if (x / 20 + y / 20) % 2 == 0 { Rgb([255; 3]) } else { Rgb([0; 3]) })),
    ] {
        let layout = layout("photo_overlay", "Sem papelada", &["landscape", "square"]);
        let composed = studio.compose(&Order { picture: Some(&photo), ..order(&layout, &kit) });
        assert!(composed.pictures.iter().all(|one| one.contrast >= 4.5), "{name}: {:?}", composed.checks);
        assert!(rules(&composed).iter().all(|(_, level, _)| *level < Level::Error), "{name}");
    }
    // What a brand wants and nobody could read gives way, and that is told.
    let palette = Palette { background: "#ffffff".into(), text: "#dddddd".into(), ..kit.palette.clone() };
    let pale = Kit { palette, ..kit };
    let composed = studio.compose(&order(&layout("split", "Sem papelada", &["landscape"]), &pale));
    assert_eq!(rules(&composed), [("contrast_swapped", Level::Note, "")]);
    assert!(composed.pictures[0].contrast >= 4.5);
    assert!(composed.checks[0].message.contains("1,4:1"), "{}", composed.checks[0].message);
}
