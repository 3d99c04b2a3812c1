import { screen, waitFor, within } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { installFakeCore } from "@/testing/fakeCore";
import { renderApp } from "@/testing/render";

test("what was pasted is written in another form; a form with a key is closed where there is none", async () => {
  const { core } = installFakeCore({ role: "viewer" });
  const convert = vi.spyOn(core, "convertInspected");
  const { user } = await renderApp("/inspector");
  const text = "-----BEGIN CERTIFICATE-----\nMII\n-----END CERTIFICATE-----";
  await user.click(await screen.findByLabelText("Text"));
  await user.paste(text);
  await user.click(await screen.findByRole("button", { name: "Save as…" }));
  const dialog = await screen.findByRole("dialog", { name: "Save in another form" });
  expect(within(dialog).queryByRole("radio", { name: /PKCS#12, modern/ })).toBeNull();
  await user.click(within(dialog).getByRole("radio", { name: /Certificate, DER/ }));
  await user.click(within(dialog).getByRole("button", { name: "Save" }));
  await waitFor(() =>
    expect(convert).toHaveBeenCalledWith({
      source: { kind: "text", value: text },
      passphrase: null,
      to: expect.objectContaining({ format: "der", passphrase: null, overwrite: false }),
    }),
  );
  expect(await within(dialog).findByText("Written")).toBeVisible();
});
