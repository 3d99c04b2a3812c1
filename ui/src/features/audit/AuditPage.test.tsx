import { screen, waitFor, within } from "@testing-library/react";
import { beforeEach, expect, it, vi } from "vitest";
import { installFakeCore } from "@/testing/fakeCore";
import { renderApp } from "@/testing/render";

// The list draws what fits: it has to have a size.
beforeEach(() => {
  vi.spyOn(HTMLElement.prototype, "offsetHeight", "get").mockReturnValue(640);
  vi.spyOn(HTMLElement.prototype, "offsetWidth", "get").mockReturnValue(900);
});

const list = () => screen.findByRole("grid", { name: "Events, newest first" });

it("asks the core for exactly what the filter says", async () => {
  const { core } = installFakeCore();
  const asked = vi.spyOn(core, "auditEvents");
  const { user } = await renderApp("/audit");
  await list();
  await user.type(screen.getByLabelText("About"), "crt-12");
  await waitFor(() => expect(asked).toHaveBeenLastCalledWith(expect.objectContaining({ resource: "crt-12" })));
  await user.click(screen.getByRole("button", { name: "Clear filters" }));
  await waitFor(() => expect(screen.getByLabelText("About")).toHaveValue(""));
});

it("moves with J and K and opens the event with Enter", async () => {
  const { estate } = installFakeCore();
  const { user } = await renderApp("/audit");
  const grid = await list();
  grid.focus();
  await user.keyboard("jjk{Enter}");
  const drawer = await screen.findByRole("dialog");
  await waitFor(() => expect(within(drawer).getByText(estate.events[1]!.summary)).toBeVisible());
  await user.keyboard("{Escape}");
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
});

it("says in words that the log is broken, where, and what to do", async () => {
  installFakeCore(
    {},
    {
      verifyAudit: async () => ({
        intact: false,
        acceptable: false,
        events: "640",
        head: "ab".repeat(32),
        message: "Event 17 is not the one that was written.",
        brokenAt: "17",
        publicKey: "cd".repeat(32),
        anchor: "file",
      }),
    },
  );
  const { user } = await renderApp("/audit");
  await list();
  await user.click(screen.getByRole("button", { name: "Verify" }));
  const dialog = await screen.findByRole("dialog", { name: "Verify the audit log" });
  expect(await within(dialog).findByText("The log is broken")).toBeVisible();
  expect(within(dialog).getByText("Event 17 is not the one that was written.")).toBeVisible();
  expect(within(dialog).getByText(/Export the log now as it is/)).toBeVisible();
});

it("a long check shows how far it is and is cancelled where it stands", async () => {
  const { core } = installFakeCore();
  const [job] = await core.openJobs();
  let refuse: (reason: unknown) => void = () => undefined;
  core.verifyAudit = () => new Promise((_, reject) => (refuse = reject));
  const reading = { ...job!, id: "reading-1", kind: "verify-audit" as const, total: 90_000, done: 40_000 };
  core.openJobs = async () => [reading];
  const cancelled = vi.spyOn(core, "cancelJob").mockImplementation(async () => {
    refuse({ code: "cancelled", message: "It was cancelled before it came to its end. It says nothing.", field: null });
    return { ...reading, cancelling: true };
  });
  const { user } = await renderApp("/audit");
  await list();
  await user.click(screen.getByRole("button", { name: "Verify" }));
  const dialog = await screen.findByRole("dialog", { name: "Verify the audit log" });
  expect(await within(dialog).findByText("40,000 of 90,000")).toBeVisible();
  await user.click(within(dialog).getByRole("button", { name: "Cancel" }));
  expect(cancelled).toHaveBeenCalledWith("reading-1");
  expect(await within(dialog).findByText(/It was cancelled/)).toBeVisible();
  expect(within(dialog).queryByText("40,000 of 90,000")).toBeNull();
});

it("a log that only lacks what was anchored is accepted once the vault's name was typed", async () => {
  const { core } = installFakeCore(
    {},
    {
      verifyAudit: async () => ({
        intact: false,
        acceptable: true,
        events: "640",
        head: "ab".repeat(32),
        message: "The log ends before event 700, which was anchored outside the database.",
        brokenAt: null,
        publicKey: "cd".repeat(32),
        anchor: "keychain",
      }),
    },
  );
  const accept = vi.spyOn(core, "acceptLog");
  const { user, history } = await renderApp("/audit?verify=true");
  const dialog = await screen.findByRole("dialog", { name: "Verify the audit log" });
  await waitFor(() => expect(history.location.search).toBe(""));
  await user.click(await within(dialog).findByRole("button", { name: "Accept this log…" }));
  const asked = await screen.findByRole("dialog", { name: "Accept the log as it stands" });
  const confirm = within(asked).getByRole("button", { name: "Accept the log" });
  expect(confirm).toBeDisabled();
  await user.type(within(asked).getByRole("textbox"), "Production vault");
  await user.click(confirm);
  expect(await screen.findByText("The log is unbroken")).toBeVisible();
  expect(accept).toHaveBeenCalledWith("Production vault", false);
});

it("who put the whole folder back says so where its own file is the only anchor", async () => {
  const { core } = installFakeCore();
  const verdict = { ...(await core.verifyAudit()), anchor: "file" as const };
  vi.spyOn(core, "verifyAudit").mockResolvedValue(verdict);
  const accept = vi.spyOn(core, "acceptLog");
  const { user } = await renderApp("/audit?verify=true");
  await user.click(await screen.findByRole("button", { name: "A backup was put back…" }));
  const asked = await screen.findByRole("dialog", { name: "Accept the restored vault" });
  await user.type(within(asked).getByRole("textbox"), "Production vault");
  await user.click(within(asked).getByRole("button", { name: "Accept the log" }));
  await waitFor(() => expect(accept).toHaveBeenCalledWith("Production vault", true));
});

it("a path that the core refuses is told at the path", async () => {
  installFakeCore();
  const { user } = await renderApp("/audit");
  await list();
  await user.click(screen.getByRole("button", { name: "Export…" }));
  const dialog = await screen.findByRole("dialog", { name: "Export the audit log" });
  const path = within(dialog).getByLabelText("Save as");
  await user.clear(path);
  await user.type(path, "audit.jsonl");
  await user.click(within(dialog).getByRole("button", { name: "Export" }));
  expect(await within(dialog).findByText(/Give the whole path/)).toBeVisible();
  expect(path).toBeInvalid();
});

it("writes the events that the filters show to a table", async () => {
  const { core, estate } = installFakeCore();
  const exporting = vi.spyOn(core, "exportTable");
  const { actor } = estate.events[0]!;
  const { user } = await renderApp(`/audit?actor=${encodeURIComponent(actor)}`);
  await list();
  await user.click(screen.getByRole("button", { name: "Export…" }));
  const dialog = await screen.findByRole("dialog", { name: "Export the audit log" });
  await user.click(within(dialog).getByRole("radio", { name: "Table of what is listed" }));
  await user.click(await within(dialog).findByRole("radio", { name: /^Excel list/ }));
  expect(within(dialog).getByLabelText("Save as")).toHaveValue("/home/ada/Documents/audit-events.xlsx");
  await user.click(within(dialog).getByRole("button", { name: "Export" }));
  expect(await within(dialog).findByText("Written")).toBeVisible();
  expect(exporting).toHaveBeenCalledWith(
    { kind: "audit", query: expect.objectContaining({ actor, before: null }) },
    { format: "xlsx", path: expect.stringMatching(/audit-events\.xlsx$/), overwrite: false },
  );
});

it("tells a person without the right so, instead of showing an empty log", async () => {
  installFakeCore({ role: "viewer" });
  await renderApp("/audit");
  expect(await screen.findByText("Your role does not allow this")).toBeVisible();
});

it("a log that can't be read says why and tries again", async () => {
  const { core } = installFakeCore({ failing: true });
  const asked = vi.spyOn(core, "auditEvents");
  const { user } = await renderApp("/audit");
  expect(await screen.findByText(/Another process has been writing/)).toBeVisible();
  await user.click(screen.getByRole("button", { name: "Try again" }));
  await waitFor(() => expect(asked.mock.calls.length).toBeGreaterThanOrEqual(2));
});
