import { screen, waitFor, within } from "@testing-library/react";
import { beforeEach, expect, test, vi } from "vitest";
import { installFakeCore } from "@/testing/fakeCore";
import { renderApp } from "@/testing/render";
import { changeOf, isChange, NOTHING_CHOSEN } from "./bulkEdit";

beforeEach(() => {
  vi.spyOn(HTMLElement.prototype, "offsetHeight", "get").mockReturnValue(640);
  vi.spyOn(HTMLElement.prototype, "offsetWidth", "get").mockReturnValue(900);
});

beforeEach(() => localStorage.clear());

test("what is not chosen stays, what is chosen and empty is removed", () => {
  const records = { ...NOTHING_CHOSEN, owner: " Web ", ownerChosen: true, notesChosen: true };
  expect(changeOf(records)).toEqual({
    owner: { kind: "set", value: "Web" },
    environment: { kind: "keep" },
    notes: { kind: "clear" },
    tags: { kind: "keep" },
  });
  const tagged = changeOf({ ...NOTHING_CHOSEN, tagsAdded: ["dmz"], tagsRemoved: ["old"] });
  expect(tagged.tags).toEqual({ kind: "adjust", add: ["dmz"], remove: ["old"] });
  expect([isChange(NOTHING_CHOSEN), isChange({ ...NOTHING_CHOSEN, tagsAdded: ["dmz"] })]).toEqual([false, true]);
});

test("typing an owner for what is ticked changes the owner alone, of all of them", async () => {
  const { core, estate } = installFakeCore();
  const changed = vi.spyOn(core, "changeMetadataOfAll");
  const { user } = await renderApp("/certificates");
  await user.click(await screen.findByRole("checkbox", { name: "Select all that match" }));
  await user.click(screen.getByRole("button", { name: "Edit…" }));
  const dialog = await screen.findByRole("dialog");
  const save = within(dialog).getByRole("button", { name: /^Change/ });
  expect(save).toBeDisabled();
  await user.type(within(dialog).getByRole("textbox", { name: "Owner" }), "Platform");
  expect(within(dialog).getByRole("checkbox", { name: "Change Owner" })).toBeChecked();
  await user.click(save);
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  expect(await screen.findByText(/certificates changed\./)).toBeVisible();
  const change = {
    owner: { kind: "set", value: "Platform" },
    environment: { kind: "keep" },
    notes: { kind: "keep" },
    tags: { kind: "keep" },
  };
  expect(changed).toHaveBeenCalledWith(expect.objectContaining({ kind: "matching" }), change, expect.any(String));
  // What is folded away was not ticked.
  const ticked = estate.certificates.filter(({ replacedBy }) => replacedBy === null);
  expect(new Set(ticked.map(({ owner }) => owner))).toEqual(new Set(["Platform"]));
});

test("what was changed of many is undone from its notice", async () => {
  const { core, estate } = installFakeCore();
  const before = estate.certificates.map(({ owner }) => owner);
  const undo = vi.spyOn(core, "undoMetadataChange");
  const { user } = await renderApp("/certificates");
  await user.click(await screen.findByRole("checkbox", { name: "Select all that match" }));
  await user.click(screen.getByRole("button", { name: "Edit…" }));
  const dialog = await screen.findByRole("dialog");
  await user.type(within(dialog).getByRole("textbox", { name: "Owner" }), "Platform");
  await user.click(within(dialog).getByRole("button", { name: /^Change/ }));
  await user.click(await screen.findByRole("button", { name: "Undo" }));
  expect(await screen.findByText("Undone.")).toBeVisible();
  expect(undo).toHaveBeenCalledTimes(1);
  expect(estate.certificates.map(({ owner }) => owner)).toEqual(before);
});
