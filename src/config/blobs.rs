use super::{Secret, readable::Readable, setting::concern};
use std::path::PathBuf;
use url::Url;

concern! {
    /// Where the bytes of files are kept: in the data directory, or in a private S3 bucket, which every node of
    /// an installation then shares. A bucket wants both keys.
    Blobs in "blobs" {
        /// The bucket. Without it, the folder `blobs` in the data directory.
        s3_bucket: Option<BucketName> = "", "PAUTA_S3_BUCKET";
        /// Where the bucket is, if not at Amazon's: the address of a store that speaks like S3.
        s3_endpoint: Option<Url> = "", "PAUTA_S3_ENDPOINT";
        /// The bucket's region.
        s3_region: Region = "us-east-1", "PAUTA_S3_REGION";
        /// The id of the key by which it is read and written.
        s3_access_key: Option<Secret<String>> = "", "PAUTA_S3_ACCESS_KEY";
        /// That key's secret.
        s3_secret_key: Option<Secret<String>> = "", "PAUTA_S3_SECRET_KEY";
    }
}

/// A bucket with all that is needed to reach it.
#[derive(Clone, Debug)]
pub struct S3 {
    pub bucket: String,
    pub endpoint: Option<Url>,
    pub region: String,
    pub access_key: Secret<String>,
    pub secret_key: Secret<String>,
}

/// Where blobs are kept.
#[derive(Clone, Debug)]
pub enum BlobPlace {
    Folder(PathBuf),
    Bucket(S3),
}

/// What a bucket lacks, as a sentence.
pub(super) fn flaw(blobs: &Blobs) -> Option<&'static str> {
    let lacks = blobs.s3_access_key.is_none() || blobs.s3_secret_key.is_none();
    (blobs.s3_bucket.is_some() && lacks).then_some(
        "PAUTA_S3_BUCKET is set without its keys: set PAUTA_S3_ACCESS_KEY and PAUTA_S3_SECRET_KEY too.",
    )
}

/// The bucket, if one is configured with its keys.
pub(super) fn bucket(blobs: &Blobs) -> Option<S3> {
    Some(S3 {
        bucket: blobs.s3_bucket.as_ref()?.0.clone(),
        endpoint: blobs.s3_endpoint.clone(),
        region: blobs.s3_region.0.clone(),
        access_key: blobs.s3_access_key.clone()?,
        secret_key: blobs.s3_secret_key.clone()?,
    })
}

/// The name of a bucket, as Amazon's rules for names have it (S3 user guide, "bucket naming rules").
#[derive(Clone, Debug)]
pub struct BucketName(String);

impl Readable for BucketName {
    const ACCEPTS: &str = "the name of a bucket: 3 to 63 lower-case letters, digits, dots and hyphens";

    fn read(text: &str) -> Option<Self> {
        let fits = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'.' | b'-');
        ((3..=63).contains(&text.len()) && text.bytes().all(fits)).then(|| Self(text.to_owned()))
    }
}

/// A region by its name.
#[derive(Clone, Debug)]
pub struct Region(String);

impl Readable for Region {
    const ACCEPTS: &str = "the name of a region, such as sa-east-1";

    fn read(text: &str) -> Option<Self> {
        let fits = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
        (!text.is_empty() && text.bytes().all(fits)).then(|| Self(text.to_owned()))
    }
}
