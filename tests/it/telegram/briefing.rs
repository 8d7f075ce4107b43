//! The campaign briefing, from the first word to the brief, in both languages.

use super::Stage;

#[tokio::test(flavor = "multi_thread")]
async fn somebody_new_is_told_where_they_are_and_can_begin() {
    let stage = Stage::new().await;
    let ana = stage.person("Ana", "pt-BR");
    ana.says("/start");
    ana.sees("Para entrar na sua equipe").await;
    ana.presses("Começar um briefing").await.is_answered().await;
    ana.sees("Antes da primeira pergunta").await;
    println!("{}", ana.screen());
    ana.says("Padaria Sol");
    ana.sees("zzz").await;
}
