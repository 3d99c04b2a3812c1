import { SimpleGrid } from "@mantine/core";
import { PassphraseField } from "@/components/PassphraseField";

/** A new passphrase, typed twice. Whether the two agree is `agree`. */
export function PassphrasePair({
  label,
  again,
  mismatch,
  description,
  value,
  repeated,
  onChange,
  onRepeat,
  error,
}: {
  label: string;
  again: string;
  mismatch: string;
  description?: string;
  value: string;
  repeated: string;
  onChange: (value: string) => void;
  onRepeat: (value: string) => void;
  error?: string;
}) {
  return (
    <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
      <PassphraseField
        label={label}
        description={description}
        value={value}
        error={error}
        autoComplete="new-password"
        inputWrapperOrder={["label", "input", "description", "error"]}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      <PassphraseField
        label={again}
        value={repeated}
        autoComplete="new-password"
        // Said only once the second has been typed as long as the first: not at every letter on the way.
        error={repeated !== "" && repeated !== value && !value.startsWith(repeated) ? mismatch : undefined}
        onChange={(event) => onRepeat(event.currentTarget.value)}
      />
    </SimpleGrid>
  );
}
