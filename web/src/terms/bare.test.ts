import { expect, it } from "vitest";

import { filters, roots, types } from "../pages/list/shape.gen";
import { read } from "../pages/list/model";
import { forms } from "../pages/record/forms.gen";
import { facts } from "./graph.gen";
import { edges, nodes } from "./nodes.gen";
import { values } from "./terms.gen";

it("finds nothing in a table of the schema under a name that every object has", () => {
  for (const table of [filters, filters.CadreFilter ?? {}, roots, types, forms, facts, nodes, edges, values, values.SeriesStep]) {
    for (const name of ["constructor", "toString", "__proto__", "hasOwnProperty"]) expect(name in table, name).toBe(false);
  }
  expect(read('{"of":"constructor","order":["toString","ASC"],"columns":["constructor"]}')).toEqual(read('{"of":"cadres","columns":[]}'));
});
