import { screen } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { installFakeCore } from "@/testing/fakeCore";
import { renderPage } from "@/testing/render";
import { ExportForm } from "./ExportForm";
import { CERTIFICATE_FORMS } from "./exportForms";

const written = { path: "/tmp/k.pem", bytes: 12, sha256: "00".repeat(32), certificates: 1 };

async function open(hasKey = true) {
  installFakeCore();
  const write = vi.fn(async (_request: object) => written);
  const what = { name: "*.corp.example", forms: CERTIFICATE_FORMS, hasKey, write };
  return { write, ...(await renderPage(<ExportForm what={what} onClose={() => undefined} />)) };
}

test("a key leaves in the clear only after it was said out loud", async () => {
  const { user, write } = await open();
  await user.click(await screen.findByRole("radio", { name: /Private key/ }));
  expect(screen.getByRole("button", { name: "Export" })).toBeDisabled();
  await user.click(screen.getByRole("checkbox", { name: "Without a passphrase" }));
  expect(screen.getByRole("alert")).toHaveTextContent(/Anyone who can read the file/);
  await user.click(screen.getByRole("button", { name: "Export in the clear" }));
  expect(write.mock.calls[0]?.[0]).toMatchObject({ form: "key", passphrase: null });
  expect(await screen.findByText("/tmp/k.pem")).toBeVisible();
});

test("two passphrases that differ export nothing; going back to the certificate sends none", async () => {
  const { user, write } = await open();
  await user.click(await screen.findByRole("radio", { name: /PKCS#12, modern/ }));
  await user.type(screen.getByLabelText("Passphrase"), "one");
  await user.type(screen.getByLabelText("Passphrase again"), "two");
  expect(screen.getByText("The passphrases do not match.")).toBeVisible();
  expect(screen.getByRole("button", { name: "Export" })).toBeDisabled();
  await user.click(screen.getByRole("radio", { name: /Certificate, PEM/ }));
  await user.click(screen.getByRole("button", { name: "Export" }));
  expect(write.mock.calls[0]?.[0]).toMatchObject({ form: "pem", passphrase: null });
});

test("the file's name follows the form and is one that any file system takes", async () => {
  const { user } = await open();
  const path = await screen.findByLabelText("Save as");
  expect(path).toHaveValue("/home/ada/Documents/wildcard.corp.example.pem");
  await user.click(screen.getByRole("radio", { name: /PKCS#12, compatible/ }));
  expect(path).toHaveValue("/home/ada/Documents/wildcard.corp.example-compatible.p12");
});

test("without its key here, the forms that need it say why they can't be chosen", async () => {
  await open(false);
  expect(await screen.findByRole("radio", { name: /Private key/ })).toBeDisabled();
  expect(screen.getAllByText("The private key of this certificate is not in this vault.")).toHaveLength(3);
});
