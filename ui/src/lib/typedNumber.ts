/**
 * The number in a field for numbers; null where there is none. The kit hands on a text where it would be lost as a
 * number: emptied, or with a nought in front.
 */
export function typedNumber(value: number | string): number | null {
  const number = value === "" ? Number.NaN : Number(value);
  return Number.isNaN(number) ? null : number;
}
