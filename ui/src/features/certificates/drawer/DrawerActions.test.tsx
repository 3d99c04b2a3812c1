import { screen, waitFor, within } from "@testing-library/react";
import { beforeEach, expect, test, vi } from "vitest";
import { installFakeCore } from "@/testing/fakeCore";
import { renderApp, renderPage } from "@/testing/render";
import { RevokeDialog } from "../revoking/RevokeDialog";

let fake: ReturnType<typeof installFakeCore>;

beforeEach(() => {
  localStorage.clear();
  vi.spyOn(HTMLElement.prototype, "clientHeight", "get").mockReturnValue(600);
  fake = installFakeCore();
});

test("a hold is released only after it was said since when it is held and the release confirmed", async () => {
  const held = fake.estate.certificates.find(({ origin, status }) => origin === "issued" && status === "active");
  if (!held) throw new Error("the estate has no certificate to hold");
  held.status = "on-hold";
  const release = vi.spyOn(fake.core, "releaseCertificate");
  const { user } = await renderApp(`/certificates?id=${held.id}`);
  await user.click(await screen.findByRole("button", { name: "Release from hold…" }));
  const dialog = await screen.findByRole("dialog", { name: `Release ${held.label} from hold` });
  expect(dialog).toHaveTextContent(/On hold since \w+ \d/);
  expect(dialog).toHaveTextContent("The CRL that says so goes out at once.");
  expect(release).not.toHaveBeenCalled();
  await user.click(within(dialog).getByRole("button", { name: "Release from hold" }));
  await waitFor(() => expect(release).toHaveBeenCalledWith(held.id));
});

test("what another authority issued can't be revoked here, and the button says why", async () => {
  const foreign = fake.estate.certificates.find(({ origin, status }) => origin === "imported" && status === "active");
  if (!foreign) throw new Error("the estate has no foreign certificate");
  const { user } = await renderApp(`/certificates?id=${foreign.id}`);
  const revoke = await screen.findByRole("button", { name: "Revoke…" });
  expect(revoke).toHaveAttribute("aria-disabled", "true");
  expect(revoke).toHaveAccessibleDescription(/is not in this vault/);
  await user.click(revoke);
  expect(screen.queryByRole("dialog", { name: /^Revoke/ })).toBeNull();
});

test("the title follows the reason, and the result says when it takes effect and hands out the CRL", async () => {
  const active = fake.estate.certificates.find(({ origin, status }) => origin === "issued" && status === "active");
  if (!active) throw new Error("the estate has nothing to hold");
  const { user } = await renderApp(`/certificates?id=${active.id}`);
  await user.click(await screen.findByRole("button", { name: "Revoke…" }));
  await user.click(await screen.findByRole("combobox", { name: "Reason" }));
  await user.click(await screen.findByRole("option", { name: /Certificate hold/, hidden: true }));
  const dialog = await screen.findByRole("dialog", { name: `Put ${active.label} on hold` });
  await user.click(within(dialog).getByRole("button", { name: "Put on hold" }));
  expect(await screen.findByText(/takes effect for others once CRL 4 is published/)).toBeVisible();
  await user.click(screen.getByRole("button", { name: "Export CRL…" }));
  const dialogOfCrl = await screen.findByRole("dialog", { name: /^Export the CRL of/ });
  await waitFor(() => expect(dialogOfCrl).toBeVisible());
});

test("a hold is undone from its notice by a release", async () => {
  const active = fake.estate.certificates.find(({ origin, status }) => origin === "issued" && status === "active");
  if (!active) throw new Error("the estate has nothing to hold");
  const release = vi.spyOn(fake.core, "releaseCertificates");
  const { user } = await renderApp(`/certificates?id=${active.id}`);
  await user.click(await screen.findByRole("button", { name: "Revoke…" }));
  await user.click(await screen.findByRole("combobox", { name: "Reason" }));
  await user.click(await screen.findByRole("option", { name: /Certificate hold/, hidden: true }));
  await user.click(await screen.findByRole("button", { name: "Put on hold" }));
  await screen.findByText(/takes effect for others/);
  await user.keyboard("{Escape}");
  expect(await screen.findByText(`${active.label} is on hold.`)).toBeVisible();
  await user.keyboard("{Control>}z{/Control}");
  await waitFor(() => expect(release).toHaveBeenCalledWith({ kind: "ids", ids: [active.id] }, expect.any(String)));
});

test("holding several is undone at once, too", async () => {
  const rows = fake.estate.certificates.filter(({ origin, status }) => origin === "issued" && status === "active");
  const [one, two] = rows.slice(0, 2).map(({ id }) => id);
  const release = vi.spyOn(fake.core, "releaseCertificates");
  const selection = { kind: "ids" as const, ids: [one!, two!] };
  const onClose = vi.fn();
  const { user } = await renderPage(<RevokeDialog opened selection={selection} onClose={onClose} />);
  await user.click(await screen.findByRole("combobox", { name: "Reason" }));
  await user.click(await screen.findByRole("option", { name: /Certificate hold/, hidden: true }));
  await user.click(await screen.findByRole("button", { name: "Put 2 on hold" }));
  await screen.findByText("2 certificates put on hold");
  await user.keyboard("{Escape}");
  expect(onClose).toHaveBeenCalledWith(true);
  expect(await screen.findByText("2 certificates are on hold.")).toBeVisible();
  await user.click(screen.getByRole("button", { name: "Undo" }));
  await waitFor(() => expect(release).toHaveBeenCalledWith({ kind: "ids", ids: [one, two] }, expect.any(String)));
});

test("revoking an authority's certificate says how many fall with it, and which authorities", async () => {
  const west = fake.estate.authorities.find(({ name }) => name === "Example Root 2024");
  const own = fake.estate.certificates.find(({ id }) => id === west?.certificateId);
  if (!own) throw new Error("the estate has no such authority");
  own.authorityId = "ca-2";
  const { user } = await renderApp(`/certificates?id=${own.id}`);
  await user.click(await screen.findByRole("button", { name: "Revoke…" }));
  const dialog = await screen.findByRole("dialog", { name: `Revoke ${own.label}` });
  expect(
    await within(dialog).findByText(/active certificates under “Example Root 2024” are trusted no longer/),
  ).toBeVisible();
  expect(dialog).toHaveTextContent(
    "With it fall 4 authorities below: Issuing CA West, Issuing CA East, Workload CA, and Code Signing CA.",
  );
});
