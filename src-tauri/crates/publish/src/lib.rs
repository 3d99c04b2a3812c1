//! Puts CRLs and authorities' certificates at the places from where the world fetches them, and reads them back there.
//!
//! Owns the ways to a place: folders, HTTP, SFTP, S3 and LDAP, with their proofs of who is at the other end, their bounds of
//! size and time. What is put where, and when it is tried again, is the engine's.

mod folder;
mod http;
mod ldap;
mod publisher;
mod s3;
mod s3_signature;
mod sftp;
mod tls;
mod wrong;

pub use publisher::Publisher;
