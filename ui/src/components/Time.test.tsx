import { render } from "@testing-library/react";
import { expect, it } from "vitest";
import { formatTime } from "@/lib/format";
import { WithTimes } from "./Time";

it("tells times of the core's sentences in the person's zone, UTC on hover", () => {
  const { container } = render(<WithTimes text="It is good until 2026-11-21 09:58 UTC. Then no more." />);
  const at = "2026-11-21T09:58Z";
  expect(container.textContent).toBe(`It is good until ${formatTime(at)}. Then no more.`);
  expect(container.querySelector("time")?.title).toBe("2026-11-21 09:58:00 UTC");
});
