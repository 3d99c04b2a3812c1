import { renderHook } from "@testing-library/react";
import { expect, it } from "vitest";
import "@/lib/i18n";
import { useSpoken } from "./useSpoken";

it("names keys and signatures as people do, and leaves names of hosts and files alone", () => {
  const { current: spoken } = renderHook(useSpoken).result;
  expect(spoken("It is signed with ecdsa-with-SHA256; its key is ecdsa-p256.")).toBe(
    "It is signed with ECDSA with SHA-256; its key is ECDSA P-256.",
  );
  expect(spoken("RSA-SHA1, RSASSA-PSS-SHA384, dsa-with-SHA256")).toBe(
    "RSA with SHA-1, RSASSA-PSS with SHA-384, DSA with SHA-256",
  );
  expect(spoken("rsa-1024 ml-dsa-65 ed25519")).toBe("RSA 1024 ML-DSA-65 Ed25519");
  expect(spoken("rsa-2048.corp.example my-rsa-2048 rsa-2048-old")).toBe(
    "rsa-2048.corp.example my-rsa-2048 rsa-2048-old",
  );
});

it("says of which kind a name is in a word, and leaves what only looks like one alone", () => {
  const { current: spoken } = renderHook(useSpoken).result;
  expect(spoken("dns:www.corp.example")).toBe("DNS www.corp.example");
  expect(spoken("email:ada@corp.example, ip:10.0.0.0/8 and uri:https://corp.example/dns:a")).toBe(
    "E-mail ada@corp.example, IP 10.0.0.0/8 and URI https://corp.example/dns:a",
  );
  expect(spoken("Its dns: none, xdns:a, urn:ip:1")).toBe("Its dns: none, xdns:a, urn:ip:1");
});
