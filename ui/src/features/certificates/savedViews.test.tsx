import { screen, waitFor } from "@testing-library/react";
import { beforeEach, expect, test, vi } from "vitest";
import { ofVault } from "@/lib/vaultStorage";
import { installFakeCore } from "@/testing/fakeCore";
import { renderApp } from "@/testing/render";
import { savedViews, saveView } from "./savedViews";

beforeEach(() => {
  localStorage.clear();
  vi.spyOn(HTMLElement.prototype, "clientHeight", "get").mockReturnValue(600);
});

test("a view belongs to the vault in which it was saved", () => {
  const [one, other] = [ofVault(localStorage, "one"), ofVault(localStorage, "other")];
  saveView(one, { name: "West", search: { filter: { authority: "ca-3" } } });
  expect(savedViews(one).map(({ name }) => name)).toEqual(["West"]);
  expect(savedViews(other)).toEqual([]);
});

test("a dashboard's window is kept as so many days, not as the date that it was", async () => {
  installFakeCore();
  const { user } = await renderApp("/");
  await user.click(await screen.findByRole("link", { name: /^Within 30 days/ }));
  await user.click(await screen.findByRole("button", { name: "Views" }));
  await user.type(await screen.findByLabelText("Name of the view"), "Soon{Enter}");
  const kept = Object.entries(localStorage).find(([key]) => key.startsWith("chancery.certificates.views."))?.[1];
  expect(JSON.parse(kept ?? "[]")).toMatchObject([{ name: "Soon", search: { within: 30 } }]);
  expect(kept).not.toMatch(/expiresUntil|20\d\d-/);
});

test("a removed view comes back by Undo", async () => {
  installFakeCore();
  const { user } = await renderApp("/certificates?within=30");
  await user.click(await screen.findByRole("button", { name: "Views" }));
  await user.type(await screen.findByLabelText("Name of the view"), "Soon{Enter}");
  await user.click(await screen.findByRole("button", { name: "Views" }));
  await user.click(await screen.findByLabelText("Remove view Soon"));
  await user.click(await screen.findByRole("button", { name: "Undo" }));
  await user.click(await screen.findByRole("button", { name: "Views" }));
  await waitFor(() => expect(screen.getByText("Soon")).toBeInTheDocument());
});
