import { screen } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { installFakeCore } from "@/testing/fakeCore";
import { renderPage } from "@/testing/render";
import { ExportForm } from "./ExportForm";
import { authorityForms, certificateForms } from "./exportForms";

const written = { path: "/tmp/k.pem", bytes: 12, sha256: "00".repeat(32), certificates: 1, files: [] as string[] };

async function open(hasKey = true) {
  installFakeCore();
  const write = vi.fn(async (_request: object) => written);
  const what = { name: "*.corp.example", forms: certificateForms("ecdsa-p256"), hasKey, write };
  return { write, ...(await renderPage(<ExportForm what={what} onClose={() => undefined} />)) };
}

const type = (name: string) => screen.getByRole("textbox", { name: `Type ${name} to go on` });

test("a key leaves in the clear only after it was said out loud and the name was typed", async () => {
  const { user, write } = await open();
  await user.click(await screen.findByRole("radio", { name: /Private key, PKCS#8/ }));
  expect(screen.getByRole("button", { name: "Export" })).toBeDisabled();
  await user.click(screen.getByRole("checkbox", { name: "Without a passphrase" }));
  expect(screen.getByRole("alert")).toHaveTextContent(/Anyone who can read the file/);
  expect(screen.getByRole("button", { name: "Export in the clear" })).toBeDisabled();
  await user.type(type("*.corp.example"), "*.corp.example");
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
  expect(await screen.findByRole("radio", { name: /Private key, PKCS#8/ })).toBeDisabled();
  expect(screen.getAllByText("The private key of this certificate is not in this vault.")).toHaveLength(14);
});

test("a server's bundle says that its key is in the clear, and leaves the root out unless asked", async () => {
  const { user, write } = await open();
  await user.click(await screen.findByRole("radio", { name: "nginx" }));
  expect(screen.getByRole("alert")).toHaveTextContent(/Anyone who can read the file/);
  expect(screen.queryByLabelText("Passphrase")).toBeNull();
  const root = screen.getByRole("checkbox", { name: "With the root certificate" });
  expect(root).not.toBeChecked();
  expect(screen.getByLabelText("Save as")).toHaveValue("/home/ada/Documents/wildcard.corp.example-nginx.zip");
  await user.click(root);
  await user.type(type("*.corp.example"), "*.corp.example");
  await user.click(screen.getByRole("button", { name: "Export in the clear" }));
  expect(write.mock.calls[0]?.[0]).toMatchObject({ form: "nginx", passphrase: null, root: true });
});

test("a Java keystore needs a passphrase, and its chain has the root by itself", async () => {
  const { user, write } = await open();
  await user.click(await screen.findByRole("radio", { name: /Java keystore/ }));
  expect(screen.getByRole("button", { name: "Export" })).toBeDisabled();
  await user.type(screen.getByLabelText("Passphrase"), "changeit twice");
  await user.type(screen.getByLabelText("Passphrase again"), "changeit twice");
  expect(screen.getByRole("checkbox", { name: "With the root certificate" })).toBeChecked();
  await user.click(screen.getByRole("button", { name: "Export" }));
  expect(write.mock.calls[0]?.[0]).toMatchObject({ form: "jks", passphrase: "changeit twice", root: null });
});

test("a form that the key does not have is not offered, nor a server's to an authority", () => {
  expect(certificateForms("rsa-2048")).toContain("pkcs1");
  expect(certificateForms("rsa-2048")).not.toContain("sec1");
  expect(certificateForms("ml-dsa-65")).not.toContain("jwk");
  expect(authorityForms("ecdsa-p256")).not.toContain("nginx");
});
