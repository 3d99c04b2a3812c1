import { screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { installFakeCore } from "@/testing/fakeCore";
import { renderApp } from "@/testing/render";

const certificate = (title: string, from: string, until: string) => ({
  kind: "certificate" as const,
  title,
  summary: [
    { label: "Valid from", value: from },
    { label: "Valid until", value: until },
  ],
  ends: until,
  extensions: [],
  pem: null,
  certificateId: null,
});

test("of what has ended it is said that it has, of nothing else", async () => {
  const { core } = installFakeCore();
  core.inspectText = async () => [
    certificate("old.corp.example", "2019-01-01T00:00:00Z", "2020-01-01T00:00:00Z"),
    certificate("new.corp.example", "2019-01-01T00:00:00Z", "2119-01-01T00:00:00Z"),
    { ...certificate("CRL of Example CA", "2019-01-01T00:00:00Z", "2020-01-01T00:00:00Z"), kind: "crl", ends: null },
  ];
  const { user } = await renderApp("/inspector");
  await user.click(await screen.findByLabelText("Text"));
  await user.paste("-----BEGIN CERTIFICATE-----");
  expect(await screen.findByText(/^expired \d+ years ago$/)).toBeVisible();
  expect(screen.getByText("new.corp.example")).toBeVisible();
  expect(screen.getByText("CRL of Example CA")).toBeVisible();
});
