import { act, fireEvent, screen, waitFor } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import { installFakeCore } from "@/testing/fakeCore";
import { renderApp } from "@/testing/render";
import { emit } from "@/testing/window";

afterEach(() => vi.useRealTimers());

const rail = () => screen.findByRole("navigation", { name: "Rooms" });
const paste = (target: Element, text: string) =>
  fireEvent.paste(target, { clipboardData: { getData: () => text } as unknown as DataTransfer });

it("what is pasted outside of any text goes to the inspector", async () => {
  const { core } = installFakeCore();
  const inspect = vi.spyOn(core, "inspectText");
  const { history } = await renderApp("/profiles");
  await rail();
  paste(document.body, "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n");
  await waitFor(() => expect(history.location.pathname).toBe("/inspector"));
  await waitFor(() => expect(inspect).toHaveBeenCalledWith(expect.stringContaining("MIIB"), null));
});

it("what is pasted into a field stays there", async () => {
  installFakeCore();
  const { history } = await renderApp("/settings");
  paste(await screen.findByLabelText("Name"), "-----BEGIN CERTIFICATE-----");
  expect(history.location.pathname).toBe("/settings");
});

it("files dropped on the window go to the inspector", async () => {
  const { core } = installFakeCore();
  const inspect = vi.spyOn(core, "inspectFile");
  const { history } = await renderApp("/profiles");
  await rail();
  act(() => emit("drag-drop", { type: "enter", paths: ["/tmp/a.pem"] }));
  expect(screen.getByText("Drop to inspect")).toBeVisible();
  act(() => emit("drag-drop", { type: "drop", paths: ["/tmp/a.pem"] }));
  await waitFor(() => expect(history.location.pathname).toBe("/inspector"));
  expect(screen.queryByText("Drop to inspect")).toBeNull();
  await waitFor(() => expect(inspect).toHaveBeenCalledWith("/tmp/a.pem", null));
});

it("G and then a letter goes to a room, ? shows the keys, and neither acts inside a dialog", async () => {
  installFakeCore();
  const { user, history } = await renderApp("/profiles");
  await rail();
  await user.keyboard("gs");
  await waitFor(() => expect(history.location.pathname).toBe("/settings"));
  await user.keyboard("?");
  expect(await screen.findByRole("dialog", { name: "Keyboard shortcuts" })).toBeVisible();
  await user.keyboard("gp");
  expect(history.location.pathname).toBe("/settings");
  await user.keyboard("{Escape}");
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
});

it("the letters work from a radio too, and N puts the focus where the name is typed", async () => {
  installFakeCore();
  const { user, history } = await renderApp("/settings?tab=appearance");
  const radio = await screen.findByRole("radio", { name: "Dark" });
  act(() => radio.focus());
  await user.keyboard("gi");
  await waitFor(() => expect(history.location.pathname).toBe("/inspector"));
  await user.keyboard("n");
  await waitFor(() => expect(history.location.pathname).toBe("/issue"));
  expect(await screen.findByLabelText("Common name")).toHaveFocus();
});

it("N issues only where the person may", async () => {
  installFakeCore({ role: "auditor" });
  const { user, history } = await renderApp("/profiles");
  await rail();
  await user.keyboard("n");
  expect(history.location.pathname).toBe("/profiles");
});

it("shows rooms by right, the vault, the person, and that it is a demonstration", async () => {
  installFakeCore({ role: "viewer", demo: true });
  await renderApp("/profiles");
  const rooms = await rail();
  expect(rooms).toHaveTextContent("Production vault");
  expect(rooms).toHaveTextContent("locks in 15 min");
  expect(screen.queryByRole("link", { name: "Audit log" })).toBeNull();
  expect(screen.getByText("A demonstration estate: nothing here is real")).toBeVisible();
});

it("tells the core of input, at most every fifteen seconds", async () => {
  const { core } = installFakeCore();
  const note = vi.spyOn(core, "noteActivity");
  await renderApp("/profiles");
  await rail();
  const start = Date.now();
  const clock = vi.spyOn(Date, "now");
  for (const seconds of [1, 14, 16, 20, 30, 32]) {
    clock.mockReturnValue(start + seconds * 1000);
    fireEvent.pointerMove(document.body);
  }
  clock.mockRestore();
  expect(note).toHaveBeenCalledTimes(2);
});
