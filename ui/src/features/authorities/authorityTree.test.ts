import { expect, test } from "vitest";
import type { AuthoritySummary } from "@/lib/ipc";
import { treeMove, treeRows } from "./authorityTree";

function authority(id: string, parentId: string | null, name = id): AuthoritySummary {
  return {
    id,
    name,
    subject: `CN=${name}`,
    parentId,
    certificateId: `crt-${id}`,
    keyAlgorithm: "ecdsa-p256",
    notBefore: "2026-01-01T00:00:00Z",
    notAfter: "2036-01-01T00:00:00Z",
    status: "active",
    issued: 0,
    active: 0,
    crlState: "fresh",
    nextCrl: null,
    isRoot: parentId === null,
    keyState: "open",
  };
}

const ALL = [
  authority("ca-3", "ca-1", "West"),
  authority("ca-1", null, "Root"),
  authority("ca-2", "ca-1", "East"),
  authority("ca-4", "ca-9", "Orphan"),
];

test("children follow their parent, by name; one without a known parent stands at the top", () => {
  const rows = treeRows(ALL, new Set());
  expect(rows.map((row) => [row.authority.name, row.level, row.place, row.siblings])).toEqual([
    ["Orphan", 1, 1, 2],
    ["Root", 1, 2, 2],
    ["East", 2, 1, 2],
    ["West", 2, 2, 2],
  ]);
});

test("authorities that name each other as parent hang nothing", () => {
  expect(treeRows([authority("a", "b"), authority("b", "a")], new Set())).toEqual([]);
});

test("arrows open, close and walk as in every tree", () => {
  const rows = treeRows(ALL, new Set());
  expect(treeMove(rows, 1, "ArrowRight")).toEqual({ kind: "focus", index: 2 });
  expect(treeMove(rows, 3, "ArrowLeft")).toEqual({ kind: "focus", index: 1 });
  expect(treeMove(rows, 1, "ArrowLeft")).toEqual({ kind: "collapse", id: "ca-1" });
  const closed = treeRows(ALL, new Set(["ca-1"]));
  expect(closed).toHaveLength(2);
  expect(treeMove(closed, 1, "ArrowRight")).toEqual({ kind: "expand", id: "ca-1" });
});
