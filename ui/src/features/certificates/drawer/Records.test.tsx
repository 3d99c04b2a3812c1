import { screen, waitFor } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { CoreError } from "@/lib/ipc";
import { installFakeCore } from "@/testing/fakeCore";
import { renderPage } from "@/testing/render";
import { Records } from "./Records";

test("an owner that somebody else wrote meanwhile is shown beside the one that was typed, and nothing typed is lost", async () => {
  const { core, estate } = installFakeCore();
  const id = estate.certificates[0]!.id;
  const certificate = await core.certificate(id);
  const { owner, environment } = certificate.row;
  const seen = { owner, environment, notes: certificate.notes, tags: certificate.tags };
  const change = vi.spyOn(core, "changeRecords");
  const message = "Grace changed the owner to “Hers” meanwhile. Nothing was saved.";
  change.mockRejectedValueOnce(new CoreError({ code: "changed_meanwhile", message, field: "owner" }));
  const { user } = await renderPage(<Records certificate={certificate} />);
  await user.click(await screen.findByRole("button", { name: "Edit" }));
  const field = screen.getByRole("textbox", { name: "Owner" });
  await user.clear(field);
  await user.type(field, "Mine");
  await user.type(screen.getByRole("textbox", { name: "Notes" }), "!");
  const typed = { ...seen, owner: "Mine", notes: `${seen.notes ?? ""}!` };
  estate.certificates[0]!.owner = "Hers";
  await user.click(screen.getByRole("button", { name: "Save" }));
  expect(await screen.findByText(message)).toBeVisible();
  expect(change).toHaveBeenLastCalledWith(id, seen, typed);

  await user.click(screen.getByRole("button", { name: "Look at it now" }));
  expect(await screen.findByText(/^There now: Hers\./)).toBeVisible();
  expect(screen.getByRole("textbox", { name: "Owner" })).toHaveValue("Mine");
  await user.click(screen.getByRole("button", { name: "Save" }));
  await waitFor(() => expect(change).toHaveBeenLastCalledWith(id, { ...seen, owner: "Hers" }, typed));
});
