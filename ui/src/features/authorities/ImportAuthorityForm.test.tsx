import { screen, waitFor } from "@testing-library/react";
import type { UserEvent } from "@testing-library/user-event";
import { beforeEach, expect, test, vi } from "vitest";
import { installFakeCore } from "@/testing/fakeCore";
import { renderPage } from "@/testing/render";
import { dialogs } from "@/testing/window";
import { ImportAuthorityForm } from "./ImportAuthorityForm";

let fake: ReturnType<typeof installFakeCore>;

beforeEach(() => {
  localStorage.clear();
  fake = installFakeCore();
});

const importButton = () => screen.getByRole("button", { name: "Import" });

async function fill(user: UserEvent) {
  for (const [label, text] of [
    ["Name", "Old CA"],
    ["Certificate", "-----BEGIN CERTIFICATE-----"],
    ["Private key", "-----BEGIN PRIVATE KEY-----"],
  ] as const) {
    await user.click(await screen.findByRole("textbox", { name: label }));
    await user.paste(text);
  }
}

test("an authority is not taken over before it is said what becomes of its revocations", async () => {
  const importing = vi.spyOn(fake.core, "importAuthority");
  const { user } = await renderPage(<ImportAuthorityForm authorities={[]} crlDays={7} />);
  await fill(user);
  expect(importButton()).toBeDisabled();
  const without = screen.getByRole("radio", { name: "Take it over without a CRL" });
  expect(without).toHaveAccessibleDescription(/become valid again/);
  await user.click(without);
  await user.click(importButton());
  await waitFor(() => expect(importing).toHaveBeenCalledTimes(1));
  expect(importing.mock.calls[0]?.[0]).toMatchObject({ crl: null, withoutCrl: true });
});

test("a file that is chosen goes to the core as its path, never as what is in it", async () => {
  const importing = vi.spyOn(fake.core, "importAuthority");
  const { user } = await renderPage(<ImportAuthorityForm authorities={[]} crlDays={7} />);
  await user.type(await screen.findByRole("textbox", { name: "Name" }), "Old CA");
  const choose = async (what: string, path: string) => {
    dialogs.open = [path];
    await user.click(screen.getByRole("button", { name: `${what}: Choose file…` }));
  };
  await choose("Certificate", "/home/ada/old.p12");
  expect(await screen.findByDisplayValue("/home/ada/old.p12")).toHaveAttribute("readonly");
  await choose("Private key", "/home/ada/old.key.der");
  await user.click(screen.getByRole("radio", { name: "Take over its last CRL" }));
  expect(importButton()).toBeDisabled();
  await choose("Take over its last CRL", "/home/ada/last.crl");
  await screen.findByText("/home/ada/last.crl");
  await user.click(importButton());
  await waitFor(() => expect(importing).toHaveBeenCalledTimes(1));
  expect(importing.mock.calls[0]?.[0]).toMatchObject({
    certificate: "",
    key: "",
    files: { certificate: "/home/ada/old.p12", key: "/home/ada/old.key.der", crl: "/home/ada/last.crl" },
    withoutCrl: false,
  });
});

test("what the core says against the CRL stands where it was chosen", async () => {
  vi.spyOn(fake.core, "importAuthority").mockRejectedValue({
    code: "wrong_crl",
    message: "This is a delta CRL.",
    field: "crl",
  });
  const { user } = await renderPage(<ImportAuthorityForm authorities={[]} crlDays={7} />);
  await fill(user);
  await user.click(screen.getByRole("radio", { name: "Take it over without a CRL" }));
  await user.click(importButton());
  expect(await screen.findByText("This is a delta CRL.")).toBeVisible();
});

test("a CRL that may be one of several is taken once somebody says that it is the only one", async () => {
  const importing = vi.spyOn(fake.core, "importAuthority").mockRejectedValueOnce({
    code: "crl_may_be_a_part",
    message: "This CRL says where it is found.",
    field: "crl",
  });
  const { user } = await renderPage(<ImportAuthorityForm authorities={[]} crlDays={7} />);
  await fill(user);
  await user.click(screen.getByRole("radio", { name: "Take over its last CRL" }));
  dialogs.open = ["/home/ada/part.crl"];
  await user.click(screen.getByRole("button", { name: "Take over its last CRL: Choose file…" }));
  await screen.findByText("/home/ada/part.crl");
  const only = { name: "It is the only CRL that the authority publishes" };
  expect(screen.queryByRole("checkbox", only)).toBeNull();
  await user.click(importButton());
  await screen.findByText("This CRL says where it is found.");
  expect(importing.mock.lastCall?.[0]).toMatchObject({ crlIsWhole: false });
  await user.click(screen.getByRole("checkbox", only));
  await user.click(importButton());
  await waitFor(() => expect(importing).toHaveBeenCalledTimes(2));
  expect(importing.mock.lastCall?.[0]).toMatchObject({ crlIsWhole: true });
});

test("which CRLs it makes is said when it is taken over", async () => {
  const importing = vi.spyOn(fake.core, "importAuthority");
  const { user } = await renderPage(<ImportAuthorityForm authorities={[]} crlDays={7} />);
  await fill(user);
  await user.click(screen.getByRole("radio", { name: "Take it over without a CRL" }));
  await user.click(screen.getByRole("checkbox", { name: "Two CRLs by reason" }));
  await user.click(importButton());
  await waitFor(() => expect(importing).toHaveBeenCalledTimes(1));
  expect(importing.mock.calls[0]?.[0]).toMatchObject({ crlRules: { byReason: true, partitioned: false } });
});
