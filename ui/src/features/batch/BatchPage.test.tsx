import { screen, waitFor, within } from "@testing-library/react";
import { expect, it, vi } from "vitest";
import { installFakeCore } from "@/testing/fakeCore";
import { renderApp } from "@/testing/render";
import { dialogs, emit } from "@/testing/window";

const choose = async (path: string) => {
  dialogs.open = [path];
  const page = await renderApp("/batch");
  await page.user.click(await screen.findByRole("button", { name: "Browse…" }));
  return page;
};

it("issues a file without errors, with the mark of what was looked at", async () => {
  const { core } = installFakeCore();
  const started = vi.spyOn(core, "startBatch");
  const { user } = await choose("/home/ada/rows.csv");
  await user.click(await screen.findByRole("button", { name: "Issue 100 certificates" }));
  await waitFor(() =>
    expect(started).toHaveBeenCalledWith(
      expect.objectContaining({ path: "/home/ada/rows.csv", seen: "mark of /home/ada/rows.csv", skipFaulty: false }),
    ),
  );
  expect(await screen.findByRole("link", { name: "Show in Jobs" })).toBeVisible();
});

it("lists every error by row, and issues the rest only when told to leave those rows out", async () => {
  const { core } = installFakeCore();
  const started = vi.spyOn(core, "startBatch");
  const { user } = await choose("/home/ada/faulty.csv");
  const errors = await screen.findByRole("region", { name: "Errors by row" });
  expect(within(errors).getAllByRole("row")).toHaveLength(4);
  expect(screen.getByText("2 rows have errors")).toBeVisible();
  const issue = screen.getByRole("button", { name: "Issue 98 certificates" });
  expect(issue).toBeDisabled();
  await user.click(screen.getByRole("radio", { name: "Leave those 2 rows out and issue the others" }));
  await user.click(issue);
  await waitFor(() => expect(started).toHaveBeenCalledWith(expect.objectContaining({ skipFaulty: true })));
});

it("says why a file cannot be read", async () => {
  installFakeCore();
  await choose("/home/ada/unreadable.csv");
  expect(await screen.findByText(/^Line 3 is not UTF-8/)).toBeVisible();
  expect(screen.getByRole("button", { name: "Issue" })).toBeDisabled();
});

it("takes a file that is dropped on the window", async () => {
  installFakeCore();
  await renderApp("/batch");
  await screen.findByRole("button", { name: "Browse…" });
  emit("drag-drop", { type: "drop", paths: ["/home/ada/dropped.xlsx"] });
  expect(await screen.findByDisplayValue("/home/ada/dropped.xlsx")).toBeVisible();
  expect(await screen.findByRole("button", { name: "Issue 100 certificates" })).toBeEnabled();
});

it("is not for who may not issue", async () => {
  installFakeCore({ role: "viewer" });
  await renderApp("/batch");
  expect(await screen.findByText(/does not include issuing/)).toBeVisible();
});

it("reads what was typed when Enter is pressed, and starts nothing that was not looked at", async () => {
  const { core } = installFakeCore();
  const started = vi.spyOn(core, "startBatch");
  const { user } = await renderApp("/batch");
  await user.type(await screen.findByLabelText("File or folder"), "/home/ada/rows.csv{Enter}");
  const issue = await screen.findByRole("button", { name: "Issue 100 certificates" });
  await user.type(screen.getByLabelText("File or folder"), ".old");
  expect(issue).toBeDisabled();
  await user.type(screen.getByLabelText("File or folder"), "{Enter}");
  expect(started).not.toHaveBeenCalled();
  await waitFor(() => expect(issue).toBeEnabled());
});

it("offers only the profiles that the chosen authority accepts", async () => {
  const { core, estate } = installFakeCore();
  const [first, other] = estate.authorities.filter(({ isRoot, status }) => !isRoot && status === "active");
  await core.pinProfile("web-server", [other!.id]);
  const { user } = await renderApp("/batch");
  const choose = async (field: string, option: string) => {
    await user.click(await screen.findByRole("combobox", { name: field }));
    await user.click(await screen.findByRole("option", { name: option, hidden: true }));
  };
  await choose("Authority", first!.name);
  await user.click(screen.getByRole("combobox", { name: "Profile" }));
  expect(await screen.findByRole("option", { name: "Code signing", hidden: true })).toBeInTheDocument();
  expect(screen.queryByRole("option", { name: "Web server", hidden: true })).toBeNull();
  await choose("Authority", other!.name);
  await choose("Profile", "Web server");
});
