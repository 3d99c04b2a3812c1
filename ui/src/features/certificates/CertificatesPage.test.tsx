import { defaultParseSearch } from "@tanstack/react-router";
import { screen, waitFor, within } from "@testing-library/react";
import { beforeEach, expect, test, vi } from "vitest";
import type { CertificateFilter, RevocationReason, Selection } from "@/lib/ipc";
import { installFakeCore } from "@/testing/fakeCore";
import { renderApp } from "@/testing/render";
import { validateCertificatesSearch } from "./search";

let fake: ReturnType<typeof installFakeCore>;

/** The address as the page's own reading of it. */
const addressed = ({ location }: { location: { search: string } }) =>
  validateCertificatesSearch(defaultParseSearch(location.search));

beforeEach(() => {
  localStorage.clear();
  // Nothing has a size here: the table would draw no rows.
  vi.spyOn(HTMLElement.prototype, "clientHeight", "get").mockReturnValue(600);
  vi.spyOn(HTMLElement.prototype, "clientWidth", "get").mockReturnValue(1200);
  fake = installFakeCore();
});

const grid = () => screen.findByRole("grid", { name: "Certificates" });
const askedFilters = (list: { mock: { calls: unknown[][] } }) =>
  list.mock.calls.map(([query]) => (query as { filter: CertificateFilter }).filter);

test("search as typed reaches the core once the typing pauses, and stands in the address", async () => {
  const list = vi.spyOn(fake.core, "listCertificates");
  const { user, history } = await renderApp("/certificates");
  await grid();
  await user.keyboard("/");
  const field = screen.getByRole("searchbox", { name: "Search certificates" });
  expect(field).toHaveFocus();
  await user.type(field, "vault-ro");
  await waitFor(() => expect(askedFilters(list).at(-1)?.text).toBe("vault-ro"));
  expect(askedFilters(list).map(({ text }) => text)).not.toContain("vau");
  expect(addressed(history)).toMatchObject({ filter: { text: "vault-ro" } });
});

test("a chip shows the filter of the address, and its cross takes it away", async () => {
  const list = vi.spyOn(fake.core, "listCertificates");
  const { user } = await renderApp(
    `/certificates?filter=${encodeURIComponent(JSON.stringify({ environment: "production", status: ["active"] }))}`,
  );
  await grid();
  expect(askedFilters(list).at(-1)).toMatchObject({ environment: "production", status: ["active"] });
  await user.click(screen.getByRole("button", { name: "Remove filter: Environment Production" }));
  await waitFor(() => expect(askedFilters(list).at(-1)).toMatchObject({ environment: null, status: ["active"] }));
});

test("by keyboard: J and K move, Space ticks, Enter opens, Escape closes", async () => {
  const { user, history } = await renderApp("/certificates");
  const table = await grid();
  await screen.findAllByRole("gridcell");
  await user.keyboard("j");
  expect(table).toHaveFocus();
  await user.keyboard("k ");
  const active = document.getElementById(table.getAttribute("aria-activedescendant") ?? "");
  expect(active).toHaveAttribute("aria-selected", "true");
  expect(screen.getByRole("region", { name: "Selected certificates" })).toHaveTextContent("1 selected");
  await user.keyboard("{Enter}");
  const drawer = await screen.findByRole("dialog");
  expect(within(drawer).getByRole("tab", { name: "Overview" })).toBeInTheDocument();
  expect(addressed(history)).toHaveProperty("id");
  await user.keyboard("{Escape}");
  await waitFor(() => expect(addressed(history)).not.toHaveProperty("id"));
});

test("Escape closes what lies uppermost, and in the end the table has the focus again", async () => {
  const { user } = await renderApp("/certificates");
  (await grid()).focus();
  await user.keyboard("{Enter}");
  const drawer = await screen.findByRole("dialog");
  await user.click(await within(drawer).findByRole("button", { name: "Export…" }));
  await waitFor(() => expect(screen.getAllByRole("dialog")).toHaveLength(2));
  await user.keyboard("{Escape}");
  await waitFor(() => expect(screen.getAllByRole("dialog")).toHaveLength(1));
  expect(drawer).toBeInTheDocument();
  await user.keyboard("{Escape}");
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  await waitFor(() => expect(screen.getByRole("grid")).toHaveFocus());
});

test("a table that is left for by the search is the same table when what was searched for is there", async () => {
  const { user } = await renderApp("/certificates");
  await grid();
  await user.keyboard("/vault-ro{ArrowDown}");
  await waitFor(() => expect(screen.queryByText("kafka-3.shop.example")).toBeNull());
  expect(await grid()).toHaveFocus();
});

test("whoever goes on before there is a table comes to it as soon as it is there", async () => {
  let answer: () => void = () => undefined;
  const waiting = new Promise<void>((resolve) => {
    answer = resolve;
  });
  const listed = fake.core.listCertificates;
  vi.spyOn(fake.core, "listCertificates").mockImplementation(async (query) => {
    await waiting;
    return listed(query);
  });
  const { user } = await renderApp("/certificates");
  const field = await screen.findByRole("searchbox");
  await user.type(field, "vault-ro{ArrowDown}");
  expect(field).toHaveFocus();
  answer();
  await waitFor(() => expect(screen.getByRole("grid")).toHaveFocus());
});

test("whoever goes on into a table that turns out to be empty is back at the search", async () => {
  const { user } = await renderApp("/certificates");
  await grid();
  await user.keyboard("/no such name{ArrowDown}");
  expect(await screen.findByText("No certificate matches")).toBeVisible();
  await waitFor(() => expect(screen.getByRole("searchbox")).toHaveFocus());
});

test("revoking many for good asks for their number, and a second press does nothing", async () => {
  const revoke = vi.spyOn(fake.core, "revokeCertificates");
  const { user } = await renderApp(
    `/certificates?filter=${encodeURIComponent(JSON.stringify({ origin: "issued", status: ["active"] }))}`,
  );
  await grid();
  await user.click(screen.getByRole("checkbox", { name: "Select all that match" }));
  await user.click(screen.getByRole("button", { name: "Revoke…" }));
  const dialog = await screen.findByRole("dialog", { name: "Revoke certificates" });
  const cancel = await within(dialog).findByRole("button", { name: "Cancel" });
  expect(cancel).toHaveFocus();
  const confirm = within(dialog).getByRole("button", { name: /^Revoke/ });
  expect(confirm).toBeDisabled();
  await user.click(within(dialog).getByRole("combobox", { name: "Reason" }));
  await user.click(await screen.findByRole("option", { name: /Key compromise/, hidden: true }));
  expect(confirm).toBeDisabled();
  const count = within(dialog).getByRole("textbox", { name: /Type how many/ });
  await user.type(count, "1");
  expect(confirm).toBeDisabled();
  await user.clear(count);
  await user.type(count, /confirm: (\d+)/.exec(dialog.textContent ?? "")?.[1] ?? "");
  await user.dblClick(confirm);
  expect(await within(dialog).findByText(/certificates? revoked/)).toBeInTheDocument();
  expect(revoke).toHaveBeenCalledTimes(1);
  const [selection, reason] = revoke.mock.calls[0] as [Selection, RevocationReason, string];
  expect(selection).toMatchObject({ kind: "matching", filter: { origin: "issued", status: ["active"] } });
  expect(reason).toBe("key-compromise");
});

test("a list that can't be read says why and reads again when asked to", async () => {
  const list = vi.spyOn(fake.core, "listCertificates");
  list.mockImplementationOnce(() => {
    throw { code: "store-busy", message: "Another process has been writing for long.", field: null };
  });
  const { user } = await renderApp("/certificates");
  expect(await screen.findByText("Another process has been writing for long.")).toBeVisible();
  await user.click(screen.getByRole("button", { name: "Try again" }));
  expect(await grid()).toBeVisible();
});
