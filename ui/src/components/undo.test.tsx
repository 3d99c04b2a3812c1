import { screen, waitFor } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { installFakeCore } from "@/testing/fakeCore";
import { renderPage } from "@/testing/render";
import { offerUndo } from "./undo";

test("what was done is said aloud and undone by its button, once", async () => {
  installFakeCore();
  const undo = vi.fn(async () => undefined);
  const { user } = await renderPage(<p>room</p>);
  offerUndo("mallory is disabled.", undo);
  const notice = await screen.findByRole("alert");
  expect(notice).toHaveTextContent("mallory is disabled.");
  await user.dblClick(screen.getByRole("button", { name: "Undo" }));
  await waitFor(() => expect(screen.getByRole("alert")).toHaveTextContent("Undone."));
  expect(undo).toHaveBeenCalledTimes(1);
});

test("Ctrl Z undoes the newest deed, but not while somebody types", async () => {
  installFakeCore();
  const [first, second] = [vi.fn(async () => undefined), vi.fn(async () => undefined)];
  const { user } = await renderPage(<input aria-label="text" />);
  offerUndo("one", first);
  offerUndo("two", second);
  await screen.findByText("two");
  await user.click(screen.getByRole("textbox", { name: "text" }));
  await user.keyboard("{Control>}z{/Control}");
  expect(second).not.toHaveBeenCalled();
  await user.click(document.body);
  await user.keyboard("{Control>}z{/Control}");
  await waitFor(() => expect(second).toHaveBeenCalledTimes(1));
  expect(first).not.toHaveBeenCalled();
});

test("what can't be undone any more says why", async () => {
  installFakeCore();
  await renderPage(<p>room</p>);
  offerUndo("Changed.", async () => {
    throw { code: "not_undoable", message: "This change can’t be taken back any more.", field: null };
  });
  (await screen.findByRole("button", { name: "Undo" })).click();
  expect(await screen.findByText("This change can’t be taken back any more.")).toBeVisible();
});
