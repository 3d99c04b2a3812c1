//! Reading an answer of a server, no more of it than is wanted.

use reqwest::Response;

/// The whole body; `None` when it has more than so many octets, of which no more are read then.
///
/// # Errors
/// When the answer breaks off.
pub async fn bounded(mut response: Response, at_most: usize) -> reqwest::Result<Option<Vec<u8>>> {
    if response.content_length().is_some_and(|length| length > at_most as u64) {
        return Ok(None);
    }
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await? {
        if body.len() + chunk.len() > at_most {
            return Ok(None);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(Some(body))
}
