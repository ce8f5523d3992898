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
      { path: "cadre/:id", lazy: () => import("../pages/cadre/CadrePage") },
      { path: "record", lazy: () => import("../pages/record/IndexPage") },
      { path: "record/:mutation", lazy: () => import("../pages/record/FormPage") },
      { path: "*", Component: NotFound },
    ],
  },
];

export const newRouter = () => createBrowserRouter(routes);
