import { createBrowserRouter, type RouteObject } from "react-router";

import { Broken, NotFound, Shell } from "./Shell";

/** Each page is a module of its own that is loaded when it is gone to; its component is the module's Component. */
const routes: RouteObject[] = [
  {
    path: "/",
    Component: Shell,
    HydrateFallback: () => null,
    ErrorBoundary: Broken,
    children: [
      { index: true, lazy: () => import("../pages/home/HomePage") },
      { path: "search", lazy: () => import("../pages/search/SearchPage") },
      { path: "list", lazy: () => import("../pages/list/ListPage") },
      { path: "statistics", lazy: () => import("../pages/statistics/StatisticsPage") },
      { path: "cadre/:id", lazy: () => import("../pages/cadre/CadrePage") },
      { path: "record", lazy: () => import("../pages/record/IndexPage") },
      { path: "record/:mutation", lazy: () => import("../pages/record/FormPage") },
      { path: "establishment", lazy: () => import("../pages/administration/EstablishmentPage") },
      { path: "agenda", lazy: () => import("../pages/administration/AgendaPage") },
      { path: "quality", lazy: () => import("../pages/quality/QualityPage") },
      { path: "imports", lazy: () => import("../pages/imports/ImportsPage") },
      { path: "imports/:id", lazy: () => import("../pages/imports/ImportPage") },
      { path: "audit", lazy: () => import("../pages/audit/AuditPage") },
      { path: "task/:id", lazy: () => import("../pages/task/TaskPage") },
      { path: "case/:id", lazy: () => import("../pages/case/CasePage") },
      { path: "decision/:id", lazy: () => import("../pages/decision/DecisionPage") },
      { path: "round/:id", lazy: () => import("../pages/round/RoundPage") },
      { path: "adjustment", lazy: () => import("../pages/adjustment/AdjustmentPage") },
      { path: "practice", lazy: () => import("../pages/practice/PracticePage") },
      { path: "campaigns", lazy: () => import("../pages/campaign/CampaignsPage") },
      { path: "campaign/:id", lazy: () => import("../pages/campaign/CampaignPage") },
      { path: "fact/:id", lazy: () => import("../pages/fact/FactPage") },
      { path: "me", lazy: () => import("../pages/me/MePage") },
      { path: "explorer", lazy: () => import("../pages/explorer/ExplorerPage") },
      { path: "vacancies", lazy: () => import("../pages/vacancies/VacanciesPage") },
      { path: "vacancy/:id", lazy: () => import("../pages/vacancy/VacancyPage") },
      { path: "*", Component: NotFound },
    ],
  },
];

export const newRouter = () => createBrowserRouter(routes);
