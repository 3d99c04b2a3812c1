import { Group, Stack } from "@mantine/core";
import type { FormEvent, ReactNode } from "react";
import classes from "./FirstRun.module.css";

/** One step: what it is about, its fields, and its buttons with the way on at the right. */
export function StepForm({
  title,
  intro,
  onSubmit,
  left,
  right,
  children,
}: {
  title: string;
  intro: string;
  onSubmit: () => void;
  left?: ReactNode;
  right: ReactNode;
  children: ReactNode;
}) {
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSubmit();
  };
  return (
    <form onSubmit={submit}>
      <h1 className={classes.title}>{title}</h1>
      <p className={classes.intro}>{intro}</p>
      <Stack gap="md">{children}</Stack>
      <Group justify="space-between" mt="lg">
        <span>{left}</span>
        <Group gap="xs">{right}</Group>
      </Group>
    </form>
  );
}
