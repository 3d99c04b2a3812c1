import { screen, waitFor, within } from "@testing-library/react";
import { beforeEach, expect, test, vi } from "vitest";
import { installFakeCore } from "@/testing/fakeCore";
import { renderApp } from "@/testing/render";

beforeEach(() => {
  vi.spyOn(HTMLElement.prototype, "offsetHeight", "get").mockReturnValue(640);
  vi.spyOn(HTMLElement.prototype, "offsetWidth", "get").mockReturnValue(900);
});

beforeEach(() => localStorage.clear());

/** A core in which what is many becomes this job. */
async function coreWithJob() {
  const { core } = installFakeCore();
  const [running] = await core.openJobs();
  const job = { ...running!, title: "Many certificates at once", total: 30_000, done: 12_400 };
  core.job = async () => ({ job, counts: [], failures: [], log: [] });
  return { core, started: { kind: "job" as const, job } };
}

const tells = async (dialog: HTMLElement) => {
  expect(await within(dialog).findByText("Many certificates at once")).toBeVisible();
  expect(within(dialog).getByText("12,400 of 30,000")).toBeVisible();
  expect(within(dialog).getByText(/It goes on by itself/)).toBeVisible();
};

test("revoking many becomes a job that the dialog shows and nobody has to wait for", async () => {
  const { core, started } = await coreWithJob();
  const revoke = vi.spyOn(core, "revokeCertificates").mockResolvedValue(started);
  const { user, history } = await renderApp("/certificates");
  await user.click(await screen.findByRole("checkbox", { name: "Select all that match" }));
  await user.click(screen.getByRole("button", { name: "Revoke…" }));
  const dialog = await screen.findByRole("dialog", { name: "Revoke certificates" });
  await user.click(await within(dialog).findByRole("combobox", { name: "Reason" }));
  await user.click(await screen.findByRole("option", { name: /Superseded/, hidden: true }));
  const count = within(dialog).getByRole("textbox", { name: /Type how many/ });
  await user.type(count, /confirm: (\d+)/.exec(dialog.textContent ?? "")?.[1] ?? "");
  await user.click(within(dialog).getByRole("button", { name: /^Revoke/ }));
  await tells(dialog);
  expect(revoke.mock.lastCall?.[2]).toMatch(/^[\da-f-]{36}$/);
  await user.click(within(dialog).getByRole("link", { name: "Show in Jobs" }));
  await waitFor(() => expect(history.location.pathname).toBe("/jobs"));
});

test("a job that put many on hold offers to undo it when it has ended, however many they are", async () => {
  const { core } = await coreWithJob();
  const { job } = await core.job("job-3");
  const open = vi.spyOn(core, "openJobs").mockResolvedValue([job]);
  core.job = async () => ({
    job: { ...job, kind: "revoke", title: "Put 30,000 certificates on hold", state: "done", canRelease: true },
    counts: [],
    failures: [],
    log: [],
  });
  const release = vi.spyOn(core, "releaseCertificates").mockResolvedValue({
    kind: "job",
    job: { ...job, kind: "release", title: "Release 30,000 certificates that are on hold" },
  });
  const { user } = await renderApp("/jobs");
  await waitFor(() => expect(open).toHaveBeenCalled());
  open.mockResolvedValue([]);
  expect(await screen.findByText("Done: Put 30,000 certificates on hold", {}, { timeout: 5_000 })).toBeVisible();
  await user.click(screen.getByRole("button", { name: "Undo" }));
  expect(await screen.findByText("Under way: Release 30,000 certificates that are on hold")).toBeVisible();
  expect(release).toHaveBeenCalledWith({ kind: "held-by", job: job.id }, expect.any(String));
});

test("what a job put on hold is released from its drawer, too, once it was said what that means", async () => {
  const { core, estate } = installFakeCore();
  const [running] = await core.openJobs();
  const job = { ...running!, kind: "revoke" as const, state: "done" as const, canCancel: false, canRelease: true };
  core.job = async () => ({ job, counts: [], failures: [], log: [] });
  const held = estate.certificates.filter(({ status }) => status === "on-hold");
  expect(held.length).toBeGreaterThan(0);
  const { user } = await renderApp(`/jobs?id=${job.id}`);
  await user.click(await screen.findByRole("button", { name: "Release these holds…" }));
  const dialog = await screen.findByRole("dialog", { name: "Release from hold" });
  await user.click(await within(dialog).findByRole("button", { name: `Release ${held.length}` }));
  await waitFor(() => expect(screen.queryByRole("dialog", { name: "Release from hold" })).toBeNull());
  expect(held.every(({ status }) => status === "active")).toBe(true);
});

test("all that are on hold are released at once", async () => {
  const { core } = installFakeCore();
  const release = vi.spyOn(core, "releaseCertificates");
  const { user } = await renderApp(
    `/certificates?filter=${encodeURIComponent(JSON.stringify({ status: ["on-hold"] }))}`,
  );
  await user.click(await screen.findByRole("checkbox", { name: "Select all that match" }));
  await user.click(screen.getByRole("button", { name: "Release…" }));
  const dialog = await screen.findByRole("dialog", { name: "Release from hold" });
  await user.click(await within(dialog).findByRole("button", { name: /^Release \d/ }));
  await waitFor(() => expect(release).toHaveBeenCalledTimes(1));
  expect(release.mock.lastCall?.[0]).toMatchObject({ kind: "matching", filter: { status: ["on-hold"] } });
  expect(release.mock.lastCall?.[0]).toHaveProperty("seen", expect.any(String));
});

test("what is on hold can be released by whatever filter it was found, and however many are ticked", async () => {
  const { estate } = installFakeCore();
  for (const certificate of estate.certificates) certificate.status = "on-hold";
  const { user } = await renderApp("/certificates");
  await user.click(await screen.findByRole("checkbox", { name: "Select all that match" }));
  expect(screen.getByRole("button", { name: "Release…" })).toBeVisible();
  await user.click(screen.getByRole("button", { name: "Clear" }));
  const ticks = screen.getAllByRole("checkbox", { name: /^Select (?!all)/ }).slice(0, 3);
  for (const tick of ticks) await user.click(tick);
  await user.click(screen.getByRole("button", { name: "Release…" }));
  const dialog = await screen.findByRole("dialog", { name: "Release from hold" });
  expect(await within(dialog).findByRole("button", { name: "Release 3" })).toBeEnabled();
  expect(within(dialog).getByText(ticks[2]!.getAttribute("aria-label")!.replace("Select ", ""))).toBeVisible();
});

test("where the filter leaves out what is on hold, nothing is offered to be released", async () => {
  installFakeCore();
  const { user } = await renderApp(
    `/certificates?filter=${encodeURIComponent(JSON.stringify({ status: ["active"] }))}`,
  );
  await user.click(await screen.findByRole("checkbox", { name: "Select all that match" }));
  expect(screen.getByRole("button", { name: "Revoke…" })).toBeVisible();
  expect(screen.queryByRole("button", { name: "Release…" })).toBeNull();
});

test("importing, exporting and changing many become jobs too", async () => {
  const { core, started } = await coreWithJob();
  core.importFiles = async () => started;
  core.exportCertificates = async () => started;
  core.changeMetadataOfAll = async () => started;
  const { user } = await renderApp("/certificates");
  const close = async () => {
    const dialog = await screen.findByRole("dialog");
    await tells(dialog);
    const buttons = within(dialog).getAllByRole("button", { name: "Close" });
    await user.click(buttons[buttons.length - 1]!);
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  };
  await user.click(await screen.findByRole("button", { name: "Import…" }));
  await user.type(await screen.findByLabelText(/^File paths/), "/home/ada/estate.pem");
  await user.click(within(screen.getByRole("dialog")).getByRole("button", { name: "Import" }));
  await close();
  await user.click(screen.getByRole("checkbox", { name: "Select all that match" }));
  await user.click(screen.getByRole("button", { name: "Export…" }));
  await user.click(await within(await screen.findByRole("dialog")).findByRole("button", { name: "Export" }));
  await close();
  await user.click(screen.getByRole("button", { name: "Edit…" }));
  const dialog = await screen.findByRole("dialog");
  await user.type(await within(dialog).findByRole("textbox", { name: "Owner" }), "Platform");
  await user.click(within(dialog).getByRole("button", { name: /^Change \d/ }));
  await close();
});
