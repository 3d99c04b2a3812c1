import { screen, waitFor, within } from "@testing-library/react";
import { beforeEach, expect, test, vi } from "vitest";
import { requestPem } from "@/testing/fake/requests";
import { installFakeCore } from "@/testing/fakeCore";
import { renderApp } from "@/testing/render";
import { emit } from "@/testing/window";

let fake: ReturnType<typeof installFakeCore>;

beforeEach(() => {
  localStorage.clear();
  fake = installFakeCore();
});

test("those that wait are listed, and those that were answered stand beside what came back", async () => {
  const { user } = await renderApp("/requests");
  expect(await screen.findByText("partner.example.org")).toBeVisible();
  expect(screen.queryByText("shop.example.org")).toBeNull();
  await user.click(screen.getByText("Answered"));
  await user.click(await screen.findByRole("button", { name: "shop.example.org" }));
  const drawer = await screen.findByRole("dialog");
  expect(await within(drawer).findByText("The certificate differs in 1 point.")).toBeVisible();
  expect(within(drawer).getByText("differs")).toBeVisible();
});

test("what is listed is written to a file, those that wait or those that were answered", async () => {
  const exporting = vi.spyOn(fake.core, "exportTable");
  const { user } = await renderApp("/requests?answered=true");
  await user.click(await screen.findByRole("button", { name: "Export…" }));
  const dialog = await screen.findByRole("dialog", { name: "Export the requests" });
  await user.click(within(dialog).getByRole("button", { name: "Export" }));
  expect(await within(dialog).findByText("Written")).toBeVisible();
  expect(exporting).toHaveBeenCalledWith(
    { kind: "requests", waiting: false },
    { format: "csv", path: "/home/ada/Documents/requests.csv", overwrite: false },
  );
});

test("a certificate that came back is taken in; one that is none is told at the field", async () => {
  const { user } = await renderApp("/requests?id=csr-2");
  await user.click(await screen.findByRole("button", { name: "Take in certificate" }));
  const dialog = await screen.findByRole("dialog", { name: /The certificate for/ });
  const text = within(dialog).getByLabelText("Certificate");
  await user.click(text);
  await user.paste("something else");
  await user.click(within(dialog).getByRole("button", { name: "Take in certificate" }));
  await waitFor(() => expect(text).toHaveAccessibleDescription(/There is no certificate in it/));
  await user.clear(text);
  await user.paste("-----BEGIN CERTIFICATE-----");
  await user.click(within(dialog).getByRole("button", { name: "Take in certificate" }));
  expect(await screen.findByText("No request waits for a certificate")).toBeVisible();
});

test("deleting one that waits asks for its name, as its key goes with it", async () => {
  const remove = vi.spyOn(fake.core, "deleteRequest");
  const { user } = await renderApp("/requests?id=csr-2");
  await user.click(await screen.findByRole("button", { name: "Delete" }));
  const dialog = await screen.findByRole("dialog", { name: /Delete the request for/ });
  const button = within(dialog).getByRole("button", { name: "Delete" });
  expect(button).toBeDisabled();
  await user.type(within(dialog).getByRole("textbox"), "partner.example.org");
  await user.click(button);
  await waitFor(() => expect(remove).toHaveBeenCalledWith("csr-2"));
});

test("a new request is made from a name and a key, and what the core objects to stands at its field", async () => {
  const make = vi.spyOn(fake.core, "createRequest");
  const { user, history } = await renderApp("/requests/new");
  const name = await screen.findByLabelText("Common name");
  expect(screen.getByRole("button", { name: "Make request" })).toBeDisabled();
  await user.type(name, "b!d");
  await user.click(screen.getByRole("button", { name: "Make request" }));
  await waitFor(() => expect(name).toHaveAccessibleDescription(/cannot stand in a subject/));
  await user.clear(name);
  await user.type(name, "vpn.example.org");
  await user.type(screen.getByLabelText("Organisation (O)"), "Example, Inc.");
  await user.click(screen.getByRole("button", { name: "Make request" }));
  await waitFor(() => expect(history.location.pathname).toBe("/requests"));
  expect(make.mock.lastCall?.[0]).toMatchObject({ commonName: "vpn.example.org", subject: "O=Example\\, Inc." });
  expect((await screen.findAllByText("vpn.example.org"))[0]).toBeVisible();
});

test("requests of others are dropped and pasted, compared, and signed together", async () => {
  const sign = vi.spyOn(fake.core, "signRequests");
  const { user } = await renderApp("/requests/sign");
  const text = await screen.findByLabelText("Text");
  await user.click(text);
  await user.paste(requestPem("one.corp.example") + requestPem("two.corp.example"));
  expect(await screen.findByText("one.corp.example")).toBeVisible();
  emit("drag-drop", { type: "drop", paths: ["/home/ada/three.csr"] });
  expect(await screen.findByText("three.corp.example")).toBeVisible();
  await user.click(screen.getByRole("button", { name: "Compare what two.corp.example asks with what will be signed" }));
  expect(await screen.findByText("The request asks")).toBeVisible();
  await user.click(screen.getByRole("button", { name: "Remove one.corp.example from the list" }));
  await user.click(screen.getByRole("button", { name: "Sign 2 requests" }));
  expect(await screen.findByText("2 requests signed")).toBeVisible();
  expect(sign.mock.lastCall?.[0].requests).toHaveLength(2);
});

test("nothing to show, a failure and a role that may not are told", async () => {
  installFakeCore({ empty: true });
  const first = await renderApp("/requests");
  expect(await screen.findByText("No request waits for a certificate")).toBeVisible();
  first.unmount();
  installFakeCore({ failing: true });
  const second = await renderApp("/requests");
  expect((await screen.findAllByText(/Another process has been writing/))[0]).toBeVisible();
  second.unmount();
  installFakeCore({ role: "viewer" });
  await renderApp("/requests/sign");
  expect(await screen.findByText(/does not allow/i)).toBeVisible();
});

test("fifty requests and more are signed in a job, with owner and environment", async () => {
  const start = vi.spyOn(fake.core, "startSigning");
  const { user } = await renderApp("/requests/sign");
  await screen.findByLabelText("Text");
  emit("drag-drop", { type: "drop", paths: Array.from({ length: 50 }, (_, n) => `/home/ada/host-${n}.csr`) });
  const sign = await screen.findByRole("button", { name: "Sign 50 requests" });
  await user.type(screen.getByLabelText("Owner"), "Shop");
  await user.click(sign);
  await waitFor(() =>
    expect(start).toHaveBeenCalledWith(
      expect.objectContaining({ metadata: { owner: "Shop", environment: null, notes: null } }),
    ),
  );
  expect(start.mock.calls[0]?.[0].requests).toHaveLength(50);
  expect(await screen.findByRole("link", { name: "Show in Jobs" })).toBeVisible();
});
