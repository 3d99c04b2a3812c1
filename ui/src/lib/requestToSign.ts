// A signing request on its way from where it was seen (the inspector) to the form that signs it. It is taken once: the
// next form begins empty.
let waiting: string | null = null;

export function offerRequest(pem: string) {
  waiting = pem;
}

export function takeRequest(): string | null {
  const taken = waiting;
  waiting = null;
  return taken;
}
