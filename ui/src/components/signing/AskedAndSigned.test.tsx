import { render, screen } from "@testing-library/react";
import { expect, test } from "vitest";
import type { ComparedField } from "@/lib/ipc";
import { AskedAndSigned } from "./AskedAndSigned";

const csr = (fields: ComparedField[]) => ({
  subject: "CN=a",
  keyAlgorithm: "ecdsa-p256",
  names: [],
  extensions: [],
  signatureValid: true,
  fields,
});

test("each part says who decided, and why it is not as it was asked for", () => {
  const fields: ComparedField[] = [
    { field: "subject.O", label: "Subject O", asked: ["Evil"], signed: ["Good"], by: "profile", why: "O is fixed." },
    { field: "2.5.29.37", label: "EKU", asked: ["serverAuth"], signed: ["serverAuth"], by: "bounds", why: null },
    { field: "2.5.29.31", label: "CRL", asked: [], signed: ["http://crl.example/"], by: "authority", why: null },
  ];
  render(<AskedAndSigned csr={csr(fields)} />);
  expect(screen.getByText("1 part will be signed otherwise than it asks.")).toBeVisible();
  expect(screen.getByRole("rowheader", { name: /Subject O differs/ })).toBeVisible();
  expect(screen.getByText("O is fixed.")).toBeVisible();
  expect(screen.getByRole("rowheader", { name: "EKU" })).toBeVisible();
  expect(
    screen.getByRole("row", { name: /EKU TLS server serverAuth TLS server serverAuth the request, within bounds/ }),
  ).toBeVisible();
  expect(screen.getByRole("row", { name: /CRL nothing http:\/\/crl\.example\/ the authority/ })).toBeVisible();
});
