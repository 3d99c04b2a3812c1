import {
  createHashHistory,
  createRootRoute,
  createRoute,
  createRouter,
  type RouterHistory,
} from "@tanstack/react-router";
import { AuditPage } from "@/features/audit/AuditPage";
import { validateAuditSearch } from "@/features/audit/search";
import { AuthoritiesPage } from "@/features/authorities/AuthoritiesPage";
import { ImportAuthorityPage } from "@/features/authorities/ImportAuthorityPage";
import { NewAuthorityPage } from "@/features/authorities/NewAuthorityPage";
import { validateAuthoritiesSearch, validateNewAuthoritySearch } from "@/features/authorities/search";
import { BatchPage } from "@/features/batch/BatchPage";
import { CertificatesPage } from "@/features/certificates/CertificatesPage";
import { validateCertificatesSearch } from "@/features/certificates/search";
import { DashboardPage } from "@/features/dashboard/DashboardPage";
import { InspectorPage } from "@/features/inspector/InspectorPage";
import { IssuePage } from "@/features/issue/IssuePage";
import { validateIssueSearch } from "@/features/issue/search";
import { JobsPage } from "@/features/jobs/JobsPage";
import { validateJobsSearch } from "@/features/jobs/search";
import { EditProfilePage } from "@/features/profiles/EditProfilePage";
import { ProfilesPage } from "@/features/profiles/ProfilesPage";
import { validateEditProfileSearch, validateProfilesSearch } from "@/features/profiles/search";
import { RenewalsPage } from "@/features/renewals/RenewalsPage";
import { validateRenewalsSearch } from "@/features/renewals/search";
import { NewRequestPage } from "@/features/requests/NewRequestPage";
import { RequestsPage } from "@/features/requests/RequestsPage";
import { SignRequestsPage } from "@/features/requests/SignRequestsPage";
import { validateRequestsSearch } from "@/features/requests/search";
import { SettingsPage } from "@/features/settings/SettingsPage";
import { validateSettingsSearch } from "@/features/settings/search";
import { StatusPage } from "@/features/status/StatusPage";
import { PageFailed, PageNotFound } from "./PageFailed";
import { Shell } from "./Shell";

const root = createRootRoute({ component: Shell, notFoundComponent: PageNotFound });
const at = () => root;

const routes = [
  createRoute({ getParentRoute: at, path: "/", component: DashboardPage }),
  createRoute({
    getParentRoute: at,
    path: "/authorities",
    component: AuthoritiesPage,
    validateSearch: validateAuthoritiesSearch,
  }),
  createRoute({
    getParentRoute: at,
    path: "/authorities/new",
    component: NewAuthorityPage,
    validateSearch: validateNewAuthoritySearch,
  }),
  createRoute({ getParentRoute: at, path: "/authorities/import", component: ImportAuthorityPage }),
  createRoute({
    getParentRoute: at,
    path: "/certificates",
    component: CertificatesPage,
    validateSearch: validateCertificatesSearch,
  }),
  createRoute({ getParentRoute: at, path: "/issue", component: IssuePage, validateSearch: validateIssueSearch }),
  createRoute({
    getParentRoute: at,
    path: "/requests",
    component: RequestsPage,
    validateSearch: validateRequestsSearch,
  }),
  createRoute({ getParentRoute: at, path: "/requests/new", component: NewRequestPage }),
  createRoute({ getParentRoute: at, path: "/requests/sign", component: SignRequestsPage }),
  createRoute({ getParentRoute: at, path: "/batch", component: BatchPage }),
  createRoute({
    getParentRoute: at,
    path: "/renewals",
    component: RenewalsPage,
    validateSearch: validateRenewalsSearch,
  }),
  createRoute({ getParentRoute: at, path: "/jobs", component: JobsPage, validateSearch: validateJobsSearch }),
  createRoute({ getParentRoute: at, path: "/inspector", component: InspectorPage }),
  createRoute({
    getParentRoute: at,
    path: "/profiles",
    component: ProfilesPage,
    validateSearch: validateProfilesSearch,
  }),
  createRoute({
    getParentRoute: at,
    path: "/profiles/edit",
    component: EditProfilePage,
    validateSearch: validateEditProfileSearch,
  }),
  createRoute({ getParentRoute: at, path: "/status", component: StatusPage }),
  createRoute({ getParentRoute: at, path: "/audit", component: AuditPage, validateSearch: validateAuditSearch }),
  createRoute({
    getParentRoute: at,
    path: "/settings",
    component: SettingsPage,
    validateSearch: validateSettingsSearch,
  }),
] as const;

/** The console's router. The window serves files from its own scheme: the page's place stays behind the hash. */
export const createConsoleRouter = (history: RouterHistory = createHashHistory()) =>
  createRouter({
    routeTree: root.addChildren(routes),
    history,
    defaultErrorComponent: PageFailed,
    // Loading is each page's own matter, as skeletons.
    defaultPendingMs: 10_000,
    defaultStructuralSharing: true,
  });

export type ConsoleRouter = ReturnType<typeof createConsoleRouter>;

declare module "@tanstack/react-router" {
  interface Register {
    router: ConsoleRouter;
  }
}
