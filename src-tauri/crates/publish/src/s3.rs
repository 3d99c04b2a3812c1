//! Amazon S3 and what speaks like it: the bucket in the path, requests signed.

use crate::http::{EXPLANATION, client, limited, send};
use crate::s3_signature::{AccessKey, Unsigned};
use crate::wrong::{different, not_put, refused};
use chancery_domain::visible;
use chancery_engine::{Access, Object, PublishError};
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE};
use reqwest::{Method, Response, StatusCode, Url};

/// Where objects go.
pub(crate) struct Bucket<'a> {
    pub(crate) endpoint: &'a str,
    pub(crate) bucket: &'a str,
    pub(crate) prefix: &'a str,
    pub(crate) region: &'a str,
}

pub(crate) async fn put(bucket: &Bucket<'_>, access: &Access<'_>, object: &Object<'_>) -> Result<(), PublishError> {
    bucket.ask(access, Method::PUT, object).await?;
    look(bucket, access, object).await
}

/// Looks whether it stands there.
pub(crate) async fn look(bucket: &Bucket<'_>, access: &Access<'_>, object: &Object<'_>) -> Result<(), PublishError> {
    let nothing = Object { content: b"", ..*object };
    let response = bucket.ask(access, Method::GET, &nothing).await?;
    match limited(response, object.content.len()).await? {
        Some(there) if there == object.content => Ok(()),
        _ => Err(different(object.name)),
    }
}

pub(crate) async fn remove(bucket: &Bucket<'_>, access: &Access<'_>, name: &str) -> Result<(), PublishError> {
    let object = Object { name, attribute: None, media_type: "", content: b"" };
    bucket.ask(access, Method::DELETE, &object).await.map(drop)
}

impl Bucket<'_> {
    async fn ask(&self, access: &Access<'_>, method: Method, object: &Object<'_>) -> Result<Response, PublishError> {
        let path = format!("/{}/{}{}", self.bucket, self.prefix, object.name);
        let url = Url::parse(&format!("{}{path}", self.endpoint))
            .map_err(|error| not_put(format!("“{}” is no address: {error}.", visible(self.endpoint))))?;
        let name = url.host_str().unwrap_or_default();
        let host = url.port().map_or_else(|| name.to_owned(), |port| format!("{name}:{port}"));
        let unsigned =
            Unsigned { method: method.as_str(), host: &host, path: &path, body: object.content, at: access.now };
        let signed = unsigned.sign(AccessKey {
            id: access.user.unwrap_or_default(),
            secret: access.credential.secret().unwrap_or_default(),
            region: self.region,
        });
        let mut request = client(access.trust)?
            .request(method.clone(), url)
            .header("x-amz-content-sha256", signed.content_sha256)
            .header("x-amz-date", signed.date)
            .header(AUTHORIZATION, signed.authorization);
        if method == Method::PUT {
            request = request.header(CONTENT_TYPE, object.media_type).body(object.content.to_vec());
        }
        let response = send(request).await?;
        if response.status().is_success() { Ok(response) } else { Err(self.failure(response).await) }
    }

    async fn failure(&self, response: Response) -> PublishError {
        let status = response.status();
        let explained = limited(response, EXPLANATION).await.ok().flatten().unwrap_or_default();
        let explained = String::from_utf8_lossy(&explained);
        let code = between(&explained, "Code");
        let said = code.as_deref().map_or_else(|| status.to_string(), |code| format!("{status}, {}", visible(code)));
        let bucket = visible(self.bucket);
        match (status, code.as_deref()) {
            (_, Some("RequestTimeTooSkewed")) => {
                refused("The server refuses requests of another time. Set this machine’s clock.".to_owned())
            }
            (_, Some("AuthorizationHeaderMalformed" | "PermanentRedirect" | "IllegalLocationConstraintException")) => {
                let region = between(&explained, "Region").map(|region| format!(", “{}”", visible(&region)));
                refused(format!(
                    "The bucket “{bucket}” is in another region{}. Set it, and the endpoint that belongs to it.",
                    region.unwrap_or_default()
                ))
            }
            (_, Some("NoSuchBucket")) => refused(format!("The server has no bucket “{bucket}”.")),
            (StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN, _) => refused(format!(
                "The server does not let Chancery into the bucket “{bucket}” ({said}). Look at the access key, its secret \
                 and what it may do."
            )),
            _ => not_put(format!("The server answered {said} in the bucket “{bucket}”.")),
        }
    }
}

/// The word in an element of the document that explains an error.
fn between(document: &str, element: &str) -> Option<String> {
    let (_, after) = document.split_once(&format!("<{element}>"))?;
    let (word, _) = after.split_once(&format!("</{element}>"))?;
    (word.len() <= 100).then(|| word.to_owned())
}

#[cfg(test)]
mod tests {
    use super::between;

    #[test]
    fn an_explanation_is_read_word_by_word() {
        let said = "<Error><Code>AuthorizationHeaderMalformed</Code><Region>eu-central-1</Region></Error>";
        assert_eq!(between(said, "Code").as_deref(), Some("AuthorizationHeaderMalformed"));
        assert_eq!(between(said, "Region").as_deref(), Some("eu-central-1"));
        assert_eq!(between(said, "Bucket"), None);
    }
}
