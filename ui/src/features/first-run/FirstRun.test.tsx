import { screen, waitFor, within } from "@testing-library/react";
import { expect, it, vi } from "vitest";
import { installFakeCore } from "@/testing/fakeCore";
import { renderApp } from "@/testing/render";
import { clipboard } from "@/testing/window";

const passphrase = "four random little words";

async function upToRecovery() {
  const made = installFakeCore({ phase: "no-vault" });
  const view = await renderApp();
  await view.user.type(await screen.findByLabelText("Your name"), "Ada{Enter}");
  await view.user.type(await screen.findByLabelText("Passphrase"), passphrase);
  await view.user.type(screen.getByLabelText("The passphrase again"), passphrase);
  await view.user.click(screen.getByRole("button", { name: "Create the vault" }));
  await screen.findByRole("heading", { name: "Keep the recovery kit" });
  return { ...view, ...made };
}

it("a passphrase that was typed differently twice makes no vault", async () => {
  installFakeCore({ phase: "no-vault" });
  const { user } = await renderApp();
  await user.type(await screen.findByLabelText("Your name"), "Ada{Enter}");
  await user.type(await screen.findByLabelText("Passphrase"), passphrase);
  await user.type(screen.getByLabelText("The passphrase again"), "four random other");
  expect(screen.getByText("The passphrases do not match.")).toBeVisible();
  expect(screen.getByRole("button", { name: "Create the vault" })).toBeDisabled();
});

it("what the core says about a weak passphrase stands at its field", async () => {
  installFakeCore({ phase: "no-vault" });
  const { user } = await renderApp();
  await user.type(await screen.findByLabelText("Your name"), "Ada{Enter}");
  const field = await screen.findByLabelText("Passphrase");
  await user.type(field, "short");
  await user.type(screen.getByLabelText("The passphrase again"), "short");
  await user.click(screen.getByRole("button", { name: "Create the vault" }));
  expect(await screen.findByText("A passphrase has at least 12 characters.")).toBeVisible();
  expect(field).toBeInvalid();
});

it("the recovery code can't be passed over", async () => {
  const { user } = await upToRecovery();
  expect(screen.getByRole("button", { name: "Continue" })).toBeDisabled();
  await user.click(screen.getByRole("button", { name: "Copy recovery code" }));
  expect(clipboard.text).toMatch(/^K7QF-/);
  await user.click(screen.getByRole("checkbox", { name: /I have stored it/ }));
  await user.click(screen.getByRole("button", { name: "Continue" }));
  expect(await screen.findByRole("heading", { name: "Create your first authority" })).toBeVisible();
  expect(screen.queryByText("K7QF")).toBeNull();
});

it("names, keys and lifetimes that are shown are the ones that are founded", async () => {
  const { user, core } = await upToRecovery();
  const found = vi.spyOn(core, "foundHierarchy");
  await user.click(screen.getByRole("checkbox", { name: /I have stored it/ }));
  await user.click(screen.getByRole("button", { name: "Continue" }));
  await user.type(await screen.findByLabelText("Organisation"), "Example Corp");
  await user.type(screen.getByLabelText("Country"), "de");
  expect(screen.getByText("Example Corp Root CA")).toBeVisible();
  await user.click(screen.getByRole("button", { name: "Show what will be signed" }));
  const preview = await screen.findByRole("dialog", { name: "What will be signed" });
  expect((await within(preview).findAllByText("Example Corp Root CA")).length).toBeGreaterThan(0);
  expect((await within(preview).findAllByText("Example Corp Issuing CA")).length).toBeGreaterThan(0);
  await user.keyboard("{Escape}");
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  expect(found).not.toHaveBeenCalled();
  await user.click(screen.getByRole("button", { name: "Create both authorities" }));
  await screen.findByRole("heading", { name: "Issue your first certificate" });
  expect(found).toHaveBeenCalledWith({
    organization: "Example Corp",
    country: "DE",
    rootName: "Example Corp Root CA",
    issuingName: "Example Corp Issuing CA",
    rootKey: "ecdsa-p384",
    issuingKey: "ecdsa-p256",
    rootDays: 3650,
    issuingDays: 1825,
  });
});

it("founding and issuing can be left for later, and then the rooms are there", async () => {
  const { user } = await upToRecovery();
  await user.click(screen.getByRole("checkbox", { name: /I have stored it/ }));
  await user.click(screen.getByRole("button", { name: "Continue" }));
  await user.click(await screen.findByRole("button", { name: "Skip for now" }));
  await user.click(await screen.findByRole("button", { name: "Go to the dashboard" }));
  await waitFor(() => expect(screen.getByRole("navigation", { name: "Rooms" })).toBeVisible());
});

it("who prints and stores the kit is there, and the vault does not lock over it", async () => {
  const { user, core } = await upToRecovery();
  const noted = vi.spyOn(core, "noteActivity");
  const later = Date.now() + 60_000;
  const clock = vi.spyOn(Date, "now").mockReturnValue(later);
  await user.click(screen.getByRole("checkbox", { name: /I have stored it/ }));
  expect(noted).toHaveBeenCalled();
  clock.mockRestore();
});
