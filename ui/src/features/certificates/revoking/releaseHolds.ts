import { core, type Selection } from "@/lib/ipc";

/**
 * Takes back that these were put on hold; as the undoing of it. What is to be said of it where it goes on as a job: its
 * title.
 */
export async function releaseHolds(selection: Selection): Promise<string | undefined> {
  const answer = await core.releaseCertificates(selection, crypto.randomUUID());
  return answer.kind === "job" ? answer.job.title : undefined;
}
