import { screen } from "@testing-library/react";
import { expect, it } from "vitest";
import { installFakeCore } from "@/testing/fakeCore";
import { renderPage } from "@/testing/render";
import { useTitledProfiles } from "./useProfileTitle";

function Said({ sentence }: { sentence: string }) {
  return <p>{useTitledProfiles()(sentence)}</p>;
}

it("calls a profile by its title in what the core says, and leaves what is none as it is", async () => {
  installFakeCore();
  await renderPage(
    <>
      <Said sentence="The profile client-auth is not among those of the schedule." />
      <Said sentence="The profile no-such-one is retired." />
      <Said sentence="The profile allows at most 47 days." />
    </>,
  );
  expect(
    await screen.findByText("The profile “Client authentication” is not among those of the schedule."),
  ).toBeVisible();
  expect(screen.getByText("The profile no-such-one is retired.")).toBeVisible();
  expect(screen.getByText("The profile allows at most 47 days.")).toBeVisible();
});
