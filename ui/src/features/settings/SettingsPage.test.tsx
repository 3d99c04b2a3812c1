import { screen, waitFor, within } from "@testing-library/react";
import { expect, it, vi } from "vitest";
import { CoreError } from "@/lib/ipc";
import { installFakeCore } from "@/testing/fakeCore";
import { renderApp } from "@/testing/render";

it("a wrong present passphrase is told at its field", async () => {
  installFakeCore();
  const { user } = await renderApp("/settings?tab=access");
  await user.click(await screen.findByRole("button", { name: "Change passphrase" }));
  const dialog = await screen.findByRole("dialog");
  const current = within(dialog).getByLabelText("Current passphrase");
  await user.type(current, "not it");
  await user.type(within(dialog).getByLabelText("New passphrase"), "four random little words");
  await user.type(within(dialog).getByLabelText("The passphrase again"), "four random little words");
  await user.click(within(dialog).getByRole("button", { name: "Change passphrase" }));
  expect(await within(dialog).findByText("This is not the present passphrase.")).toBeVisible();
  expect(current).toBeInvalid();
});

it("the only way in can't be removed", async () => {
  const { estate } = installFakeCore();
  estate.slots.splice(1);
  await renderApp("/settings?tab=access");
  expect(await screen.findByText("The only way in can’t be removed")).toBeVisible();
  expect(screen.queryByRole("button", { name: /^Remove/ })).toBeNull();
});

it("removing a way in says what it means, and rests on Cancel", async () => {
  const { core } = installFakeCore();
  const remove = vi.spyOn(core, "removeSlot");
  const { user } = await renderApp("/settings?tab=access");
  await user.click(await screen.findByRole("button", { name: "Remove Recovery code of ada" }));
  const dialog = await screen.findByRole("dialog");
  expect(within(dialog).getByText(/printed recovery kit becomes worthless/)).toBeVisible();
  await waitFor(() => expect(within(dialog).getByRole("button", { name: "Cancel" })).toHaveFocus());
  await user.keyboard("{Enter}");
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  expect(remove).not.toHaveBeenCalled();
});

it("the last way of its kind goes only when the vault's name is typed, another passphrase without", async () => {
  const { core, estate } = installFakeCore();
  const remove = vi.spyOn(core, "removeSlot");
  const { user } = await renderApp("/settings?tab=access");
  const kinds = estate.slots.map(({ kind }) => kind);
  expect(kinds.filter((kind) => kind === "recovery")).toHaveLength(1);
  await user.click(await screen.findByRole("button", { name: "Remove Recovery code of ada" }));
  const confirm = screen.getByRole("button", { name: "Remove recovery code" });
  expect(confirm).toBeDisabled();
  await user.type(screen.getByRole("textbox", { name: /^Type .* to go on$/ }), estate.settings.vaultName);
  await user.click(confirm);
  await waitFor(() => expect(remove).toHaveBeenCalledTimes(1));
});

it("who is disabled is enabled again by Undo", async () => {
  const { core } = installFakeCore();
  const disable = vi.spyOn(core, "setUserDisabled");
  const { user } = await renderApp("/settings?tab=people");
  await user.click(await screen.findByRole("button", { name: "Disable grace" }));
  await user.click(within(await screen.findByRole("dialog")).getByRole("button", { name: "Disable grace" }));
  await user.click(await screen.findByRole("button", { name: "Undo" }));
  await waitFor(() => expect(disable).toHaveBeenLastCalledWith("grace", false));
});

it("a changed role is changed back by Undo", async () => {
  const { core, estate } = installFakeCore();
  const before = estate.users.find(({ name }) => name === "grace")?.role;
  const change = vi.spyOn(core, "setUserRole");
  const { user } = await renderApp("/settings?tab=people");
  await user.click(await screen.findByRole("combobox", { name: "Role of grace" }));
  const [viewer] = await screen.findAllByRole("option", { name: "Viewer", hidden: true });
  await user.click(viewer as HTMLElement);
  await user.click(await screen.findByRole("button", { name: "Undo" }));
  await waitFor(() => expect(change).toHaveBeenLastCalledWith("grace", before));
});

it("a new recovery code is made when the vault's name is typed, and stays until it is said to be stored", async () => {
  const { estate } = installFakeCore();
  const { user } = await renderApp("/settings?tab=access");
  await user.click(await screen.findByRole("button", { name: "New recovery code" }));
  const make = await screen.findByRole("button", { name: "Make a new code" });
  expect(make).toBeDisabled();
  await user.type(screen.getByRole("textbox", { name: /^Type .* to go on$/ }), estate.settings.vaultName);
  await user.click(make);
  const kit = await screen.findByRole("dialog", { name: "Keep the new recovery kit" });
  await user.keyboard("{Escape}");
  expect(kit).toBeVisible();
  await user.click(within(kit).getByRole("checkbox"));
  await user.click(within(kit).getByRole("button", { name: "Done" }));
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
});

it("nobody is offered to change their own role or to disable themselves", async () => {
  installFakeCore();
  await renderApp("/settings?tab=people");
  expect(await screen.findByRole("button", { name: "Disable grace" })).toBeVisible();
  expect(screen.queryByRole("button", { name: "Disable ada" })).toBeNull();
  expect(screen.queryByLabelText("Role of ada")).toBeNull();
});

it("a viewer sees the settings and can change none", async () => {
  installFakeCore({ role: "viewer" });
  await renderApp("/settings");
  expect(await screen.findByLabelText("Name")).toBeDisabled();
  expect(screen.queryByRole("button", { name: "Save changes" })).toBeNull();
  expect(screen.queryByRole("button", { name: "Check now" })).toBeNull();
});

it("a damaged vault is told in words, with its problems", async () => {
  installFakeCore(
    {},
    {
      checkIntegrity: async () => ({
        ok: false,
        problems: ["Page 17 fails its seal."],
        checkedAt: new Date().toISOString(),
      }),
    },
  );
  const { user } = await renderApp("/settings");
  await user.click(await screen.findByRole("button", { name: "Check now" }));
  expect(await screen.findByText("The vault is damaged")).toBeVisible();
  expect(screen.getByText("Page 17 fails its seal.")).toBeVisible();
});

it("what somebody else changed meanwhile is said at its field, looked at anew, and what was typed stays", async () => {
  const fake = installFakeCore();
  const change = vi.spyOn(fake.core, "changeSettings");
  const message = "Grace changed the days that CRLs are good for to 30 meanwhile. Nothing was saved.";
  change.mockRejectedValueOnce(new CoreError({ code: "changed_meanwhile", message, field: "crlDays" }));
  const { user } = await renderApp("/settings");
  const days = await screen.findByLabelText("CRL lifetime in days");
  const seen = { ...fake.estate.settings };
  await user.clear(days);
  await user.type(days, "9");
  // Meanwhile, elsewhere.
  const now = { ...seen, crlDays: 30, vaultName: "Grace’s vault" };
  fake.estate.settings = now;
  await user.click(screen.getByRole("button", { name: "Save changes" }));
  expect(change).toHaveBeenLastCalledWith(seen, { ...seen, crlDays: 9 });
  expect(await screen.findByText(message)).toBeVisible();

  await user.click(screen.getByRole("button", { name: "Look at it now" }));
  expect(await screen.findByText(/^There now: 30\./)).toBeVisible();
  expect(days).toHaveValue("9");
  expect(screen.getByLabelText("Name")).toHaveValue("Grace’s vault");
  expect(screen.queryByRole("button", { name: "Look at it now" })).toBeNull();
  await user.click(screen.getByRole("button", { name: "Save changes" }));
  await waitFor(() => expect(change).toHaveBeenLastCalledWith(now, { ...now, crlDays: 9 }));
});
