import { screen, waitFor } from "@testing-library/react";
import type { UserEvent } from "@testing-library/user-event";
import { beforeEach, expect, test, vi } from "vitest";
import type { IssueRequest } from "@/lib/ipc";
import { installFakeCore } from "@/testing/fakeCore";
import { renderApp } from "@/testing/render";
import { emit } from "@/testing/window";

let fake: ReturnType<typeof installFakeCore>;

beforeEach(() => {
  localStorage.clear();
  fake = installFakeCore();
});

/** Pasted at once: what typing is for is shown by the names. */
async function fillCommonName(user: UserEvent, name: string) {
  await user.click(await screen.findByLabelText("Common name"));
  await user.paste(name);
}

const issueButton = () => screen.getByRole("button", { name: "Issue" });

test("an objection of the core stands at its field while typing, and blocks issuing", async () => {
  const { user } = await renderApp("/issue");
  await fillCommonName(user, "new.corp.example");
  await waitFor(() => expect(issueButton()).toBeEnabled());
  const names = screen.getByRole("combobox", { name: "DNS names" });
  await user.type(names, "b!d{Enter}");
  await waitFor(() => expect(names).toHaveAccessibleDescription("“b!d” is not a DNS name."));
  expect(issueButton()).toBeDisabled();
});

test("a double press issues once, and the result leads on", async () => {
  const issue = vi.spyOn(fake.core, "issueCertificate");
  const { user } = await renderApp("/issue");
  await fillCommonName(user, "new.corp.example");
  await waitFor(() => expect(issueButton()).toBeEnabled());
  await user.dblClick(issueButton());
  expect(await screen.findByText(/new\.corp\.example is valid until/)).toBeVisible();
  expect(issue).toHaveBeenCalledTimes(1);
  expect(issue.mock.calls.map(([request]) => (request as IssueRequest).token)[0]).toMatch(/^[0-9a-f-]{36}$/);
  await user.click(screen.getByRole("button", { name: "Issue another" }));
  await fillCommonName(user, "other.corp.example");
  await waitFor(() => expect(issueButton()).toBeEnabled());
  await user.click(issueButton());
  await screen.findByText(/other\.corp\.example is valid until/);
  const tokens = issue.mock.calls.map(([request]) => (request as IssueRequest).token);
  expect(new Set(tokens).size).toBe(2);
});

test("the lifetime is emptied and typed anew, and comes back where it is left empty", async () => {
  const { user } = await renderApp("/issue");
  const days = await screen.findByLabelText("Valid for");
  const usual = (days as HTMLInputElement).value;
  await user.clear(days);
  expect(days).toHaveValue("");
  await user.type(days, "90");
  expect(days).toHaveValue("90 days");
  await user.clear(days);
  await user.tab();
  expect(days).toHaveValue(usual);
});

test("a second active certificate for the same name needs a yes", async () => {
  const taken = fake.estate.certificates.find(({ status, origin }) => status === "active" && origin === "issued");
  const { user } = await renderApp("/issue");
  await fillCommonName(user, taken?.label ?? "");
  const yes = await screen.findByRole("checkbox", { name: "Issue anyway" });
  expect(issueButton()).toBeDisabled();
  await user.click(yes);
  await waitFor(() => expect(issueButton()).toBeEnabled());
});

test("an administrator signs past lint by a yes to the errors that are listed; an operator cannot", async () => {
  const issue = vi.spyOn(fake.core, "issueCertificate");
  const { user, unmount } = await renderApp("/issue");
  await fillCommonName(user, "odd.corp.example");
  await user.type(screen.getByLabelText("Organisation (O)"), "Odd");
  const yes = await screen.findByRole("checkbox", { name: /^Sign in spite of this error/ });
  expect(yes).not.toBeChecked();
  expect(issueButton()).toBeDisabled();
  await user.click(yes);
  await waitFor(() => expect(issueButton()).toBeEnabled());
  await user.click(issueButton());
  await waitFor(() => expect(issue).toHaveBeenCalledTimes(1));
  expect(issue.mock.calls[0]?.[0]).toMatchObject({ overrideLint: ["rfc5280.email_not_in_san"] });
  unmount();
  localStorage.clear();
  fake = installFakeCore({ role: "operator" });
  await renderApp("/issue");
  await fillCommonName(user, "odd.corp.example");
  await user.type(screen.getByLabelText("Organisation (O)"), "Odd");
  expect(await screen.findByText(/not among its subject alternative names/)).toBeVisible();
  expect(screen.queryByRole("checkbox", { name: /^Sign in spite/ })).toBeNull();
  expect(issueButton()).toBeDisabled();
});

test("who may not issue is told so instead of being shown a form", async () => {
  fake = installFakeCore({ role: "viewer" });
  await renderApp("/issue");
  expect(await screen.findByText(/Your role may not issue certificates/)).toBeVisible();
  expect(screen.queryByLabelText("Common name")).toBeNull();
});

test("a request dropped on the form is read into it, not shown by the inspector", async () => {
  const { user, history } = await renderApp("/issue");
  await user.click(await screen.findByText("From a signing request"));
  const field = screen.getByLabelText("Signing request (CSR)");
  emit("drag-drop", { type: "drop", paths: ["/home/ada/api.csr"] });
  await waitFor(() => expect(field).not.toHaveValue(""));
  expect(history.location.pathname).toBe("/issue");
});
