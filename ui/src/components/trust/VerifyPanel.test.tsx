import { screen, waitFor, within } from "@testing-library/react";
import { beforeEach, expect, test, vi } from "vitest";
import { installFakeCore } from "@/testing/fakeCore";
import { renderPage } from "@/testing/render";
import { VerifyPanel } from "./VerifyPanel";

let fake: ReturnType<typeof installFakeCore>;

beforeEach(() => {
  localStorage.clear();
  fake = installFakeCore();
});

async function opened() {
  const { user } = await renderPage(
    <VerifyPanel subject={{ kind: "reference", value: "crt-7" }} host="www.corp.example" purpose="server" ours />,
  );
  await user.click(await screen.findByRole("button", { name: "Verify…" }));
  return user;
}

test("it asks with what the certificate suggests, and lists each step with its outcome in a word", async () => {
  const ask = vi.spyOn(fake.core, "verifyCertificate");
  const user = await opened();
  await user.click(screen.getByRole("button", { name: "Verify" }));
  expect(await screen.findByText("Trusted: 3 certificates lead up to “Example Root”.")).toBeVisible();
  expect(ask).toHaveBeenCalledWith(
    expect.objectContaining({
      subject: { kind: "reference", value: "crt-7" },
      trustVault: true,
      trustSystem: false,
      vaultCrls: true,
      host: "www.corp.example",
      purpose: "server",
      at: null,
    }),
  );
  const steps = screen.getAllByRole("listitem").filter((item) => within(item).queryByText("Validity") !== null);
  expect(steps.at(-1)).toHaveTextContent("OK");
  expect(screen.getByText(/trusted: vault/)).toBeVisible();
});

test("what failed is said in the verdict and at its step, for the moment that was asked for", async () => {
  const ask = vi.spyOn(fake.core, "verifyCertificate");
  const user = await opened();
  const host = screen.getByRole("textbox", { name: "Host" });
  await user.clear(host);
  await user.type(host, "mail.corp.example");
  await user.type(screen.getByRole("textbox", { name: "As of" }), "2030-02-03 14:05");
  await user.click(screen.getByRole("button", { name: "Verify" }));
  expect(await screen.findByText(/^Not trusted\./)).toBeVisible();
  expect(screen.getByText("Failed")).toBeVisible();
  expect(ask).toHaveBeenCalledWith(
    expect.objectContaining({
      at: new Date("2030-02-03T14:05").toISOString().replace(".000", ""),
      host: "mail.corp.example",
    }),
  );
});

test("an answer to an earlier question says so", async () => {
  const user = await opened();
  await user.click(screen.getByRole("button", { name: "Verify" }));
  expect(await screen.findByText(/^Trusted:/)).toBeVisible();
  expect(screen.queryByText(/answers the earlier one/)).toBeNull();
  await user.click(screen.getByRole("checkbox", { name: "What this computer trusts" }));
  expect(screen.getByText(/answers the earlier one/)).toBeVisible();
  await user.click(screen.getByRole("button", { name: "Verify" }));
  await waitFor(() => expect(screen.queryByText(/answers the earlier one/)).toBeNull());
});

test("nothing can be verified while nothing is believed", async () => {
  const user = await opened();
  await user.click(screen.getByRole("checkbox", { name: "The vault’s own roots" }));
  expect(screen.getByRole("button", { name: "Verify" })).toBeDisabled();
  expect(screen.getByText("Choose at least one thing to trust.")).toBeVisible();
});

test("a bundle is kept as a trust store, and can be chosen and removed", async () => {
  const user = await opened();
  await user.click(await screen.findByRole("button", { name: "Trust stores…" }));
  const dialog = await screen.findByRole("dialog", { name: "Trust stores" });
  expect(await within(dialog).findByText("The vault keeps none yet.")).toBeVisible();
  await user.type(within(dialog).getByRole("textbox", { name: "Name" }), "Mozilla");
  await user.type(within(dialog).getByRole("textbox", { name: "File" }), "/tmp/cacert.pem");
  await user.click(within(dialog).getByRole("button", { name: "Keep" }));
  expect(await within(dialog).findByText(/142 certificates from cacert\.pem/)).toBeVisible();
  expect(await screen.findByRole("checkbox", { name: "Mozilla (142 certificates)", hidden: true })).toBeInTheDocument();
  await user.click(within(dialog).getByRole("button", { name: "Remove Mozilla" }));
  await waitFor(() => expect(fake.estate.trustStores).toHaveLength(0));
});

test("files of CRLs and of certificates in between are handed on, and what is no moment is refused", async () => {
  const ask = vi.spyOn(fake.core, "verifyCertificate");
  const user = await opened();
  await user.click(screen.getByRole("button", { name: "More evidence" }));
  await user.type(screen.getByRole("combobox", { name: "Files of CRLs" }), "/tmp/a b.crl{Enter}/tmp/delta.crl{Enter}");
  await user.type(screen.getByRole("combobox", { name: "Files of certificates in between" }), "/tmp/issuing.pem");
  await user.type(screen.getByRole("textbox", { name: "As of" }), "2030-02-31 14:05");
  await user.tab();
  expect(screen.getByText("Not a day and a time: 2027-06-30 14:00")).toBeVisible();
  expect(screen.getByRole("button", { name: "Verify" })).toBeDisabled();
  await user.clear(screen.getByRole("textbox", { name: "As of" }));
  await user.click(screen.getByRole("button", { name: "Verify" }));
  expect(await screen.findByText(/^Trusted:/)).toBeVisible();
  expect(ask).toHaveBeenCalledWith(
    expect.objectContaining({
      crlFiles: ["/tmp/a b.crl", "/tmp/delta.crl"],
      intermediateFiles: ["/tmp/issuing.pem"],
      at: null,
    }),
  );
});
