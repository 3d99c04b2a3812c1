import { screen } from "@testing-library/react";
import { expect, it, vi } from "vitest";
import { installFakeCore } from "@/testing/fakeCore";
import { renderPage } from "@/testing/render";
import { DayField, isDay } from "./DayField";

it("knows the days of the calendar", () => {
  expect(["2028-02-29", "2027-12-31"].map(isDay)).toEqual([true, true]);
  expect(["2027-02-29", "2027-06-31", "2027-6-1", "tomorrow", ""].map(isDay)).toEqual([
    false,
    false,
    false,
    false,
    false,
  ]);
});

it("tells of whole days only, and says what is no day once it is left", async () => {
  installFakeCore();
  const told = vi.fn();
  const { user } = await renderPage(<DayField label="From" value={undefined} onDay={told} />);
  const field = await screen.findByLabelText("From");
  await user.type(field, "2027-06-31");
  expect(told).not.toHaveBeenCalled();
  await user.tab();
  expect(field).toBeInvalid();
  await user.type(field, "{Backspace}0");
  expect(told).toHaveBeenLastCalledWith("2027-06-30");
  await user.clear(field);
  expect(told).toHaveBeenLastCalledWith(undefined);
});
