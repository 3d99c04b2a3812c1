import { screen, waitFor } from "@testing-library/react";
import { beforeEach, expect, test, vi } from "vitest";
import type { IssueRequest } from "@/lib/ipc";
import { installFakeCore } from "@/testing/fakeCore";
import { renderApp } from "@/testing/render";

let fake: ReturnType<typeof installFakeCore>;

beforeEach(() => {
  localStorage.clear();
  fake = installFakeCore();
});

const issueButton = () => screen.getByRole("button", { name: "Issue" });

test("an objection of the core stands at its field while typing, and blocks issuing", async () => {
  const { user } = await renderApp("/issue");
  await user.type(await screen.findByLabelText("Common name"), "new.corp.example");
  await waitFor(() => expect(issueButton()).toBeEnabled());
  const names = screen.getByRole("combobox", { name: "DNS names" });
  await user.type(names, "b!d{Enter}");
  await waitFor(() => expect(names).toHaveAccessibleDescription("“b!d” is not a DNS name."));
  expect(issueButton()).toBeDisabled();
});

test("a double press issues once, and the result leads on", async () => {
  const issue = vi.spyOn(fake.core, "issueCertificate");
  const { user } = await renderApp("/issue");
  await user.type(await screen.findByLabelText("Common name"), "new.corp.example");
  await waitFor(() => expect(issueButton()).toBeEnabled());
  await user.dblClick(issueButton());
  expect(await screen.findByText(/new\.corp\.example is valid until/)).toBeVisible();
  expect(issue).toHaveBeenCalledTimes(1);
  expect(issue.mock.calls.map(([request]) => (request as IssueRequest).token)[0]).toMatch(/^[0-9a-f-]{36}$/);
  await user.click(screen.getByRole("button", { name: "Issue another" }));
  await user.type(await screen.findByLabelText("Common name"), "other.corp.example");
  await waitFor(() => expect(issueButton()).toBeEnabled());
  await user.click(issueButton());
  await screen.findByText(/other\.corp\.example is valid until/);
  const tokens = issue.mock.calls.map(([request]) => (request as IssueRequest).token);
  expect(new Set(tokens).size).toBe(2);
});

test("a second active certificate for the same name needs a yes", async () => {
  const taken = fake.estate.certificates.find(({ status, origin }) => status === "active" && origin === "issued");
  const { user } = await renderApp("/issue");
  await user.type(await screen.findByLabelText("Common name"), taken?.label ?? "");
  const yes = await screen.findByRole("checkbox", { name: "Issue anyway" });
  expect(issueButton()).toBeDisabled();
  await user.click(yes);
  await waitFor(() => expect(issueButton()).toBeEnabled());
});

test("who may not issue is told so instead of being shown a form", async () => {
  fake = installFakeCore({ role: "viewer" });
  await renderApp("/issue");
  expect(await screen.findByText(/Your role may not issue certificates/)).toBeVisible();
  expect(screen.queryByLabelText("Common name")).toBeNull();
});
