import { useNavigate } from "@tanstack/react-router";
import { useEffect } from "react";
import { dialogOpen, takesText } from "@/lib/keyboard";
import { useSession } from "@/lib/session";
import { openHelp, openPalette } from "@/lib/surfaces";

/** After G, these go to a room. */
const rooms = {
  d: "/",
  a: "/authorities",
  c: "/certificates",
  r: "/requests",
  p: "/profiles",
  l: "/audit",
  s: "/settings",
  i: "/inspector",
  j: "/jobs",
  t: "/status",
  w: "/renewals",
} as const;

/** Ctrl K, ?, N and the G sequences, wherever the focus isn't in a text. */
export function useGlobalKeys() {
  const navigate = useNavigate();
  const session = useSession();
  useEffect(() => {
    let going = 0;
    const onKey = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === "k") {
        event.preventDefault();
        openPalette();
        return;
      }
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      if (takesText(event.target) || dialogOpen()) return;
      const key = event.key.toLowerCase();
      const room = Date.now() - going < 1200 && key in rooms ? rooms[key as keyof typeof rooms] : null;
      going = 0;
      if (room) {
        event.preventDefault();
        void navigate({ to: room });
      } else if (key === "g") going = Date.now();
      else if (key === "?") openHelp();
      else if (key === "n" && session?.permissions.includes("issue")) {
        event.preventDefault();
        void navigate({ to: "/issue" });
      }
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [navigate, session]);
}
