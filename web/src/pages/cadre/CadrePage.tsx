import { useParams } from "react-router";

import { Person } from "./Person";

/** One official (一人一档). */
export function Component() {
  const { id = "" } = useParams();
  return <Person id={id} />;
}
