//! What every wire makes of a provider's bad day.

use super::{ALL, KEY, PATIENT, chat, request, target};
use crate::harness::provider::{Bad, Provider as Fake, Says};
use pauta::outside::llm::{Class, Failure, Finish, Provider, Timeouts};
use std::time::Duration;

/// The failure of each wire on such a day.
async fn failures(bad: &Bad) -> Vec<(Provider, Failure)> {
    failures_within(bad, &PATIENT).await
}

async fn failures_within(bad: &Bad, times: &Timeouts) -> Vec<(Provider, Failure)> {
    let fake = Fake::start().await;
    let mut failures = Vec::new();
    for provider in ALL {
        fake.next(Says::Bad(bad.clone()));
        let (answer, _) = chat(&target(provider, &fake), &request(), times).await;
        let failure = answer.expect_err(&format!("{provider:?} makes an answer of {bad:?}"));
        assert!(!failure.message.contains(KEY) && !failure.message.is_empty(), "{provider:?}: {failure}");
        failures.push((provider, failure));
    }
    // On a busy machine a call that has little time may not even have gone out.
    let few = if *times == PATIENT { ALL.len() } else { 0 };
    assert!((few..=ALL.len()).contains(&fake.heard().len()), "{bad:?}: a call goes out once");
    failures
}

async fn all_are(bad: Bad, class: Class) {
    for (provider, failure) in failures(&bad).await {
        assert_eq!(failure.class, class, "{provider:?} on {bad:?}: {failure}");
    }
}

#[tokio::test]
async fn a_429_says_when_to_come_again_in_seconds_a_date_or_milliseconds_or_in_its_body() {
    let hints = [
        (Bad::RetrySeconds(1.5), 1500..=1500),
        (Bad::RetryDate(90), 60_000..=90_000),
        (Bad::RetryMillis(250), 250..=250),
        (Bad::RetryInBody(46), 46_000..=46_000),
    ];
    for (bad, millis) in hints {
        for (provider, failure) in failures(&bad).await {
            assert_eq!(
                (failure.class, failure.status),
                (Class::PerMinute, Some(429)),
                "{provider:?}: {failure}"
            );
            let wait = failure.retry_after.map(|wait| wait.as_millis());
            assert!(wait.is_some_and(|wait| millis.contains(&wait)), "{provider:?} on {bad:?}: {wait:?}");
        }
    }
    for (provider, failure) in failures(&Bad::PerMinute).await {
        assert_eq!((failure.class, failure.retry_after), (Class::PerMinute, None), "{provider:?}");
    }
}

#[tokio::test]
async fn quotas_and_money_are_told_apart() {
    all_are(Bad::PerDay, Class::PerDay).await;
    all_are(Bad::NoQuota, Class::NoQuota).await;
    all_are(Bad::OutOfCredit, Class::OutOfCredit).await;
}

#[tokio::test]
async fn a_key_a_model_and_a_request_that_are_refused_are_told_apart() {
    all_are(Bad::InvalidKey, Class::InvalidKey).await;
    all_are(Bad::Forbidden, Class::Forbidden).await;
    all_are(Bad::NoModel, Class::NoModel).await;
    all_are(Bad::TooLong, Class::TooLong).await;
    all_are(Bad::Policy, Class::Policy).await;
}

#[tokio::test]
async fn a_provider_that_is_down_is_down() {
    for status in [500, 502, 503, 529] {
        for (provider, failure) in failures(&Bad::ServerError(status)).await {
            assert_eq!(
                (failure.class, failure.status),
                (Class::Down, Some(status)),
                "{provider:?}: {failure}"
            );
        }
    }
}

#[tokio::test]
async fn a_local_server_that_is_busy_is_not_suspended() {
    let fake = Fake::start().await;
    for bad in [Bad::ServerError(503), Bad::PerMinute] {
        fake.next(Says::Bad(bad));
        let mut target = target(Provider::Ollama, &fake);
        target.is_local = true;
        let (answer, _) = chat(&target, &request(), &PATIENT).await;
        assert_eq!(answer.unwrap_err().class, Class::Busy);
    }
}

#[tokio::test]
async fn a_hang_before_the_first_word_ends() {
    let times = Timeouts { first: Duration::from_millis(300), ..PATIENT };
    for (provider, failure) in failures_within(&Bad::Hang, &times).await {
        assert_eq!(failure.class, Class::Down, "{provider:?}");
        assert_eq!(failure.message, "no first word within 300ms", "{provider:?}");
    }
}

#[tokio::test]
async fn a_stall_in_the_middle_ends() {
    let fake = Fake::start().await;
    let times = Timeouts { stall: Duration::from_millis(300), ..PATIENT };
    for provider in ALL {
        fake.next(Says::Bad(Bad::Stall));
        let (answer, said) = chat(&target(provider, &fake), &request(), &times).await;
        let failure = answer.unwrap_err();
        assert_eq!(failure.class, Class::Down, "{provider:?}");
        assert_eq!(failure.message, "nothing more came for 300ms", "{provider:?}");
        assert!(said.text().starts_with("Meia "), "{provider:?}: {:?}", said.0);
    }
}

#[tokio::test]
async fn our_own_time_runs_out_and_that_is_nobody_elses_fault() {
    let times = Timeouts { total: Duration::from_millis(300), ..PATIENT };
    for bad in [Bad::Hang, Bad::Stall] {
        for (provider, failure) in failures_within(&bad, &times).await {
            assert_eq!(failure.class, Class::OutOfTime, "{provider:?}");
            assert_eq!(failure.message, "no whole answer within 300ms", "{provider:?}");
        }
    }
}

#[tokio::test]
async fn half_an_answer_is_none() {
    for bad in [Bad::Cut, Bad::EndsEarly, Bad::HalfJson, Bad::ErrorInStream, Bad::ErrorIn200] {
        all_are(bad, Class::Down).await;
    }
}

#[tokio::test]
async fn what_is_no_answer_at_all_is_none() {
    all_are(Bad::WrongType, Class::Down).await;
    let fake = Fake::start().await;
    for provider in [Provider::OpenAi, Provider::Gemini, Provider::Anthropic, Provider::Ollama] {
        fake.next(Says::Bad(Bad::TenMegabytes));
        let (answer, _) = chat(&target(provider, &fake), &request(), &PATIENT).await;
        let failure = answer.unwrap_err();
        assert_eq!(failure.class, Class::Down, "{provider:?}");
        assert!(failure.message.contains("longer than 8388608 bytes"), "{provider:?}: {failure}");
    }
}

#[tokio::test]
async fn a_whole_answer_without_a_terminator_is_whole() {
    let fake = Fake::start().await;
    for provider in ALL {
        fake.next(Says::Bad(Bad::NoDone));
        let (answer, _) = chat(&target(provider, &fake), &request(), &PATIENT).await;
        let answer = answer.unwrap_or_else(|failure| panic!("{provider:?}: {failure}"));
        assert_eq!((answer.text.as_str(), answer.finish), ("Meia resposta", Finish::Stop), "{provider:?}");
        assert_eq!(answer.usage.output, Some(30), "{provider:?}");
    }
}

#[tokio::test]
async fn an_empty_or_unknown_finish_reason_loses_no_text() {
    let fake = Fake::start().await;
    for provider in ALL {
        for reason in ["", "end"] {
            fake.next(Says::Bad(Bad::Finish(reason)));
            let (answer, said) = chat(&target(provider, &fake), &request(), &PATIENT).await;
            let answer = answer.unwrap_or_else(|failure| panic!("{provider:?} with {reason:?}: {failure}"));
            assert_eq!(answer.text, "Meia resposta", "{provider:?} with {reason:?}");
            assert_eq!(said.text(), answer.text, "{provider:?} with {reason:?}");
            assert_eq!(answer.finish, Finish::Other(reason.into()), "{provider:?}");
        }
    }
}

#[tokio::test]
async fn no_usage_is_not_zero() {
    let fake = Fake::start().await;
    fake.next(Says::Bad(Bad::NoUsage));
    let (answer, _) = chat(&target(Provider::OpenAi, &fake), &request(), &PATIENT).await;
    let usage = answer.unwrap().usage;
    assert_eq!((usage.input, usage.output), (None, None));
}

#[tokio::test]
async fn a_redirect_is_not_followed_and_whoever_it_leads_to_hears_nothing() {
    let elsewhere = Fake::start().await;
    let to = format!("{}chat/completions", elsewhere.openai());
    for (provider, failure) in failures(&Bad::Redirect(to)).await {
        assert_eq!((failure.class, failure.status), (Class::Down, Some(307)), "{provider:?}: {failure}");
        assert!(failure.message.contains("elsewhere"), "{provider:?}: {failure}");
    }
    assert!(elsewhere.heard().is_empty(), "the key and the prompt stay here");
}
