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
  const confirm = within(dialog).getByRole("button", { name: "Renew" });
  await waitFor(() => expect(confirm).toBeEnabled());
  await user.click(confirm);
  await waitFor(() =>
    expect(renewed).toHaveBeenCalledWith(
      certificate.id,
      expect.objectContaining({ key: "same", revokeOldAfterHours: 168, days: null }),
    ),
  );
});

it("shows what will be signed and what changes, and refuses what the profile forbids at its field", async () => {
  const { core, estate } = installFakeCore();
  const renewed = vi.spyOn(core, "renewCertificate");
  const certificate = estate.certificates.find(({ status, isCa, hasKey }) => status === "active" && !isCa && hasKey)!;
  const { user } = await renderApp(`/certificates?id=${certificate.id}`);
  const drawer = await screen.findByRole("dialog");
  await user.click(await within(drawer).findByRole("button", { name: "Renew…" }));
  const dialog = await screen.findByRole("dialog", { name: `Renew ${certificate.label}` });
  const preview = within(dialog).getByRole("region", { name: "What will be signed" });
  expect(await within(preview).findByRole("heading", { name: "What changes" })).toBeVisible();
  const days = within(dialog).getByLabelText("Valid for");
  await user.type(days, "99999");
  expect(await within(dialog).findAllByText(/The profile allows at most/)).toHaveLength(2);
  expect(within(dialog).getByRole("button", { name: "Renew" })).toBeDisabled();
  await user.clear(days);
  await user.type(days, "12");
  expect(await within(preview).findByRole("row", { name: /^Validity .* 12 days$/ })).toBeVisible();
  await user.type(within(dialog).getByLabelText("DNS names"), "more.corp.example{Enter}");
  expect(await within(preview).findByRole("row", { name: /Names .*more\.corp\.example/ })).toBeVisible();
  const confirm = within(dialog).getByRole("button", { name: "Renew" });
  await waitFor(() => expect(confirm).toBeEnabled());
  await user.click(confirm);
  await waitFor(() =>
    expect(renewed).toHaveBeenCalledWith(
      certificate.id,
      expect.objectContaining({
        key: "new",
        days: 12,
        changes: expect.objectContaining({
          dns: [...certificate.dns, "more.corp.example"],
          ip: null,
          commonName: null,
        }),
      }),
    ),
  );
});

it("leads from a bar to exactly what is renewed on its day, by keyboard too, and shows blackouts", async () => {
  installFakeCore();
  const { user } = await renderApp("/renewals");
  const bars = await screen.findByRole("list", { name: "Renewals by day" });
  const links = within(bars).getAllByRole("link");
  expect(links.filter((link) => link.tabIndex === 0)).toHaveLength(1);
  links[0]!.focus();
  await user.keyboard("{ArrowRight}");
  expect(links[1]).toHaveFocus();
  await user.click(links[1]!);
  const list = await screen.findByRole("region", { name: /^Renewed on / });
  expect(await within(list).findAllByRole("row")).toHaveLength(5);
  expect(within(list).getByText("The schedule is off.")).toBeVisible();
  expect(screen.getByText(/^Blackout: nothing is renewed by itself/)).toBeVisible();
  await user.click(within(list).getByRole("link", { name: "Close the list" }));
  await waitFor(() => expect(screen.queryByRole("region", { name: /^Renewed on / })).toBeNull());
});
