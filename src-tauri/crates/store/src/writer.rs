//! The one writer: takes waiting writes, commits them in groups, and answers only when the commit is durable.

use crate::audit::{HeadSigner, sign_head};
use crate::error::{Result, StoreError};
use crate::migrations;
use crate::transaction::WriteTransaction;
use rusqlite::Connection;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// Writes in one commit, at most.
const GROUP_SIZE: usize = 256;
/// How long a group is added to, at most: the first in it waits this much longer.
const GROUP_TIME: Duration = Duration::from_millis(20);
/// A writer that never runs out of work lets other processes have a turn this often …
const TURN: Duration = Duration::from_millis(100);
/// … for this long, which is more than they sleep between two tries.
const TURN_PAUSE: Duration = Duration::from_millis(3);
/// How long closing waits for other processes: a vault that locks forgets its keys only then.
const CLOSING_WAIT: Duration = Duration::from_millis(200);

/// A write that waits for its turn.
trait Job: Send {
    /// Does the work; what it did is still to be committed.
    fn run(self: Box<Self>, tx: &WriteTransaction<'_>) -> Done;

    /// Answers without having done anything.
    fn refuse(self: Box<Self>, error: StoreError);
}

/// A write that was done and whose caller still waits.
struct Done {
    failed: bool,
    answer: Box<dyn FnOnce(Result<()>)>,
}

struct Waiting<T, E, F> {
    work: F,
    caller: SyncSender<Result<T, E>>,
}

impl<T, E, F> Job for Waiting<T, E, F>
where
    T: Send + 'static,
    E: From<StoreError> + Send + 'static,
    F: FnOnce(&WriteTransaction<'_>) -> Result<T, E> + Send,
{
    fn run(self: Box<Self>, tx: &WriteTransaction<'_>) -> Done {
        let Self { work, caller } = *self;
        // Whatever the panic left half-done in the transaction is rolled back with the savepoint.
        let result = catch_unwind(AssertUnwindSafe(|| work(tx))).unwrap_or_else(|_| Err(StoreError::Panicked.into()));
        Done {
            failed: result.is_err(),
            answer: Box::new(move |commit| {
                // A caller that is gone wants no answer.
                let _ = caller.send(commit.map_err(E::from).and(result));
            }),
        }
    }

    fn refuse(self: Box<Self>, error: StoreError) {
        let _ = self.caller.send(Err(error.into()));
    }
}

/// The handle to the writer's thread. Dropping it lets waiting writes finish, then closes the connection.
#[derive(Debug)]
pub(crate) struct Writer {
    queue: Option<Sender<Box<dyn Job>>>,
    thread: Option<JoinHandle<()>>,
}

impl std::fmt::Debug for dyn Job {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Job")
    }
}

impl Writer {
    /// Starts the thread that owns `connection`.
    pub(crate) fn start(connection: Connection, signer: Arc<dyn HeadSigner>) -> Result<Self> {
        let (queue, jobs) = channel();
        let thread = std::thread::Builder::new()
            .name("chancery-writer".to_owned())
            .spawn(move || serve(&connection, signer.as_ref(), &jobs))
            .map_err(|error| StoreError::Io(error.to_string()))?;
        Ok(Self { queue: Some(queue), thread: Some(thread) })
    }

    /// Hands `work` to the writer and waits until it is durable.
    pub(crate) fn write<T, E, F>(&self, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
        F: FnOnce(&WriteTransaction<'_>) -> Result<T, E> + Send + 'static,
    {
        let (caller, answer) = sync_channel(1);
        self.queue
            .as_ref()
            .and_then(|queue| queue.send(Box::new(Waiting { work, caller })).ok())
            .ok_or(StoreError::Closed)?;
        answer.recv().unwrap_or_else(|_| Err(StoreError::Closed.into()))
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        drop(self.queue.take());
        if let Some(thread) = self.thread.take() {
            // The thread catches panics of the work it does; one of its own leaves nothing to clean up here.
            let _ = thread.join();
        }
    }
}

fn serve(connection: &Connection, signer: &dyn HeadSigner, jobs: &Receiver<Box<dyn Job>>) {
    let mut busy_since = Instant::now();
    loop {
        let first = match jobs.try_recv() {
            Ok(job) => {
                if busy_since.elapsed() > TURN {
                    std::thread::sleep(TURN_PAUSE);
                    busy_since = Instant::now();
                }
                job
            }
            Err(_) => match jobs.recv() {
                Ok(job) => {
                    busy_since = Instant::now();
                    job
                }
                Err(_) => break,
            },
        };
        commit_group(connection, signer, first, jobs);
    }
    // Leaves one file behind. Where another process still reads or writes, the last to close does it.
    let folded = connection
        .busy_timeout(CLOSING_WAIT)
        .and_then(|()| connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())));
    if let Err(error) = folded {
        tracing::warn!(%error, "the database's log could not be folded in on closing");
    }
}

fn commit_group(connection: &Connection, signer: &dyn HeadSigner, first: Box<dyn Job>, jobs: &Receiver<Box<dyn Job>>) {
    if let Err(error) = begin(connection) {
        // Who waits behind the first has waited nearly as long: another such wait for each would be without bound.
        if matches!(error, StoreError::Busy) {
            while let Ok(job) = jobs.try_recv() {
                job.refuse(error.clone());
            }
        }
        first.refuse(error);
        return;
    }
    let started = Instant::now();
    let tx = WriteTransaction::new(connection, signer);
    let mut done = Vec::new();
    let mut outcome = Ok(());
    let mut next = Some(first);
    while let Some(job) = next.take() {
        match run_alone(&tx, job) {
            Ok(job) => done.push(job),
            Err((job, error)) => {
                done.push(job);
                outcome = Err(error);
                break;
            }
        }
        if done.len() < GROUP_SIZE && started.elapsed() < GROUP_TIME {
            next = jobs.try_recv().ok();
        }
    }
    let outcome = outcome.and_then(|()| commit(&tx));
    if outcome.is_err() && !connection.is_autocommit() {
        // An error here means that SQLite rolled back by itself.
        let _ = connection.execute_batch("ROLLBACK");
    }
    for job in done {
        (job.answer)(outcome.clone());
    }
}

/// Does `work` in a commit of its own on a connection of its own, without the writer's thread.
pub(crate) fn write_alone<T, E: From<StoreError>>(
    connection: &Connection,
    signer: &dyn HeadSigner,
    work: impl FnOnce(&WriteTransaction<'_>) -> Result<T, E>,
) -> Result<T, E> {
    begin(connection)?;
    let tx = WriteTransaction::new(connection, signer);
    // What was not committed ends with the connection.
    let done = work(&tx)?;
    commit(&tx)?;
    Ok(done)
}

fn begin(connection: &Connection) -> Result<()> {
    connection.prepare_cached("BEGIN IMMEDIATE")?.execute([])?;
    migrations::check_version(connection).inspect_err(|_| {
        let _ = connection.execute_batch("ROLLBACK");
    })
}

/// Runs one job in a savepoint of its own. The error is one that ends the whole group.
fn run_alone(tx: &WriteTransaction<'_>, job: Box<dyn Job>) -> Result<Done, (Done, StoreError)> {
    let step = |sql: &str| tx.prepare(sql).and_then(|mut statement| Ok(statement.execute([])?));
    if let Err(error) = step("SAVEPOINT job") {
        let refused = error.clone();
        let answer = Box::new(move |_| job.refuse(refused));
        return Err((Done { failed: true, answer }, error));
    }
    let head_moved = tx.head_moved.get();
    let done = job.run(tx);
    if tx.connection.is_autocommit() {
        // Some errors (a full disk) make SQLite roll back everything, the work of the others in the group too.
        return Err((done, StoreError::DiskFull));
    }
    let mut ended = Ok(0);
    if done.failed {
        tx.head_moved.set(head_moved);
        ended = step("ROLLBACK TO job");
    }
    match ended.and_then(|_| step("RELEASE job")) {
        Ok(_) => Ok(done),
        Err(error) => Err((done, error)),
    }
}

fn commit(tx: &WriteTransaction<'_>) -> Result<()> {
    if tx.head_moved.get() {
        sign_head(tx)?;
    }
    tx.prepare("COMMIT")?.execute([])?;
    Ok(())
}
