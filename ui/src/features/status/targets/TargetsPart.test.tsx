import { screen, waitFor, within } from "@testing-library/react";
import { beforeEach, expect, test } from "vitest";
import { HOST_KEY } from "@/testing/fake/targets";
import { installFakeCore } from "@/testing/fakeCore";
import { renderPage } from "@/testing/render";
import { StatusPage } from "../StatusPage";

beforeEach(() => localStorage.clear());

test("a target that fell behind says why and when it is tried again, file by file", async () => {
  installFakeCore();
  const { user } = await renderPage(<StatusPage />);
  const table = await screen.findByRole("table", { name: "Publication" });
  const row = within(table).getByRole("row", { name: /Branch office/ });
  expect(within(row).getByText("Late")).toBeVisible();
  expect(within(row).getByText(/did not answer in time/)).toBeVisible();
  expect(within(within(table).getByRole("row", { name: /Web server/ })).getByText("Up to date")).toBeVisible();
  await user.click(within(row).getByRole("button", { name: "Branch office" }));
  const files = await screen.findByRole("table", { name: "What is published at Branch office" });
  expect(within(files).getAllByRole("row").length).toBeGreaterThan(1);
  // The drawer may still be on its way in.
  await waitFor(() => expect(within(files).getAllByText("Late")[0]).toBeVisible());
});

test("an SFTP server’s key is shown, compared and confirmed before anything is sent", async () => {
  const fake = installFakeCore();
  const { user } = await renderPage(<StatusPage />);
  await user.click(await screen.findByRole("button", { name: "Add a target…" }));
  const dialog = await screen.findByRole("dialog", { name: "Add a target" });
  await user.type(within(dialog).getByRole("textbox", { name: "Name" }), "Mirror");
  await user.click(within(dialog).getByRole("combobox", { name: "Way" }));
  await user.click(await screen.findByRole("option", { name: "SFTP", hidden: true }));
  await user.type(within(dialog).getByRole("textbox", { name: "Address" }), "sftp://mirror.example/srv");
  await user.type(within(dialog).getByRole("textbox", { name: "User" }), "pki");
  await user.type(within(dialog).getByLabelText(/^Password, or/), "velvet anchor");
  await user.click(within(dialog).getByRole("button", { name: "Test" }));
  expect(await within(dialog).findByText(new RegExp(HOST_KEY.replaceAll("+", "\\+")))).toBeVisible();
  expect(within(dialog).queryByText("Something can be put there.")).toBeNull();
  await user.click(within(dialog).getByRole("button", { name: "That is its key" }));
  expect(within(dialog).getByRole("textbox", { name: "The server’s key" })).toHaveValue(HOST_KEY);
  await user.click(within(dialog).getByRole("button", { name: "Add" }));
  expect(await screen.findByRole("row", { name: /Mirror/ })).toBeVisible();
  expect(fake.targets.all.at(-1)?.settings.hostKey).toBe(HOST_KEY);
});

test("a target is paused, and removed once it is said what stays there", async () => {
  installFakeCore();
  const { user } = await renderPage(<StatusPage />);
  await user.click(await screen.findByRole("button", { name: "Pause Web server" }));
  expect(await screen.findByRole("button", { name: "Resume Web server" })).toBeVisible();
  await user.click(screen.getByRole("button", { name: "Remove Web server…" }));
  const dialog = await screen.findByRole("dialog", { name: "Remove Web server" });
  expect(within(dialog).getByText(/stay there and grow old/)).toBeVisible();
  await user.click(within(dialog).getByRole("button", { name: "Remove" }));
  expect(await screen.findByText("“Web server” is removed.")).toBeVisible();
  expect(screen.queryByRole("row", { name: /Web server/ })).toBeNull();
});

test("whoever may not name targets sees how they are and cannot change them", async () => {
  installFakeCore({ role: "auditor" });
  await renderPage(<StatusPage />);
  expect(await screen.findByRole("row", { name: /Branch office/ })).toBeVisible();
  expect(screen.queryByRole("button", { name: "Add a target…" })).toBeNull();
  expect(screen.queryByRole("button", { name: "Test Web server" })).toBeNull();
  expect(screen.queryByRole("button", { name: "Remove Web server…" })).toBeNull();
});

test("a target is edited as it is kept, and what opens it is typed anew for another server alone", async () => {
  const fake = installFakeCore();
  const { user } = await renderPage(<StatusPage />);
  await user.click(await screen.findByRole("button", { name: "Edit Web server…" }));
  const dialog = await screen.findByRole("dialog", { name: "Edit Web server" });
  const address = within(dialog).getByRole("textbox", { name: "Address" });
  expect(address).toHaveValue("https://pki.corp.example/files/");
  const secret = within(dialog).getByLabelText(/^Password or token/);
  expect(secret).toHaveValue("");
  expect(secret).toHaveAccessibleDescription(/keep the one that is sealed/);
  await user.clear(within(dialog).getByRole("textbox", { name: "Name" }));
  await user.type(within(dialog).getByRole("textbox", { name: "Name" }), "Mirror");
  await user.clear(address);
  await user.type(address, "https://mirror.corp.example/");
  await user.click(within(dialog).getByRole("button", { name: "Save" }));
  expect(await within(dialog).findByText("Give it anew.")).toBeVisible();
  await user.type(secret, "velvet anchor");
  await user.click(within(dialog).getByRole("button", { name: "Save" }));
  expect(await screen.findByText("“Mirror” is changed.")).toBeVisible();
  expect(await screen.findByRole("row", { name: /Mirror/ })).toBeVisible();
  expect(fake.targets.all.map(({ settings }) => settings.address)).toContain("https://mirror.corp.example/");
});

test("a target that cannot be read says so, and can only be removed", async () => {
  const fake = installFakeCore();
  const branch = fake.targets.all.find(({ name }) => name === "Branch office");
  fake.targets.spoil(branch?.id ?? "");
  const { user } = await renderPage(<StatusPage />);
  const row = await screen.findByRole("row", { name: /Branch office/ });
  expect(within(row).getByText("Cannot be read")).toBeVisible();
  expect(within(row).getByText(/a newer Chancery wrote it/)).toBeVisible();
  expect(
    within(row)
      .getAllByRole("button")
      .map((button) => button.textContent),
  ).toEqual(["Remove…"]);
  await user.click(within(row).getByRole("button", { name: "Remove Branch office…" }));
  await user.click(within(await screen.findByRole("dialog")).getByRole("button", { name: "Remove" }));
  expect(await screen.findByText("“Branch office” is removed.")).toBeVisible();
  expect(screen.getByRole("row", { name: /Web server/ })).toBeVisible();
});
