import { QueryClientProvider } from "@tanstack/react-query";
import {
  createMemoryHistory,
  createRootRoute,
  createRoute,
  createRouter,
  RouterProvider,
} from "@tanstack/react-router";
import { render } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import type { ReactNode } from "react";
import { Look } from "@/app/Look";
import { createQueryClient } from "@/lib/query/client";
import { consoleQuery } from "@/lib/session";

/** Renders something as if it stood in a room, with an empty router around it: links work, pages are not there. */
export async function renderPage(page: ReactNode, at = "/") {
  const client = createQueryClient();
  await client.prefetchQuery(consoleQuery);
  const root = createRootRoute();
  const any = (path: string) => createRoute({ getParentRoute: () => root, path, component: () => page });
  const router = createRouter({
    routeTree: root.addChildren([any("/"), any("$")]),
    history: createMemoryHistory({ initialEntries: [at] }),
  });
  const view = render(
    <QueryClientProvider client={client}>
      <Look>
        {/* The page's own routes are typed; this one is not. */}
        <RouterProvider router={router as never} />
      </Look>
    </QueryClientProvider>,
  );
  await router.load();
  return { ...view, client, router, user: userEvent.setup() };
}

/** Renders the whole console at an address, as the window does. */
export async function renderApp(at = "/") {
  const { App } = await import("@/app/App");
  const history = createMemoryHistory({ initialEntries: [at] });
  const view = render(<App history={history} />);
  return { ...view, history, user: userEvent.setup() };
}
