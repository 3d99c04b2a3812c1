import { screen, waitFor, within } from "@testing-library/react";
import { beforeEach, expect, test, vi } from "vitest";
import { CoreError } from "@/lib/ipc";
import { installFakeCore } from "@/testing/fakeCore";
import { renderApp } from "@/testing/render";

let fake: ReturnType<typeof installFakeCore>;

beforeEach(() => {
  localStorage.clear();
  fake = installFakeCore();
});

async function crlTab() {
  const { id, name } = fake.estate.authorities.find(({ isRoot }) => !isRoot)!;
  const { user } = await renderApp(`/authorities?id=${id}`);
  await user.click(await screen.findByRole("tab", { name: "CRLs" }));
  return { id, name, user };
}

test("which CRLs are made is set with words for each choice, and a refusal stands at its field", async () => {
  const change = vi.spyOn(fake.core, "changeCrlRules");
  change.mockRejectedValueOnce(
    new CoreError({ code: "invalid_number", message: "A delta is good for no longer.", field: "deltaHours" }),
  );
  const { id, name, user } = await crlTab();
  await user.click(await screen.findByRole("button", { name: "Change which CRLs are made…" }));
  const dialog = await screen.findByRole("dialog", { name: `CRLs of ${name}` });
  await user.click(within(dialog).getByRole("checkbox", { name: /^Partition/ }));
  const deltas = within(dialog).getByRole("textbox", { name: "Delta CRLs valid for" });
  await user.clear(deltas);
  await user.type(deltas, "400");
  await user.click(within(dialog).getByRole("button", { name: "Save" }));
  expect(await within(dialog).findByText("A delta is good for no longer.")).toBeVisible();
  await user.clear(deltas);
  await user.type(deltas, "12");
  await user.click(within(dialog).getByRole("button", { name: "Save" }));
  const before = { partitioned: false, byReason: false, deltaHours: 0, overlapHours: null, batchSeconds: 0 };
  const rules = { partitioned: true, byReason: false, deltaHours: 12, overlapHours: null, batchSeconds: 0 };
  await waitFor(() => expect(change).toHaveBeenLastCalledWith(id, before, rules));
});

test("the tab shows each kind with what is on it, and what a revocation brings in the core's own words", async () => {
  const { id } = await crlTab();
  const current = await screen.findByRole("table", { name: "Current CRLs" });
  expect(within(current).getByRole("row", { name: /Full/ })).toHaveTextContent(`http://pki.corp.example/${id}.crl`);
  expect(screen.getByText("The CRL that says so goes out at once.")).toBeVisible();
  expect(await screen.findByRole("table", { name: "CRLs so far" })).toHaveTextContent("Full");
});

test("who may not manage authorities sees the CRLs and changes no rules", async () => {
  fake = installFakeCore({ role: "auditor" });
  await crlTab();
  await screen.findByRole("table", { name: "Current CRLs" });
  expect(screen.queryByRole("button", { name: "Change which CRLs are made…" })).toBeNull();
  expect(screen.queryByRole("button", { name: "Issue CRL now" })).toBeNull();
});
