//! What listens on the network: revocation status over HTTP (OCSP, RFC 6960 appendix A and RFC 5019), CRLs and authorities'
//! certificates as files, and how the service is.
//!
//! Owns connections, their limits, TLS, HTTP and its caching. What is answered, the engine decides: a route parses, asks the
//! [`StatusService`](chancery_engine::StatusService) once, and shapes the answer. It reads no database, and of a key it has
//! only what signs handshakes.

mod client;
mod conditional;
mod connection;
mod files;
mod gateway;
mod health;
mod lag;
mod limits;
mod metrics;
mod ocsp;
mod places;
mod routes;
mod tls;

pub use gateway::{Gateway, GatewayError, Listen};
