import { screen, within } from "@testing-library/react";
import { beforeEach, expect, test, vi } from "vitest";
import { installFakeCore } from "@/testing/fakeCore";
import { renderApp } from "@/testing/render";

let fake: ReturnType<typeof installFakeCore>;

beforeEach(() => {
  localStorage.clear();
  vi.spyOn(HTMLElement.prototype, "clientHeight", "get").mockReturnValue(600);
  fake = installFakeCore();
});

test("what lint found is grouped by how grave it is, with its source, and leads to all that have it", async () => {
  const list = vi.spyOn(fake.core, "listCertificates");
  const { user } = await renderApp("/certificates?id=crt-20");
  await user.click(await screen.findByRole("tab", { name: /^Lint/ }));
  const errors = await screen.findByRole("region", { name: "Errors" });
  expect(errors).toHaveTextContent("e-mail address that is not among its subject alternative names");
  expect(errors).toHaveTextContent("RFC 5280 §4.1.2.6");
  expect(screen.getByRole("region", { name: "Notices" })).toBeVisible();
  expect(screen.queryByRole("region", { name: "Warnings" })).toBeNull();
  await user.click(within(errors).getByRole("link", { name: "All with this finding" }));
  await vi.waitFor(() =>
    expect(list.mock.calls.at(-1)?.[0]).toMatchObject({ filter: { finding: "rfc5280.email_not_in_san" } }),
  );
  expect(await screen.findByRole("button", { name: /^Remove filter: Lint Its subject has an e-mail/ })).toBeVisible();
});

test("nothing found is said in words", async () => {
  const { user } = await renderApp("/certificates?id=crt-21");
  await user.click(await screen.findByRole("tab", { name: "Lint" }));
  expect(await screen.findByText(/keeps every rule that applies to it/)).toBeVisible();
});
