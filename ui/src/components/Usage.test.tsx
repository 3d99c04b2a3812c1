import { render, screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { ExtensionList } from "./signing/ExtensionList";
import { Usages } from "./Usage";

test("usages are told in words with their RFC name beside, and an OID of one's own as it is", () => {
  render(<Usages names={["keyEncipherment", "serverAuth", "1.3.6.1.4.1.99999.1"]} />);
  expect(screen.getByText(/Key encipherment/)).toHaveTextContent("Key encipherment keyEncipherment");
  expect(screen.getByText(/TLS server/)).toHaveTextContent("TLS server serverAuth");
  expect(screen.getByText("1.3.6.1.4.1.99999.1")).toBeVisible();
});

test("the extensions of a certificate tell them so, too", () => {
  const extension = {
    oid: "2.5.29.37",
    name: "Extended key usage",
    critical: false,
    lines: ["clientAuth"],
    value: null,
  };
  render(<ExtensionList extensions={[extension]} />);
  expect(screen.getByText(/TLS client/)).toHaveTextContent("TLS client clientAuth");
});
