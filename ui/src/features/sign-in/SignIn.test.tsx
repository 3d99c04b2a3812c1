import { act, screen, waitFor } from "@testing-library/react";
import { expect, it, vi } from "vitest";
import { installFakeCore } from "@/testing/fakeCore";
import { renderApp } from "@/testing/render";
import { emit } from "@/testing/window";

it("a wrong passphrase is told at its field, and the right one after it opens", async () => {
  installFakeCore({ phase: "locked" });
  const { user } = await renderApp();
  const field = await screen.findByLabelText("Passphrase");
  await user.type(field, "wrong horse battery{Enter}");
  expect(await screen.findByText("This passphrase does not open the vault.")).toBeVisible();
  expect(field).toBeInvalid();
  await user.clear(field);
  await user.type(field, "correct horse battery{Enter}");
  expect(await screen.findByRole("navigation", { name: "Rooms" })).toBeVisible();
});

it("the keychain opens with one press, but the passphrase has the focus", async () => {
  const { core } = installFakeCore({ phase: "locked" });
  const open = vi.spyOn(core, "openVault");
  const { user } = await renderApp();
  const button = await screen.findByRole("button", { name: "Open with the keychain" });
  expect(screen.getByLabelText("Passphrase")).toHaveFocus();
  await user.dblClick(button);
  await screen.findByRole("navigation", { name: "Rooms" });
  expect(open).toHaveBeenCalledTimes(1);
});

it("without a keychain it says why and goes straight to the passphrase", async () => {
  installFakeCore({ phase: "locked", keychain: false });
  await renderApp();
  expect(await screen.findByLabelText("Passphrase")).toHaveFocus();
  expect(await screen.findByText(/No Secret Service answers/)).toBeVisible();
  expect(screen.queryByRole("button", { name: "Open with the keychain" })).toBeNull();
});

it("a mistyped recovery code is told at its field", async () => {
  installFakeCore({ phase: "locked" });
  const { user } = await renderApp();
  await user.click(await screen.findByRole("button", { name: "Use the recovery code" }));
  await user.type(screen.getByLabelText("Recovery code"), "K7QF-WRONG");
  await user.click(screen.getByRole("button", { name: "Open with the recovery code" }));
  expect(await screen.findByText(/Check it group by group/)).toBeVisible();
});

it("a vault that locks itself shows sign-in and nothing of what was in it", async () => {
  const { core } = installFakeCore();
  await renderApp("/profiles");
  await screen.findByRole("link", { name: /Web server/ });
  core.lockVault();
  act(() => emit("vault-locked"));
  expect(await screen.findByRole("heading", { name: "Open “Production vault”" })).toBeVisible();
  await waitFor(() => expect(screen.queryByRole("link", { name: /Web server/ })).toBeNull());
  expect(screen.queryByRole("navigation", { name: "Rooms" })).toBeNull();
});

it("a person who was disabled elsewhere is shown the door, and why, at their next step", async () => {
  const { core } = installFakeCore();
  const { user } = await renderApp("/profiles");
  await screen.findByRole("link", { name: /Web server/ });
  await core.lockVault();
  core.auditEvents = async () => {
    throw { code: "signed_out", message: "ada may not use this vault any more. Ask an administrator.", field: null };
  };
  await user.click(screen.getByRole("link", { name: "Audit log" }));
  expect(await screen.findByRole("heading", { name: "Open “Production vault”" })).toBeVisible();
  expect(await screen.findByText(/may not use this vault any more/)).toBeVisible();
});

it("the demo estate says that it is invented and how it opens", async () => {
  installFakeCore({ phase: "locked", demo: true });
  await renderApp();
  expect(await screen.findByText(/Its passphrase: demo estate passphrase/)).toBeVisible();
});

it("a keychain that is slow to answer keeps nobody from signing in", async () => {
  installFakeCore({ phase: "locked" }, { keychainState: () => new Promise(() => undefined) });
  const { user } = await renderApp();
  expect(await screen.findByRole("button", { name: "Open with the keychain" })).toBeVisible();
  await user.type(screen.getByLabelText("Passphrase"), "correct horse battery{Enter}");
  expect(await screen.findByRole("navigation", { name: "Rooms" })).toBeVisible();
});

it("whoever opens a vault of an earlier version sees how far bringing it up to date is", async () => {
  const { core } = installFakeCore({ phase: "locked" });
  const open = core.openVault;
  let finish = () => {};
  const finished = new Promise<void>((resolve) => {
    finish = resolve;
  });
  core.openVault = async (request) => {
    await finished;
    return open(request);
  };
  const answers = [
    { from: 2, to: 8, percent: 3, seconds: 0 },
    { from: 2, to: 8, percent: 41, seconds: 12 },
    { from: 2, to: 8, percent: 100, seconds: 33 },
  ];
  core.vaultUpgrade = async () => (answers.length > 1 ? answers.shift()! : answers[0]!);
  const { user } = await renderApp();
  expect(screen.queryByText(/brought up to date/)).toBeNull();
  await user.type(await screen.findByLabelText("Passphrase"), "correct horse battery{Enter}");
  expect(await screen.findByText("41 %")).toBeVisible();
  expect(screen.getByRole("progressbar", { name: "The vault is brought up to date" })).toHaveAttribute(
    "aria-valuenow",
    "41",
  );
  expect(screen.getByText("for 12 s")).toBeVisible();
  expect(screen.getByText(/from version 2 to 8, once/)).toBeVisible();
  expect(await screen.findByText("Writing it in place")).toBeVisible();
  finish();
  expect(await screen.findByRole("navigation", { name: "Rooms" })).toBeVisible();
});

it("something is shown while the core has not answered yet", async () => {
  installFakeCore({ phase: "locked" }, { consoleState: () => new Promise(() => undefined) });
  await renderApp();
  expect(await screen.findByRole("status", { name: "Loading" })).toBeVisible();
});
