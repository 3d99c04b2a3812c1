import { screen, waitFor, within } from "@testing-library/react";
import { expect, it, vi } from "vitest";
import { installFakeCore } from "@/testing/fakeCore";
import { renderApp } from "@/testing/render";

async function openPalette(at = "/profiles") {
  const view = await renderApp(at);
  await screen.findByRole("navigation", { name: "Rooms" });
  await view.user.keyboard("{Control>}k{/Control}");
  return { ...view, input: await screen.findByRole("combobox", { name: "Find anything" }) };
}

it("goes to a page by keyboard alone", async () => {
  installFakeCore();
  const { user, input, history } = await openPalette();
  expect(input).toHaveFocus();
  await user.keyboard("setti{Enter}");
  await waitFor(() => expect(history.location.pathname).toBe("/settings"));
  await waitFor(() => expect(screen.queryByRole("combobox", { name: "Find anything" })).toBeNull());
});

it("asks for certificates once typing rests, eight at most", async () => {
  const { core } = installFakeCore();
  const asked = vi.spyOn(core, "listCertificates");
  const { user } = await openPalette();
  await user.keyboard("corp");
  await screen.findByText("Certificates", { selector: "[role=presentation]" });
  const forPalette = asked.mock.calls.map(([query]) => query).filter(({ limit }) => limit === 8);
  expect(forPalette.map(({ filter }) => filter.text)).toEqual(["corp"]);
});

it("offers only what the person may do", async () => {
  installFakeCore({ role: "viewer" });
  await openPalette();
  const list = screen.getByRole("listbox", { name: "Find anything" });
  expect(within(list).queryByText("Issue a certificate")).toBeNull();
  expect(within(list).queryByText("Audit log")).toBeNull();
  expect(within(list).getByText("Certificates")).toBeVisible();
});

it("arrows go round, and the option they rest on is told to screen readers", async () => {
  installFakeCore();
  const { user, input } = await openPalette();
  await user.keyboard("{ArrowUp}");
  const chosen = screen.getAllByRole("option").at(-1);
  expect(chosen).toHaveAttribute("aria-selected", "true");
  expect(input).toHaveAttribute("aria-activedescendant", chosen?.id);
});

it("single keys do nothing while a text is being typed", async () => {
  installFakeCore();
  const { user, history } = await openPalette();
  await user.keyboard("n");
  expect(history.location.pathname).toBe("/profiles");
});
