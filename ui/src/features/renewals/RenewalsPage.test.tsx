import { screen, waitFor, within } from "@testing-library/react";
import { expect, it, vi } from "vitest";
import { installFakeCore } from "@/testing/fakeCore";
import { renderApp } from "@/testing/render";

it("shows the schedule, what is coming, and what shorter lifetimes would mean", async () => {
  installFakeCore();
  await renderApp("/renewals");
  expect(await screen.findByText("03:00 · Europe/Berlin")).toBeVisible();
  expect(await screen.findByText(/2 are due already/)).toBeVisible();
  expect(await screen.findByRole("row", { name: /At most 47 days 15.32 a day/ })).toBeVisible();
});

it("sets a schedule and keeps the form open at the field that was refused", async () => {
  const { core } = installFakeCore();
  const set = vi.spyOn(core, "setRenewalSchedule");
  const { user } = await renderApp("/renewals");
  await user.click(await screen.findByRole("button", { name: "Change…" }));
  const dialog = await screen.findByRole("dialog");
  const when = within(dialog).getByLabelText("When");
  await user.clear(when);
  await user.type(when, "noon");
  await user.click(within(dialog).getByRole("button", { name: "Set the schedule" }));
  expect(await within(dialog).findByText(/neither a time of the day nor cron/)).toBeVisible();
  await user.clear(when);
  await user.type(when, "04:30");
  await user.click(within(dialog).getByRole("button", { name: "Set the schedule" }));
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  expect(set).toHaveBeenLastCalledWith(expect.objectContaining({ when: "04:30", spreadMinutes: 60 }));
  expect(await screen.findByText("04:30 · Europe/Berlin")).toBeVisible();
});

it("pauses, and resumes", async () => {
  installFakeCore();
  const { user } = await renderApp("/renewals");
  await user.click(await screen.findByRole("button", { name: "Pause" }));
  expect(await screen.findByText("Paused")).toBeVisible();
  // What follows at once on a deed is taken for its double click.
  await new Promise((later) => setTimeout(later, 450));
  await user.click(await screen.findByRole("button", { name: "Resume" }));
  expect(await screen.findByText("On")).toBeVisible();
});

it("shows an operator the schedule and leaves setting it to administrators", async () => {
  installFakeCore({ role: "operator" });
  await renderApp("/renewals");
  expect(await screen.findByText("Only an administrator sets the schedule.")).toBeVisible();
  expect(screen.queryByRole("button", { name: "Change…" })).toBeNull();
});

it("renews the certificate in the drawer, and revokes the old one when told to", async () => {
  const { core, estate } = installFakeCore();
  const renewed = vi.spyOn(core, "renewCertificate");
  const certificate = estate.certificates.find(({ status, isCa }) => status === "active" && !isCa)!;
  const { user } = await renderApp(`/certificates?id=${certificate.id}`);
  const drawer = await screen.findByRole("dialog");
  await user.click(await within(drawer).findByRole("button", { name: "Renew…" }));
  const dialog = await screen.findByRole("dialog", { name: `Renew ${certificate.label}` });
  await user.click(within(dialog).getByRole("radio", { name: "The same key" }));
  await user.click(within(dialog).getByRole("radio", { name: /Revoke it as superseded/ }));
  await user.click(within(dialog).getByRole("button", { name: "Renew" }));
  await waitFor(() =>
    expect(renewed).toHaveBeenCalledWith(
      certificate.id,
      expect.objectContaining({ key: "same", revokeOldAfterHours: 168, days: null }),
    ),
  );
});
