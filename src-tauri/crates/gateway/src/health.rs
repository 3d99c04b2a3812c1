//! How the service is, for whoever watches it.

use crate::routes::Shared;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use std::sync::Arc;

/// 200 while everything that is answered is up to date, else 503; the body says what is wrong, authority by authority.
pub(crate) async fn health(State(shared): State<Arc<Shared>>) -> Response {
    let headers = [(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-store")];
    let health = tokio::task::spawn_blocking(move || shared.status.health_for_all()).await;
    match health {
        Ok(Ok(health)) => {
            let code = if health.healthy { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
            let mut body = serde_json::to_string_pretty(&health).unwrap_or_default();
            body.push('\n');
            (code, headers, body).into_response()
        }
        Ok(Err(error)) => {
            let body =
                serde_json::json!({ "healthy": false, "error": { "code": error.code, "message": error.message } });
            (StatusCode::SERVICE_UNAVAILABLE, headers, format!("{body}\n")).into_response()
        }
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}
