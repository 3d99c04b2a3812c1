// Jobs, batches and renewals of the core in memory.
import type {
  BatchCheck,
  BatchRequest,
  BatchRowView,
  JobDetail,
  JobView,
  RenewalCalendar,
  RenewalForecast,
  RenewalsOfDay,
  ScheduleChange,
  ScheduleView,
} from "@/lib/ipc/bindings";
import type { FakeCertificate } from "./estate";
import { refused } from "./inventory";

export type FakeJobs = { jobs: JobView[]; schedule: ScheduleView };

const at = (now: number, minutes: number) => new Date(now + minutes * 60_000).toISOString();

const job = (id: string, now: number, part: Partial<JobView>): JobView => ({
  id,
  kind: "issue-batch",
  title: "Issue 30,000 certificates by “Issuing CA West” from estate.csv",
  state: "done",
  startedBy: "ada",
  createdAt: at(now, -30),
  dueAt: at(now, -30),
  begunAt: at(now, -30),
  endedAt: at(now, -29),
  total: 30_000,
  done: 30_000,
  failed: 0,
  perMinute: 420_000,
  secondsLeft: null,
  cancelling: false,
  canCancel: false,
  canResume: false,
  canRelease: false,
  code: null,
  message: null,
  ...part,
});

export const newJobs = (now: number, empty: boolean): FakeJobs => ({
  jobs: empty
    ? []
    : [
        job("job-3", now, {
          state: "running",
          done: 12_400,
          secondsLeft: 4,
          endedAt: null,
          canCancel: true,
          createdAt: at(now, -1),
        }),
        job("job-2", now, {
          kind: "renew",
          title: "Renew 12 certificates on schedule",
          total: 12,
          done: 12,
          failed: 2,
          perMinute: 900,
          canResume: true,
        }),
        job("job-1", now, {
          kind: "retire",
          title: "Revoke 3 superseded certificates",
          state: "failed",
          total: 3,
          done: 1,
          code: "forbidden",
          message: "bob may not revoke any more: what was superseded is left to expire.",
          canResume: true,
        }),
      ],
  schedule: {
    on: !empty,
    paused: false,
    when: "03:00",
    zone: "Europe/Berlin",
    profiles: [],
    spreadMinutes: 60,
    revokeOldAfterHours: empty ? null : 168,
    blackouts: [],
    setBy: empty ? null : "ada",
    lastRun: empty ? null : at(now, -600),
    nextRun: empty ? null : at(now, 840),
    problem: null,
  },
});

export function find(state: FakeJobs, id: string): JobView {
  const found = state.jobs.find((each) => each.id === id);
  if (!found) throw refused("not-found", `There is no job “${id}” in this vault.`);
  return found;
}

export const detail = (state: FakeJobs, id: string): JobDetail => {
  const found = find(state, id);
  return {
    job: found,
    counts: found.kind === "revoke" ? [{ of: "revoked", number: found.done }] : [],
    failures: [],
    log: [
      { sequence: 1, time: found.createdAt, level: "info", text: "Waits for the next that is due." },
      ...(found.failed > 0
        ? [{ sequence: 2, time: found.createdAt, level: "error" as const, text: "crt-7: it is revoked." }]
        : []),
    ],
  };
};

export const start = (state: FakeJobs, now: number, part: Partial<JobView>): JobView => {
  const made = job(`job-${state.jobs.length + 1}`, now, {
    state: "running",
    done: 0,
    perMinute: null,
    endedAt: null,
    canCancel: true,
    createdAt: at(now, 0),
    ...part,
  });
  state.jobs.unshift(made);
  return made;
};

export const change = (state: FakeJobs, id: string, part: Partial<JobView>): JobView =>
  Object.assign(find(state, id), part);

/** A file called `…faulty…` has two rows with errors; one called `…unreadable…` is none. */
export function check({ path }: BatchRequest): BatchCheck {
  if (path.includes("unreadable"))
    throw refused("wrong-encoding", "Line 3 is not UTF-8; it may be Latin-1. Save it as “CSV UTF-8”.", "path");
  const faulty = path.includes("faulty") ? 2 : 0;
  return {
    mark: `mark of ${path}`,
    rows: 100,
    good: 100 - faulty,
    known: 0,
    faulty,
    errors: faulty === 0 ? 0 : 3,
    faults:
      faulty === 0
        ? []
        : [
            { row: 4, column: "dns", code: "invalid_name", message: "“bad..name” is not a host name." },
            { row: 4, column: "days", code: "invalid_number", message: "“soon” is not a number of days." },
            { row: 9, column: "cn", code: "duplicate", message: "crt-12 is active for the same names." },
          ],
    warnings: [],
    examples: [],
  };
}

export const rows = (): BatchRowView[] => [
  { row: 2, label: "www.corp.example", outcome: "issued", certificateId: "crt-20", message: null },
];

export const calendar = (now: number, days: number, empty: boolean): RenewalCalendar => ({
  days: Array.from({ length: days }, (_, day) => ({
    day: new Date(now + day * 86_400_000).toISOString().slice(0, 10),
    due: empty || day % 3 !== 0 ? 0 : (day % 7) + 1,
    blackout: day === 4 ? "whole" : day === 5 ? "part" : "none",
  })),
  overdue: empty ? 0 : 2,
  byHand: 0,
  byHandReasons: [],
});

export const ofDay = (certificates: FakeCertificate[], day: string): RenewalsOfDay => ({
  certificates: certificates
    .filter(({ isCa, status }) => !isCa && status === "active")
    .slice(0, 4)
    .map(({ id, label, profile, notAfter }, index) => ({
      certificateId: id,
      label,
      profile: profile ?? "web-server",
      notAfter,
      at: `${day}T01:00:00Z`,
      byHand: index === 3 ? "The schedule is off." : null,
    })),
  more: 0,
});

export const forecast = (empty: boolean): RenewalForecast => ({
  certificates: empty ? 0 : 480,
  lines: [
    { maxDays: null, perHundredDays: 154 },
    { maxDays: 200, perHundredDays: 282 },
    { maxDays: 100, perHundredDays: 686 },
    { maxDays: 47, perHundredDays: 1532 },
  ],
});

export function nextRuns(now: number, { when }: ScheduleChange): string[] {
  if (!/^\d\d:\d\d$|( .*){4}/.test(when))
    throw refused("invalid-schedule", `“${when}” is neither a time of the day nor cron.`, "when");
  return [1, 2, 3].map((day) => at(now, 840 + day * 1440));
}

export function setSchedule(state: FakeJobs, now: number, wanted: ScheduleChange): ScheduleView {
  if (!/^\d\d:\d\d$|( .*){4}/.test(wanted.when))
    throw refused("invalid-schedule", `“${wanted.when}” is neither a time of the day nor cron.`, "when");
  state.schedule = {
    ...state.schedule,
    ...wanted,
    zone: wanted.zone ?? "UTC",
    on: true,
    setBy: "ada",
    nextRun: at(now, 840),
  };
  return state.schedule;
}
