import { screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { renderPage } from "@/testing/render";
import { Relative } from "./Time";
import { ValidityBar } from "./ValidityBar";

const HOUR = 3_600_000;

beforeEach(() => void vi.useFakeTimers({ now: Date.parse("2026-12-01T12:00Z"), toFake: ["Date"] }));
afterEach(() => void vi.useRealTimers());

/** A certificate of so many hours of which so many are left, as its drawer and as a list say how long it lasts. */
async function shown(hours: number, left: number) {
  const until = Date.now() + left * HOUR + 60_000;
  const at = new Date(until).toISOString();
  const { unmount } = await renderPage(
    <>
      <ValidityBar notBefore={new Date(until - hours * HOUR).toISOString()} notAfter={at} urgency="fine" />
      <Relative at={at} />
    </>,
  );
  return unmount;
}

test("it counts days as lists do, and hours where less than a day is left", async () => {
  const unmount = await shown(90 * 24, 90 * 24 - 1);
  expect(screen.getByText("90 days left of 90")).toBeVisible();
  expect(screen.getByText("in 90 days")).toBeVisible();
  unmount();
  await shown(24, 23);
  expect(screen.getByText("ends in 23 hours")).toBeVisible();
  expect(screen.getByText("in 23 hours")).toBeVisible();
});
