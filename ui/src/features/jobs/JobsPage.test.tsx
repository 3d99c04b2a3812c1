import { screen, waitFor, within } from "@testing-library/react";
import { expect, it, vi } from "vitest";
import { installFakeCore } from "@/testing/fakeCore";
import { renderApp } from "@/testing/render";
import { dialogs } from "@/testing/window";

const table = () => screen.findByRole("table", { name: "Jobs, newest first" });

it("shows how far each job is, and in the rail that one is running", async () => {
  installFakeCore();
  await renderApp("/jobs");
  const rows = within(await table())
    .getAllByRole("row")
    .slice(1);
  expect(rows).toHaveLength(3);
  expect(rows[0]).toHaveTextContent("Running");
  expect(rows[0]).toHaveTextContent("12,400 of 30,000");
  expect(rows[0]).toHaveTextContent("7,000 a second · 4 s left");
  expect(rows[1]).toHaveTextContent("Done, with failures");
  expect(rows[1]).toHaveTextContent("2 failed");
  expect(screen.getByRole("link", { name: /Jobs.*1/ })).toBeVisible();
});

it("cancels the job in the drawer and offers to resume it", async () => {
  const { core } = installFakeCore();
  const cancelled = vi.spyOn(core, "cancelJob");
  const { user } = await renderApp("/jobs");
  await user.click(within(await table()).getByRole("button", { name: /Issue 30,000 certificates/ }));
  const drawer = await screen.findByRole("dialog");
  await user.click(await within(drawer).findByRole("button", { name: "Cancel job" }));
  await waitFor(() => expect(cancelled).toHaveBeenCalledWith("job-3"));
  expect(await within(drawer).findByRole("button", { name: "Resume" })).toBeVisible();
});

it("saves a batch’s results with keys only under a passphrase that was typed twice", async () => {
  const { core } = installFakeCore();
  const saved = vi.spyOn(core, "saveBatch");
  dialogs.open = ["/home/ada/out"];
  const { user } = await renderApp("/jobs?id=job-3");
  await user.click(await screen.findByRole("button", { name: "Save results…" }));
  await user.click(await screen.findByRole("button", { name: "Browse…" }));
  await waitFor(() => expect(screen.getByLabelText("Folder")).toHaveValue("/home/ada/out"));
  await user.click(screen.getByRole("checkbox", { name: /Put the private keys/ }));
  const save = screen.getByRole("button", { name: "Save" });
  expect(save).toBeDisabled();
  await user.type(screen.getByLabelText("Passphrase for the keys"), "velvet anchor plough");
  await user.type(screen.getByLabelText("The same again"), "velvet anchor plough");
  await user.click(save);
  expect(await screen.findByText(/30,000 certificates in/)).toBeVisible();
  expect(saved).toHaveBeenCalledWith("job-3", "/home/ada/out", "velvet anchor plough", false);
});

it("tells in numbers what came of a job, and which parts failed", async () => {
  const { core } = installFakeCore();
  const [first] = await core.openJobs();
  core.job = async () => ({
    job: { ...first!, kind: "revoke", title: "Revoke 1200 certificates (superseded)" },
    counts: [
      { of: "revoked", number: 1_190 },
      { of: "revoked-before", number: 9 },
    ],
    failures: [{ message: "crt-7 (www.example.test): it could not be revoked." }],
    log: [],
  });
  await renderApp("/jobs?id=job-3");
  const drawer = await screen.findByRole("dialog");
  expect(await within(drawer).findByText("1,190")).toBeVisible();
  expect(within(drawer).getByText("Revoked before")).toBeVisible();
  expect(within(drawer).getByText(/it could not be revoked/)).toBeVisible();
});

it("tells when a job has ended, wherever one is", async () => {
  let running = true;
  const { core } = installFakeCore();
  const [first] = await core.openJobs();
  core.openJobs = async () => (running ? [first!] : []);
  core.job = async () => ({
    job: { ...first!, state: running ? "running" : "done" },
    counts: [],
    failures: [],
    log: [],
  });
  await renderApp("/certificates");
  await screen.findByRole("link", { name: /Jobs.*1/ });
  running = false;
  expect(await screen.findByText(/^Done: Issue 30,000/, {}, { timeout: 3000 })).toBeVisible();
});

it("has nothing to show in a new vault, and says what would be", async () => {
  installFakeCore({ empty: true });
  await renderApp("/jobs");
  expect(await screen.findByText("No jobs yet")).toBeVisible();
});

it("says what to do when jobs cannot be read", async () => {
  installFakeCore({ failing: true });
  await renderApp("/jobs");
  expect(await screen.findByText(/Another process has been writing/)).toBeVisible();
});
