import { hashKey, type QueryKey, useMutation } from "@tanstack/react-query";
import { useCallback, useRef } from "react";
import { withOwnTimes } from "@/lib/format";
import { asCoreError, type CoreError } from "@/lib/ipc";

type Options<Answer, Request> = {
  onDone?: (answer: Answer, request: Request) => void;
  /** What the deed changes; everything when left out. */
  invalidates?: QueryKey[];
  /** It opens the vault: a refusal is no reason to show sign-in. */
  atTheDoor?: boolean;
};

/**
 * Within this time after it was done, a deed is not done again: it was a double click. In milliseconds. What changes
 * nothing (`invalidates` is empty) may well be asked something else as fast as that.
 */
const DOUBLE_CLICK = 400;

/**
 * A deed of the core behind a button: pending while it runs, never started twice at once, its refusal kept for the
 * form to show. `errorAt(field)` is the sentence for a field; `errorBeside(...fields)` is the refusal when it belongs
 * to none of the fields on screen.
 */
export function useCommand<Request, Answer>(
  deed: (request: Request) => Promise<Answer>,
  { onDone, invalidates, atTheDoor }: Options<Answer, Request> = {},
) {
  const running = useRef(false);
  const doneAt = useRef(Number.NEGATIVE_INFINITY);
  const looks = invalidates?.length === 0;
  const mutation = useMutation<Answer, Error, Request>({
    mutationFn: deed,
    meta: { ...(invalidates && { invalidates }), ...(atTheDoor && { atTheDoor }) },
    onSettled: () => {
      running.current = false;
    },
    onSuccess: (answer, request) => {
      doneAt.current = performance.now();
      onDone?.(answer, request);
    },
  });
  const { mutate, reset, variables } = mutation;
  const answers = useCallback((request: Request) => hashKey([request]) === hashKey([variables]), [variables]);
  const run = useCallback(
    (request: Request) => {
      const again = performance.now() - doneAt.current < DOUBLE_CLICK && (!looks || answers(request));
      if (running.current || again) return;
      running.current = true;
      mutate(request);
    },
    [mutate, looks, answers],
  );
  const error: CoreError | null = mutation.error ? asCoreError(mutation.error) : null;
  return {
    run,
    pending: mutation.isPending,
    answer: mutation.data,
    /** Whether the answer, or the refusal, is to this request and not to an earlier one. */
    answers,
    error,
    errorAt: (field: string) => (error?.field === field ? withOwnTimes(error.message) : undefined),
    errorBeside: (...fields: string[]) => (error && !fields.includes(error.field ?? "") ? error : null),
    clear: reset,
  };
}
