import { act, renderHook } from "@testing-library/react";
import { expect, it } from "vitest";
import { useEdited } from "./useEdited";

type Thing = { name: string; url: string | null; tags: string[] };
const thing: Thing = { name: "Issuing", url: null, tags: ["a"] };

it("what was not touched follows what stands there, and what was typed keeps what had been looked at", () => {
  const { result, rerender } = renderHook(({ present }) => useEdited(present), { initialProps: { present: thing } });
  expect(result.current.changed).toBe(false);
  act(() => result.current.set({ url: "http://mine" }));
  rerender({ present: { name: "Renamed", url: "http://theirs", tags: ["b"] } });
  expect(result.current.seen).toEqual({ name: "Renamed", url: null, tags: ["b"] });
  expect(result.current.wanted).toEqual({ name: "Renamed", url: "http://mine", tags: ["b"] });
  expect(result.current.changed).toBe(true);
  expect(result.current.theirs("url")).toBeNull();
});

it("after it was looked at anew what was typed may take the place of what somebody else wrote", () => {
  const { result, rerender } = renderHook(({ present }) => useEdited(present), { initialProps: { present: thing } });
  act(() => result.current.set({ url: "http://mine", name: "Mine" }));
  const fresh = { ...thing, url: "http://theirs" };
  rerender({ present: fresh });
  act(() => result.current.lookAnew(fresh));
  expect(result.current.seen).toEqual(fresh);
  expect(result.current.wanted).toEqual({ ...fresh, url: "http://mine", name: "Mine" });
  expect(result.current.theirs("url")).toEqual({ value: "http://theirs" });
  expect(result.current.theirs("name")).toBeNull();
  act(() => result.current.set({ url: "http://theirs" }));
  expect(result.current.theirs("url")).toBeNull();
});

it("what is typed back as it was is no change", () => {
  const { result } = renderHook(() => useEdited(thing));
  act(() => result.current.set({ name: "Other", tags: ["a", "b"] }));
  act(() => result.current.set({ name: "Issuing", tags: ["a"] }));
  expect(result.current.changed).toBe(false);
});
