import { expect, it } from "vitest";
import { resourceOf } from "./resource";

it("calls what has a name by it, and everything else by its id", () => {
  expect(resourceOf("profile:web-server")).toEqual({ kind: "profile", name: "web-server" });
  expect(resourceOf("user:Ada Byron")).toEqual({ kind: "other", name: "Ada Byron" });
  expect(resourceOf("crt-17")).toEqual({ kind: "certificate", name: "crt-17" });
  expect(resourceOf("ca-2")).toEqual({ kind: "authority", name: "ca-2" });
  expect(resourceOf("job-3")).toEqual({ kind: "other", name: "job-3" });
});
