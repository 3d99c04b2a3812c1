import { screen } from "@testing-library/react";
import { expect, test } from "vitest";
import type { WatchedStatus } from "@/lib/ipc";
import { renderPage } from "@/testing/render";
import { WatchedFacts } from "./WatchedFacts";

const good: WatchedStatus = {
  standing: "good",
  reason: null,
  revokedAt: null,
  madeAt: "2026-03-04T09:00:00Z",
  nextUpdate: "2026-03-05T09:00:00Z",
  holds: true,
  way: "ocsp",
  url: "http://ocsp.example/",
  askedAt: "2026-03-04T09:30:00Z",
  tries: 0,
  nextAt: "2026-03-05T08:00:00Z",
  problem: null,
};

test("what is good is said quietly, with when and how it was asked", async () => {
  await renderPage(<WatchedFacts watched={good} />);
  expect(screen.getByText(/Its issuer says that it is good\./)).toBeVisible();
  expect(screen.getByText(/Asked by OCSP/)).toBeVisible();
  expect(screen.queryByRole("alert")).toBeNull();
});

test("what was revoked says so, with the reason", async () => {
  const watched = { ...good, standing: "revoked" as const, reason: "key-compromise" as const, way: "crl" as const };
  await renderPage(<WatchedFacts watched={{ ...watched, revokedAt: "2026-03-03T09:00:00Z", nextAt: null }} />);
  expect(screen.getByText("Revoked by its issuer")).toBeVisible();
  expect(screen.getByText(/Key compromise/)).toBeVisible();
  expect(screen.getByText(/Asked by CRL/)).toBeVisible();
});

test("no answer is no good answer, and an answer that ended is none", async () => {
  const problem = "The server answered 503.";
  await renderPage(
    <>
      <WatchedFacts watched={{ ...good, standing: "unreachable", holds: false, problem, tries: 3 }} />
      <WatchedFacts watched={{ ...good, holds: false }} />
    </>,
  );
  expect(screen.getByText("Its issuer could not be asked whether it is revoked")).toBeVisible();
  expect(screen.getByText(problem)).toBeVisible();
  expect(screen.getByText("What its issuer said of it has ended")).toBeVisible();
  expect(screen.queryByText(/says that it is good/)).toBeNull();
});
