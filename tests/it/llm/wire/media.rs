//! Pictures and speech.

use super::{PATIENT, client, target};
use crate::harness::provider::{Bad, Provider as Fake, Says};
use pauta::outside::llm::{Class, Image, ImageRequest, Provider, Sound};

fn wanted(images: Vec<Image>) -> ImageRequest {
    let (size, quality) = (Some("1024x1536".into()), Some("low".into()));
    ImageRequest { prompt: "Um pão.".into(), images, size, quality, count: 2 }
}

fn shown() -> Image {
    Image { kind: "image/png".into(), bytes: (*b"picture").into() }
}

#[tokio::test]
async fn openai_and_gemini_draw() {
    let fake = Fake::start().await;
    for provider in [Provider::OpenAi, Provider::Xai, Provider::Compatible, Provider::Gemini] {
        for images in [vec![], vec![shown()]] {
            let answer = client().image(&target(provider, &fake), &wanted(images), &PATIENT).await.unwrap();
            assert_eq!(&*answer.images[0].kind, "image/png", "{provider:?}");
            assert!(answer.images[0].bytes.starts_with(b"\x89PNG"), "{provider:?}");
            assert_eq!((answer.usage.input, answer.model.as_str()), (Some(20), "test-model"), "{provider:?}");
        }
    }
    let heard = fake.heard();
    assert_eq!((heard[0].path.as_str(), &heard[0].body["n"]), ("images/generations", &2.into()));
    assert_eq!(heard[0].body["size"], "1024x1536");
    let form = String::from_utf8_lossy(&heard[1].bytes).into_owned();
    assert_eq!(heard[1].path, "images/edits");
    assert!(form.contains("Content-Type: image/png") && form.contains("filename=\"file.png\""), "{form}");
    let last = &heard.last().unwrap().body;
    assert_eq!(last["generationConfig"]["imageConfig"]["aspectRatio"], "2:3");
    assert_eq!(last["contents"][0]["parts"][1]["inlineData"]["data"], "cGljdHVyZQ==");
}

#[tokio::test]
async fn whoever_does_not_draw_says_so() {
    let fake = Fake::start().await;
    for provider in [Provider::Anthropic, Provider::Ollama] {
        let failure = client().image(&target(provider, &fake), &wanted(vec![]), &PATIENT).await.unwrap_err();
        assert_eq!(failure.class, Class::NoModel, "{provider:?}");
    }
    assert!(fake.heard().is_empty());
}

#[tokio::test]
async fn a_picture_that_is_refused_has_its_class() {
    let fake = Fake::start().await;
    for provider in [Provider::OpenAi, Provider::Gemini] {
        for (bad, class) in [
            (Bad::Policy, Class::Policy),
            (Bad::PerDay, Class::PerDay),
            (Bad::WrongType, Class::Down),
            (Bad::ErrorIn200, Class::Down),
        ] {
            fake.next(Says::Bad(bad.clone()));
            let failure =
                client().image(&target(provider, &fake), &wanted(vec![]), &PATIENT).await.unwrap_err();
            assert_eq!(failure.class, class, "{provider:?} on {bad:?}: {failure}");
        }
    }
}

#[tokio::test]
async fn speech_becomes_words() {
    let fake = Fake::start().await;
    let sound = Sound { kind: "audio/webm".into(), bytes: (*b"sound").into(), language: Some("pt".into()) };
    for provider in [Provider::OpenAi, Provider::Compatible] {
        let transcript = client().transcribe(&target(provider, &fake), &sound, &PATIENT).await.unwrap();
        assert_eq!(transcript.text, "Queremos vender mais pão na feira.");
        assert_eq!(transcript.seconds, Some(4.0));
    }
    let heard = fake.heard().remove(0);
    let form = String::from_utf8_lossy(&heard.bytes).into_owned();
    assert_eq!(heard.path, "audio/transcriptions");
    for part in ["filename=\"file.webm\"", "Content-Type: audio/webm", "sound", "test-model", "\r\npt\r\n"] {
        assert!(form.contains(part), "{part} is not in {form}");
    }
    let failure = client().transcribe(&target(Provider::Gemini, &fake), &sound, &PATIENT).await.unwrap_err();
    assert_eq!(failure.class, Class::NoModel);
}
