import { screen, within } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { installFakeCore } from "@/testing/fakeCore";
import { renderApp } from "@/testing/render";

test("it says that requests go out, what was found, and leads to what was revoked", async () => {
  const { estate } = installFakeCore();
  const revoked = estate.certificates.filter(({ watched }) => watched?.standing === "revoked").length;
  expect(revoked).toBeGreaterThan(1);
  const { user } = await renderApp("/status");
  expect(await screen.findByText(/The requests go out to the addresses that stand in the certificates/)).toBeVisible();
  expect(
    await screen.findByText("Each is asked about every 24 hours, sooner where an answer ends before."),
  ).toBeVisible();
  await user.click(screen.getByRole("link", { name: `Show the ${revoked} that were revoked` }));
  expect(await screen.findByRole("button", { name: "Remove filter: Revoked by its issuer yes" })).toBeVisible();
});

test("it is turned off, and what makes no sense is refused at its field", async () => {
  const { core } = installFakeCore();
  const change = vi.spyOn(core, "changeWatching");
  const { user } = await renderApp("/status");
  await user.click(await screen.findByRole("button", { name: "Change how others are asked" }));
  const dialog = await screen.findByRole("dialog", { name: "Certificates of others" });
  const hours = within(dialog).getByLabelText("Hours until it is asked again");
  await user.clear(hours);
  await user.click(within(dialog).getByRole("button", { name: "Save" }));
  expect(await within(dialog).findByText("A status is asked for again after 1 to 744 hours.")).toBeVisible();
  await user.type(hours, "12");
  await user.click(within(dialog).getByRole("switch", { name: /^Ask others/ }));
  await user.type(within(dialog).getByLabelText("Hosts inside that may be asked"), "pki.corp.example, 10.0.0.7:8080");
  await user.click(within(dialog).getByRole("button", { name: "Save" }));
  expect(await screen.findByText("Off. Nobody is asked.")).toBeVisible();
  expect(change).toHaveBeenLastCalledWith({
    on: false,
    hours: 12,
    perHost: 60,
    total: 600,
    inside: ["pki.corp.example", "10.0.0.7:8080"],
  });
});

test("whoever may not manage the vault sees it and cannot change it, and the settings lead there", async () => {
  installFakeCore({ role: "auditor" });
  const { user } = await renderApp("/settings");
  expect(await screen.findByText(/is asked every 24 hours whether it is revoked/)).toBeVisible();
  await user.click(screen.getByRole("link", { name: "Change under Revocation" }));
  expect(await screen.findByText(/^Each is asked about every 24 hours/)).toBeVisible();
  expect(screen.queryByRole("button", { name: "Change how others are asked" })).toBeNull();
});
