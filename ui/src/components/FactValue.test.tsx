import { screen } from "@testing-library/react";
import { expect, it } from "vitest";
import { installFakeCore } from "@/testing/fakeCore";
import { renderPage } from "@/testing/render";
import { FactValue } from "./FactValue";

const shown = async (value: string) => {
  installFakeCore();
  const { unmount } = await renderPage(
    <section aria-label="Fact">
      <FactValue label="Serial number" value={value} />
    </section>,
  );
  const text = (await screen.findByRole("region", { name: "Fact" })).textContent;
  const copies = screen.queryByRole("button", { name: "Copy Serial number" }) !== null;
  unmount();
  return { text, copies };
};

it("shows identifiers in fours and offers to copy them", async () => {
  expect(await shown("22726FABE6D3AD51")).toEqual({ text: "2272 6FAB E6D3 AD51", copies: true });
  expect(await shown("22:72:6F:AB:E6:D3:AD:51")).toEqual({ text: "2272 6FAB E6D3 AD51", copies: true });
});

it("shows times in the person's zone, names with room to break, and keys by their word", async () => {
  expect((await shown("2026-11-20T23:57:19+00:00")).text).toMatch(/2026/);
  expect((await shown("2026-11-20T23:57:19+00:00")).text).not.toContain("T23");
  expect((await shown("CN=a,O=b")).text).toBe("CN=a, O=b");
  expect((await shown("ecdsa-p256 (256 bits)")).text).toBe("ECDSA P-256");
  expect((await shown("backup-2 (old)")).text).toBe("backup-2 (old)");
  expect((await shown("made here")).text).toBe("made here");
});
