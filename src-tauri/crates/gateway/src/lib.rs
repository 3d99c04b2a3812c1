//! What listens on the network: revocation status over HTTP (OCSP, RFC 6960 appendix A and RFC 5019), CRLs and authorities'
//! certificates as files, and how the service is.
//!
//! Owns connections, their limits, HTTP and its caching. What is answered, the engine decides: a route parses, asks the
//! [`StatusService`](chancery_engine::StatusService) once, and shapes the answer. It holds no key and reads no database.

mod conditional;
mod connection;
mod files;
mod gateway;
mod health;
mod limits;
mod metrics;
mod ocsp;
mod routes;

pub use gateway::{Gateway, GatewayError, Limits, Listen};
