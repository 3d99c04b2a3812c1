//! The one connection that writes: whoever has it does the writes of all who wait, in one commit, and answers only when
//! that is durable. It goes from thread to thread, so that a write for which nobody else waits is done where it was asked
//! for, without waking another thread twice.

use crate::audit::{AuditEvent, HeadSigner, sign_head};
use crate::error::{Result, StoreError};
use crate::known::Known;
use crate::migrations;
use crate::transaction::WriteTransaction;
use rusqlite::Connection;
use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{SyncSender, TryRecvError, sync_channel};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
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
                // What went wrong in its own work says more than that nothing was committed, which may follow from it.
                let answer = result.and_then(|done| commit.map(|()| done).map_err(E::from));
                // A caller that is gone wants no answer.
                let _ = caller.send(answer);
            }),
        }
    }

    fn refuse(self: Box<Self>, error: StoreError) {
        let _ = self.caller.send(Err(error.into()));
    }
}

/// Everybody's writes. Dropping it closes the connection.
pub(crate) struct Writer {
    signer: Arc<dyn HeadSigner>,
    desk: Mutex<Desk>,
    pen_is_back: Condvar,
}

/// What is waited for and at.
struct Desk {
    queue: VecDeque<Box<dyn Job>>,
    /// Not here while somebody writes with it, or reads before writing.
    pen: Option<Pen>,
}

/// The connection, what it has left behind, and since when there was always somebody who wanted it.
struct Pen {
    connection: Connection,
    known: Known,
    busy_since: Option<Instant>,
}

impl std::fmt::Debug for Writer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Writer")
    }
}

impl Writer {
    pub(crate) fn new(connection: Connection, signer: Arc<dyn HeadSigner>) -> Self {
        let pen = Some(Pen { connection, known: Known::default(), busy_since: None });
        Self { signer, desk: Mutex::new(Desk { queue: VecDeque::new(), pen }), pen_is_back: Condvar::new() }
    }

    /// Does `work`, or waits until another thread has done it, and until it is durable.
    pub(crate) fn write<T, E, F>(&self, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
        F: FnOnce(&WriteTransaction<'_>) -> Result<T, E> + Send + 'static,
    {
        let (caller, answer) = sync_channel(1);
        let mut desk = self.desk();
        desk.queue.push_back(Box::new(Waiting { work, caller }));
        loop {
            match answer.try_recv() {
                Ok(answer) => return answer,
                Err(TryRecvError::Disconnected) => return Err(StoreError::Closed.into()),
                Err(TryRecvError::Empty) => {}
            }
            desk = match desk.pen.take() {
                Some(pen) => {
                    drop(desk);
                    Held { writer: self, pen: Some(pen) }.write_for_all();
                    self.desk()
                }
                None => self.pen_is_back.wait(desk).unwrap_or_else(PoisonError::into_inner),
            };
        }
    }

    /// The connection, for one who reads before writing, unless anybody writes or waits.
    pub(crate) fn idle(&self) -> Option<Held<'_>> {
        let mut desk = self.desk();
        let pen = if desk.queue.is_empty() { desk.pen.take() } else { None };
        Some(Held { writer: self, pen: Some(pen?) })
    }

    fn desk(&self) -> MutexGuard<'_, Desk> {
        self.desk.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn next(&self) -> Option<Box<dyn Job>> {
        self.desk().queue.pop_front()
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        let Some(Pen { connection, .. }) = self.desk().pen.take() else { return };
        // Leaves one file behind. Where another process still reads or writes, the last to close does it.
        let folded = connection
            .busy_timeout(CLOSING_WAIT)
            .and_then(|()| connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())));
        if let Err(error) = folded {
            tracing::warn!(%error, "the database's log could not be folded in on closing");
        }
    }
}

/// The connection in somebody's hands, given back when dropped, also by a panic.
pub(crate) struct Held<'a> {
    writer: &'a Writer,
    pen: Option<Pen>,
}

impl Held<'_> {
    pub(crate) fn connection(&self) -> Option<&Connection> {
        self.pen.as_ref().map(|pen| &pen.connection)
    }

    fn write_for_all(mut self) {
        let Some(pen) = &mut self.pen else { return };
        if pen.busy_since.get_or_insert_with(Instant::now).elapsed() > TURN {
            std::thread::sleep(TURN_PAUSE);
            pen.busy_since = Some(Instant::now());
        }
        commit_group(pen, self.writer);
    }
}

impl Drop for Held<'_> {
    fn drop(&mut self) {
        let Some(mut pen) = self.pen.take() else { return };
        if !pen.connection.is_autocommit() {
            // Only a panic comes here: what was not answered is not kept.
            let _ = pen.connection.execute_batch("ROLLBACK");
        }
        let mut desk = self.writer.desk();
        if desk.queue.is_empty() {
            pen.busy_since = None;
        }
        desk.pen = Some(pen);
        drop(desk);
        self.writer.pen_is_back.notify_all();
    }
}

fn commit_group(pen: &mut Pen, writer: &Writer) {
    let Some(first) = writer.next() else { return };
    let connection = &pen.connection;
    let begun = begin(connection, std::mem::take(&mut pen.known));
    let known = match begun {
        Ok(known) => known,
        Err(error) => {
            // Who waits behind the first has waited nearly as long: another such wait for each would be without bound.
            if matches!(error, StoreError::Busy) {
                while let Some(job) = writer.next() {
                    job.refuse(error.clone());
                }
            }
            first.refuse(error);
            return;
        }
    };
    let started = Instant::now();
    let tx = WriteTransaction::new(connection, writer.signer.as_ref(), known);
    let mut done = Vec::new();
    let mut outcome = Ok(());
    let mut next = Some(first);
    while let Some(job) = next.take() {
        // The first has nobody's work to spare and needs no savepoint, which would copy every page that it changes.
        match if done.is_empty() { run(&tx, job) } else { run_alone(&tx, job) } {
            Ok(job) => done.push(job),
            Err((job, error)) => {
                done.push(job);
                outcome = Err(error);
                break;
            }
        }
        if is_nothing(&done) {
            break;
        }
        if done.len() < GROUP_SIZE && started.elapsed() < GROUP_TIME {
            next = writer.next();
        }
    }
    let outcome = outcome.and_then(|()| if is_nothing(&done) { Ok(()) } else { commit(&tx) });
    if (is_nothing(&done) || outcome.is_err()) && !connection.is_autocommit() {
        // An error here means that SQLite rolled back by itself.
        let _ = connection.execute_batch("ROLLBACK");
    }
    if connection.is_autocommit() && outcome.is_ok() && !is_nothing(&done) {
        pen.known = tx.into_known();
    }
    for job in done {
        (job.answer)(outcome.clone());
    }
}

/// Whether the first failed, so that nothing of the group is to be kept; who waits is in the next.
fn is_nothing(done: &[Done]) -> bool {
    matches!(done, [only] if only.failed)
}

/// Does `work` in a commit of its own on a connection of its own.
pub(crate) fn write_alone<T, E: From<StoreError>>(
    connection: &Connection,
    signer: &dyn HeadSigner,
    work: impl FnOnce(&WriteTransaction<'_>) -> Result<T, E>,
) -> Result<T, E> {
    let known = begin(connection, Known::default())?;
    let tx = WriteTransaction::new(connection, signer, known);
    // What was not committed ends with the connection.
    let done = work(&tx)?;
    commit(&tx)?;
    Ok(done)
}

/// Takes the turn; gives what is still known of the database.
fn begin(connection: &Connection, known: Known) -> Result<Known> {
    connection.prepare_cached("BEGIN IMMEDIATE")?.execute([])?;
    migrations::check_version(connection).and_then(|()| known.still(connection)).inspect_err(|_| {
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
    let done = run(tx, job)?;
    let mut ended = Ok(0);
    if done.failed {
        tx.head_moved.set(head_moved);
        tx.known.borrow_mut().forget();
        ended = step("ROLLBACK TO job");
    }
    match ended.and_then(|_| step("RELEASE job")) {
        Ok(_) => Ok(done),
        Err(error) => Err((done, error)),
    }
}

/// Runs one job. The error is one that ends the whole group.
fn run(tx: &WriteTransaction<'_>, job: Box<dyn Job>) -> Result<Done, (Done, StoreError)> {
    let done = job.run(tx);
    // Some errors (a full disk) make SQLite roll back everything, the work of the others in the group too.
    if tx.connection.is_autocommit() { Err((done, StoreError::DiskFull)) } else { Ok(done) }
}

/// Appends an event, and signs the head that it leaves, inside the caller's transaction.
pub(crate) fn append_event(connection: &Connection, signer: &dyn HeadSigner, event: AuditEvent) -> Result<()> {
    let tx = WriteTransaction::new(connection, signer, Known::default());
    tx.append_audit(event)?;
    sign_head(&tx)
}

fn commit(tx: &WriteTransaction<'_>) -> Result<()> {
    if tx.head_moved.get() {
        sign_head(tx)?;
    }
    tx.prepare("COMMIT")?.execute([])?;
    Ok(())
}
