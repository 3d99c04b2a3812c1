import { screen, within } from "@testing-library/react";
import { beforeEach, expect, test } from "vitest";
import { installFakeCore } from "@/testing/fakeCore";
import { renderPage } from "@/testing/render";
import { StatusPage } from "./StatusPage";

beforeEach(() => localStorage.clear());

test("the service is off at first, says so, and is turned on where it is told to listen", async () => {
  installFakeCore();
  const { user } = await renderPage(<StatusPage />);
  expect(await screen.findByText(/^Off\./)).toBeVisible();
  await user.click(screen.getByRole("button", { name: "Turn on…" }));
  const dialog = await screen.findByRole("dialog", { name: "Status service" });
  await user.click(within(dialog).getByRole("switch", { name: /^Tell others about revocations/ }));
  const address = within(dialog).getByRole("textbox", { name: "Address and port" });
  await user.clear(address);
  await user.type(address, "nowhere");
  await user.click(within(dialog).getByRole("button", { name: "Save" }));
  expect(await within(dialog).findByText(/Give an address and a port/)).toBeVisible();
  await user.clear(address);
  await user.type(address, "127.0.0.1:9000");
  await user.click(within(dialog).getByRole("button", { name: "Save" }));
  expect(await screen.findByText(/Listens on 127\.0\.0\.1:9000/)).toBeVisible();
  expect(screen.getByRole("table", { name: "What it answers for" })).toBeVisible();
  expect(screen.getAllByText(/is locked\.$/)[0]).toBeVisible();
  expect(screen.getByRole("table", { name: "Latest answers" })).toBeVisible();
});

test("a certificate’s status is asked for, and who says it is told", async () => {
  const fake = installFakeCore();
  const { user } = await renderPage(<StatusPage />);
  const certificate = fake.estate.certificates[0]!;
  await user.type(
    await screen.findByRole("textbox", { name: "Name, id, serial number or fingerprint" }),
    certificate.id,
  );
  await user.click(screen.getByRole("button", { name: "Ask" }));
  expect(await screen.findByText(`${certificate.issuer}, in this vault`)).toBeVisible();
});

test("whoever may not manage the vault sees the service and cannot change it", async () => {
  installFakeCore({ role: "auditor" });
  await renderPage(<StatusPage />);
  expect(await screen.findByText(/^Off\./)).toBeVisible();
  expect(screen.queryByRole("button", { name: "Turn on…" })).toBeNull();
});

test("a vault without an authority says what the service would be for, and leads to one", async () => {
  installFakeCore({ empty: true });
  await renderPage(<StatusPage />);
  expect(await screen.findByRole("heading", { name: "No authority to answer for yet" })).toBeVisible();
  expect(screen.getByRole("link", { name: "Create authority" })).toHaveAttribute("href", "/authorities/new");
  expect(screen.queryByRole("button", { name: "Turn on…" })).toBeNull();
  expect(screen.getByRole("button", { name: "Ask" })).toBeDisabled();
});
