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
  expect(within(dialog).getByRole("switch", { name: /^Tell others about revocations/ })).toBeChecked();
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
  const latest = screen.getByRole("table", { name: "Latest answers" });
  expect(within(latest).getAllByRole("link")[1]).toHaveAttribute(
    "href",
    expect.stringMatching(/^\/certificates\?id=crt-/),
  );
  expect(screen.getByText("http://127.0.0.1:9000/ocsp")).toBeVisible();
  expect(screen.getByText("4.7 answers a second now")).toBeVisible();
  expect(screen.getByRole("img", { name: "Answers in each minute of the last hour" })).toBeVisible();
  expect(screen.getByText(/^It goes on answering with what it holds\./)).toBeVisible();
  const responder = within(screen.getByRole("table", { name: "What it answers for" })).getAllByText(/^Next one/)[0]!;
  expect(responder).toHaveTextContent("Next one in 30 days");
});

test("TLS is turned on with a certificate whose key is here, and the addresses say so", async () => {
  const fake = installFakeCore();
  const usable = fake.estate.certificates.find(({ hasKey, isCa, status }) => hasKey && !isCa && status === "active")!;
  const { user } = await renderPage(<StatusPage />);
  await user.click(await screen.findByRole("button", { name: "Turn on…" }));
  const dialog = await screen.findByRole("dialog", { name: "Status service" });
  await user.click(within(dialog).getByRole("switch", { name: /^Encrypt with TLS/ }));
  expect(within(dialog).getByText(/stay http:\/\/ all the same/)).toBeVisible();
  expect(within(dialog).getByRole("button", { name: "Save" })).toBeDisabled();
  const certificate = within(dialog).getByRole("combobox", { name: "Certificate to use" });
  await user.type(certificate, usable.label);
  // The list stands beside the dialog, which hides all else from readers.
  const named = (name: string) => name.startsWith(`${usable.label}, ends `);
  await user.click((await screen.findAllByRole("option", { name: named, hidden: true }))[0]!);
  await user.click(within(dialog).getByRole("button", { name: "Save" }));
  expect(await screen.findByText("https://127.0.0.1:8480/ocsp")).toBeVisible();
  expect(screen.getByRole("link", { name: usable.label })).toHaveAttribute(
    "href",
    expect.stringMatching(/^\/certificates\?id=crt-/),
  );
});

test("limits are refused where they cannot be so, hold when they are set, and are shown where the service is", async () => {
  installFakeCore({ demo: true });
  const { user } = await renderPage(<StatusPage />);
  expect(await screen.findByText(/OCSP 200, CRLs 60, others 100/)).toBeVisible();
  await user.click(screen.getByRole("button", { name: "Limits…" }));
  const dialog = await screen.findByRole("dialog", { name: "Limits of the status service" });
  const fill = async (name: RegExp, text: string) => {
    const field = within(dialog).getByRole("textbox", { name });
    await user.clear(field);
    await user.type(field, text);
  };
  await fill(/^Connections at a time/, "3");
  await user.click(within(dialog).getByRole("button", { name: "Save" }));
  expect(await within(dialog).findByText("There are 10 to 20000 connections at a time.")).toBeVisible();
  await fill(/^Connections at a time/, "500");
  await fill(/^OCSP requests a minute/, "0");
  await fill(/^Proxies in front/, "10.0.0.7, 10.1.0.0/16");
  await user.click(within(dialog).getByRole("button", { name: "Save" }));
  expect(await screen.findByText(/OCSP unlimited, CRLs 60, others 100/)).toBeVisible();
  expect(screen.getByText(/Behind the proxies 10\.0\.0\.7, 10\.1\.0\.0\/16/)).toBeVisible();
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
