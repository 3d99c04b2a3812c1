import { QueryClientProvider } from "@tanstack/react-query";
import { act, renderHook, waitFor } from "@testing-library/react";
import type { ReactNode } from "react";
import { expect, it, vi } from "vitest";
import { CoreError } from "@/lib/ipc";
import { createQueryClient } from "./client";
import { useCommand } from "./useCommand";

const client = createQueryClient();
const wrapper = ({ children }: { children: ReactNode }) => (
  <QueryClientProvider client={client}>{children}</QueryClientProvider>
);

it("a double click does it once", async () => {
  const deed = vi.fn(async () => "done");
  const { result } = renderHook(() => useCommand(deed), { wrapper });
  act(() => {
    result.current.run(undefined);
    result.current.run(undefined);
  });
  await waitFor(() => expect(result.current.answer).toBe("done"));
  expect(deed).toHaveBeenCalledTimes(1);
});

it("what only looks may be asked something else at once", async () => {
  const look = vi.fn(async (host: string) => `about ${host}`);
  const { result } = renderHook(() => useCommand(look, { invalidates: [] }), { wrapper });
  act(() => result.current.run("a"));
  await waitFor(() => expect(result.current.answer).toBe("about a"));
  expect(result.current.answers("b")).toBe(false);
  act(() => result.current.run("a"));
  act(() => result.current.run("b"));
  await waitFor(() => expect(result.current.answer).toBe("about b"));
  expect(result.current.answers("b")).toBe(true);
  expect(look.mock.calls.map(([host]) => host)).toEqual(["a", "b"]);
});

it("what changes something is not done twice at once, whatever it is asked", async () => {
  const deed = vi.fn(async (name: string) => `issued ${name}`);
  const { result } = renderHook(() => useCommand(deed), { wrapper });
  act(() => result.current.run("a"));
  await waitFor(() => expect(result.current.answer).toBe("issued a"));
  act(() => result.current.run("b"));
  expect(deed).toHaveBeenCalledTimes(1);
});

it("can be done again after a refusal, which belongs to its field", async () => {
  const deed = vi
    .fn<(name: string) => Promise<string>>()
    .mockRejectedValueOnce(new CoreError({ code: "invalid_name", message: "Too long.", field: "name" }))
    .mockResolvedValueOnce("done");
  const { result } = renderHook(() => useCommand(deed), { wrapper });
  act(() => result.current.run("x"));
  await waitFor(() => expect(result.current.errorAt("name")).toBe("Too long."));
  expect(result.current.errorBeside("name")).toBeNull();
  expect(result.current.errorBeside("other")?.message).toBe("Too long.");
  act(() => result.current.run("y"));
  await waitFor(() => expect(result.current.answer).toBe("done"));
  expect(result.current.error).toBeNull();
});
