import { screen, waitFor, within } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { CoreError } from "@/lib/ipc";
import { installFakeCore } from "@/testing/fakeCore";
import { renderApp } from "@/testing/render";

test("what was looked at is sent with what is wanted, and another’s change stays until it was looked at", async () => {
  const { core, estate } = installFakeCore();
  const { id, name } = estate.authorities.find(({ isRoot }) => !isRoot)!;
  const before = await core.authority(id);
  const change = vi.spyOn(core, "changeAuthority");
  const message = "Grace changed the name to “Hers” meanwhile. Nothing was saved.";
  change.mockRejectedValueOnce(new CoreError({ code: "changed_meanwhile", message, field: "name" }));
  const { user } = await renderApp(`/authorities?id=${id}`);
  await user.click((await screen.findAllByRole("button", { name: "Change…" }))[0]!);
  const dialog = await screen.findByRole("dialog", { name: `Change ${name}` });
  const field = within(dialog).getByRole("textbox", { name: "Name" });
  await user.clear(field);
  await user.type(field, "Mine");
  estate.authorities.find((each) => each.id === id)!.name = "Hers";
  await user.click(within(dialog).getByRole("button", { name: "Save" }));
  expect(await screen.findByText(message)).toBeVisible();
  const { crlUrl, aiaUrl, ocspUrl, crlDays, crlRules } = before;
  const rest = { crlUrl, aiaUrl, ocspUrl, crlDays, crlRules };
  expect(change).toHaveBeenLastCalledWith(id, { name, ...rest }, { name: "Mine", ...rest });

  await user.click(screen.getByRole("button", { name: "Look at it now" }));
  expect(await screen.findByText(/^There now: Hers\./)).toBeVisible();
  expect(screen.getByRole("textbox", { name: "Name" })).toHaveValue("Mine");
  await user.click(screen.getByRole("button", { name: "Save" }));
  await waitFor(() =>
    expect(change).toHaveBeenLastCalledWith(id, { name: "Hers", ...rest }, { name: "Mine", ...rest }),
  );
});
