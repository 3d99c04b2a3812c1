//! Just enough of the WebDriver protocol (W3C) to sign in to the real window and look at it.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddrV4, TcpStream};
use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::error::{Doing, Error, Result};

/// The driver, and the window with it, answers within seconds or never.
const PATIENCE: Duration = Duration::from_secs(60);
const BETWEEN_LOOKS: Duration = Duration::from_millis(10);
/// The name under which an answer holds a reference to an element (WebDriver §12).
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// A window that the driver opened.
#[derive(Debug)]
pub(super) struct Session {
    port: u16,
    path: String,
}

impl Session {
    /// Opens the window of the program `binary`, and waits until the driver on `port` has it.
    pub(super) fn start(port: u16, binary: &Path, arguments: &[String]) -> Result<Self> {
        let options = json!({ "binary": binary, "args": arguments });
        let wanted = json!({ "capabilities": { "alwaysMatch": { "webkitgtk:browserOptions": options } } });
        let end = Instant::now() + PATIENCE;
        let answer = loop {
            match call(port, "POST", "/session", Some(&wanted)) {
                // The driver is still starting.
                Err(Error::Io { .. }) if Instant::now() < end => std::thread::sleep(BETWEEN_LOOKS),
                answered => break answered?,
            }
        };
        let id = answer.get("sessionId").and_then(Value::as_str).ok_or_else(|| refused(&answer))?;
        Ok(Self { port, path: format!("/session/{id}") })
    }

    /// Runs a script in the window; what it returns.
    pub(super) fn script(&self, script: &str) -> Result<Value> {
        self.post("/execute/sync", &json!({ "script": script, "args": [] }))
    }

    /// Waits until a script returns `true`; how long that took.
    pub(super) fn wait_for(&self, what: &str, script: &str) -> Result<Duration> {
        let begun = Instant::now();
        while self.script(script)? != Value::Bool(true) {
            if begun.elapsed() > PATIENCE {
                return Err(Error::Window(format!("the window does not show {what}")));
            }
            std::thread::sleep(BETWEEN_LOOKS);
        }
        Ok(begun.elapsed())
    }

    /// Types into the first element that a CSS selector finds.
    pub(super) fn type_into(&self, selector: &str, text: &str) -> Result<()> {
        let found = self.post("/element", &json!({ "using": "css selector", "value": selector }))?;
        let element = found.get(ELEMENT).and_then(Value::as_str).ok_or_else(|| refused(&found))?;
        self.post(&format!("/element/{element}/value"), &json!({ "text": text })).map(drop)
    }

    /// Closes the window.
    pub(super) fn end(self) -> Result<()> {
        call(self.port, "DELETE", &self.path, None).map(drop)
    }

    fn post(&self, path: &str, body: &Value) -> Result<Value> {
        call(self.port, "POST", &format!("{}{path}", self.path), Some(body))
    }
}

fn refused(answer: &Value) -> Error {
    Error::Window(format!("the WebDriver answered {answer}"))
}

/// One request, one answer, one connection.
fn call(port: u16, method: &str, path: &str, body: Option<&Value>) -> Result<Value> {
    let doing = || "talking to the WebDriver".to_owned();
    let address = SocketAddrV4::new(Ipv4Addr::LOCALHOST, port);
    let mut connection = TcpStream::connect(address).doing(doing)?;
    connection.set_read_timeout(Some(PATIENCE)).doing(doing)?;
    let body = body.map(Value::to_string).unwrap_or_default();
    let request = format!(
        "{method} {path} HTTP/1.1\r\nHost: {address}\r\nContent-Type: application/json\r\n\
         Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    );
    connection.write_all(request.as_bytes()).doing(doing)?;
    let answer = read_answer(&mut connection)?;
    let value = answer.get("value").cloned().unwrap_or(Value::Null);
    match value.get("error") {
        Some(_) => Err(refused(&value)),
        None => Ok(value),
    }
}

/// The body of an answer, as long as its head says.
fn read_answer(connection: &mut TcpStream) -> Result<Value> {
    let doing = || "reading what the WebDriver answered".to_owned();
    let mut read = Vec::new();
    let mut part = [0; 16 * 1024];
    loop {
        let octets = connection.read(&mut part).doing(doing)?;
        read.extend_from_slice(&part[..octets]);
        if let Some(body) = complete(&read, octets == 0) {
            return serde_json::from_slice(body)
                .map_err(|error| Error::Window(format!("the WebDriver's answer can't be read: {error}")));
        }
        if octets == 0 {
            return Err(Error::Window("the WebDriver broke off".to_owned()));
        }
    }
}

/// The body, when all of it is there.
fn complete(read: &[u8], ended: bool) -> Option<&[u8]> {
    let head = read.windows(4).position(|four| four == b"\r\n\r\n")?;
    let body = &read[head + 4..];
    let lines = std::str::from_utf8(&read[..head]).ok()?;
    let length = lines.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>().ok())?
    });
    match length {
        Some(length) => body.get(..length),
        None => ended.then_some(body),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_complete_when_its_length_is_there() {
        let answer = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}";
        assert_eq!(complete(answer, false), Some(b"{}".as_slice()));
        assert_eq!(complete(&answer[..answer.len() - 1], false), None);
        assert_eq!(complete(b"HTTP/1.1 200 OK\r\n\r\n{}", true), Some(b"{}".as_slice()));
    }
}
