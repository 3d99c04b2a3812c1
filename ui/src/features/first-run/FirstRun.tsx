export const FirstRun = (_: { onFinished: () => void; goTo: (to: "/issue") => void }) => null;
