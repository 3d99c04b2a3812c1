import { useEffect } from "react";
import { openInspector } from "@/lib/inspectorBus";
import { dialogOpen, takesText } from "@/lib/keyboard";

/** What is pasted outside of any text goes to the inspector. */
export function usePasteAnywhere() {
  useEffect(() => {
    const onPaste = (event: ClipboardEvent) => {
      if (takesText(event.target) || dialogOpen()) return;
      const text = event.clipboardData?.getData("text/plain").trim();
      if (!text) return;
      event.preventDefault();
      openInspector({ kind: "text", text });
    };
    document.addEventListener("paste", onPaste);
    return () => document.removeEventListener("paste", onPaste);
  }, []);
}
