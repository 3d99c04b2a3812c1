import { screen, waitFor, within } from "@testing-library/react";
import { beforeEach, expect, test, vi } from "vitest";
import { installFakeCore } from "@/testing/fakeCore";
import { renderApp } from "@/testing/render";

let fake: ReturnType<typeof installFakeCore>;

beforeEach(() => {
  localStorage.clear();
  fake = installFakeCore();
});

test("an authority is limited to profiles from its own page, and says which", async () => {
  const restrict = vi.spyOn(fake.core, "restrictAuthority");
  const { id, name } = fake.estate.authorities.find(({ isRoot }) => !isRoot)!;
  const { user } = await renderApp(`/authorities?id=${id}`);
  const section = await screen.findByRole("region", { name: "Profiles" });
  expect(await within(section).findByText("Every profile")).toBeVisible();
  await user.click(await within(section).findByRole("button", { name: "Change…" }));
  const dialog = await screen.findByRole("dialog", { name: `The profiles that ${name} accepts` });
  await user.click(within(dialog).getByRole("combobox", { name: "Profiles" }));
  await user.click(await screen.findByRole("option", { name: "Web server", hidden: true }));
  await user.click(within(dialog).getByRole("button", { name: "Save" }));
  await waitFor(() => expect(restrict).toHaveBeenCalledWith(id, ["web-server"]));
  expect((await within(section).findAllByRole("link", { name: "Web server" })).length).toBeGreaterThan(0);
});

test("who may not manage profiles sees the limits and changes none", async () => {
  fake = installFakeCore({ role: "operator" });
  const { id } = fake.estate.authorities.find(({ isRoot }) => !isRoot)!;
  await renderApp(`/authorities?id=${id}`);
  const section = await screen.findByRole("region", { name: "Profiles" });
  expect(await within(section).findByText("Every profile")).toBeVisible();
  expect(within(section).queryByRole("button", { name: "Change…" })).toBeNull();
});
