import { defaultParseSearch } from "@tanstack/react-router";
import { screen, within } from "@testing-library/react";
import { beforeEach, expect, test } from "vitest";
import { filterOf, validateCertificatesSearch } from "@/features/certificates/search";
import { installFakeCore } from "@/testing/fakeCore";
import { renderApp } from "@/testing/render";

/** The address as the page's own reading of it. */
const addressed = ({ location }: { location: { search: string } }) =>
  validateCertificatesSearch(defaultParseSearch(location.search));

beforeEach(() => localStorage.clear());

test("a tile leads to exactly the certificates that it counts", async () => {
  const { core, estate } = installFakeCore();
  const { within30 } = await core.dashboard();
  const { user, history } = await renderApp("/");
  const tiles = await screen.findByRole("list", { name: "Certificates by urgency" });
  await user.click(within(tiles).getByRole("link", { name: `Within 30 days ${within30.count} certificates` }));
  const search = addressed(history);
  expect(search.within).toBe(30);
  const listed = filterOf(search, new Date(estate.now));
  expect(listed).toEqual(within30.filter);
  expect((await core.countCertificates(listed)).number).toBe(within30.count);
});

test("what is on hold is counted, and listed by a link", async () => {
  const { core, estate } = installFakeCore();
  const { onHold } = await core.dashboard();
  expect(onHold.count).toBeGreaterThan(0);
  const { user, history } = await renderApp("/");
  await user.click(await screen.findByRole("link", { name: `${onHold.count} on hold` }));
  expect(filterOf(addressed(history), new Date(estate.now))).toEqual(onHold.filter);
});

test("the bars by week are links, and the same numbers stand in a table", async () => {
  const { core } = installFakeCore();
  const weeks = (await core.dashboard()).weeks.filter(({ count }) => count > 0);
  const { user } = await renderApp("/");
  const bars = await screen.findByRole("list", { name: /Each bar lists them/ });
  expect(within(bars).getAllByRole("link")).toHaveLength(weeks.length);
  await user.click(screen.getByRole("button", { name: "Show as table" }));
  const rows = within(screen.getByRole("table")).getAllByRole("row");
  expect(rows).toHaveLength(weeks.length + 1);
});

test("a vault without certificates offers the next step", async () => {
  installFakeCore({ empty: true });
  await renderApp("/");
  expect(await screen.findByText("No certificates yet")).toBeVisible();
  expect(screen.getByRole("link", { name: "Import certificates" })).toBeVisible();
});
