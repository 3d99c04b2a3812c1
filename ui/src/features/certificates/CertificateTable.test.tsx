import { screen, waitFor, within } from "@testing-library/react";
import { beforeEach, expect, test, vi } from "vitest";
import type { CertificateQuery } from "@/lib/ipc";
import { installFakeCore } from "@/testing/fakeCore";
import { renderApp } from "@/testing/render";

const MILLION = 1_000_000;

beforeEach(() => {
  localStorage.clear();
  vi.spyOn(HTMLElement.prototype, "clientHeight", "get").mockReturnValue(600);
  vi.spyOn(HTMLElement.prototype, "clientWidth", "get").mockReturnValue(1200);
});

/** A core with a million certificates, whose rows are made when they are asked for. */
function million() {
  const fake = installFakeCore();
  const [some] = fake.estate.certificates;
  if (!some) throw new Error("the estate is empty");
  const asked: CertificateQuery[] = [];
  fake.core.countCertificates = async ({ superseded }) => ({ number: superseded ? 0 : MILLION, capped: false });
  fake.core.listCertificates = async (query) => {
    asked.push(query);
    const from = query.skip ?? 0;
    const rows = Array.from({ length: Math.max(0, Math.min(query.limit, MILLION - from)) }, (_, at) => ({
      ...some,
      id: `crt-${from + at}`,
      label: `host-${from + at}.example`,
    }));
    return { rows, earlier: {}, next: from + rows.length < MILLION ? "more" : null };
  };
  return { ...fake, asked };
}

const under = (grid: HTMLElement) => document.getElementById(grid.getAttribute("aria-activedescendant") ?? "");

test("End leads to the last of a million and Home back, and few of them are asked for or drawn", async () => {
  const { asked } = million();
  const { user } = await renderApp("/certificates");
  const grid = await screen.findByRole("grid", { name: "Certificates" });
  await waitFor(() => expect(grid).toHaveAttribute("aria-rowcount", String(MILLION + 1)));
  grid.focus();
  await user.keyboard("{End}");
  expect(await screen.findByText("host-999999.example")).toBeVisible();
  await waitFor(() => expect(under(grid)).toHaveTextContent("host-999999.example"));
  expect(under(grid)).toHaveAttribute("aria-rowindex", String(MILLION + 1));
  expect(within(grid).getAllByRole("row").length).toBeLessThan(60);
  await user.keyboard("{PageUp}{Home}");
  await waitFor(() => expect(under(grid)).toHaveTextContent("host-0.example"));
  expect(asked.length).toBeLessThan(10);
  expect(Math.max(...asked.map(({ limit }) => limit))).toBeLessThan(500);
});

test("shift and End tick no more than can be named one by one, and say what to do instead", async () => {
  million();
  const { user } = await renderApp("/certificates");
  const grid = await screen.findByRole("grid", { name: "Certificates" });
  await waitFor(() => expect(grid).toHaveAttribute("aria-rowcount", String(MILLION + 1)));
  grid.focus();
  await user.keyboard(" {Shift>}{PageDown}{/Shift}");
  const bar = screen.getByRole("region", { name: "Selected certificates" });
  await waitFor(() => expect(bar).toHaveTextContent(/^(1[0-9]) selected/));
  await user.keyboard("{End}");
  await screen.findByText("host-999999.example");
  await user.keyboard("{Shift>}{ArrowUp}{/Shift}");
  expect(await screen.findByText(/At most 50,000 can be selected one by one/)).toBeVisible();
});

test("old versions are folded under the current one, which tells of them and unfolds by key and by mouse", async () => {
  const { estate } = installFakeCore();
  const old = estate.certificates.find(({ id }) => id === "crt-899");
  const label = old?.label ?? "";
  const text = encodeURIComponent(JSON.stringify({ text: label, origin: "issued" }));
  const { user, history } = await renderApp(`/certificates?filter=${text}&by=added`);
  const grid = await screen.findByRole("grid", { name: "Certificates" });
  const toggle = await within(grid).findByRole("button", { name: "2 earlier versions" });
  expect(within(grid).queryByText("earlier")).toBeNull();
  await user.click(toggle);
  expect(await within(grid).findAllByText("earlier")).toHaveLength(2);
  expect(toggle).toHaveAttribute("aria-expanded", "true");
  await user.keyboard("{ArrowLeft}");
  expect(within(grid).queryByText("earlier")).toBeNull();
  await user.keyboard("{ArrowRight}{ArrowDown}{Enter}");
  await waitFor(() => expect(history.location.search).toContain("crt-899"));
  // One press shows all of them in the list, another folds them again.
  await user.keyboard("{Escape}");
  await user.click(await screen.findByRole("button", { name: "Show old versions" }));
  await waitFor(() => expect(history.location.search).toContain("versions=all"));
  await user.click(await screen.findByRole("button", { name: "Fold old versions" }));
  await waitFor(() => expect(history.location.search).not.toContain("versions"));
});

test("who looks for an old version alone is told that it is folded away", async () => {
  const { estate } = installFakeCore();
  const old = estate.certificates.find(({ id }) => id === "crt-898");
  const text = encodeURIComponent(JSON.stringify({ text: old?.serial }));
  const { user } = await renderApp(`/certificates?filter=${text}`);
  expect(await screen.findByText(/1 old version does/)).toBeVisible();
  await user.click(screen.getAllByRole("button", { name: "Show old versions" }).at(-1) as HTMLElement);
  expect(await screen.findByRole("grid", { name: "Certificates" })).toHaveTextContent(old?.label ?? "none");
});
