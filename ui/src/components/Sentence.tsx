import { WithTimes } from "./Time";
import { useSpoken } from "./useSpoken";

/** What the core says, with keys, signatures and kinds of names by their words and times in the person's zone. */
export function Sentence({ text }: { text: string }) {
  const spoken = useSpoken();
  return <WithTimes text={spoken(text)} />;
}
