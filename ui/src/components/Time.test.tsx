import { render } from "@testing-library/react";
import { expect, it } from "vitest";
import { formatExactTime, formatTime } from "@/lib/format";
import { WithTimes } from "./Time";

it("tells times of the core's sentences in the person's zone, UTC on hover", () => {
  const { container } = render(<WithTimes text="It is good until 2026-11-21 09:58 UTC. Then no more." />);
  const at = "2026-11-21T09:58Z";
  expect(container.textContent).toBe(`It is good until ${formatTime(at)}. Then no more.`);
  expect(container.querySelector("time")?.title).toBe("2026-11-21 09:58:00 UTC");
});

it("keeps the seconds of a time that has them", () => {
  const { container } = render(<WithTimes text="It is valid from 2026-10-31 13:13:45 UTC." />);
  expect(container.textContent).toBe(`It is valid from ${formatExactTime("2026-10-31T13:13:45Z")}.`);
});
