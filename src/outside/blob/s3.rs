//! Blobs in an S3 bucket, or in a store that speaks like one. Its client brings its own HTTP: it is sent nowhere
//! but to the configured endpoint.

use super::{BlobError, Kept, Key, LINK_LIVES};
use crate::{config::S3, id::WorkspaceId, time::Millis};
use aws_sdk_s3::{
    Client, Config,
    config::{
        BehaviorVersion, Credentials, Region, RequestChecksumCalculation, ResponseChecksumValidation,
        retry::RetryConfig, timeout::TimeoutConfig,
    },
    error::{ProvideErrorMetadata, SdkError},
    operation::RequestId,
    presigning::PresigningConfig,
    primitives::ByteStream,
    types::ServerSideEncryption,
};
use aws_smithy_http_client::tls::{Provider, rustls_provider::CryptoMode};
use std::{io, time::Duration};

/// To reach the server; for one try; for all tries of one request.
const CONNECT: Duration = Duration::from_secs(3);
const TRY: Duration = Duration::from_secs(20);
const ALL_TRIES: Duration = Duration::from_secs(60);
const TRIES: u32 = 3;

#[derive(Debug)]
pub(super) struct Bucket {
    client: Client,
    name: String,
}

impl Bucket {
    pub fn new(s3: &S3) -> Self {
        let (id, secret) = (s3.access_key.expose().clone(), s3.secret_key.expose().clone());
        let times = TimeoutConfig::builder()
            .connect_timeout(CONNECT)
            .operation_attempt_timeout(TRY)
            .operation_timeout(ALL_TRIES)
            .build();
        // Of ring, as every other client here: the usual one would bring a second library of ciphers along.
        let tls = Provider::Rustls(CryptoMode::Ring);
        let mut config = Config::builder()
            .http_client(aws_smithy_http_client::Builder::new().tls_provider(tls).build_https())
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new(s3.region.clone()))
            .credentials_provider(Credentials::new(id, secret, None, None, "pauta"))
            .timeout_config(times)
            .retry_config(RetryConfig::standard().with_max_attempts(TRIES));
        if let Some(endpoint) = &s3.endpoint {
            // Stores that only speak like S3 know neither buckets as hosts nor its newest checksums.
            config = config
                .endpoint_url(endpoint.as_str())
                .force_path_style(true)
                .request_checksum_calculation(RequestChecksumCalculation::WhenRequired)
                .response_checksum_validation(ResponseChecksumValidation::WhenRequired);
        }
        Self { client: Client::from_conf(config.build()), name: s3.bucket.clone() }
    }

    /// Puts a whole object under a key that nothing has yet.
    pub async fn put(&self, key: &Key, mime: &str, bytes: Vec<u8>) -> Result<(), BlobError> {
        let length = bytes.len();
        let put = self.client.put_object().bucket(&self.name).key(key.as_str());
        let put = put.if_none_match("*").server_side_encryption(ServerSideEncryption::Aes256);
        match put.content_type(mime).body(ByteStream::from(bytes)).send().await {
            Ok(_) => Ok(()),
            // Nobody else has this key: an earlier try of ours arrived, although its answer did not.
            Err(error) if status(&error) == Some(412) && self.holds(key, length).await => Ok(()),
            Err(error) => Err(failed(&error)),
        }
    }

    async fn holds(&self, key: &Key, length: usize) -> bool {
        let head = self.client.head_object().bucket(&self.name).key(key.as_str()).send().await;
        head.is_ok_and(|head| head.content_length().and_then(|n| usize::try_from(n).ok()) == Some(length))
    }

    pub async fn read(&self, key: &Key) -> Result<ByteStream, BlobError> {
        let get = self.client.get_object().bucket(&self.name).key(key.as_str());
        get.send().await.map(|object| object.body).map_err(|error| failed(&error))
    }

    pub async fn remove(&self, key: &Key) -> Result<(), BlobError> {
        let remove = self.client.delete_object().bucket(&self.name).key(key.as_str());
        remove.send().await.map(drop).map_err(|error| failed(&error))
    }

    pub async fn list(
        &self,
        workspace: &WorkspaceId,
        after: Option<&Key>,
        most: u16,
    ) -> Result<Vec<Kept>, BlobError> {
        let list = self.client.list_objects_v2().bucket(&self.name).prefix(Key::folder_of(workspace));
        let list = list.set_start_after(after.map(|key| key.as_str().to_owned())).max_keys(i32::from(most));
        let listed = list.send().await.map_err(|error| failed(&error))?;
        let kept = listed.contents().iter().filter_map(|object| {
            let at = object.last_modified()?.to_millis().ok()?;
            Some(Kept { key: Key::parse(object.key()?)?, at: Millis(at) })
        });
        Ok(kept.collect())
    }

    /// An address by which the object can be read for a while, whoever has it.
    pub async fn link(&self, key: &Key) -> Result<String, BlobError> {
        let times = PresigningConfig::expires_in(LINK_LIVES);
        let times = times.map_err(|error| BlobError::Failed(io::Error::other(error)))?;
        let get = self.client.get_object().bucket(&self.name).key(key.as_str());
        get.presigned(times).await.map(|link| link.uri().to_owned()).map_err(|error| failed(&error))
    }

    /// Whether the bucket is there and lets us in.
    pub async fn check(&self) -> Result<(), BlobError> {
        let head = self.client.head_bucket().bucket(&self.name);
        head.send().await.map(drop).map_err(|error| failed(&error))
    }
}

fn status<E>(error: &SdkError<E>) -> Option<u16> {
    error.raw_response().map(|response| response.status().as_u16())
}

/// What failed, by the store's code alone: its words may repeat a key or a signature.
fn failed<E: ProvideErrorMetadata>(error: &SdkError<E>) -> BlobError {
    let status = status(error);
    let code = error.as_service_error().and_then(ProvideErrorMetadata::code);
    match (status, code) {
        (_, Some("NoSuchKey")) => BlobError::Missing,
        (Some(507), _) | (_, Some("QuotaExceeded" | "XMinioStorageFull")) => BlobError::Full,
        _ => {
            let kind = match error {
                SdkError::TimeoutError(_) => "no answer in time",
                SdkError::DispatchFailure(_) => "no connection",
                _ => "refused",
            };
            let request = error.raw_response().and_then(|response| response.request_id()).unwrap_or_default();
            let told =
                format!("{kind}: {} {} {request}", status.unwrap_or_default(), code.unwrap_or_default());
            BlobError::Failed(io::Error::other(told.trim().to_owned()))
        }
    }
}
