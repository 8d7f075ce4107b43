//! Variations: as many as were asked for, each unlike the others.

use super::order::{ad, headline, order, says};
use crate::assist::script::Scripted;
use pauta::{
    deliverable::{Content, Kind},
    llm::CacheUse,
    writer::{Unwritten, Wanted, Writer, Written},
};

async fn varied(model: &Scripted) -> Result<Vec<Written>, Unwritten> {
    let ask = Wanted::Variations { of: ad(), count: 3 };
    Writer::new(model.clone()).write(order(Kind::AdMeta, ask), &|_: &Content| Vec::new()).await
}

#[tokio::test]
async fn three_come_warm_and_past_the_cache() {
    let model = Scripted::says(&[&says("Um"), &says("Dois"), &says("Três")]);
    let texts: Vec<String> = varied(&model).await.unwrap().iter().map(|one| headline(&one.content)).collect();
    assert_eq!((texts, model.calls()), (vec!["Um".into(), "Dois".into(), "Três".into()], 3));
    for nth in 0..3 {
        let asked = model.call(nth);
        assert_eq!((asked.cache, asked.request.temperature), (CacheUse::Off, Some(0.9)));
    }
    assert_ne!(model.call(0).request.system, model.call(1).request.system, "each opens otherwise");
}

#[tokio::test]
async fn what_comes_out_alike_is_asked_for_once_more() {
    let model = Scripted::says(&[&says("Um"), &says("um!"), &says("Dois"), &says("Três")]);
    let texts: Vec<String> = varied(&model).await.unwrap().iter().map(|one| headline(&one.content)).collect();
    assert_eq!((texts, model.calls()), (vec!["Um".into(), "Dois".into(), "Três".into()], 4));
    let model = Scripted::says(&[&says("Um")]);
    assert_eq!((varied(&model).await.unwrap().len(), model.calls()), (1, 5));
}
