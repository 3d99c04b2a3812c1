import { render } from "@testing-library/react";
import { expect, it } from "vitest";
import "@/lib/i18n";
import { formatDate, formatTime } from "@/lib/format";
import { Sentence } from "./Sentence";

it("says keys by their words, days and times as everywhere else", () => {
  const { container } = render(
    <Sentence text="“Old CA” has an ecdsa-p256 key and ends on 2026-11-21, its CRL at 2026-11-20 09:58 UTC." />,
  );
  expect(container.textContent).toBe(
    `“Old CA” has an ECDSA P-256 key and ends on ${formatDate("2026-11-21T12:00Z")}, its CRL at ${formatTime("2026-11-20T09:58Z")}.`,
  );
});

it("takes no part of a name or an address for a day", () => {
  const text = "host-2026-11-21.example, http://a.example/2026-11-21/x and 2026-11-211";
  const { container } = render(<Sentence text={text} />);
  expect(container.textContent).toBe(text);
});
