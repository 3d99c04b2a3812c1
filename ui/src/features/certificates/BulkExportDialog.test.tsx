import { screen, waitFor, within } from "@testing-library/react";
import { beforeEach, expect, test, vi } from "vitest";
import { installFakeCore } from "@/testing/fakeCore";
import { renderApp } from "@/testing/render";

beforeEach(() => {
  vi.spyOn(HTMLElement.prototype, "offsetHeight", "get").mockReturnValue(640);
  vi.spyOn(HTMLElement.prototype, "offsetWidth", "get").mockReturnValue(900);
});

beforeEach(() => localStorage.clear());

async function open() {
  const { core } = installFakeCore();
  const written = vi.spyOn(core, "exportCertificates");
  const { user } = await renderApp("/certificates");
  await user.click(await screen.findByRole("checkbox", { name: "Select all that match" }));
  await user.click(screen.getByRole("button", { name: "Export…" }));
  return { user, written, dialog: within(await screen.findByRole("dialog")) };
}

test("a spreadsheet has the columns that the table shows, in their order, unless all are asked for", async () => {
  const { user, written, dialog } = await open();
  await user.click(dialog.getByRole("radio", { name: /Excel list/ }));
  expect(dialog.getByLabelText("Save as")).toHaveValue("/home/ada/Documents/certificates.xlsx");
  await user.click(dialog.getByRole("button", { name: "Export" }));
  await waitFor(() => expect(written).toHaveBeenCalled());
  const request = written.mock.lastCall?.[1];
  expect(request).toMatchObject({ format: "xlsx", passphrase: null });
  expect(request?.columns).toEqual(["name", "not_after", "status", "profile", "issuer", "key", "environment", "owner"]);
});

test("a Java trust store asks for its passphrase; a PEM bundle for nothing", async () => {
  const { user, written, dialog } = await open();
  await user.click(dialog.getByRole("radio", { name: /Java trust store/ }));
  const button = dialog.getByRole("button", { name: "Export" });
  expect(button).toBeDisabled();
  await user.type(dialog.getByLabelText("Passphrase"), "changeit");
  await user.type(dialog.getByLabelText("Passphrase again"), "changeit");
  await user.click(button);
  await waitFor(() => expect(written).toHaveBeenCalled());
  expect(written.mock.lastCall?.[1]).toMatchObject({ format: "jks", passphrase: "changeit", columns: [] });
});
