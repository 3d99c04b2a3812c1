//! A web server on a port of this machine that says what it is told to say, and counts.

use std::collections::HashMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// What is answered to a body that was sent.
type Answer = Arc<dyn Fn(&[u8]) -> Reply + Send + Sync>;

/// One answer.
pub(crate) enum Reply {
    Body(Vec<u8>),
    Status(u16),
    To(String),
}

#[derive(Default)]
struct Pages {
    answers: HashMap<String, Answer>,
    asked: HashMap<String, usize>,
}

/// The server, until it is dropped.
pub(crate) struct Web {
    /// `http://127.0.0.1:PORT`.
    pub(crate) url: String,
    pages: Arc<Mutex<Pages>>,
    ended: Arc<AtomicBool>,
}

impl Drop for Web {
    fn drop(&mut self) {
        self.ended.store(true, Ordering::Relaxed);
        // It waits for somebody.
        let _ = TcpStream::connect(self.url.trim_start_matches("http://"));
    }
}

impl Web {
    pub(crate) fn start() -> Self {
        Self::start_at(0)
    }

    pub(crate) fn start_at(port: u16) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", port)).unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let (pages, ended) = (Arc::<Mutex<Pages>>::default(), Arc::new(AtomicBool::new(false)));
        let (known, over) = (Arc::clone(&pages), Arc::clone(&ended));
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if over.load(Ordering::Relaxed) {
                    return;
                }
                let known = Arc::clone(&known);
                std::thread::spawn(move || serve(&stream, &known));
            }
        });
        Self { url, pages, ended }
    }

    /// Answers so under this path.
    pub(crate) fn answer(&self, path: &str, answer: impl Fn(&[u8]) -> Reply + Send + Sync + 'static) {
        self.pages.lock().unwrap().answers.insert(path.to_owned(), Arc::new(answer));
    }

    /// Has this there.
    pub(crate) fn put(&self, path: &str, content: &[u8]) {
        let content = content.to_vec();
        self.answer(path, move |_| Reply::Body(content.clone()));
    }

    /// How often this path was asked for.
    pub(crate) fn asked(&self, path: &str) -> usize {
        self.pages.lock().unwrap().asked.get(path).copied().unwrap_or(0)
    }
}

fn serve(mut stream: &TcpStream, pages: &Mutex<Pages>) {
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    let mut reader = BufReader::new(stream);
    let (mut first, mut length) = (String::new(), 0);
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).unwrap_or(0) == 0 {
            return;
        }
        if first.is_empty() {
            first = line;
        } else if line.trim().is_empty() {
            break;
        } else if let Some(found) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = found.trim().parse().unwrap();
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    let path = first.split(' ').nth(1).unwrap_or_default().to_owned();
    let answer = {
        let mut pages = pages.lock().unwrap();
        *pages.asked.entry(path.clone()).or_default() += 1;
        pages.answers.get(&path).cloned()
    };
    let reply = answer.map_or(Reply::Status(404), |answer| answer(&body));
    let (head, content) = match reply {
        Reply::Body(content) => ("200 OK".to_owned(), content),
        Reply::Status(code) => (format!("{code} No"), Vec::new()),
        Reply::To(to) => (format!("302 Found\r\nLocation: {to}"), Vec::new()),
    };
    let head = format!("HTTP/1.1 {head}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", content.len());
    let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(&content));
}
