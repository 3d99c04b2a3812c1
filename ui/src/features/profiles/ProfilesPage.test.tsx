import { screen, waitFor, within } from "@testing-library/react";
import { beforeEach, expect, test, vi } from "vitest";
import { installFakeCore } from "@/testing/fakeCore";
import { renderApp } from "@/testing/render";

let fake: ReturnType<typeof installFakeCore>;

beforeEach(() => {
  localStorage.clear();
  fake = installFakeCore();
});

test("the list says how many active certificates each profile made, as a link to exactly these", async () => {
  const { user, history } = await renderApp("/profiles");
  const row = (await screen.findByRole("link", { name: "Web server" })).closest("tr");
  const made = fake.estate.certificates.filter(
    ({ profile, replacedBy }) => profile === "web-server" && replacedBy === null,
  );
  const count = await within(row as HTMLElement).findByRole("link", { name: `${made.length} certificates` });
  await user.click(count);
  expect(decodeURIComponent(history.location.search)).toContain('"profile":"web-server"');
});

test("a contradiction stands at its field while it is written, and keeps the profile from being saved", async () => {
  const { user } = await renderApp("/profiles/edit?name=shop-web");
  const title = await screen.findByLabelText("Title");
  const save = screen.getByRole("button", { name: "Save as version 3" });
  expect(save).toBeDisabled();
  expect(await screen.findByText("Nothing is changed yet.")).toBeVisible();
  await user.clear(title);
  await waitFor(() => expect(title).toHaveAccessibleDescription("A title has 1 to 64 printable characters."));
  expect(save).toBeDisabled();
  await user.click(screen.getByRole("button", { name: "Go to the first" }));
  expect(title).toHaveFocus();
});

test("a bound that is no name is told with the entry that it is about", async () => {
  const { user } = await renderApp("/profiles/edit?name=shop-web");
  const within_ = await screen.findByRole("combobox", { name: "Only within" });
  await user.type(within_, "b!d{Enter}");
  await waitFor(() => expect(within_).toHaveAccessibleDescription(/b!d: This is not a DNS name\./));
});

test("saving says which version it becomes and what changes, and happens once", async () => {
  const edit = vi.spyOn(fake.core, "editProfile");
  const { user, history } = await renderApp("/profiles/edit?name=shop-web");
  const longest = await screen.findByLabelText("Longest lifetime");
  await user.tripleClick(longest);
  await user.keyboard("60");
  expect(longest).toHaveValue("60");
  const changes = screen.getByRole("complementary", { name: "What a certificate will look like" });
  expect(await within(changes).findByText(/^Longest lifetime: 47 days .* 60 days/)).toBeVisible();
  const save = screen.getByRole("button", { name: "Save as version 3" });
  await waitFor(() => expect(save).toBeEnabled());
  await user.dblClick(save);
  await waitFor(() => expect(history.location.pathname).toBe("/profiles"));
  expect(edit).toHaveBeenCalledTimes(1);
  expect(edit).toHaveBeenCalledWith("shop-web", expect.objectContaining({ validity: expect.anything() }), 2);
  expect(await screen.findByText("Shop web servers is now version 3.")).toBeVisible();
});

test("a clone begins as the profile it comes from, with a name of its own", async () => {
  const create = vi.spyOn(fake.core, "createProfile");
  const { user } = await renderApp("/profiles/edit?from=web-server");
  expect(await screen.findByLabelText("Title")).toHaveValue("Web server (copy)");
  const name = screen.getByLabelText("Name");
  expect(name).toHaveValue("web-server-copy");
  await user.clear(name);
  await user.type(name, "code-signing");
  await waitFor(() => expect(name).toHaveAccessibleDescription(/There is a profile code-signing already\./));
  await user.clear(name);
  await user.type(name, "shop-tls");
  const save = screen.getByRole("button", { name: "Create profile" });
  await waitFor(() => expect(save).toBeEnabled());
  await user.click(save);
  await waitFor(() => expect(create).toHaveBeenCalledWith(expect.objectContaining({ name: "shop-tls" })));
});

test("two versions stand beside each other with what they say differently", async () => {
  const { user } = await renderApp("/profiles?name=shop-web");
  await user.click(await screen.findByRole("link", { name: "changes from v1" }));
  expect(await screen.findByText("1 difference")).toBeVisible();
  const row = screen.getByRole("rowheader", { name: "Longest lifetime" }).closest("tr") as HTMLElement;
  expect(within(row).getByText("90 days")).toBeVisible();
  expect(within(row).getByText("47 days")).toBeVisible();
});

test("another profile is chosen to stand beside it, in its newest version", async () => {
  const compare = vi.spyOn(fake.core, "compareProfiles");
  const { user } = await renderApp("/profiles?name=web-server");
  await user.click(await screen.findByRole("link", { name: "Compare…" }));
  const other = await screen.findByRole("combobox", { name: "Compared with" });
  await user.click(other);
  const offered = document.getElementById(other.getAttribute("aria-controls") ?? "");
  await user.click(await within(offered!).findByRole("option", { name: "Shop web servers", hidden: true }));
  expect(await screen.findByText(/difference/)).toBeVisible();
  expect(compare).toHaveBeenLastCalledWith(
    expect.objectContaining({ name: "web-server" }),
    expect.objectContaining({ name: "shop-web", version: null }),
  );
  expect(screen.getByRole("columnheader", { name: /^Shop web servers/ })).toBeVisible();
});

test("who leaves a form that was written in is asked first, and may stay", async () => {
  const { user, history } = await renderApp("/profiles/edit?name=shop-web");
  await user.type(await screen.findByLabelText("Title"), "!");
  await waitFor(() => expect(screen.getByRole("button", { name: "Save as version 3" })).toBeEnabled());
  await user.click(screen.getByRole("link", { name: /^Dashboard/ }));
  const dialog = await screen.findByRole("dialog", { name: "Leave without saving?" });
  await user.click(within(dialog).getByRole("button", { name: "Cancel" }));
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  expect(screen.getByLabelText("Title")).toHaveValue("Shop web servers!");
  await user.click(screen.getByRole("link", { name: /^Dashboard/ }));
  await user.click(await screen.findByRole("button", { name: "Leave" }));
  await waitFor(() => expect(history.location.pathname).toBe("/"));
});

test("retiring asks first, says what depends on it, and can be taken back", async () => {
  const { user } = await renderApp("/profiles?name=web-server");
  await user.click(await screen.findByRole("button", { name: "Retire…" }));
  const dialog = await screen.findByRole("dialog");
  expect(await within(dialog).findByText(/were made with it/)).toBeVisible();
  await user.click(within(dialog).getByRole("button", { name: "Retire" }));
  expect(await screen.findByRole("button", { name: "Take back into use" })).toBeVisible();
});

test("who may not change profiles looks at them and is told so in the form", async () => {
  fake = installFakeCore({ role: "auditor" });
  await renderApp("/profiles/edit?name=web-server");
  expect(await screen.findByText(/Your role may not change profiles/)).toBeVisible();
});

test("a list that can't be read says why and reads again when asked to", async () => {
  installFakeCore({ failing: true });
  await renderApp("/profiles");
  expect(await screen.findByText("The profiles could not be read")).toBeVisible();
  expect(screen.getByRole("button", { name: "Try again" })).toBeVisible();
});
