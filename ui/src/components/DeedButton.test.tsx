import { screen } from "@testing-library/react";
import { useState } from "react";
import { expect, it, vi } from "vitest";
import { installFakeCore } from "@/testing/fakeCore";
import { renderPage } from "@/testing/render";
import { DeedButton } from "./DeedButton";

it("keeps the focus while its deed is under way, takes no second press, and has it still when that is over", async () => {
  installFakeCore();
  const deed = vi.fn();
  let end: () => void = () => undefined;
  function Deed() {
    const [pending, setPending] = useState(false);
    end = () => setPending(false);
    const begin = () => {
      deed();
      setPending(true);
    };
    return (
      <DeedButton pending={pending} onClick={begin}>
        Issue
      </DeedButton>
    );
  }
  const { user } = await renderPage(<Deed />);
  const button = await screen.findByRole("button", { name: "Issue" });
  await user.click(button);
  await user.keyboard("{Enter} ");
  await user.click(button);
  expect(deed).toHaveBeenCalledTimes(1);
  expect(button).toHaveFocus();
  expect(button).toHaveAttribute("aria-disabled", "true");
  end();
  await vi.waitFor(() => expect(button).not.toHaveAttribute("aria-disabled"));
  expect(button).toHaveFocus();
});
