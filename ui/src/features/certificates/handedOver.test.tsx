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
