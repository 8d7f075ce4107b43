//! A long conversation, held by the page itself: an answer, then a question back, and again.

use crate::{Failed, browser::Browser};

/// Opens the page, forgets what was said in it before, and waits until it can be answered.
pub async fn begin(browser: &Browser, url: &str) -> Result<(), Failed> {
    browser.goes_to(url).await?;
    browser.run("localStorage.clear(); sessionStorage.clear()").await?;
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

/// Answers the first question by its first button, and takes that back at the next.
fn go_on(messages: usize) -> String {
    format!(
        "window.talked = false; \
         const {{ talk }} = chat; \
         let timer = 0; \
         const next = () => {{ \
            const option = root.querySelector('.prompt .option'); \
            if (talk.rows.length >= {messages}) {{ \
                talk.removeEventListener('change', waits); \
                requestAnimationFrame(() => requestAnimationFrame(() => (window.talked = true))); \
            }} else if (talk.ask.path !== (window.first ??= talk.ask.path)) talk.command('back'); \
            else if (option) option.click(); \
            else timer = setTimeout(next, 5); \
         }}; \
         const waits = () => {{ \
            clearTimeout(timer); \
            if (talk.ask && !talk.answered && !talk.unsent.length) timer = setTimeout(next); \
         }}; \
         talk.addEventListener('change', waits); \
         next();"
    )
}
