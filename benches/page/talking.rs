//! A long conversation, held by the page itself: an answer, then a question back, and again.

use crate::{Failed, browser::Browser};

/// Opens the page and waits until it can be answered.
pub async fn begin(browser: &Browser, url: &str) -> Result<(), Failed> {
    browser.goes_to(url).await?;
    browser.until("return !!root.querySelector('.prompt .option') && !!root.querySelector('.panel')").await?;
    Ok(())
}

/// Goes on until the log has so many messages, every one of them seen.
pub async fn until_there_are(browser: &Browser, messages: usize) -> Result<(), Failed> {
    browser.run(&go_on(messages)).await?;
    browser.until("return window.talked === true").await?;
    Ok(())
}

/// Answers the first question by a button, and takes it back with the next.
fn go_on(messages: usize) -> String {
    format!(
        "window.talked = false; \
         const next = () => {{ \
            const {{ talk }} = chat; \
            if (talk.rows.length >= {messages}) {{ \
                talk.removeEventListener('change', waits); \
                return requestAnimationFrame(() => requestAnimationFrame(() => (window.talked = true))); \
            }} \
            const option = root.querySelector('.prompt .option'); \
            if (window.answers = !window.answers) option.click(); else talk.command('back'); \
         }}; \
         let timer = 0; \
         const waits = () => {{ \
            const {{ talk }} = chat; \
            clearTimeout(timer); \
            if (talk.ask && !talk.unsent.length && root.querySelector('.prompt button')) timer = setTimeout(next); \
         }}; \
         chat.talk.addEventListener('change', waits); \
         next();"
    )
}
